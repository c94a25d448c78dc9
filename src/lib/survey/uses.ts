/** Who looks at what: every place of a document that names a question, a page, an ending, a quota, an experiment or a computed value. */
import { subjectsIn, type Subject } from './condition.ts';
import { textsOf, type SurveyDocument } from './document.ts';
import { subjectsOf } from './expression.ts';
import { namesIn } from './piping.ts';

export type Used =
  /** A question, by its fields and by its own name. */
  | { readonly question: string }
  | { readonly computed: string }
  | { readonly quota: string }
  | { readonly experiment: string; readonly arm?: string }
  /** A page or an ending: pages and endings share one space of ids. */
  | { readonly target: string };

/** JSON pointers of the places that name it, its own parts left out, in the order of the document. Each once. */
export function usesOf(document: SurveyDocument, used: Used): string[] {
  const found: string[] = [];
  const walk = (node: unknown, path: string, key: string): void => {
    if (node === null || typeof node !== 'object') return;
    if (isLookedAt(node, path, key, document, used)) found.push(path);
    else if (Array.isArray(node)) for (const [at, child] of node.entries()) walk(child, `${path}/${at}`, key);
    else for (const [name, child] of Object.entries(node)) walk(child, `${path}/${name}`, name);
  };
  walk(document, '', '');
  const own = ownPlace(document, used);
  return [...found, ...inLists(document, used), ...inTexts(document, used)].filter(
    (pointer, at, all) => all.indexOf(pointer) === at && (own === null || !`${pointer}/`.startsWith(`${own}/`))
  );
}

/** Conditions and expressions, each looked into as a whole; what takes options over. */
function isLookedAt(node: object, path: string, key: string, document: SurveyDocument, used: Used): boolean {
  if (conditions.has(key) && !Array.isArray(node)) {
    return subjectsIn(node as never).some((subject) => names(subject, used)) || namesArm(node, used);
  }
  if (key === 'value' && path.startsWith('/computed/')) {
    const { value } = document.computed![Number(path.split('/')[2])]!;
    return subjectsOf(value, subjectsIn).some((subject) => names(subject, used)) || namesArm(value, used);
  }
  return (key === 'optionsFrom' || key === 'itemsFrom') && 'question' in used
    ? (node as { question?: string }).question === used.question
    : false;
}
const conditions = new Set(['showIf', 'requiredIf', 'holds', 'if', 'when']);

function names(subject: Subject, used: Used): boolean {
  if ('question' in subject) return 'question' in used && isOf(subject.question, used.question);
  if ('computed' in subject) return 'computed' in used && subject.computed === used.computed;
  if ('quota' in used) return subject.known === `quota.${used.quota}`;
  return 'experiment' in used && used.arm === undefined && subject.known === `arm.${used.experiment}`;
}

const isOf = (field: string, question: string): boolean => field === question || field.startsWith(`${question}.`);

/** Whether a comparison inside names one arm of an experiment. */
function namesArm(node: unknown, used: Used): boolean {
  if (!('experiment' in used) || used.arm === undefined || node === null || typeof node !== 'object') return false;
  const { known, value } = node as { known?: unknown; value?: unknown };
  if (known === `arm.${used.experiment}` && (Array.isArray(value) ? value : [value]).includes(used.arm)) return true;
  return Object.values(node).some((child) => namesArm(child, used));
}

/** What is named by id alone: targets of branches and quotas, sets of pages, items of indexes, the question the thanks go by. */
function inLists(document: SurveyDocument, used: Used): string[] {
  const found: string[] = [];
  if ('target' in used) {
    const { target } = used;
    for (const [p, { next }] of document.pages.entries())
      for (const [n, { to }] of (next ?? []).entries()) if (to === target) found.push(`/pages/${p}/next/${n}/to`);
    for (const [s, set] of (document.shuffledPages ?? []).entries())
      for (const [i, id] of set.entries()) if (id === target) found.push(`/shuffledPages/${s}/${i}`);
    for (const [q, { full }] of (document.quotas ?? []).entries()) if (full === target) found.push(`/quotas/${q}/full`);
  }
  if ('question' in used) {
    for (const [x, { items }] of (document.indexes ?? []).entries())
      for (const [i, { field }] of items.entries())
        if (isOf(field, used.question)) found.push(`/indexes/${x}/items/${i}/field`);
    if (document.thanks.by !== undefined && isOf(document.thanks.by, used.question)) found.push('/thanks/by');
  }
  return found;
}

/** Texts that put its value into their words. */
function inTexts(document: SurveyDocument, used: Used): string[] {
  const named = 'question' in used ? used.question : 'computed' in used ? `computed.${used.computed}` : null;
  if (named === null) return [];
  const says = (name: string): boolean => ('question' in used ? isOf(name, named) : name === named);
  return textsOf(document).flatMap(({ pointer, text }) =>
    Object.values(text).some((words) => namesIn(words).some(says)) ? [pointer] : []
  );
}

/** Where the thing itself stands: what it says of itself is no use by others. */
function ownPlace(document: SurveyDocument, used: Used): string | null {
  if ('question' in used) {
    for (const [p, page] of document.pages.entries()) {
      const q = page.questions.findIndex(({ id }) => id === used.question);
      if (q >= 0) return `/pages/${p}/questions/${q}`;
    }
  }
  if ('computed' in used) {
    const at = document.computed?.findIndex(({ id }) => id === used.computed) ?? -1;
    return at < 0 ? null : `/computed/${at}`;
  }
  return null;
}

/** Whether what is named is there. */
export function isThere(document: SurveyDocument, used: Used): boolean {
  const has = (list: readonly { readonly id: string }[] | undefined, id: string): boolean =>
    list?.some((one) => one.id === id) ?? false;
  if ('question' in used) return document.pages.some(({ questions }) => has(questions, used.question));
  if ('computed' in used) return has(document.computed, used.computed);
  if ('quota' in used) return has(document.quotas, used.quota);
  if ('target' in used) return has(document.pages, used.target) || has(document.endings, used.target);
  const experiment = document.experiments?.find(({ id }) => id === used.experiment);
  return experiment !== undefined && (used.arm === undefined || has(experiment.arms, used.arm));
}
