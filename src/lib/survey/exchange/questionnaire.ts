/** A questionnaire from a file of any system that is known here: its format is found by what it holds, never by its name. */
import type { SurveyDocument } from '../document.ts';
import { readDocument } from '../format.ts';
import { boundJson, objectOf, readJsonText, textLimit } from './json.ts';
import { readLimeSurvey } from './limesurvey/read.ts';
import { readQualtrics } from './qualtrics/read.ts';
import { Refused, reading, type Imported } from './report.ts';
import { readSurveyJs } from './surveyjs/read.ts';

export const questionnaireFormats = ['concord', 'limesurvey', 'qualtrics', 'surveyjs'] as const;
export type QuestionnaireFormat = (typeof questionnaireFormats)[number];

export type Questionnaire = Imported & { readonly format: QuestionnaireFormat | null };

/** Largest file, in bytes. */
export const fileLimit = textLimit;

/** The format of a text; null when it is none of these. */
export function detect(text: string): QuestionnaireFormat | null {
  const start = text.slice(0, 1000).trimStart();
  if (start.startsWith('<')) return text.slice(0, 4000).includes('<LimeSurveyDocType>') ? 'limesurvey' : null;
  try {
    const root = objectOf(readJsonText(text));
    if (root.format !== undefined) return 'concord';
    if (root.SurveyEntry !== undefined && root.SurveyElements !== undefined) return 'qualtrics';
    return root.pages !== undefined || root.elements !== undefined || root.questions !== undefined ? 'surveyjs' : null;
  } catch {
    return null;
  }
}

/** The questionnaire of a file, with everything that could not be taken over; or what is wrong with it. */
export function readQuestionnaire(input: Uint8Array | string): Questionnaire {
  let format: QuestionnaireFormat | null = null;
  const imported = reading((): Imported => {
    const text = typeof input === 'string' ? input : decoded(input);
    format = detect(text);
    if (format === 'limesurvey') return readLimeSurvey(text);
    if (format === 'qualtrics') return readQualtrics(text);
    if (format === 'surveyjs') return readSurveyJs(text);
    if (text.trimStart().startsWith('<')) throw new Refused('unknown_format', 'No questionnaire of a known system');
    const value = readJsonText(text);
    boundJson(value);
    if (format === null && Object.keys(objectOf(value)).length > 0 && objectOf(value).format === undefined) {
      throw new Refused('unknown_format', 'No questionnaire of a known system');
    }
    format = 'concord';
    const own = readDocument(value);
    return own.ok ? { ok: true, document: own.document, report: [] } : { ok: false, problems: own.problems };
  });
  return { ...imported, format };
}

/** UTF-8, or UTF-16 where the file says so at its start. */
function decoded(bytes: Uint8Array): string {
  if (bytes.byteLength > fileLimit) throw new Refused('too_big', `At most ${fileLimit} bytes`);
  const wide =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(wide, { fatal: true }).decode(bytes);
  } catch {
    throw new Refused('encoding', 'The file is not UTF-8');
  }
}

/** How much a document holds, for a summary before it is created. */
export function countsOf(document: SurveyDocument): { pages: number; questions: number; languages: number } {
  const questions = document.pages.reduce((sum, page) => sum + page.questions.length, 0);
  return { pages: document.pages.length, questions, languages: document.languages.length };
}
