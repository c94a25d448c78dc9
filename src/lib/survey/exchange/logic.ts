/** Building conditions that keep within what a document takes: flat where they can be, no constants inside, bounded. */
import type { Comparison, Condition } from '../condition.ts';
import type { Page } from '../document.ts';

/** A condition, or what is known of it from the start. */
export type Logic = Condition | boolean;

/** A condition that no answer and no respondent meets. */
export const never: Condition = { known: 'language', op: 'in', value: [] };

/** All of these. */
export function allOf(parts: readonly Logic[]): Logic {
  return joined(parts, 'all');
}

/** Any of these. */
export function anyOf(parts: readonly Logic[]): Logic {
  return joined(parts, 'any');
}

/** The opposite. */
export function notOf(part: Logic): Logic {
  if (typeof part === 'boolean') return !part;
  return 'not' in part ? part.not : { not: part };
}

function joined(parts: readonly Logic[], by: 'all' | 'any'): Logic {
  const every = by === 'all';
  if (parts.some((part) => part === !every)) return !every;
  const flat = parts.flatMap((part): Condition[] =>
    typeof part === 'boolean'
      ? []
      : every && 'all' in part
        ? [...part.all]
        : !every && 'any' in part
          ? [...part.any]
          : [part]
  );
  const unique = merged(
    flat.filter((part, at) => flat.findIndex((other) => JSON.stringify(other) === JSON.stringify(part)) === at),
    every
  );
  if (unique.length === 0) return every;
  if (unique.length === 1) return unique[0]!;
  return every ? { all: unique } : { any: unique };
}

/** "One of these equals" over one field is a list. */
function merged(parts: readonly Condition[], every: boolean): Condition[] {
  if (every || parts.length < 3) return [...parts];
  const lists = new Map<string, { at: number; values: (number | string)[] }>();
  const rest: (Condition | null)[] = [];
  for (const part of parts) {
    const one = part as Comparison;
    const single = 'op' in part && one.op === 'eq' && one.than === undefined && typeof one.value !== 'object';
    const name = single && 'question' in one ? one.question : undefined;
    if (name === undefined) rest.push(part);
    else if (lists.has(name)) lists.get(name)!.values.push(one.value as string);
    else {
      lists.set(name, { at: rest.length, values: [one.value as string] });
      rest.push(null);
    }
  }
  for (const [question, { at, values }] of lists) {
    rest[at] =
      values.length === 1
        ? { question, op: 'eq', value: values[0] }
        : { question, op: 'in', value: values.slice(0, 100) };
    if (values.length > 100) rest.push({ question, op: 'in', value: values.slice(100, 200) });
  }
  return rest as Condition[];
}

/** Whether a document takes the condition: six levels below the first, fifty parts on each. */
export function fits(condition: Condition, depth = 6): boolean {
  const parts =
    'all' in condition ? condition.all : 'any' in condition ? condition.any : 'not' in condition ? [condition.not] : [];
  if (parts.length === 0) return 'op' in condition;
  return depth > 0 && parts.length <= 50 && parts.every((part) => fits(part, depth - 1));
}

/** What stands in `showIf`: nothing when it always holds, a condition no one meets when it never does. */
export function shown(logic: Logic): Condition | undefined {
  return logic === true ? undefined : logic === false ? never : logic;
}

/**
 * Leads from a page to an ending where the condition holds. A page that does not show leads nowhere, so the pages before it lead
 * there too, for those who do not meet it. False where that grows beyond what a document takes.
 */
export function leaveAfter(pages: readonly Page[], after: number, when: Logic, to: string): boolean {
  let rest = when;
  for (let at = after; at >= 0 && rest !== false; at -= 1) {
    if (rest !== true && !fits(rest)) return false;
    const page = pages[at]!;
    page.next = [...(page.next ?? []), { ...(rest === true ? {} : { if: rest }), to }];
    if (page.showIf === undefined) return true;
    rest = allOf([rest, notOf(page.showIf)]);
  }
  return true;
}
