declare module 'virtual:respond' {
  /** The enhancement script of the survey page, minified, safe between script tags. */
  export const code: string;
  /** Its source for `script-src`: `sha256-…`. */
  export const hash: string;
}
