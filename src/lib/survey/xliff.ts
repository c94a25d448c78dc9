/**
 * The table of a questionnaire's words as XLIFF 2.0 (OASIS, 2014), the file that translation tools exchange. Read strictly: a document
 * type, entities of one's own and anything too large are refused while reading, so a hostile file costs no more than its size (S-03).
 */
import sax from 'sax';
import type { SurveyDocument } from './document.ts';
import { rowsOf, type Translation, type TranslationProblem } from './translation.ts';

const namespace = 'urn:oasis:names:tc:xliff:document:2.0';
const most = 8_000_000;
const deepest = 20;

/** The file for a translator into one language. */
export function xliffOf(document: SurveyDocument, language: string): string {
  const { baseLanguage } = document;
  const units = rowsOf(document).map(({ place, text }, at) => {
    const words = text[language] ?? '';
    const target = words === '' ? '' : `\n        <target xml:space="preserve">${escaped(words)}</target>`;
    return `    <unit id="u${at + 1}" name="${escaped(place)}">
      <segment state="${words === '' ? 'initial' : 'translated'}">
        <source xml:space="preserve">${escaped(text[baseLanguage] ?? '')}</source>${target}
      </segment>
    </unit>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<xliff xmlns="${namespace}" version="2.0" srcLang="${escaped(baseLanguage)}" trgLang="${escaped(language)}">
  <file id="${escaped(document.key)}">
${units.join('\n')}
  </file>
</xliff>
`;
}

const marks: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  '\r': '&#13;'
};
// Two characters no XML text can hold: XLIFF has an element for them.
const escaped = (text: string): string =>
  text
    .replaceAll(/[<>&"\r]/g, (mark) => marks[mark]!)
    .replaceAll(/[\ufffe\uffff]/g, (mark) => `<cp hex="${mark.charCodeAt(0).toString(16).toUpperCase()}"/>`);

/** Reads a translator's file. A tool may have cut a text into several segments; they are put together again. */
export function readXliff(
  text: string
): { ok: true; translation: Translation } | { ok: false; problems: TranslationProblem[] } {
  if (text.length > most) return { ok: false, problems: [{ code: 'too_big', at: String(most) }] };
  try {
    return { ok: true, translation: parsed(text) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problems: [{ code: error.code, at: error.at }] };
    throw error;
  }
}

class Unreadable extends Error {
  readonly code: TranslationProblem['code'];
  readonly at: string;
  constructor(code: TranslationProblem['code'], at: string) {
    super(code);
    this.code = code;
    this.at = at;
  }
}

interface Unit {
  readonly place: string;
  source: string;
  target: string;
  translated: boolean;
}

function parsed(text: string): Translation {
  const parser = sax.parser(true, { strictEntities: true, xmlns: true } as sax.SAXOptions);
  const lines: { place: string; source: string; words: string }[] = [];
  const path: string[] = [];
  let language = '';
  let unit: Unit | null = null;
  /** The segment that is read: what it says, and whether it has a target. */
  let piece = { source: '', target: '', has: false };
  const line = (): string => String(parser.line + 1);

  parser.ondoctype = () => {
    throw new Unreadable('doctype', line());
  };
  parser.onerror = () => {
    throw new Unreadable('not_readable', line());
  };
  parser.onopentag = (tag) => {
    const { local, uri, attributes } = tag as sax.QualifiedTag;
    if (path.length > deepest) throw new Unreadable('too_big', line());
    const name = uri === namespace ? local : '';
    const value = (key: string): string => attributes[key]?.value ?? '';
    if (path.length === 0) {
      if (name !== 'xliff' || !/^2\.[01]$/.test(value('version'))) throw new Unreadable('not_xliff', line());
      language = value('trgLang');
    }
    const inText = path.includes('source') || path.includes('target');
    if (inText && name === 'cp') say(String.fromCodePoint(Math.min(0x10ffff, parseInt(value('hex'), 16) || 0xfffd)));
    else if (inText && name !== 'mrk') throw new Unreadable('inline_code', unit?.place ?? line());
    if (name === 'unit') unit = { place: value('name'), source: '', target: '', translated: false };
    if (name === 'segment' || name === 'ignorable') piece = { source: '', target: '', has: false };
    if (name === 'target') piece.has = true;
    path.push(name);
  };
  parser.onclosetag = () => {
    const name = path.pop();
    if (unit === null) return;
    if (name === 'segment' || name === 'ignorable') {
      unit.source += piece.source;
      // What is not to be translated stands between the segments as it is.
      unit.target += piece.has ? piece.target : name === 'ignorable' ? piece.source : '';
      if (piece.target !== '') unit.translated = true;
    } else if (name === 'unit') {
      lines.push({ place: unit.place, source: unit.source, words: unit.translated ? unit.target : '' });
      unit = null;
    }
  };
  const say = (words: string): void => {
    if (unit === null) return;
    if (path.includes('target')) piece.target += words;
    else if (path.includes('source')) piece.source += words;
  };
  parser.ontext = parser.oncdata = say;
  // In pieces, so that a refusal comes before the rest is looked at.
  for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536));
  parser.close();
  if (language === '') throw new Unreadable('not_xliff', 'trgLang');
  return { language, lines };
}
