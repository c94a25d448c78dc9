declare module 'virtual:respond' {
  /** The scripts of the survey page, minified, safe between script tags, each with its source for `script-src`: `sha256-…`. */
  export const scripts: Readonly<
    Record<'plain' | 'full' | 'more' | 'framed', { readonly code: string; readonly hash: string }>
  >;
  /** The styles of what only some kinds of question draw. */
  export const style: string;
}
