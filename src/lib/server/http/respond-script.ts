/** Puts the survey page's script into the page it enhances, and its hash into the policy that lets it run (S-06). */
import { code, hash } from 'virtual:respond';

/** The page with the script before the end of its body; a page without a survey form stays as it is. For `transformPageChunk`. */
export function inlineRespondScript(html: string): string {
  const end = html.lastIndexOf('</body>');
  if (end < 0 || !html.includes('<form id="survey"')) return html;
  return `${html.slice(0, end)}<script>${code}</script>${html.slice(end)}`;
}

/** A Content-Security-Policy whose `script-src` also allows the script. */
export function allowRespondScript(policy: string): string {
  return policy.replace(/(^|;\s*)script-src(?=[\s;]|$)/, `$1script-src '${hash}'`);
}
