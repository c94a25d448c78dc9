/**
 * The way through a survey, kept up while answers change: after each change only what depends on it is worked out again. It says
 * what `pathOf` says of the same answers; a test holds the two together. For previews and other places that ask after every key;
 * one post, and the small script of the page, take `pathOf`.
 */
import { comparisonsIn, holds, subjectsIn, type Answers, type Condition, type Facts, type Value } from './condition.ts';
import { evaluate, subjectsOf, type Expression } from './expression.ts';
import { fieldsOf } from './fields.ts';
import { branchOf, keep, shows, type Path, type Step } from './flow.ts';
import type { Frame, FramePage, FrameQuestion } from './frame.ts';

export interface Tracker<P extends FramePage = FramePage, Q extends FrameQuestion = FrameQuestion> {
  /** The way for the answers so far. */
  readonly path: () => Path<P, Q>;
  /** Takes answers by their field, takes back those that are undefined, and gives the way that follows. */
  readonly change: (changes: Readonly<Record<string, Value | undefined>>) => Path<P, Q>;
}

/** Something that is decided by a condition or two: a page's own, a question with its options and items, a page's branches. */
interface Unit<T> {
  readonly of: T;
  /** Its conditions look at fields that come only later, which count as unanswered: a look at a part of the answers. */
  readonly blind: ReadonlySet<string> | null;
  stale: boolean;
}

interface Asked<Q> extends Unit<Q> {
  readonly fields: readonly string[];
  visible: boolean;
  off: readonly string[];
}

interface Leaf<P, Q> extends Unit<P> {
  readonly questions: readonly Asked<Q>[];
  readonly next: Unit<P>;
  open: boolean;
  /** Whether the page was walked through last time. */
  reached: boolean;
  to: string | null;
  step: Step<P & FramePage, Q & FrameQuestion> | null;
}

