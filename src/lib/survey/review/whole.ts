/** The survey as a whole: what is required, what comes first, how long it takes, and what is asked twice (UX-50, UX-51, UX-53). */
import { questionsOf, type Question, type SurveyDocument } from '../document.ts';
import { fieldsOf } from '../fields.ts';
import { kinds, ruleOf } from '../kinds.ts';
import type { Say } from './findings.ts';
import { judge, wordingOf, type Line } from './wording.ts';

/** Longest survey in seconds, most open questions, most rows of a grid (UX-51). */
const limits = { seconds: 7 * 60, open: 5, rows: 5 };

export function lintWhole(document: SurveyDocument, lines: readonly Line[], say: Say): void {
  for (const [p, page] of document.pages.entries())
    for (const [q, { kind, required, items }] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      if (kind === 'text' && required) say('required-text', `${at}/required`);
      if ((kind === 'matrix' || kind === 'pairs') && (items?.length ?? 0) > limits.rows)
        say('survey-length', `${at}/items`, 'rows');
    }
  if (questionsOf(document).filter(({ kind }) => kind === 'text').length > limits.open)
    say('survey-length', '/pages', 'open');
  if (secondsOf(document) > limits.seconds) say('survey-length', '/pages', 'minutes');
  lintOrder(document, lines, say);
  lintTwice(document, lines, say);
}

/**
 * Seconds a usual respondent needs: reading at 4 English words or 6.5 Chinese characters a second (Brysbaert 2019, Journal of
 * Memory and Language 109), and what each kind takes to answer. What not everybody sees counts half.
 */
export function secondsOf(document: SurveyDocument, language: string = document.baseLanguage): number {
  const wording = wordingOf(language);
  const speed = wording?.family === 'zh' ? 6.5 : 4;
  const read = (text: Readonly<Record<string, string>> | undefined): number => {
    const words = text?.[language] ?? text?.[document.baseLanguage] ?? '';
    return (wording?.length(words) ?? words.split(/\s+/).filter(Boolean).length) / speed;
  };
  let seconds = 0;
  for (const page of document.pages)
    for (const question of page.questions) {
      const texts = [question.text, question.hint, ...(question.items ?? []).map(({ text }) => text)];
      const listed = (question.options ?? []).reduce((sum, { text }) => sum + read(text), 0);
      const answering = fieldsOf(question).filter(({ asks, option }) => asks !== 'text' || !option).length;
      const own = texts.reduce((sum, text) => sum + read(text), 0) + listed + answering * ruleOf(question.kind).seconds;
      seconds += question.showIf || page.showIf ? own / 2 : own;
    }
  return Math.round(seconds);
}

/** Sensitive questions in the first third, while others are still to come. */
function lintOrder(document: SurveyDocument, lines: readonly Line[], say: Say): void {
  const asked = questionsOf(document).filter(({ kind }) => kinds[kind].asks !== 'nothing' && kind !== 'consent');
  const first = new Set(asked.slice(0, Math.max(1, Math.ceil(asked.length / 3))));
  const words = new Map<Question, Line>();
  for (const line of lines) if (line.wording.sensitive.test(line.text)) words.set(line.question, line);
  for (const [at, question] of asked.entries()) {
    const line = words.get(question);
    const sensitive = line !== undefined || question.kind === 'contact';
    const others = asked.slice(at + 1).some((one) => !words.has(one) && one.kind !== 'contact');
    if (!sensitive || !others || !first.has(question)) continue;
    const detail = line === undefined ? question.id : (line.wording.sensitive.exec(line.text)?.[0] ?? question.id);
    say('sensitive-first', line?.pointer ?? pointerOf(document, question), detail);
  }
}

function pointerOf({ pages }: SurveyDocument, question: Question): string {
  const p = pages.findIndex(({ questions }) => questions.includes(question));
  return `/pages/${p}/questions/${pages[p]!.questions.indexOf(question)}/text`;
}

/** Questions about the same thing, by the words that are left when those of every question are taken away. */
function lintTwice(document: SurveyDocument, lines: readonly Line[], say: Say): void {
  const pages = new Map(document.pages.flatMap((page) => page.questions.map((question) => [question, page] as const)));
  /** What is asked under different conditions may be the same question for different people. */
  const areApart = (one: Question, other: Question): boolean => {
    const [first, second] = [one, other].map((question) => [question.showIf, pages.get(question)?.showIf]);
    return first!.some((part) => part !== undefined) && JSON.stringify(first) !== JSON.stringify(second);
  };
  const seen: { line: Line; gist: ReadonlySet<string> }[] = [];
  for (const line of lines) {
    const { gist } = judge(line.wording, line.role === 'item' ? `${line.around} ${line.text}` : line.text);
    if (gist.size === 0) continue;
    for (const other of seen) {
      if (other.line.language !== line.language || other.line.question === line.question) continue;
      if (!isSame(gist, other.gist) || areApart(line.question, other.line.question)) continue;
      say('asked-twice', line.pointer, other.line.question.id, { language: line.language });
      break;
    }
    seen.push({ line, gist });
  }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  let common = 0;
  for (const word of a) if (b.has(word)) common += 1;
  return common / (a.size + b.size - common) >= 0.8;
}
