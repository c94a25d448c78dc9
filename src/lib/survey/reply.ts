/** Answers of chance to one question, of the kinds people give: most fit, and what does not is given anew. For walks through a survey. */
import { comparisonsIn, type Condition, type Value } from './condition.ts';
import type { Question, SurveyDocument } from './document.ts';
import { subjectsOf } from './expression.ts';
import type { Path } from './flow.ts';
import { kinds, notApplicable, yesNo, type ContactPart } from './kinds.ts';

/** Answers that are being given. */
export type Answered = Record<string, Value>;

/** Values that conditions name, for what is known of a respondent and for answers: chance alone would not find a word or a date. */
export interface Named {
  readonly known: ReadonlyMap<string, readonly Value[]>;
  readonly answers: ReadonlyMap<string, readonly (number | string)[]>;
}

/** One of a list by chance. */
export const drawOf = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T;

/** Everything the conditions of a document compare with. Arms follow from the seed of a respondent and are not among it. */
export function namedValues(document: SurveyDocument): Named {
  const known = new Map<string, Value[]>();
  const answers = new Map<string, (number | string)[]>();
  const note = (condition: Condition): void => {
    for (const comparison of comparisonsIn(condition)) {
      const { value } = comparison;
      const values = value === undefined ? [] : typeof value === 'object' ? value : [value];
      if ('known' in comparison) {
        if (!comparison.known.startsWith('arm.'))
          known.set(comparison.known, [...(known.get(comparison.known) ?? []), ...values]);
      } else if ('question' in comparison) {
        answers.set(comparison.question, [...(answers.get(comparison.question) ?? []), ...values]);
      }
    }
  };
  const look = (node: unknown, key: string): void => {
    if (node === null || typeof node !== 'object') return;
    if (key === 'showIf' || key === 'requiredIf' || key === 'holds' || key === 'when' || key === 'if')
      note(node as Condition);
    else for (const [name, child] of Object.entries(node)) look(child, name);
  };
  look({ ...document, notes: [], sources: [] }, '');
  for (const { value } of document.computed ?? []) {
    for (const subject of subjectsOf(value, (condition) => (note(condition), []))) {
      if ('known' in subject && !known.has(subject.known)) known.set(subject.known, ['x']);
    }
  }
  return { known, answers };
}

/**
 * Answers a question into `answers`, in place of what was said to it before. `needed` leaves nothing out. Options and items that do
 * not show on this path are not answered.
 */
export function answersByChance(
  question: Question,
  { off }: Path,
  hints: Named['answers'],
  random: () => number,
  needed: boolean,
  answers: Answered
): void {
  const { id, kind, scale, naLabel } = question;
  for (const name of Object.keys(answers)) if (name === id || name.startsWith(`${id}.`)) delete answers[name];
  if (!question.required && !needed && random() < 0.1) return;
  const options = (question.options ?? []).filter(({ code }) => !off.has(`${id}.${code}`));
  const items = (question.items ?? []).filter((item) => !off.has(`${id}.${item.id}`));
  const hint = (name: string): number | string | undefined => {
    const list = hints.get(name);
    return list && list.length > 0 && random() < 0.3 ? drawOf(list, random) : undefined;
  };
  const code = (name: string): void => {
    if (naLabel !== undefined && random() < 0.05) answers[name] = notApplicable;
    else if (scale) answers[name] = scale.min + Math.floor(random() * (scale.max - scale.min + 1));
  };
  if (naLabel !== undefined && kind !== 'matrix' && kind !== 'pairs' && !scale && random() < 0.05) {
    answers[id] = notApplicable;
    return;
  }
  const { asks, per } = kinds[kind];
  if (per === 'item') for (const item of items) code(`${id}.${item.id}`);
  else if (per === 'side') {
    for (const item of items) {
      code(`${id}.${item.id}.expected`);
      code(`${id}.${item.id}.perceived`);
    }
  } else if (per === 'part') {
    for (const { part, required } of question.parts ?? []) {
      if (required || random() < 0.7) answers[`${id}.${part}`] = contacts[part];
    }
  } else if (asks === 'code') code(id);
  else if (asks === 'option') {
    const codes = options.length > 0 ? options.map((option) => option.code) : yesNo;
    answers[id] = drawOf(codes, random);
  } else if (asks === 'options') {
    const chosen = setOf(question, options, random);
    if (chosen.length > 0) answers[id] = chosen;
  } else if (asks === 'rank')
    rank(
      question,
      options.map((one) => one.code),
      random,
      answers
    );
  else if (kind === 'sum')
    share(
      question,
      options.map((one) => one.code),
      random,
      answers
    );
  else if (asks === 'number') answers[id] = numberBetween(question, hint(id), random);
  else if (asks === 'date') answers[id] = day(question, hint(id), random);
  else if (asks === 'tick') {
    if (question.required || needed || random() < 0.5) answers[id] = 'yes';
  } else if (asks === 'text') answers[id] = text(question, hint(id), random);
  for (const option of options) {
    const said = answers[id];
    const chosen = said === option.code || (typeof said === 'object' && said.includes(option.code));
    if (option.other && chosen && asks !== 'rank') answers[`${id}.${option.code}`] = 'something else';
  }
}

