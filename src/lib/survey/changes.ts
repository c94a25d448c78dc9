/**
 * Changes of a survey document as values: what differs between two documents, applying it, taking it back, and bringing two
 * people's changes together. Undo, autosave, history and merging are all made of these.
 *
 * A document is looked at as a tree whose lists are keyed: pages and questions by id, options by code, and so on. Questions hang
 * under the document itself, and a page has only their order, so that moving a question to another page is not the end of it
 * and what somebody else changed in it meanwhile stays. Lists without keys, conditions and expressions are one value each.
 */
import type { SurveyDocument } from './document.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Branch = { readonly [key: string]: Node };
/** A keyed list: its order, and its entries. */
interface Listing {
  readonly order: readonly string[];
  readonly entries: Branch;
}
type Node = { readonly leaf: Json } | { readonly branch: Branch } | { readonly list: Listing };

/** One difference. `at` names the place by keys: `['questions', 'nps', 'text', 'en']`. What is not there is undefined. */
export interface Change {
  readonly at: readonly string[];
  readonly before: Json | undefined;
  readonly after: Json | undefined;
  /** The order of a keyed list has changed: `before` and `after` are lists of keys. */
  readonly order?: true;
}

/** By the name of a list, what its entries are known by. */
const keys: Readonly<Record<string, string>> = {
  pages: 'id',
  questions: 'id',
  groups: 'id',
  items: 'id',
  endings: 'id',
  computed: 'id',
  quotas: 'id',
  experiments: 'id',
  arms: 'id',
  options: 'code',
  parts: 'part',
  indexes: 'metric'
};
/** Conditions and expressions: never looked into. */
const whole = new Set([
  'showIf',
  'requiredIf',
  'checks',
  'next',
  'value',
  'when',
  'optionsFrom',
  'itemsFrom',
  'range',
  'days'
]);

/** The differences that lead from one document to another, in an order in which they can be applied. */
export function changesBetween(from: SurveyDocument, to: SurveyDocument): Change[] {
  return compare(treeOf(from), treeOf(to), []);
}

/** Whether two documents say the same. */
export function isSame(a: SurveyDocument, b: SurveyDocument): boolean {
  return changesBetween(a, b).length === 0;
}

/**
 * The document with the changes made. A change whose place is gone is left out; one that brings something in which is there
 * already, or takes out what is gone, does nothing.
 */
export function applied(document: SurveyDocument, changes: readonly Change[]): SurveyDocument {
  return documentOf(changes.reduce<Node>((tree, change) => made(tree, change, change.at), treeOf(document)));
}

/** The changes that take these back, in the order to make them: what was taken out is back before orders are. */
export function inverse(changes: readonly Change[]): Change[] {
  const back = changes.map((change) => ({ ...change, before: change.after, after: change.before }));
  return [...back.filter(({ order }) => !order).reverse(), ...back.filter(({ order }) => order)];
}

export interface Conflict {
  readonly at: readonly string[];
  readonly base: Json | undefined;
  readonly mine: Json | undefined;
  readonly theirs: Json | undefined;
}

export interface Merged {
  /** Both people's changes; where they disagree, mine. */
  readonly document: SurveyDocument;
  /** Where both changed the same thing to something different, or one changed what the other took out. */
  readonly conflicts: readonly Conflict[];
}

/** Brings together what two people made of one document. Orders of lists never conflict: new entries of both are kept. */
export function merged(base: SurveyDocument, mine: SurveyDocument, theirs: SurveyDocument): Merged {
  const conflicts: Conflict[] = [];
  const tree = mergedNode(treeOf(base), treeOf(mine), treeOf(theirs), [], conflicts);
  return { document: documentOf(tree as Node), conflicts };
}

/** The document with the conflicts named decided the other way. */
export function withTheirs(document: SurveyDocument, conflicts: readonly Conflict[]): SurveyDocument {
  return applied(
    document,
    conflicts.map(({ at, mine, theirs }) => ({ at, before: mine, after: theirs }))
  );
}

// Trees

function treeOf(document: SurveyDocument): Node {
  const { pages, ...rest } = document;
  const flat = {
    ...rest,
    pages: pages.map((page) => ({ ...page, questions: page.questions.map(({ id }) => id) }))
  };
  const { branch } = nodeOf(flat as unknown as Json, '') as { branch: Branch };
  const questions = pages.flatMap((page) =>
    page.questions.map((question) => [question.id, nodeOfQuestion(question as unknown as Json & object)] as const)
  );
  return { branch: branchOf([...Object.entries(branch), ['questions', { branch: branchOf(questions) }]]) };
}

