/** A respondent without JavaScript: reads the form of a page, fills in what it shows, and sends what a browser would send. */
import type { Answer, Client } from '../support/client.ts';

export interface Control {
  name: string;
  type: string;
  value: string;
  checked: boolean;
  /** Stands in a part of the page that is not shown. */
  hidden: boolean;
}

const attributesOf = (text: string): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const [, name, , raw, quoted] of text.matchAll(/([a-zA-Z_:-]+)(=("([^"]*)"|[^\s">]+))?/g))
    found[name!.toLowerCase()] = plain(quoted ?? raw ?? '');
  return found;
};

/** Text without the entities that stand in attributes. */
const plain = (text: string): string =>
  text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The controls of the form with this id, in order, and where it posts to. Null where the page has no such form. */
export function formOf(html: string, id: string): { action: string | null; controls: Control[] } | null {
  const start = new RegExp(`<form\\b[^>]*\\bid="${id}"[^>]*>`).exec(html);
  if (start === null) return null;
  const end = html.indexOf('</form>', start.index);
  const controls: Control[] = [];
  const hiding: boolean[] = [];
  for (const [, closing, tag, rest] of html
    .slice(start.index + start[0].length, end)
    .matchAll(/<(\/?)(section|fieldset|div|input|textarea|button|select)\b((?:[^>"]|"[^"]*")*)>/g)) {
    const attributes = attributesOf(rest!);
    if (tag === 'section' || tag === 'fieldset' || tag === 'div') {
      if (closing) hiding.pop();
      else hiding.push('hidden' in attributes || hiding.at(-1) === true);
      continue;
    }
    if (closing || attributes.name === undefined || 'disabled' in attributes) continue;
    controls.push({
      name: attributes.name,
      type: tag === 'input' ? (attributes.type ?? 'text') : tag!,
      value: attributes.value ?? '',
      checked: 'checked' in attributes,
      hidden: hiding.at(-1) === true
    });
  }
  return { action: attributesOf(start[0]).action ?? null, controls };
}

/** What a respondent does with the questions of a page: a value for each name, or nothing. */
export type Choose = (name: string, values: readonly string[]) => string | null;

/** The fields a browser sends when the questions shown were answered so and the button was pressed. */
export function fill(controls: readonly Control[], choose: Choose): [string, string][] {
  const fields: [string, string][] = [];
  const chosen = new Map<string, string | null>();
  for (const { name, type, value, checked, hidden } of controls) {
    // What is no question begins with _; one of these fields is a trap that people do not see.
    if (type === 'hidden' || (type === 'text' && name.startsWith('_'))) fields.push([name, value]);
    else if (type === 'radio') {
      if (!chosen.has(name)) {
        const values = controls.filter((one) => one.name === name && one.type === 'radio').map((one) => one.value);
        const before = controls.find((one) => one.name === name && one.checked)?.value ?? null;
        chosen.set(name, hidden ? before : choose(name, values));
      }
      if (chosen.get(name) === value) fields.push([name, value]);
    } else if (type === 'checkbox') {
      if (hidden ? checked : choose(name, [value]) === value) fields.push([name, value]);
    } else if (type === 'textarea' || type === 'text') fields.push([name, hidden ? value : (choose(name, []) ?? '')]);
  }
  fields.push(['_go', 'next']);
  return fields;
}

export interface Walk {
  /** Pages that were answered. */
  pages: number;
  /** The last post, to be repeated by whoever is impatient. */
  path: string;
  body: string;
}

const mostPages = 20;

const post = (client: Client, path: string, body: string): Promise<Answer> =>
  client.send('POST', path, { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body });

/** Opens a link, answers page by page as the forms say, and ends on the thank-you page. */
export async function walk(client: Client, link: string, choose: Choose): Promise<Walk> {
  let path = new URL(link).pathname;
  for (let pages = 1; pages <= mostPages; pages += 1) {
    const page = await client.get(path);
    if (page.status !== 200) throw new Error(`${page.status} from ${path}`);
    const form = formOf(page.body, 'survey');
    if (form === null) throw new Error(`${path} shows no survey:\n${page.body.slice(0, 500)}`);
    const action = at(path, form.action ?? path);
    const body = new URLSearchParams(fill(form.controls, choose)).toString();
    const answer = await post(client, action, body);
    if (answer.status !== 303 || answer.location === null)
      throw new Error(`${answer.status} from the post to ${action}: ${body}\n${answer.body.slice(0, 500)}`);
    path = at(action, answer.location);
    if (path.endsWith('/thanks')) {
      const thanks = await client.get(path);
      if (thanks.status !== 200) throw new Error(`${thanks.status} from ${path}`);
      return { pages, path: action, body };
    }
  }
  throw new Error(`${link} did not end after ${mostPages} pages`);
}

/** The same post once more, as an impatient finger sends it: thanked again. */
export async function repeat(client: Client, { path, body }: Walk): Promise<void> {
  const answer = await post(client, path, body);
  if (answer.status !== 303 || !answer.location?.endsWith('/thanks'))
    throw new Error(`the repeat of a last post was answered with ${answer.status}`);
}

/** A location seen from a path of the same server. */
function at(path: string, location: string): string {
  const url = new URL(location, new URL(path, 'http://self.invalid'));
  return url.pathname + url.search;
}
