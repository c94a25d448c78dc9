/**
 * node tests/acceptance/questionnaires.ts FOLDER: imports every questionnaire of a folder (`.lss`, `.qsf`, `.json`) and judges by
 * the file itself that none of its words is lost: each stands in the document or in the report.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readQuestionnaire } from '../../src/lib/survey/exchange/questionnaire.ts';
import { writeSurveyJs } from '../../src/lib/survey/exchange/surveyjs/write.ts';
import { readXml, type Element } from '../../src/lib/survey/exchange/xml.ts';
import { lostTexts } from '../support/conservation.ts';

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

const folder = resolve(process.argv[2] ?? '');
const files = readdirSync(folder).filter((name) => /\.(lss|qsf|json)$/.test(name));
let failures = files.length === 0 ? 1 : 0;
for (const name of files) {
  const text = readFileSync(join(folder, name), 'utf8');
  const started = process.hrtime.bigint();
  const read = readQuestionnaire(text);
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  const words = name.endsWith('.lss') ? wordsOfXml(readXml(text)) : wordsOfJson(text);
  const lost = lostTexts(read, words, !name.endsWith('.json'));
  if (!read.ok || lost.length > 0) failures += 1;
  const { pages = [] } = read.ok ? read.document : {};
  const questions = pages.reduce((sum, page) => sum + page.questions.length, 0);
  const written = read.ok ? writeSurveyJs(read.document).report.length : 0;
  process.stdout.write(
    read.ok
      ? `${name}: ${pages.length} pages, ${questions} questions, ${read.report.length} notes, ${words.length} texts of which ${lost.length} lost, ${written} notes as SurveyJS, ${milliseconds.toFixed(0)} ms\n`
      : `${name}: refused: ${JSON.stringify(read.problems.slice(0, 3))}\n`
  );
  for (const one of lost.slice(0, 5)) process.stdout.write(`  lost: ${one.slice(0, 300)}\n`);
}
process.exit(failures === 0 ? 0 : 1);
