/** Puts the survey page's scripts and styles into the page they are for, and their hashes into the policy that lets them in (S-06). */
import { createHash } from 'node:crypto';
import { scripts, style } from 'virtual:respond';

const styleHash = 'sha256-' + createHash('sha256').update(style).digest('base64');
const ofForm = /<form id="survey" data-script="([a-z ]+)"/;

/**
 * The page with what its form asks for in `data-script`: `plain` or `full` and perhaps `more` before the end of its body, with
 * the styles of all kinds where it is not plain. A page without a survey form stays as it is. For `transformPageChunk`.
 */
export function inlineRespondScript(html: string): string {
  const end = html.lastIndexOf('</body>');
  const names = end < 0 ? undefined : ofForm.exec(html)?.[1]?.split(' ');
  if (names === undefined) return html;
  const code = (Object.keys(scripts) as (keyof typeof scripts)[])
    .filter((name) => names.includes(name))
    .map((name) => `<script>${scripts[name].code}</script>`);
  const page = html.slice(0, end) + code.join('') + html.slice(end);
  return names.includes('styled') ? page.replace('</head>', () => `<style>${style}</style></head>`) : page;
}

/** The page with the script that talks to the site around it, and the origins that may be talked to. They are checked ones. */
export function inlineFramed(html: string, sites: readonly string[]): string {
  const end = html.lastIndexOf('</body>');
  if (end < 0) return html;
  return `${html.slice(0, end)}<script data-sites="${sites.join(' ')}">${scripts.framed.code}</script>${html.slice(end)}`;
}

/** Lets them in under the page's own policy; without a policy there is nothing to do. */
export function allowRespondScript(headers: Headers): void {
  const policy = headers.get('content-security-policy');
  if (!policy) return;
  const hashes = Object.values(scripts)
    .map(({ hash }) => `'${hash}'`)
    .join(' ');
  headers.set(
    'content-security-policy',
    policy
      .replace(/(^|;\s*)script-src(?=[\s;]|$)/, `$1script-src ${hashes}`)
      .replace(/(^|;\s*)style-src(?=[\s;]|$)/, `$1style-src '${styleHash}'`)
  );
}
