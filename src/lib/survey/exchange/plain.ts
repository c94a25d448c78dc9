/**
 * Texts of other systems are HTML; ours are plain. Paragraphs, lines and lists stay; what is lost is told. One pass over the
 * text, whatever it contains: nothing here is ever put into a page as HTML.
 */
import { cleanText } from '../text.ts';
import type { Report } from './report.ts';

export interface Plain {
  readonly text: string;
  /** Names of tags whose look is lost. */
  readonly look: readonly string[];
  /** Pictures, sounds, frames: their tag and address. */
  readonly media: readonly string[];
  /** What was written to run, or to be filled in, as its first words. */
  readonly scripts: readonly string[];
}

const lines = new Set(
  'p div h1 h2 h3 h4 h5 h6 ul ol table blockquote pre hr section article header footer form fieldset dl center'.split(
    ' '
  )
);
const silent = new Set(
  'p div span br li ul ol tr td th tbody thead tfoot table section article header footer html body head dl dt dd'.split(
    ' '
  )
);
const media = new Set('img iframe video audio object embed svg source picture canvas map'.split(' '));
const swallowed = new Set(['script', 'style', 'template', 'noscript', 'title']);
const controls = new Set('input select textarea button form option'.split(' '));

/** HTML as plain text, with what it loses. */
export function plainOf(html: string): Plain {
  const look = new Set<string>();
  const found: string[] = [];
  const scripts: string[] = [];
  const lists: { ordered: boolean; number: number }[] = [];
  const links: { address: string; from: number }[] = [];
  // The end of what was written so far; what lies further back is finished, so that every step looks at little.
  let text = '';
  const done: string[] = [];
  let lower: string | undefined;
  let at = 0;
  const breakLine = (count: number): void => {
    const bare = text.trimEnd();
    const has = text.slice(bare.length).split('\n').length - 1;
    text = bare + (bare === '' && done.length === 0 ? '' : '\n'.repeat(Math.max(count, has)));
  };
  while (at < html.length) {
    if (text.length > 8000) {
      done.push(text.slice(0, -4000));
      text = text.slice(-4000);
    }
    const open = html.indexOf('<', at);
    text = append(text, html.slice(at, open < 0 ? html.length : open));
    if (open < 0) break;
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9:]*)/.exec(html.slice(open, open + 40));
    const close = tag === null ? -1 : endOfTag(html, open + tag[0].length);
    if (tag === null || close < 0) {
      text = append(text, '<');
      at = open + 1;
      continue;
    }
    const closing = tag[1] === '/';
    const name = tag[2]!.toLowerCase();
    const inside = html.slice(open + tag[0].length, close);
    at = close + 1;
    if (swallowed.has(name) && !closing) {
      const end = (lower ??= html.toLowerCase()).indexOf(`</${name}`, at);
      const content = html.slice(at, end < 0 ? html.length : end).trim();
      at = end < 0 ? html.length : html.indexOf('>', end) + 1 || html.length;
      if (content !== '') scripts.push(`${name}: ${content}`);
      continue;
    }
    if (/\bon[a-z]+\s*=/i.test(inside)) scripts.push(`${name} ${inside.trim()}`);
    else if (silent.has(name) ? /\b(style|bgcolor|color|align)\s*=/i.test(inside) && !closing : !closing) {
      if (media.has(name)) found.push(`${name} ${attribute(inside, 'src') ?? attribute(inside, 'data') ?? ''}`.trim());
      else if (controls.has(name)) scripts.push(`${name} ${inside.trim()}`.trim());
      else if (name !== 'a') look.add(name);
    }
    if (name === 'br') breakLine(/\n$/.test(text) ? 2 : 1);
    else if (name === 'li' && !closing) {
      const list = lists.at(-1);
      if (list) list.number += 1;
      breakLine(1);
      text += `${'  '.repeat(Math.max(0, lists.length - 1))}${list?.ordered ? `${list.number}.` : '-'} `;
    } else if (name === 'tr') breakLine(1);
    else if ((name === 'td' || name === 'th') && !closing && !/(^|\n)$/.test(text)) text += ' | ';
    else if (name === 'img') text = append(text, ` ${attribute(inside, 'alt') ?? ''} `);
    else if (name === 'a' && !closing) links.push({ address: attribute(inside, 'href') ?? '', from: text.length });
    else if (name === 'a') {
      const link = links.pop();
      // The address is said where the words are not the address already.
      if (link && /^(https?:|mailto:)/i.test(link.address)) {
        const bare = link.address.replace(/^mailto:/i, '');
        if (!text.slice(link.from).includes(bare)) text += ` (${bare})`;
      } else if (link && link.address !== '') scripts.push(`a ${link.address}`);
    } else if (lines.has(name)) {
      if (name === 'ul' || name === 'ol') {
        if (closing) lists.pop();
        else if (lists.length < 20) lists.push({ ordered: name === 'ol', number: 0 });
        breakLine(lists.length > 0 ? 1 : 2);
      } else breakLine(name === 'div' ? 1 : 2);
    } else if (name === 'dt' || name === 'dd') breakLine(1);
  }
  const clean = cleanText(done.join('') + text)
    .replace(/[ \t]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return { text: clean, look: [...look], media: found, scripts };
}