/**
 * Documents are never changed in place. So a question that was met before has the tree it had, its tree gives back the same
 * question, and an edit of one among two hundred costs one.
 */
function nodeOfQuestion(question: Json & object): Node {
  const known = nodes.get(question);
  if (known !== undefined) return known;
  const node = nodeOf(question, '');
  nodes.set(question, node);
  origins.set(node, question);
  return node;
}
const nodes = new WeakMap<object, Node>();
const origins = new WeakMap<Node, Json>();

function nodeOf(value: Json, name: string): Node {
  if (value === null || typeof value !== 'object' || whole.has(name)) return { leaf: value };
  if (!isList(value)) {
    return {
      branch: branchOf(
        Object.entries(value).flatMap(([key, child]) =>
          child === undefined ? [] : [[key, nodeOf(child, key)] as const]
        )
      )
    };
  }
  const key = keys[name];
  const names = key === undefined ? [] : value.map((entry) => keyOf(entry, key));
  // A list with an entry that has no key of its own, or has it twice, is one value: nothing in it can be told apart for sure.
  if (key === undefined || names.some((one, at) => one === undefined || names.indexOf(one) !== at))
    return { leaf: value };
  const entries = value.map(
    (entry, at) => [names[at] as string, typeof entry === 'object' ? nodeOf(entry, '') : { leaf: entry }] as const
  );
  return { list: { order: names as string[], entries: branchOf(entries) } };
}

function keyOf(entry: Json, key: string): string | undefined {
  if (typeof entry === 'string') return entry;
  const value = entry !== null && typeof entry === 'object' && !isList(entry) ? entry[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** Names come from outside: no prototype. */
function branchOf(entries: readonly (readonly [string, Node])[]): Branch {
  return Object.assign(Object.create(null) as Branch, Object.fromEntries(entries));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function valueOf(node: Node): Json {
  const origin = origins.get(node);
  if (origin !== undefined) return origin;
  if ('leaf' in node) return node.leaf;
  if ('list' in node)
    return node.list.order.flatMap((key) => (node.list.entries[key] ? [valueOf(node.list.entries[key])] : []));
  return Object.fromEntries(Object.entries(node.branch).map(([key, child]) => [key, valueOf(child)]));
}

function documentOf(tree: Node): SurveyDocument {
  const { questions, pages, ...rest } = valueOf(tree) as Record<string, Json> & {
    questions: Readonly<Record<string, Json>>;
    pages: { questions: Json }[];
  };
  const left = new Map(Object.entries(questions));
  const take = (id: Json): Json[] => {
    const found = left.get(id as string);
    left.delete(id as string);
    return found ? [found] : [];
  };
  const whole = pages.map((page) => ({ ...page, questions: (page.questions as readonly Json[]).flatMap(take) }));
  return { ...rest, pages: whole } as unknown as SurveyDocument;
}

// Differences

function compare(from: Node | undefined, to: Node | undefined, at: readonly string[]): Change[] {
  if (from === to) return [];
  if (from === undefined || to === undefined || kindOf(from) !== kindOf(to)) {
    return [{ at, before: from && valueOf(from), after: to && valueOf(to) }];
  }
  if ('leaf' in from && 'leaf' in to) {
    return equal(from.leaf, to.leaf) ? [] : [{ at, before: from.leaf, after: to.leaf }];
  }
  const [a, b] = [childrenOf(from), childrenOf(to)];
  const inner = union(a, b).flatMap((key) => compare(a[key], b[key], [...at, key]));
  if (!('list' in from) || !('list' in to) || equal(from.list.order, to.list.order)) return inner;
  return [...inner, { at, before: from.list.order, after: to.list.order, order: true }];
}

function kindOf(node: Node): string {
  return 'leaf' in node ? 'leaf' : 'list' in node ? 'list' : 'branch';
}

function childrenOf(node: Node): Branch {
  if ('branch' in node) return node.branch;
  return 'list' in node ? node.list.entries : {};
}

function union(a: Branch, b: Branch): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

function equal(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isList(a) || isList(b)) {
    return isList(a) && isList(b) && a.length === b.length && a.every((one, at) => equal(one, b[at] as Json));
  }
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) =>
    a[name] === undefined ? b[name] === undefined : b[name] !== undefined && equal(a[name], b[name])
  );
}

