/**
 * What every field can say, as a finite list: all codes of a scale, all options, and for numbers, days and words one value for
 * every stretch that no comparison of the document can tell apart. Such a list is exact unless the number goes into arithmetic or
 * is compared with another answer.
 */
import { comparisonsIn, subjectsIn, type Comparison, type Subject, type Value } from '../condition.ts';
import type { Question } from '../document.ts';
import { subjectsOf } from '../expression.ts';
import type { Field } from '../fields.ts';
import { notApplicable, yesNo } from '../kinds.ts';
import type { Domain } from './formula.ts';
import { sitesOf, type Plan } from './places.ts';

/** Most options of a set whose every combination is looked at. */
const combined = 7;

/** Domains by name of the field, and by `known:…` for what is known of respondents. */
export function domainsOf(plan: Plan): (name: string) => Domain {
  const { constants, entangled } = usesOf(plan);
  const domains = new Map<string, Domain>();
  return (name) => {
    let domain = domains.get(name);
    if (domain === undefined) {
      const list = [...(constants.get(name) ?? [])];
      const field = plan.fields.get(name);
      domain = field === undefined ? knownDomain(plan, name, list) : fieldDomain(field, list);
      if (entangled.has(name) && field !== undefined && isEndless(field)) domain = { ...domain, exact: false };
      domains.set(name, domain);
    }
    return domain;
  };
}

function isEndless({ asks }: Field): boolean {
  return asks === 'number' || asks === 'date' || asks === 'text';
}

const nameOf = (subject: Subject): string | null =>
  'question' in subject ? subject.question : 'known' in subject ? `known:${subject.known}` : null;

/** Constants each name is compared with, and the names that go into arithmetic or are compared with one another. */
function usesOf(plan: Plan): { constants: Map<string, Set<number | string>>; entangled: Set<string> } {
  const constants = new Map<string, Set<number | string>>();
  const entangled = new Set<string>();
  const note = (comparison: Comparison): void => {
    const name = nameOf(comparison);
    if (comparison.than) {
      for (const subject of [comparison, comparison.than]) entangled.add(nameOf(subject) ?? '');
    } else if (name !== null) {
      const set = constants.get(name) ?? new Set();
      const { value } = comparison;
      for (const one of typeof value === 'object' ? value : value === undefined ? [] : [value]) set.add(one);
      constants.set(name, set);
    }
  };
  for (const { condition } of sitesOf(plan)) comparisonsIn(condition).forEach(note);
  // Options taken over are shown by conditions that stand nowhere in the document.
  for (const { question } of plan.places)
    for (const part of [...(question.options ?? []), ...(question.items ?? [])])
      if (part.showIf) comparisonsIn(part.showIf).forEach(note);
  for (const { value } of plan.document.computed ?? [])
    for (const subject of subjectsOf(value, (condition) => {
      comparisonsIn(condition).forEach(note);
      return subjectsIn(condition);
    }))
      entangled.add(nameOf(subject) ?? '');
  return { constants, entangled };
}

function fieldDomain(field: Field<Question>, constants: readonly (number | string)[]): Domain {
  const { asks, question, part } = field;
  const na: readonly Value[] = question.naLabel === undefined || asks === 'text' ? [] : [notApplicable];
  // Who has to answer cannot go on without; ranks and sums may leave places open.
  const must =
    part === undefined
      ? question.required && asks !== 'rank' && asks !== 'na' && question.kind !== 'sum' && field.option === undefined
      : question.parts?.some((one) => one.part === part && one.required);
  const of = (values: readonly Value[], exact = true): Domain => ({
    values: [...values, ...na, ...(must ? [] : [undefined])],
    exact
  });
  switch (asks) {
    case 'code': {
      const { min, max } = question.scale!;
      return of(Array.from({ length: max - min + 1 }, (_, step) => min + step));
    }
    case 'rank':
      return of((question.options ?? []).map((_, at) => at + 1));
    case 'option':
      return of(question.kind === 'yesno' ? yesNo : (question.options ?? []).map(({ code }) => code));
    case 'options':
      return of(...setsOf(question, constants));
    case 'number':
      return of(
        numbersOf(constants, question.kind === 'sum' ? { min: 0, max: question.total } : (question.range ?? {}))
      );
    case 'date':
      return of(daysOf(constants, question.days ?? {}));
    case 'tick':
      return of(['yes']);
    case 'na':
      return { values: [notApplicable, undefined], exact: true };
    default:
      return of([...constants.map(String), 'some other words']);
  }
}

