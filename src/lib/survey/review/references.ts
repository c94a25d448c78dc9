/** Everything that names something else: it is there, it comes early enough, and it can say what is compared with. */
import { comparisonsIn, subjectsIn, type Comparison, type Subject } from '../condition.ts';
import { subjectsOf } from '../expression.ts';
import type { Field } from '../fields.ts';
import { kinds, notApplicable, textLimit, yesNo } from '../kinds.ts';
import type { Question } from '../document.ts';
import type { Say } from './findings.ts';
import { leadsToItself, sitesOf, type Place, type Plan, type Site } from './places.ts';

export function checkReferences(plan: Plan, say: Say): void {
  for (const site of sitesOf(plan)) checkSite(plan, site, say);
  checkComputed(plan, say);
  for (const place of plan.places) checkCarried(plan, place, say);
  checkGroups(plan, say);
  checkIndexes(plan, say);
}

function checkSite(plan: Plan, site: Site, say: Say): void {
  for (const subject of subjectsIn(site.condition)) checkSubject(plan, site, subject, say);
  for (const comparison of comparisonsIn(site.condition)) checkValue(plan, comparison, site.pointer, say);
}

function checkSubject(plan: Plan, site: Site, subject: Subject, say: Say): void {
  const { pointer } = site;
  if ('known' in subject) return checkKnown(plan, subject.known, pointer, say);
  if ('computed' in subject) {
    const fields = looksAt(plan, subject.computed);
    if (fields === null) say('computed-gone', pointer, subject.computed);
    // What was not said is left out of sums: a value over some questions to come is fine, one over nothing else is not.
    else if (fields.length > 0 && fields.every((name) => !isBefore(plan, site, name)))
      say('question-later', pointer, `computed.${subject.computed}`);
    return;
  }
  const name = subject.question;
  const field = plan.fields.get(name);
  if (field === undefined) return say('question-gone', pointer, name);
  if (!isBefore(plan, site, name)) return say('question-later', pointer, name);
  if (mayComeLater(plan, site, plan.byId.get(field.question.id) as Place)) say('later-by-chance', pointer, name);
}

function isBefore(plan: Plan, site: Site, name: string): boolean {
  const place = plan.byId.get(plan.fields.get(name)?.question.id ?? '');
  return place !== undefined && place.order < site.before;
}

/** Whether chance can put a question behind the condition that looks at it. */
function mayComeLater({ document, sets }: Plan, site: Site, { page, order }: Place): boolean {
  if (site.page === null) return false;
  const [here, there] = [document.pages[site.page]!, document.pages[page]!];
  if (page !== site.page) {
    const set = sets.get(there.id);
    if (set === undefined || set === sets.get(here.id)) return set !== undefined;
    // Another set: its places may reach behind this page.
    return document.pages.some((one, at) => sets.get(one.id) === set && at >= (site.page as number));
  }
  // `before` of a question's own condition lies inside its page; branches and checks look at the whole page.
  const first = document.pages.slice(0, page).reduce((sum, one) => sum + one.questions.length, 0);
  return here.shuffle === true && site.before < first + here.questions.length && order >= first;
}

function checkKnown({ document }: Plan, name: string, pointer: string, say: Say): void {
  const id = name.slice(name.indexOf('.') + 1);
  if (name.startsWith('arm.') && !document.experiments?.some((one) => one.id === id)) say('arm-gone', pointer, id);
  if (name.startsWith('quota.') && !document.quotas?.some((one) => one.id === id)) say('quota-gone', pointer, id);
}

function checkValue({ document, fields }: Plan, comparison: Comparison, pointer: string, say: Say): void {
  if (comparison.than || comparison.op === 'answered') return;
  const values = listOf(comparison.value);
  if ('known' in comparison && comparison.known.startsWith('arm.')) {
    const experiment = document.experiments?.find(({ id }) => `arm.${id}` === comparison.known);
    for (const one of experiment ? values : [])
      if (!experiment?.arms.some(({ id }) => id === one)) say('arm-gone', pointer, `${comparison.known}: ${one}`);
  } else if ('known' in comparison && comparison.known === 'language') {
    for (const one of values)
      if (!document.languages.includes(String(one))) say('value-gone', pointer, `language: ${one}`);
  }
  if (!('question' in comparison)) return;
  const field = fields.get(comparison.question);
  if (field !== undefined && !canSay(field, comparison.op, values)) say('value-gone', pointer, comparison.question);
}

const listOf = (value: Comparison['value']): readonly (string | number)[] =>
  typeof value === 'object' ? value : value === undefined ? [] : [value];

