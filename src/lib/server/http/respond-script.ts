/** Puts the survey page's scripts and styles into the page they are for, and their hashes into the policy that lets them in (S-06). */
import { createHash } from 'node:crypto';
import { scripts, style } from 'virtual:respond';

const styleHash = 'sha256-' + createHash('sha256').update(style).digest('base64');
const ofForm = /<form id="survey" data-script="([a-z ]+)"/;

/** Marks that Svelte leaves for a script that takes the page over, and a style sheet that only such a script would load. */
const forHydration = /<!--(?:\[[-!]?\d*|\]|[a-z0-9]*)-->|<link [^>]*disabled media="\(max-width: 0\)">\s*/g;

/** The page without what only a framework in the browser needs; a page that has one stays as it is. Authors' texts are encoded by now. */
export function withoutMarks(html: string): string {
  return html.includes('__sveltekit') ? html : html.replace(forHydration, '');
}

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
