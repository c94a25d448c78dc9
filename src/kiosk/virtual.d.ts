declare module 'virtual:kiosk' {
  /** The worker and the script of the page in front of the survey, each as one classic script. */
  export const worker: string;
  export const shell: string;
}
