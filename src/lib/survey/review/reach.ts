/**
 * Whether everything of a document can come before somebody's eyes: pages, questions, options, items, branches and endings, and
 * whether checks can be met. Each is written as a formula over the answers, with the rules of `flow.ts` (what does not show counts
 * as unanswered, branches skip what lies between), and a search looks for answers that make it true.
 *
 * What is proved: `never-shown` and its like are said only when the search tried every case of finite domains that stand for all
 * answers (see `domains.ts`), given that required questions are answered and sets keep to their limits. Where numbers or days go
 * into arithmetic or are compared with each other the values tried do not stand for all: then the finding is `never-seen`, a
 * warning. Where the search takes too long nothing is said. Pages are taken in the order of the document; what changes by shuffling
 * is refused elsewhere (`later-by-chance`). Demands of other questions (checks, totals, patterns) are not counted in, so something
 * that only they rule out is not found.
 */
import { holds, subjectsIn, type Condition, type Subject, type Value } from '../condition.ts';
import type { Question } from '../document.ts';
import { computedOver, subjectsOf } from '../expression.ts';
import { fieldsOf, type Field } from '../fields.ts';
import { kinds, notApplicable } from '../kinds.ts';
import { domainsOf } from './domains.ts';
import type { FindingCode, Say } from './findings.ts';
import { allOf, anyOf, notOf, satisfiable, type Formula, type Look } from './formula.ts';
import type { Place, Plan } from './places.ts';

export function checkReach(plan: Plan, say: Say): void {
  const { document, places } = plan;
  const shown = visibility(plan);
  const domains = domainsOf(plan);
  const judged = new Map<Formula, ReturnType<typeof satisfiable>>();
  const judge = (formula: Formula) => {
    let verdict = judged.get(formula);
    if (verdict === undefined) judged.set(formula, (verdict = satisfiable(formula, domains)));
    return verdict;
  };
  /** Says what cannot be; true when it can, or nobody knows. */
  const check = (formula: Formula, code: FindingCode, pointer: string, detail: string): boolean => {
    const verdict = judge(formula);
    if (verdict === 'no') say(code, pointer, detail);
    else if (verdict === 'unlikely') say('never-seen', pointer, detail);
    return verdict !== 'no';
  };

  for (const [p, page] of document.pages.entries()) {
    const open = page.questions.length === 0 ? false : shown.open(p);
    if (!check(open, 'never-shown', `/pages/${p}`, page.id)) continue;
    for (const place of places.filter((one) => one.page === p)) checkPlace(place);
    for (const [n, { to }] of (page.next ?? []).entries())
      check(allOf([shown.page(p), shown.taken(p, n)]), 'never-taken', `/pages/${p}/next/${n}`, to);
  }
  for (const [e, { id }] of (document.endings ?? []).entries()) {
    const ways = document.pages.flatMap((page, p) =>
      (page.next ?? []).flatMap(({ to }, n) => (to === id ? [allOf([shown.page(p), shown.taken(p, n)])] : []))
    );
    if (!document.quotas?.some(({ full }) => full === id)) check(anyOf(ways), 'ending-unreached', `/endings/${e}`, id);
  }

  function checkPlace({ question, own, pointer, order }: Place): void {
    const here = shown.question(question.id, order);
    if (!check(here, 'never-shown', pointer, question.id)) return;
    const parts = [...(question.options ?? []).map(({ code }) => code), ...(question.items ?? []).map(({ id }) => id)];
    for (const code of parts) {
      const list = own.options?.some((one) => one.code === code) ? 'options' : 'items';
      const at = own[list]?.findIndex((one) => ('code' in one ? one.code : one.id) === code) ?? -1;
      // What is taken over has no place of its own: said of the question.
      const place = at < 0 ? pointer : `${pointer}/${list}/${at}`;
      check(allOf([here, shown.part(question, order, code)]), 'never-shown', place, `${question.id}.${code}`);
    }
    const answered = shown.condition(
      { any: fieldsOf(question).map(({ name }) => ({ question: name, op: 'answered' as const })) },
      order + 1
    );
    for (const [c, { holds }] of (question.checks ?? []).entries())
      check(
        allOf([answered, shown.condition(holds, Infinity)]),
        'check-impossible',
        `${pointer}/checks/${c}`,
        question.id
      );
    const { min } = question.choose ?? {};
    if (
      question.required &&
      question.naLabel === undefined &&
      min !== undefined &&
      kinds[question.kind].asks === 'options'
    ) {
      const left = (question.options ?? []).filter(({ exclusive }) => !exclusive);
      const few: Formula = { fewer: min, of: left.map(({ code }) => shown.part(question, order, code)) };
      const alone = question.options?.some(({ exclusive }) => exclusive);
      if (!alone && min <= left.length && judge(allOf([here, few])) === 'yes')
        say('too-few-left', `${pointer}/choose`, String(min));
    }
  }
}

