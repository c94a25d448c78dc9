declare module 'virtual:embed' {
  /** The script for other sites, minified. It reads the words for "close" from a constant CLOSE in front of it. */
  export const code: string;
}