/** Sets of the codes that matter, with one that does not standing for all the others. */
function setsOf({ options = [], choose }: Question, constants: readonly (number | string)[]): [Value[], boolean] {
  const named = options.filter(({ code, showIf }) => constants.includes(code) || showIf !== undefined);
  const other = options.find((option) => !named.includes(option) && !option.exclusive);
  const pool = other === undefined ? named : [...named, other];
  const most = choose?.max ?? Infinity;
  const fits = (set: typeof pool): boolean =>
    set.length > 0 && set.length <= most && (set.length === 1 || !set.some(({ exclusive }) => exclusive));
  const exact = pool.length <= combined;
  const every = exact
    ? Array.from({ length: 2 ** pool.length }, (_, bits) => pool.filter((__, at) => (bits >> at) & 1))
    : // Too many to combine: each alone, every two, and as many as go together.
      [
        ...pool.map((one) => [one]),
        ...pool.flatMap((one, at) => pool.slice(at + 1).map((other) => [one, other])),
        pool.filter(({ exclusive }) => !exclusive).slice(0, most)
      ];
  return [every.filter(fits).map((set) => set.map(({ code }) => code)), exact];
}

type Range = { readonly [bound in 'min' | 'max' | 'step' | 'decimals']?: number | undefined };

/** A number for every constant and every stretch between two, as far as the range allows them. */
function numbersOf(constants: readonly (number | string)[], { min, max, step, decimals }: Range): number[] {
  const marks = [...constants.filter((one) => typeof one === 'number'), min, max].filter((one) => one !== undefined);
  const sorted = [...new Set(marks.length > 0 ? marks : [1])].sort((a, b) => a - b);
  const grid = step ?? (decimals === undefined ? 0 : Math.pow(10, -decimals));
  const from = step === undefined ? 0 : (min ?? 0);
  const above = (x: number): number => from + (Math.floor((x - from) / grid + 1e-9) + 1) * grid;
  const below = (x: number): number => from + (Math.ceil((x - from) / grid - 1e-9) - 1) * grid;
  const found = sorted.flatMap((mark, at) => {
    const next = sorted[at + 1];
    const after = grid > 0 ? above(mark) : next === undefined ? mark + 1 : (mark + next) / 2;
    return next !== undefined && after >= next ? [mark] : [mark, after];
  });
  const first = sorted[0] as number;
  return [grid > 0 ? below(first) : first - 1, ...found].filter((one) => {
    const off = grid > 0 ? (one - from) / grid : 0;
    return one >= (min ?? -Infinity) && one <= (max ?? Infinity) && Math.abs(off - Math.round(off)) < 1e-6;
  });
}

/** The days named, those beside them, and the ends of what is allowed. */
function daysOf(constants: readonly (number | string)[], days: NonNullable<Question['days']>): string[] {
  const { from = '0000-01-01', to = '9999-12-31' } = days;
  const named = [...constants, days.from, days.to, '2026-01-01'].filter((one) => typeof one === 'string');
  const beside = (day: string, step: number): string => {
    const date = new Date(`${day}T00:00:00Z`);
    return Number.isNaN(date.getTime()) ? day : new Date(date.getTime() + step * 86_400_000).toISOString().slice(0, 10);
  };
  const found = new Set(named.flatMap((day) => [beside(day, -1), day, beside(day, 1)]));
  return [...found].filter((day) => day >= from && day <= to);
}

function knownDomain({ document }: Plan, name: string, constants: readonly (number | string)[]): Domain {
  const known = name.slice('known:'.length);
  if (known === 'language') return { values: document.languages, exact: true };
  const experiment = document.experiments?.find(({ id }) => known === `arm.${id}`);
  if (experiment) return { values: experiment.arms.map(({ id }) => id), exact: true };
  const numbers = constants.some((one) => typeof one === 'number') ? numbersOf(constants, {}) : [];
  const words = constants.filter((one) => typeof one === 'string');
  // Something may be known as a list: all of it at once stands for that, and not for every list.
  const list = words.length > 1 ? [words] : [];
  return { values: [...words, ...numbers, ...list, 'something else', undefined], exact: words.length < 3 };
}