const contacts = {
  name: 'Lin Wei',
  company: 'Example Ltd',
  email: 'lin.wei@mail.example',
  phone: '+86 21 5550 0100'
} as const satisfies Record<ContactPart, string>;

function shuffledBy<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

function setOf({ choose }: Question, options: NonNullable<Question['options']>, random: () => number): string[] {
  const alone = options.filter(({ exclusive }) => exclusive);
  const together = options.filter(({ exclusive }) => !exclusive);
  if (alone.length > 0 && (together.length === 0 || random() < 0.15)) return [drawOf(alone, random).code];
  const [least, most] = [choose?.min ?? 1, Math.min(choose?.max ?? together.length, together.length)];
  const count = Math.min(together.length, least + Math.floor(random() * (Math.max(most, least) - least + 1)));
  const chosen = new Set(
    shuffledBy(together, random)
      .slice(0, count)
      .map(({ code }) => code)
  );
  return options.flatMap(({ code }) => (chosen.has(code) ? [code] : []));
}

function rank({ id, choose }: Question, codes: readonly string[], random: () => number, answers: Answered): void {
  const least = Math.min(choose?.min ?? choose?.max ?? codes.length, codes.length);
  const most = Math.min(choose?.max ?? codes.length, codes.length);
  const count = least + Math.floor(random() * (most - least + 1));
  for (const [place, one] of shuffledBy(codes, random).slice(0, count).entries()) answers[`${id}.${one}`] = place + 1;
}

/** Whole parts of the total, the rest to the last. */
function share({ id, total = 0 }: Question, codes: readonly string[], random: () => number, answers: Answered): void {
  let left = total;
  for (const [place, one] of shuffledBy(codes, random).entries()) {
    const part = place === codes.length - 1 ? left : Math.floor(random() * (left + 1));
    answers[`${id}.${one}`] = part;
    left -= part;
  }
}

function numberBetween({ range }: Question, hint: number | string | undefined, random: () => number): number {
  const { min = 0, max = min + 1000, step } = range ?? {};
  if (typeof hint === 'number') return Math.min(max, Math.max(min, hint + drawOf([-1, 0, 1], random) * (step ?? 1)));
  const unit = step ?? 1;
  return min + Math.floor(random() * (Math.floor((max - min) / unit) + 1)) * unit;
}

function day({ days }: Question, hint: number | string | undefined, random: () => number): string {
  if (typeof hint === 'string') return hint;
  const from = Date.parse(days?.from ?? '2020-01-01');
  const to = Math.max(from, Date.parse(days?.to ?? '2030-12-31'));
  return new Date(from + Math.floor(random() * ((to - from) / 86_400_000 + 1)) * 86_400_000).toISOString().slice(0, 10);
}

function text({ length }: Question, hint: number | string | undefined, random: () => number): string {
  if (typeof hint === 'string') return hint;
  const said = drawOf(
    ['Everything took longer than we were told.', 'Good people.', '换了系统以后，发票总是晚到。'],
    random
  );
  const least = length?.min ?? 1;
  return said.padEnd(least, '.').slice(0, Math.max(least, length?.max ?? said.length));
}
