/** Pages for respondents: no framework in the browser. */
export const csr = false;
