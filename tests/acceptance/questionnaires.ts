/**
 * Questionnaires of other systems, judged by the files themselves: every one comes in over the API, none of its words is lost (each
 * stands in the document or in the report), and a round trip through SurveyJS JSON keeps or names every word too. Alone:
 * node tests/acceptance/questionnaires.ts FOLDER, for files that no app needs to be started for.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { readQuestionnaire } from '../../src/lib/survey/exchange/questionnaire.ts';
import type { Note } from '../../src/lib/survey/exchange/report.ts';
import { writeSurveyJs } from '../../src/lib/survey/exchange/surveyjs/write.ts';
import { readXml, type Element } from '../../src/lib/survey/exchange/xml.ts';
import { rowsOf } from '../../src/lib/survey/translation.ts';
import { lostTexts } from '../support/conservation.ts';
import type { Connection } from './connection.ts';
import type { Report } from './report.ts';

/** Cells of a LimeSurvey file that hold words. */
const worded = new Set(
  (
    'question help answer group_name description surveyls_title surveyls_description surveyls_welcometext surveyls_endtext ' +
    'surveyls_policy_notice quotals_message surveyls_email_invite surveyls_email_remind surveyls_email_register'
  ).split(' ')
);

function wordsOfXml(element: Element, found: string[] = []): string[] {
  if (worded.has(element.name) && element.text.trim() !== '') found.push(element.text);
  for (const child of element.children) wordsOfXml(child, found);
  return found;
}

/** Texts of a JSON file that people read. */
function wordsOfJson(text: string): string[] {
  const found: string[] = [];
  JSON.parse(text, (name, value: unknown) => {
    if (
      typeof value === 'string' &&
      /^(QuestionText|Display|title|description|text|html)$/.test(name) &&
      value.trim() !== ''
    ) {
      found.push(value);
    }
    return value;
  });
  return found;
}

/** The questionnaire files of a folder; none when there is no such folder. */
export function questionnairesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.(lss|qsf|json)$/.test(name));
  } catch {
    return [];
  }
}

interface Judged {
  readonly line: string;
  /** Words of the file that are neither in the document nor in the report. */
  readonly lost: readonly string[];
  /** The same of the document, after a trip to SurveyJS JSON and back. */
  readonly lostOnTrip: readonly string[];
}

/** Judges what a file came in as. */
function judge(name: string, text: string, document: SurveyDocument, report: readonly Note[]): Judged {
  const words = name.endsWith('.lss') ? wordsOfXml(readXml(text)) : wordsOfJson(text);
  const lost = lostTexts({ ok: true, document, report: [...report] }, words, !name.endsWith('.json'));
  const written = writeSurveyJs(document);
  const back = readQuestionnaire(JSON.stringify(written.model));
  // References to answers are spelled differently there.
  const said = rowsOf(document).flatMap((row) =>
    Object.values(row.text).map((text) => text.replace(/\{\{[^{}]*\}\}/g, ''))
  );
  const lostOnTrip = back.ok
    ? lostTexts({ ok: true, document: back.document, report: [...back.report, ...written.report] }, said, false)
    : ['(refused)'];
  const questions = document.pages.reduce((sum, page) => sum + page.questions.length, 0);
  const line = `${document.pages.length} pages, ${questions} questions, ${report.length} notes; ${words.length} texts, ${lost.length} lost; by SurveyJS ${written.report.length} notes, ${said.length} texts, ${lostOnTrip.length} lost`;
  return { line, lost, lostOnTrip };
}

/** Brings every questionnaire of a folder in over the API and judges what came of it. */
export async function judgeQuestionnaires(api: Connection, folder: string, report: Report): Promise<void> {
  for (const name of questionnairesIn(folder)) {
    const bytes = readFileSync(join(folder, name));
    const judged = await report.step(
      'questionnaire',
      async () => {
        const made = await api.upload<{ id: string; notes: Note[] }>(
          '/survey-imports',
          bytes,
          'application/octet-stream'
        );
        const { document } = await api.get<{ document: SurveyDocument }>(`/surveys/${made.id}`);
        return judge(name, bytes.toString('utf8'), document, made.notes);
      },
      ({ line }) => `${name}: ${line}`
    );
    report.check(judged.lost.length === 0, `${name} lost ${JSON.stringify(judged.lost.slice(0, 3))}`);
    report.check(
      judged.lostOnTrip.length === 0,
      `${name} lost on the way to SurveyJS and back ${JSON.stringify(judged.lostOnTrip.slice(0, 3))}`
    );
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const folder = process.argv[2] ?? '';
  let failures = questionnairesIn(folder).length === 0 ? 1 : 0;
  for (const name of questionnairesIn(folder)) {
    const text = readFileSync(join(folder, name), 'utf8');
    const read = readQuestionnaire(text);
    const judged = read.ok ? judge(name, text, read.document, read.report) : null;
    if (judged === null || judged.lost.length > 0 || judged.lostOnTrip.length > 0) failures += 1;
    process.stdout.write(`${name}: ${judged?.line ?? 'refused'}\n`);
    for (const one of [...(judged?.lost ?? []), ...(judged?.lostOnTrip ?? [])].slice(0, 6))
      process.stdout.write(`  lost: ${one.slice(0, 300)}\n`);
  }
  process.exit(failures === 0 ? 0 : 1);
}
