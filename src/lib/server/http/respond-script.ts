/** Puts the survey page's script into the page it enhances, and its hash into the policy that lets it run (S-06). */
import { code, hash } from 'virtual:respond';

/** The page with the script before the end of its body; a page without a survey form stays as it is. For `transformPageChunk`. */
export function inlineRespondScript(html: string): string {
  const end = html.lastIndexOf('</body>');
  if (end < 0 || !html.includes('<form id="survey"')) return html;
  return `${html.slice(0, end)}<script>${code}</script>${html.slice(end)}`;
}

/** Lets the script run under the page's own policy; without a policy there is nothing to do. */
export function allowRespondScript(headers: Headers): void {
  const policy = headers.get('content-security-policy');
  if (policy)
    headers.set('content-security-policy', policy.replace(/(^|;\s*)script-src(?=[\s;]|$)/, `$1script-src '${hash}'`));
}