/** Follows a survey from these answers on. */
export function tracker<Q extends FrameQuestion, P extends FramePage<Q>>(
  survey: Frame<P & { readonly questions: readonly Q[] }>,
  answers: Answers = {}
): Tracker<P, Q> {
  const given: Record<string, Value> = { ...answers };
  const kept: Record<string, Value> = {};
  const computed = new Map((survey.computed ?? []).map(({ id, value }) => [id, value] as const).reverse());
  const said = new Map<string, Value | undefined>();
  const dependants = new Map<string, Unit<unknown>[]>();
  const computedOn = new Map<string, string[]>();
  const owners = new Map<string, Asked<Q>>();
  const placeOf = new Map(survey.pages.map(({ id }, at) => [id, at] as const).reverse());
  const endings = new Set((survey.endings ?? []).map(({ id }) => id));
  const facts: Facts = { answers: kept, computed: look };
  const pages = compile();
  let current = walk();
  return { path: () => current, change };

  function change(changes: Readonly<Record<string, Value | undefined>>): Path<P, Q> {
    let asked = false;
    for (const [field, value] of Object.entries(changes)) {
      if (value === undefined) delete given[field];
      else given[field] = value;
      const owner = owners.get(field);
      if (owner === undefined) continue;
      owner.stale = true;
      asked = true;
    }
    if (asked) current = walk();
    return current;
  }

  /** Goes over the pages as `pathOf` does and works out again what is stale. */
  function walk(): Path<P, Q> {
    const steps: Step<P, Q>[] = [];
    const off = new Set<string>();
    let ending: string | null = null;
    let from = 0;
    for (let at = 0; at < pages.length; at += 1) {
      const page = pages[at] as Leaf<P, Q>;
      if (at < from || ending !== null) {
        leave(page);
        continue;
      }
      if (page.stale) {
        page.open = page.of.showIf === undefined || holds(page.of.showIf, seenBy(page));
        page.stale = false;
      }
      if (!page.open) {
        leave(page);
        continue;
      }
      enter(page);
      for (const { off: hidden } of page.questions) for (const name of hidden) off.add(name);
      if (page.step === null) continue;
      steps.push(page.step as Step<P, Q>);
      if (page.next.stale) {
        page.to = branchOf(page.of.next, seenBy(page.next));
        page.next.stale = false;
      }
      if (page.to === null) continue;
      if (endings.has(page.to)) ending = page.to;
      else from = placeOf.get(page.to) ?? 0;
    }
    const answers = { ...kept };
    return { steps, kept: answers, off, ending, facts: { answers, computed: over(answers) } };
  }

  /** A page that is walked through: its stale questions anew. */
  function enter(page: Leaf<P, Q>): void {
    let changed = !page.reached;
    for (const question of page.questions) {
      if (!question.stale && page.reached) continue;
      const hidden = new Set<string>();
      const visible = shows(question.of, seenBy(question), hidden);
      if (visible !== question.visible) changed = true;
      question.visible = visible;
      question.off = [...hidden];
      question.stale = false;
      const now: Record<string, Value> = {};
      if (visible) keep(question.of, given, now, hidden);
      settle(question, now);
    }
    page.reached = true;
    if (!changed) return;
    const shown = page.questions.filter(({ visible }) => visible).map(({ of }) => of);
    page.step =
      shown.length === 0 ? null : { page: page.of as P & FramePage, questions: shown as (Q & FrameQuestion)[] };
  }

  /** A page that is not: what was kept of it counts as unanswered. */
  function leave(page: Leaf<P, Q>): void {
    if (!page.reached) return;
    page.reached = false;
    page.step = null;
    for (const question of page.questions) {
      question.visible = false;
      question.off = [];
      settle(question, {});
    }
  }

  /** Keeps the answers of a question and marks what depends on those that changed. */
  function settle({ fields }: Asked<Q>, now: Answers): void {
    for (const name of fields) {
      const value = now[name];
      if (same(kept[name], value)) continue;
      if (value === undefined) delete kept[name];
      else kept[name] = value;
      for (const id of computedOn.get(name) ?? []) said.delete(id);
      for (const unit of dependants.get(name) ?? []) unit.stale = true;
    }
  }

  /** A computed value over what is kept, remembered until something it looks at changes. */
  function look(id: string): Value | undefined {
    if (said.has(id)) return said.get(id);
    const value = over(kept)(id);
    said.set(id, value);
    return value;
  }

  function over(answers: Answers): (id: string) => Value | undefined {
    const open: string[] = [];
    const find = (id: string): Value | undefined => {
      const value = computed.get(id);
      if (value === undefined || open.includes(id)) return undefined;
      open.push(id);
      const found = evaluate(value, { answers, computed: find });
      open.pop();
      return found;
    };
    return find;
  }

  /** What a unit may look at: everything kept, but what comes only later where it names such. */
  function seenBy({ blind }: Unit<unknown>): Facts {
    if (blind === null) return facts;
    const answers: Record<string, Value> = {};
    for (const name of Object.keys(kept)) if (!blind.has(name)) answers[name] = kept[name] as Value;
    return { answers, computed: over(answers) };
  }

  function compile(): Leaf<P, Q>[] {
    const order = new Map<string, number>();
    let count = 0;
    for (const page of survey.pages)
      for (const question of page.questions) {
        for (const { name } of fieldsOf(question)) order.set(name, count);
        count += 1;
      }
    const fieldsIn = fieldsOver(computed);
    for (const id of computed.keys())
      for (const name of fieldsIn([{ computed: id, op: 'answered' }]))
        computedOn.set(name, [...(computedOn.get(name) ?? []), id]);
    const unit = <T>(of: T, conditions: readonly (Condition | undefined)[], before: number): Unit<T> => {
      const names = fieldsIn(conditions.filter((one) => one !== undefined));
      const later = names.some((name) => (order.get(name) ?? -1) >= before);
      const blind = later ? new Set([...order].flatMap(([name, at]) => (at >= before ? [name] : []))) : null;
      const made: Unit<T> = { of, blind, stale: true };
      for (const name of names)
        if ((order.get(name) ?? count) < before) dependants.set(name, [...(dependants.get(name) ?? []), made]);
      return made;
    };
    // `assign` keeps the objects that `dependants` points at.
    count = 0;
    return survey.pages.map((page) => {
      const leaf = unit(page as unknown as P, [page.showIf], count);
      const questions = page.questions.map((question) => {
        const parts = [...(question.options ?? []), ...(question.items ?? [])].map(({ showIf }) => showIf);
        const fields = fieldsOf(question).map(({ name }) => name);
        const asked: Asked<Q> = Object.assign(unit(question, [question.showIf, ...parts], count), {
          fields,
          visible: false,
          off: []
        });
        for (const name of fields) owners.set(name, asked);
        count += 1;
        return asked;
      });
      const next = unit(
        page as unknown as P,
        (page.next ?? []).map((branch) => branch.if),
        count
      );
      return Object.assign(leaf, { questions, next, open: false, reached: false, to: null, step: null });
    });
  }
}

/** The fields conditions look at, by computed values too. */
function fieldsOver(computed: ReadonlyMap<string, Expression>): (conditions: readonly Condition[]) => string[] {
  return (conditions) => {
    const names = new Set<string>();
    const seen = new Set<string>();
    const open = conditions.flatMap(comparisonsIn).flatMap(subjectsIn);
    for (let subject = open.pop(); subject !== undefined; subject = open.pop()) {
      if ('question' in subject) names.add(subject.question);
      else if ('computed' in subject && !seen.has(subject.computed)) {
        seen.add(subject.computed);
        const value = computed.get(subject.computed);
        if (value !== undefined) open.push(...subjectsOf(value, subjectsIn));
      }
    }
    return [...names];
  };
}

function same(a: Value | undefined, b: Value | undefined): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((one, at) => one === b[at]);
}
