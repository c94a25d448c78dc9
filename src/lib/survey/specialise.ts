/**
 * A survey made ready for one respondent: everything that depends on who they are, how and in which language they are asked, on
 * quotas and on chance is decided, and options taken over from earlier questions are written out. What is left is a document
 * whose conditions look at answers and computed values alone; flow, page and script need to know nothing else.
 */
import { armOf, shuffled } from './chance.ts';
import { decide, type Condition, type Value } from './condition.ts';
import type { Item, Option, Page, Question, SurveyDocument } from './document.ts';
import type { Expression } from './expression.ts';
import { kinds } from './kinds.ts';

export interface Respondent {
  /** Decides orders and arms: the same for one invitation always. */
  readonly seed: string;
  /** What conditions may ask for by `known`, but arms: those follow from the seed. */
  readonly known: Readonly<Record<string, Value>>;
}

/** The arms a respondent is in, by experiment. */
export function armsOf(document: SurveyDocument, seed: string): Record<string, string> {
  return Object.fromEntries((document.experiments ?? []).map(({ id, arms }) => [id, armOf(arms, seed, `arm ${id}`)]));
}

/** The document as one respondent meets it. A document without anything to decide comes back as it is. */
export function specialise(document: SurveyDocument, respondent: Respondent): SurveyDocument {
  const plain = isPlain(document);
  if (plain) return document;
  const { seed } = respondent;
  const known: Record<string, Value> = { ...respondent.known };
  for (const [id, arm] of Object.entries(armsOf(document, seed))) known[`arm.${id}`] = arm;
  const settle = settler(known);
  const pages = arranged(document, seed).flatMap((page): Page[] => {
    const showIf = settle.showIf(page.showIf);
    if (showIf === false) return [];
    const questions = page.questions.flatMap((question) => settle.question(withCarried(document, question)));
    const ordered = page.shuffle ? shuffled(questions, seed, `questions ${page.id}`, isStatement) : questions;
    return [
      { ...page, showIf, next: settle.next(page.next), questions: ordered.map((question) => mixed(question, seed)) }
    ];
  });
  return {
    ...document,
    pages,
    computed: document.computed?.map(({ id, value }) => ({ id, value: settled(value, known) }))
  };
}

const isStatement = ({ kind }: Question): boolean => kind === 'statement';

const plainness = new WeakMap<SurveyDocument, boolean>();

/** Whether every respondent meets the document as it stands, quotas aside. */
export function isPlain(document: SurveyDocument): boolean {
  let plain = plainness.get(document);
  if (plain === undefined) {
    plain = !/"(known|shuffle|shuffledPages|optionsFrom|itemsFrom)":/.test(JSON.stringify(document));
    plainness.set(document, plain);
  }
  return plain;
}

/** Pages with those of one set in places exchanged by chance. */
function arranged(document: SurveyDocument, seed: string): Page[] {
  const pages = [...document.pages];
  for (const [at, set] of (document.shuffledPages ?? []).entries()) {
    const places = pages.flatMap(({ id }, place) => (set.includes(id) ? [place] : []));
    const order = shuffled(
      places.map((place) => pages[place] as Page),
      seed,
      `pages ${at}`
    );
    for (const [index, place] of places.entries()) pages[place] = order[index] as Page;
  }
  return pages;
}

/** A question with its options and items in an order of chance. */
function mixed(question: Question, seed: string): Question {
  if (!question.shuffle) return question;
  const keepsPlace = (part: Option | Item): boolean =>
    part.fixed === true || ('code' in part && (part.other === true || part.exclusive === true));
  return {
    ...question,
    options: question.options && shuffled(question.options, seed, `options ${question.id}`, keepsPlace),
    items: question.items && shuffled(question.items, seed, `items ${question.id}`, keepsPlace)
  };
}

/**
 * A question with the options and items it takes over from an earlier one written out, each shown by what was answered there. They
 * come before its own. What is taken over twice, or has the code of one of its own, comes once.
 */
export function withCarried(document: SurveyDocument, question: Question): Question {
  const { optionsFrom, itemsFrom, ...rest } = question;
  if (!optionsFrom && !itemsFrom) return question;
  const options = optionsFrom && merged(carriedParts(document, optionsFrom), question.options ?? [], (one) => one.code);
  const items =
    itemsFrom &&
    merged<Item>(
      carriedParts(document, itemsFrom).map(({ code, text, showIf }) => ({ id: code, text, showIf })),
      question.items ?? [],
      (one) => one.id
    );
  return { ...rest, options: options ?? question.options, items: items ?? question.items };
}

function merged<T>(carried: readonly T[], own: readonly T[], key: (part: T) => string): T[] {
  const taken = new Set(own.map(key));
  return [...carried.filter((part) => !taken.has(key(part))), ...own];
}