/** The formulas under which things show. */
function visibility(plan: Plan) {
  const { document, places, byId, fields } = plan;
  const pageIds = document.pages.map(({ id }) => id);
  const endings = new Set((document.endings ?? []).map(({ id }) => id));
  const firstOf = document.pages.map((_, p) =>
    document.pages.slice(0, p).reduce((sum, page) => sum + page.questions.length, 0)
  );
  const once = <K, F>(make: (key: K) => F): ((key: K) => F) => {
    const made = new Map<K, F>();
    return (key) => {
      let found = made.get(key);
      if (found === undefined) made.set(key, (found = make(key)));
      return found;
    };
  };

  /** No earlier page has led past this one. */
  const reached = once((p: number): Formula =>
    allOf(
      document.pages.slice(0, p).flatMap((from, b) =>
        (from.next ?? []).flatMap(({ to }, n) => {
          const target = endings.has(to) ? Infinity : pageIds.indexOf(to);
          return target > p ? [notOf(allOf([page(b), taken(b, n)]))] : [];
        })
      )
    )
  );
  const open = once((p: number): Formula =>
    allOf([reached(p), condition(document.pages[p]!.showIf, firstOf[p] as number)])
  );
  const page = once((p: number): Formula =>
    allOf([open(p), anyOf(places.filter((one) => one.page === p).map(({ order }) => own(order)))])
  );
  /** What a question itself demands to show, its page left aside: its condition, and something left of its lists. */
  const own = once((order: number): Formula => {
    const { question } = places[order] as Place;
    const list = (parts: readonly { showIf?: Condition | undefined }[] | undefined): Formula =>
      parts === undefined || parts.length === 0 ? true : anyOf(parts.map(({ showIf }) => condition(showIf, order)));
    return allOf([condition(question.showIf, order), list(question.options), list(question.items)]);
  });
  const shownAt = once((order: number): Formula => allOf([open((places[order] as Place).page), own(order)]));
  const parts = once((order: number) => {
    const { options, items } = (places[order] as Place).question;
    return new Map<string, Formula>([
      ...(options ?? []).map((one): [string, Formula] => [one.code, condition(one.showIf, order)]),
      ...(items ?? []).map((one): [string, Formula] => [one.id, condition(one.showIf, order)])
    ]);
  });
  function taken(p: number, n: number): Formula {
    const next = document.pages[p]!.next!;
    const end = (firstOf[p] as number) + document.pages[p]!.questions.length;
    const before = next.slice(0, n).map((branch) => notOf(condition(branch.if, end)));
    return allOf([...before, condition(next[n]!.if, end)]);
  }

  /** A condition where only questions below a number have been asked. */
  function condition(of: Condition | undefined, before: number): Formula {
    if (of === undefined) return true;
    if ('all' in of) return allOf(of.all.map((part) => condition(part, before)));
    if ('any' in of) return anyOf(of.any.map((part) => condition(part, before)));
    if ('not' in of) return notOf(condition(of.not, before));
    const { names, known } = lookedAt(of);
    const asked = names.filter((name) => (byId.get(fields.get(name)?.question.id ?? '')?.order ?? Infinity) < before);
    const plain = 'question' in of && !of.than;
    if (plain && asked.length === 0) return false;
    return {
      leaf: (look) => {
        const answers: Record<string, Value> = {};
        const facts: Record<string, Value> = {};
        let whole = true;
        const take = (into: Record<string, Value>, name: string, said: { value: Value | undefined } | null): void => {
          if (said === null) whole = false;
          else if (said.value !== undefined) into[name] = said.value;
        };
        for (const name of asked) take(answers, name, kept(fields.get(name) as Field<Question>, look));
        for (const name of known) take(facts, name, look.answer(`known:${name}`));
        if (!whole) return null;
        const scope = { answers, known: facts };
        return holds(of, { ...scope, computed: computedOver(document.computed, scope) });
      }
    };
  }

  /** The answers and the known facts a comparison depends on, those of computed values included. */
  function lookedAt(of: Condition): { names: string[]; known: string[] } {
    const [names, known, seen] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const add = (subject: Subject): void => {
      if ('question' in subject) names.add(subject.question);
      else if ('known' in subject) known.add(subject.known);
      else if (!seen.has(subject.computed)) {
        seen.add(subject.computed);
        const value = document.computed?.find(({ id }) => id === subject.computed)?.value;
        if (value !== undefined) subjectsOf(value, subjectsIn).forEach(add);
      }
    };
    subjectsIn(of).forEach(add);
    return { names: [...names], known: [...known] };
  }

  /** The answer of a field as `flow.ts` keeps it: nothing while it does not show. Null while that is open. */
  function kept(field: Field<Question>, look: Look): { value: Value | undefined } | null {
    const { question, item, option, asks } = field;
    const { order } = byId.get(question.id) as Place;
    const nothing = { value: undefined };
    const code = item?.id ?? option?.code;
    const gates = [shownAt(order), code === undefined ? true : (parts(order).get(code) ?? true)];
    const gate = look.truth(allOf(gates));
    if (gate !== true) return gate === false ? nothing : null;
    const own = look.answer(field.name);
    if (own === null || own.value === undefined) return own;
    if (option !== undefined) {
      // Beside "does not apply" places and parts of a sum count for nothing; words count while their option is chosen.
      const whole = asks !== 'text' && question.naLabel === undefined ? nothing : main(question, order, look);
      if (whole === null) return null;
      if (asks !== 'text') return whole.value === notApplicable ? nothing : own;
      const chosen = typeof whole.value === 'object' ? whole.value : [whole.value];
      return chosen.includes(option.code) ? own : nothing;
    }
    return asks === 'option' || asks === 'options' ? main(question, order, look) : own;
  }

  /** What a question itself says, without options that do not show. */
  function main(question: Question, order: number, look: Look): { value: Value | undefined } | null {
    const said = look.answer(question.id);
    if (said === null || said.value === undefined) return said;
    const codes = typeof said.value === 'object' ? said.value : [String(said.value)];
    const left: string[] = [];
    for (const code of codes) {
      const truth = look.truth(parts(order).get(code) ?? true);
      if (truth === null) return null;
      if (truth) left.push(code);
    }
    if (left.length === 0) return { value: undefined };
    return { value: typeof said.value === 'object' ? left : said.value };
  }

  return {
    open,
    page,
    taken,
    condition,
    question: (id: string, order: number): Formula => (byId.get(id)?.order === order ? shownAt(order) : true),
    part: (question: Question, order: number, code: string): Formula =>
      byId.get(question.id)?.order === order ? (parts(order).get(code) ?? true) : true
  };
}