/** The end of a tag, a `>` outside quotes; -1 when there is none within reach. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length && at < from + 20_000; at += 1) {
    const sign = html[at]!;
    if (quote !== '') quote = sign === quote ? '' : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return at;
    else if (sign === '<') return -1;
  }
  return -1;
}

function attribute(inside: string, name: string): string | null {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(inside);
  return found ? decoded(found[1] ?? found[2] ?? found[3] ?? '') : null;
}

/** Text between tags: white space is one space, as a browser shows it. */
function append(text: string, raw: string): string {
  const more = decoded(raw.replace(/[ \t\r\n\f]+/g, ' ')).replaceAll('\u00a0', ' ');
  return /(^|\s)$/.test(text.slice(-1)) ? text + more.replace(/^ +/, '') : text + more;
}

const entities: Readonly<Record<string, string>> = Object.assign(Object.create(null) as object, {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', copy: '©', reg: '®', trade: '™' },
  ...{ hellip: '…', mdash: '—', ndash: '–', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', sbquo: '‚', bdquo: '„' },
  ...{ laquo: '«', raquo: '»', bull: '•', middot: '·', deg: '°', euro: '€', pound: '£', yen: '¥', cent: '¢' },
  ...{ sect: '§', para: '¶', times: '×', divide: '÷', plusmn: '±', frac12: '½', frac14: '¼', frac34: '¾' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', euml: 'ë', iuml: 'ï' },
  ...{ agrave: 'à', aacute: 'á', acirc: 'â', atilde: 'ã', aring: 'å', aelig: 'æ', ccedil: 'ç', egrave: 'è' },
  ...{ eacute: 'é', ecirc: 'ê', igrave: 'ì', iacute: 'í', icirc: 'î', ntilde: 'ñ', ograve: 'ò', oacute: 'ó' },
  ...{ ocirc: 'ô', otilde: 'õ', oslash: 'ø', ugrave: 'ù', uacute: 'ú', ucirc: 'û', yacute: 'ý', oelig: 'œ' },
  ...{ Agrave: 'À', Aacute: 'Á', Acirc: 'Â', Aring: 'Å', AElig: 'Æ', Ccedil: 'Ç', Egrave: 'È', Eacute: 'É' },
  ...{ Ecirc: 'Ê', Ntilde: 'Ñ', Oacute: 'Ó', Oslash: 'Ø', Uacute: 'Ú', iexcl: '¡', iquest: '¿', ordm: 'º' },
  ...{ ordf: 'ª', le: '≤', ge: '≥', ne: '≠', larr: '←', rarr: '→', uarr: '↑', darr: '↓', infin: '∞' },
  ...{ zwj: '', zwnj: '', shy: '', ensp: ' ', emsp: ' ', thinsp: ' ', sup1: '¹', sup2: '²', sup3: '³', micro: 'µ' }
}) as Readonly<Record<string, string>>;

function decoded(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,10}));/g,
    (whole, ten, sixteen, name) => {
      if (name !== undefined) return entities[name as string] ?? whole;
      const code = ten === undefined ? parseInt(sixteen as string, 16) : Number(ten);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    }
  );
}

/** Longest text that is read, in characters of HTML. */
const textLimit = 100_000;

/** HTML as plain text; what it loses goes into the report. */
export function tellPlain(report: Report, at: string, html: string): string {
  if (html.length > textLimit) report.say(at, 'text_cut', html.slice(textLimit));
  const { text, look, media, scripts } = plainOf(html.slice(0, textLimit));
  if (look.length > 0) report.say(at, 'formatting', [...look].sort().join(', '));
  for (const one of media) report.say(at, 'image', one);
  for (const one of scripts) report.say(at, 'script', one);
  return text;
}