/** What a source question has to give: its options or items, each with the condition under which it is taken over. */
function carriedParts(document: SurveyDocument, from: NonNullable<Question['optionsFrom']>): Option[] {
  const found = document.pages.flatMap(({ questions }) => questions).find(({ id }) => id === from.question);
  if (!found) return [];
  const source = withCarried(document, {
    ...found,
    optionsFrom: guard(found.optionsFrom, found),
    itemsFrom: guard(found.itemsFrom, found)
  });
  const { per, asks } = kinds[source.kind];
  const parts =
    per === 'item' || per === 'side'
      ? (source.items ?? []).map(({ id, text }) => ({ code: id, text }))
      : (source.options ?? []).filter(({ exclusive }) => !exclusive).map(({ code, text }) => ({ code, text }));
  return parts.map(({ code, text }) => {
    const chosen: Condition =
      per === 'question'
        ? { question: source.id, op: asks === 'options' ? 'includes' : 'eq', value: code }
        : rated(`${source.id}.${code}${per === 'side' ? '.perceived' : ''}`, from);
    return { code, text, showIf: from.which === 'not_chosen' ? { not: chosen } : chosen };
  });
}

/** A question that takes over from itself takes over nothing; longer rings are found by the publish check. */
function guard(from: Question['optionsFrom'], question: Question): Question['optionsFrom'] {
  return from?.question === question.id ? undefined : from;
}

function rated(field: string, { from, to }: NonNullable<Question['optionsFrom']>): Condition {
  const bounds: Condition[] = [
    ...(from === undefined ? [] : [{ question: field, op: 'ge' as const, value: from }]),
    ...(to === undefined ? [] : [{ question: field, op: 'le' as const, value: to }])
  ];
  return bounds.length === 0 ? { question: field, op: 'answered' } : { all: bounds };
}

/** Decides what is known in every condition of a page and its questions. */
function settler(known: Readonly<Record<string, Value>>) {
  /** The condition that is left; undefined when it holds for sure, false when it never does. */
  const showIf = (condition: Condition | undefined): Condition | undefined | false => {
    if (condition === undefined) return undefined;
    const left = decide(condition, known);
    return left === true ? undefined : left;
  };
  const parts = <T extends Option | Item>(list: readonly T[] | undefined): T[] | undefined =>
    list?.flatMap((part) => {
      const left = showIf(part.showIf);
      return left === false ? [] : [{ ...part, showIf: left }];
    });
  return {
    showIf,
    next: (branches: Page['next']): Page['next'] =>
      branches?.flatMap((branch) => {
        const left = showIf(branch.if);
        return left === false ? [] : [{ to: branch.to, if: left }];
      }),
    question(question: Question): Question[] {
      const left = showIf(question.showIf);
      if (left === false) return [];
      const { options, items } = question;
      const [shown, listed] = [parts(options), parts(items)];
      // A list that has lost everything is nothing to ask.
      if ((options?.length && shown?.length === 0) || (items?.length && listed?.length === 0)) return [];
      const needed = question.requiredIf && decide(question.requiredIf, known);
      return [
        {
          ...question,
          showIf: left,
          options: shown,
          items: listed,
          required: question.required || needed === true,
          requiredIf: typeof needed === 'object' ? needed : undefined,
          checks: question.checks?.flatMap((check) => {
            const holds = decide(check.holds, known);
            // A demand that fails for sure fails for every answer: kept as one that nothing meets.
            return holds === true ? [] : [{ ...check, holds: holds === false ? { any: [] } : holds }];
          })
        }
      ];
    }
  };
}

/** An expression with everything known put in. */
function settled(expression: Expression, known: Readonly<Record<string, Value>>): Expression {
  if (typeof expression !== 'object') return expression;
  if ('known' in expression) {
    const value = known[expression.known];
    return typeof value === 'object' ? value.join(', ') : (value ?? { join: [] });
  }
  if ('question' in expression || 'computed' in expression) return expression;
  const inner = (part: Expression): Expression => settled(part, known);
  if ('if' in expression) {
    const left = decide(expression.if, known);
    if (typeof left === 'object') {
      return {
        if: left,
        then: inner(expression.then),
        ...(expression.else === undefined ? {} : { else: inner(expression.else) })
      };
    }
    const branch = left ? expression.then : expression.else;
    return branch === undefined ? { join: [] } : inner(branch);
  }
  if ('round' in expression) return { ...expression, round: inner(expression.round) };
  const [[name, parts]] = Object.entries(expression as Record<string, readonly Expression[]>) as [
    [string, readonly Expression[]]
  ];
  return { [name]: parts.map(inner) } as unknown as Expression;
}
