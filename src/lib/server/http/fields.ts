/** Fields that many schemas of the API share. */
import { z } from 'zod';
import { type Scope, scoreCompanies } from '#lib/merger/scope.ts';
import type { Place } from './cursor.ts';
import { listOf, readCursor, writeCursor } from './cursor.ts';
import { type Caller, nextLink } from './operation.ts';
import type { Problem } from './problem.ts';
import { invalid } from './problem.ts';

export const id = z.uuid().describe('An id made by Concord (UUIDv7)');
export const moment = z.iso.datetime({ offset: true }).describe('A moment, RFC 3339');
export const day = z.iso.date().describe('A day in UTC, YYYY-MM-DD');
export const none = z.strictObject({});
export const byId = z.strictObject({ id });

/** A line of text: trimmed, without control characters. */
export const line = (longest: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(longest)
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'Control characters are not taken');

export const mostRows = 200;
export const paging = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, `A whole number from 1 to ${mostRows}`)
    .refine((text) => Number(text) <= mostRows, `A whole number from 1 to ${mostRows}`)
    .optional()
    .describe(`Most rows of a page, 1 to ${mostRows}; 50 when absent`),
  cursor: z
    .string()
    .max(2000)
    .optional()
    .describe('Where to go on: taken from `next` or `nextCursor` of the page before')
};

/** A page of a list. `next` is the path of the following page, null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('Path of the next page; null on the last'),
    nextCursor: z.string().nullable()
  });

export const listOfAll = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item) });

export const iso = (date: Date): string => date.toISOString();
export const isoOrNull = (date: Date | null): string | null => (date === null ? null : date.toISOString());

interface PageQuery {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
}

export type Paging =
  | { readonly ok: true; readonly limit: number; readonly after: Place | null; readonly list: string }
  | { readonly ok: false; readonly problem: Problem };

/** Reads limit and cursor of a list's query. A cursor of another list, or an edited one, is refused. */
export function pagingOf(call: Caller, operation: string, query: PageQuery & Record<string, unknown>): Paging {
  const list = listOf(operation, query);
  const limit = Number(query.limit ?? 50);
  if (query.cursor === undefined) return { ok: true, limit, after: null, list };
  const after = readCursor(call.app.secret, list, query.cursor);
  if (after !== null) return { ok: true, limit, after, list };
  const detail = 'This cursor was not given out for this list with these filters';
  const error = { parameter: 'cursor', code: 'not-allowed', detail, allowed: ['a cursor from `nextCursor`'] };
  return { ok: false, problem: invalid([error]) };
}

/**
 * A page from rows that were read with one more than the limit; `placeOf` gives the sort key and id of a row, by which the
 * list is ordered and goes on.
 */
export function pageFrom<Row, Item>(
  call: Caller,
  { limit, list }: { limit: number; list: string },
  rows: readonly Row[],
  placeOf: (row: Row) => Place,
  itemOf: (row: Row) => Item
): { items: Item[]; next: string | null; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const nextCursor =
    rows.length > limit && last !== undefined ? writeCursor(call.app.secret, list, placeOf(last)) : null;
  return {
    items: shown.map(itemOf),
    next: nextCursor === null ? null : nextLink(call.url, nextCursor),
    nextCursor
  };
}

/** Companies whose figures the scope opens, as far as it lets this caller name them. */
export function mayName(scope: Scope, companyId: string | null): boolean {
  return companyId === null || scoreCompanies(scope).includes(companyId);
}
