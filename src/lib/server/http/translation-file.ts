/** The words of a questionnaire as files: XLIFF for translation tools, CSV for spreadsheets, both with nothing lost on the way. */
import { parse } from 'csv-parse/sync';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { rowsOf, type Translation, type TranslationProblem } from '#lib/survey/translation.ts';
import { readXliff, xliffOf } from '#lib/survey/xliff.ts';
import { csvResponse, safeCell } from './csv.ts';

const most = 8_000_000;

/** Whether a spreadsheet reads this otherwise than it stands: as a formula, or as one that was guarded. */
const isTaken = (text: string): boolean =>
  safeCell(text) !== text || (text.startsWith("'") && (text[1] === "'" || safeCell(text.slice(1)) !== text.slice(1)));
const guarded = (text: string): string => (isTaken(text) ? `'${text}` : text);
const unguarded = (cell: string): string => (cell.startsWith("'") && isTaken(cell) ? cell.slice(1) : cell);

/** A row for each text: its place, its words in the base language, then in every other one. */
export function csvRows(document: SurveyDocument): string[][] {
  const { baseLanguage } = document;
  const languages = [baseLanguage, ...document.languages.filter((one) => one !== baseLanguage)];
  return [
    ['place', ...languages],
    ...rowsOf(document).map(({ place, text }) => [place, ...languages.map((one) => guarded(text[one] ?? ''))])
  ];
}

export function translationFile(document: SurveyDocument, language: string, format: 'csv' | 'xliff'): Response {
  if (format === 'csv') return csvResponse(`${document.key}.csv`, csvRows(document));
  return new Response(xliffOf(document, language), {
    headers: {
      'content-type': 'application/xliff+xml; charset=utf-8',
      'content-disposition': `attachment; filename="${document.key}.${language}.xlf"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    }
  });
}

export type ReadFile =
  | { readonly ok: true; readonly translations: readonly Translation[] }
  | { readonly ok: false; readonly problems: readonly TranslationProblem[] };

/** Reads what a translator sends back; which of the two it is shows in its first character. */
export function readTranslationFile(text: string, baseLanguage: string): ReadFile {
  const plain = text.replace(/^\ufeff/, '');
  if (/^\s*</.test(plain)) {
    const read = readXliff(plain);
    return read.ok ? { ok: true, translations: [read.translation] } : read;
  }
  return readCsv(plain, baseLanguage);
}

function readCsv(text: string, baseLanguage: string): ReadFile {
  const refused = (code: TranslationProblem['code'], at: string): ReadFile => ({ ok: false, problems: [{ code, at }] });
  if (text.length > most) return refused('too_big', String(most));
  let rows: string[][];
  try {
    rows = parse(text, { delimiter: [',', ';', '\t'], skip_empty_lines: true });
  } catch (error) {
    return refused('not_readable', String((error as { lines?: number }).lines ?? ''));
  }
  const [header = [], ...lines] = rows.map((row) => row.map((cell) => unguarded(cell).replaceAll('\r\n', '\n')));
  const place = header.indexOf('place');
  if (place < 0) return refused('no_place_column', header.join(', ').slice(0, 200));
  const base = header.indexOf(baseLanguage);
  return {
    ok: true,
    translations: header.flatMap((language, at) =>
      at === place || at === base
        ? []
        : {
            language,
            lines: lines.map((row) => ({
              place: row[place]!,
              source: base < 0 ? null : row[base]!,
              words: row[at]!
            }))
          }
    )
  };
}
