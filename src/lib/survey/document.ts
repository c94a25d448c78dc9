/**
 * A survey document as everybody reads it: its types, its texts and its questions in order. No library is needed here;
 * `format.ts` reads a document from outside.
 */
import type { SurveyDocument } from './schema.ts';

export type { SurveyDocument };
export type Localised = Readonly<Record<string, string>>;
export type Page = SurveyDocument['pages'][number];
export type Question = Page['questions'][number];
export type Option = NonNullable<Question['options']>[number];
export type Item = NonNullable<Question['items']>[number];
export type Scale = NonNullable<Question['scale']>;
export type Ending = NonNullable<SurveyDocument['endings']>[number];

export interface Problem {
  /** JSON pointer to the place (RFC 6901); empty for the whole document. */
  readonly pointer: string;
  readonly code: string;
  /** For developers, in English; may repeat words of the document, so it is shown as text only. */
  readonly message: string;
}

/** Steps of a path as an RFC 6901 pointer. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((step) => '/' + String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('');
}

/** The steps of a pointer, as `pointerOf` took them, all as text. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * The place of a pointer by the ids of what stands there: `questions/service/items/speed/text` for
 * `/pages/1/questions/0/items/2/text`. It stays the same while the question is moved and while others come and go.
 */
export function placeOf(document: SurveyDocument, pointer: string): string {
  const names: string[] = [];
  let node: unknown = document;
  for (const step of stepsOf(pointer)) {
    const isList = Array.isArray(node);
    node = (node as Record<string, unknown> | undefined)?.[step];
    const { id, code } = (isList ? (node ?? {}) : {}) as { id?: string; code?: string };
    // A question is known by its id alone: it may be moved to another page.
    if (isList && names.at(-1) === 'questions') names.splice(0, names.length, 'questions');
    names.push(id ?? code ?? step);
  }
  return names.join('/');
}

/** Every text of a document that a respondent or its team reads, with its pointer, in reading order. Notes are not among them. */
export function textsOf(document: SurveyDocument): { pointer: string; text: Localised }[] {
  const found: { pointer: string; text: Localised }[] = [];
  const walk = (node: unknown, path: readonly PropertyKey[], key: string): void => {
    if (node === null || typeof node !== 'object' || wordless.has(key)) return;
    if (textKeys.has(key)) found.push({ pointer: pointerOf(path), text: node as Localised });
    else if (key === 'labels') {
      for (const [code, text] of Object.entries(node)) found.push({ pointer: pointerOf([...path, code]), text });
    } else {
      for (const [name, child] of Object.entries(node)) {
        walk(child, [...path, Array.isArray(node) ? Number(name) : name], name);
      }
    }
  };
  walk(document, [], '');
  return found;
}

/** A copy of a part of a document with every text changed that a respondent or its team reads. */
export function mapTexts<T>(part: T, change: (text: Localised) => Localised): T {
  const walk = (node: unknown, key: string): unknown => {
    if (node === null || typeof node !== 'object' || wordless.has(key)) return node;
    if (textKeys.has(key)) return change(node as Localised);
    if (Array.isArray(node)) return node.map((one) => walk(one, ''));
    const worded = key === 'labels';
    return Object.fromEntries(
      Object.entries(node).map(([name, child]) => [name, worded ? change(child as Localised) : walk(child, name)])
    );
  };
  return walk(part, '') as T;
}

const textKeys = new Set([
  'title',
  'heading',
  'line',
  'term',
  'text',
  'hint',
  'naLabel',
  'message',
  'alt',
  'unit',
  'expected',
  'perceived',
  'low',
  'high'
]);
const wordless = new Set([
  'notes',
  'dismissed',
  'sources',
  'showIf',
  'requiredIf',
  'holds',
  'computed',
  'quotas',
  'experiments',
  'next'
]);

/** All questions of a document in order. */
export function questionsOf(document: SurveyDocument): Question[] {
  return document.pages.flatMap((page) => page.questions);
}
