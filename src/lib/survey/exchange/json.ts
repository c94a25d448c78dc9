/** JSON of other systems: bounded in size, depth and number of parts, and without names that mean something to JavaScript (S-03). */
import { Refused } from './report.ts';

/** Largest file, in characters. */
export const textLimit = 8 * 1024 * 1024;
const depthLimit = 60;
const partLimit = 300_000;

/** A value of JSON whose names may be anything. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
export type JsonObject = { readonly [name: string]: Json };

/** Reads JSON text, or says why not. */
export function readJsonText(text: string): Json {
  if (text.length > textLimit) throw new Refused('too_big', `At most ${textLimit} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw error instanceof RangeError
      ? new Refused('too_deep', `At most ${depthLimit} levels`)
      : new Refused('not_json', 'The text is not JSON');
  }
  boundJson(value);
  return value as Json;
}

/** Refuses a value that is too deep, has too many parts, or names a part `__proto__`. */
export function boundJson(value: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  let parts = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    parts += 1;
    if (parts > partLimit) throw new Refused('too_many_parts', `At most ${partLimit} values`);
    if (next.value === null || typeof next.value !== 'object') continue;
    if (next.depth >= depthLimit) throw new Refused('too_deep', `At most ${depthLimit} levels`);
    for (const [name, child] of Object.entries(next.value)) {
      if (name === '__proto__') throw new Refused('unsafe_name', 'A part is named __proto__');
      if (open.length > partLimit) throw new Refused('too_many_parts', `At most ${partLimit} values`);
      open.push({ value: child, depth: next.depth + 1 });
    }
  }
}

/** The value as an object; an empty one when it is none. */
export function objectOf(value: unknown): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : {};
}

/** The value as a list; an object with numbers for names as its values in their order, anything else as an empty one. */
export function listOf(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value as Json[];
  return value !== null && typeof value === 'object' ? Object.values(value as JsonObject) : [];
}

/** A text or number as text; empty for anything else. */
export function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}

/** A part of an object by a name that comes from outside. */
export function partOf(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A number, or a text that is one. */
export function numberOf(value: unknown): number | undefined {
  const text = textOf(value).trim();
  const number = Number(text);
  return text !== '' && Number.isFinite(number) ? number : undefined;
}