// Making changes

function made(node: Node, change: Change, path: readonly string[]): Node {
  const [key, ...rest] = path;
  if (key === undefined) {
    if (!change.order) return change.after === undefined ? node : nodeOf(change.after, change.at.at(-1) ?? '');
    return 'list' in node
      ? { list: { ...node.list, order: reordered(node.list, change.after as readonly string[]) } }
      : node;
  }
  if ('leaf' in node) return node;
  const children = childrenOf(node);
  const child = children[key];
  if (rest.length > 0) return child === undefined ? node : withChild(node, key, made(child, change, rest));
  if (change.order) return child === undefined ? node : withChild(node, key, made(child, change, rest));
  if (change.after === undefined) return withoutChild(node, key);
  // An entry of a list is looked at without the list's name; a part of a branch with its own.
  return withChild(node, key, nodeOf(change.after, 'list' in node ? '' : key));
}

function withChild(node: Node, key: string, child: Node): Node {
  const children = branchOf([...Object.entries(childrenOf(node)), [key, child]]);
  if (!('list' in node)) return { branch: children };
  const { order } = node.list;
  return { list: { order: order.includes(key) ? order : [...order, key], entries: children } };
}

function withoutChild(node: Node, key: string): Node {
  const children = branchOf(Object.entries(childrenOf(node)).filter(([name]) => name !== key));
  return 'list' in node
    ? { list: { order: node.list.order.filter((name) => name !== key), entries: children } }
    : { branch: children };
}

/** The wanted order of what is there; what the order does not name keeps its place after what it stood behind. */
function reordered({ order, entries }: Listing, wanted: readonly string[]): string[] {
  return filledIn(
    wanted.filter((key) => entries[key] !== undefined),
    order
  );
}

/** An order with the further keys of another put in, each behind what it stands behind there. */
function filledIn(order: readonly string[], other: readonly string[]): string[] {
  const result = [...order];
  for (const [at, key] of other.entries()) {
    if (result.includes(key)) continue;
    const before = other.slice(0, at).findLast((name) => result.includes(name));
    result.splice(before === undefined ? 0 : result.indexOf(before) + 1, 0, key);
  }
  return result;
}

// Merging

function mergedNode(
  base: Node | undefined,
  mine: Node | undefined,
  theirs: Node | undefined,
  at: readonly string[],
  conflicts: Conflict[]
): Node | undefined {
  if (compare(mine, theirs, at).length === 0 || compare(base, theirs, at).length === 0) return mine;
  if (compare(base, mine, at).length === 0) return theirs;
  if (mine && theirs && kindOf(mine) === kindOf(theirs) && !('leaf' in mine)) {
    const [a, b] = [childrenOf(mine), childrenOf(theirs)];
    const old = base && kindOf(base) === kindOf(mine) ? childrenOf(base) : {};
    const entries = branchOf(
      union(a, b).flatMap((key) => {
        const child = mergedNode(old[key], a[key], b[key], [...at, key], conflicts);
        return child === undefined ? [] : [[key, child] as const];
      })
    );
    if (!('list' in mine) || !('list' in theirs)) return { branch: entries };
    const before = base && 'list' in base ? base.list.order : [];
    return { list: { entries, order: mergedOrder(before, mine.list.order, theirs.list.order, entries) } };
  }
  conflicts.push({ at, base: base && valueOf(base), mine: mine && valueOf(mine), theirs: theirs && valueOf(theirs) });
  return mine;
}

/** The order of whoever changed it, mine if both did, with what the other brought in. */
function mergedOrder(
  base: readonly string[],
  mine: readonly string[],
  theirs: readonly string[],
  entries: Branch
): string[] {
  const common = (order: readonly string[]): string =>
    order.filter((key) => base.includes(key) && mine.includes(key) && theirs.includes(key)).join('\n');
  const [first, second] = common(mine) === common(base) ? [theirs, mine] : [mine, theirs];
  return filledIn(
    first.filter((key) => entries[key] !== undefined),
    second.filter((key) => entries[key] !== undefined)
  );
}