/** Whether a field can ever hold the values a comparison names. */
function canSay({ asks, question }: Field<Question>, op: Comparison['op'], values: readonly unknown[]): boolean {
  const sized = op === 'lt' || op === 'le' || op === 'gt' || op === 'ge';
  return (
    values.length > 0 &&
    values.every((one) => {
      if (one === notApplicable && !sized && asks !== 'text') return question.naLabel !== undefined;
      switch (asks) {
        case 'code':
          return typeof one === 'number' && one >= question.scale!.min && one <= question.scale!.max;
        case 'rank':
          return typeof one === 'number' && one >= 1 && one <= (question.options ?? []).length;
        case 'number':
          return typeof one === 'number';
        case 'date':
          return typeof one === 'string' && /^\d{4}-\d\d-\d\d$/.test(one);
        case 'tick':
          return !sized && one === 'yes';
        case 'option':
        case 'options':
          return (
            !sized &&
            (question.kind === 'yesno'
              ? (yesNo as readonly unknown[]).includes(one)
              : (question.options ?? []).some(({ code }) => code === one))
          );
        default:
          return !sized && typeof one === 'string' && one.length <= textLimit;
      }
    })
  );
}

/** Names of the fields a computed value looks at, directly or by others; null when there is no such value. */
function looksAt({ document }: Plan, id: string, seen: Set<string> = new Set()): string[] | null {
  const found = document.computed?.find((one) => one.id === id);
  if (found === undefined) return null;
  if (seen.has(id)) return [];
  seen.add(id);
  return subjectsOf(found.value, subjectsIn).flatMap((subject) => {
    if ('question' in subject) return [subject.question];
    return 'computed' in subject ? (looksAt({ document } as Plan, subject.computed, seen) ?? []) : [];
  });
}

function checkComputed(plan: Plan, say: Say): void {
  const { document, fields } = plan;
  const leads = new Map(
    (document.computed ?? []).map(({ id, value }) => [
      id,
      subjectsOf(value, subjectsIn).flatMap((subject) => ('computed' in subject ? [subject.computed] : []))
    ])
  );
  const comesBack = (id: string): boolean => {
    const seen = new Set<string>();
    const open = [...(leads.get(id) ?? [])];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === id) return true;
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(leads.get(next) ?? []));
    }
    return false;
  };
  for (const [c, { id, value }] of (document.computed ?? []).entries()) {
    const at = `/computed/${c}/value`;
    for (const subject of subjectsOf(value, subjectsIn)) {
      if ('known' in subject) checkKnown(plan, subject.known, at, say);
      else if ('computed' in subject) {
        if (!leads.has(subject.computed)) say('computed-gone', at, subject.computed);
      } else if (!fields.has(subject.question)) say('question-gone', at, subject.question);
    }
    if (comesBack(id)) say('computed-ring', at, id);
  }
}

function checkCarried(plan: Plan, { pointer, order, own: question }: Place, say: Say): void {
  const { document, byId } = plan;
  for (const part of ['optionsFrom', 'itemsFrom'] as const) {
    const from = question[part];
    if (from === undefined) continue;
    const at = `${pointer}/${part}`;
    const source = byId.get(from.question);
    if (source === undefined) say('question-gone', at, from.question);
    else if (leadsToItself(document, question.id)) say('carried-ring', at, question.id);
    else if (source.order >= order) say('question-later', at, from.question);
    else if (
      mayComeLater(
        plan,
        { condition: { all: [] }, pointer: at, before: order, page: byId.get(question.id)!.page },
        source
      )
    )
      say('later-by-chance', at, from.question);
    else if (!(source.question.options?.length || source.question.items?.length))
      say('carried-nothing', at, from.question);
    else if (from.which === 'rated' && !['item', 'side', 'option'].includes(kinds[source.question.kind].per))
      say('carried-nothing', at, from.question);
  }
}

function checkGroups({ document }: Plan, say: Say): void {
  for (const [p, page] of document.pages.entries())
    for (const [q, { group }] of page.questions.entries())
      if (group !== undefined && !page.groups.some(({ id }) => id === group))
        say('group-gone', `/pages/${p}/questions/${q}/group`, group);
}

function checkIndexes({ document, fields }: Plan, say: Say): void {
  for (const [x, { items }] of (document.indexes ?? []).entries())
    for (const [i, { field: name, gap }] of items.entries()) {
      const at = `/indexes/${x}/items/${i}/field`;
      const field = fields.get(name) ?? fields.get(`${name}.perceived`);
      if (field === undefined || (gap && field.side === undefined)) say('question-gone', at, name);
      else if (field.asks !== 'code' && field.asks !== 'number') say('value-gone', at, name);
    }
}
