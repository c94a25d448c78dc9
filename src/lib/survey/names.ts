/** What a part of a document calls by name: questions in conditions, lists taken over and texts, and pages that branches lead to. */
import { mapTexts, type Page, type Question } from './document.ts';
import { namesIn, renamed } from './piping.ts';

/** Changes names. What is not to change is given back as it came. */
export interface Renaming {
  readonly question: (id: string) => string;
  /** Pages and endings that branches lead to. */
  readonly target: (id: string) => string;
}

/** A copy of a part with everything it names called by other names. Its own ids stay. */
export function withNames<T>(part: T, renaming: Renaming): T {
  const field = (name: string): string => {
    const [id = '', ...rest] = name.split('.');
    return [renaming.question(id), ...rest].join('.');
  };
  const walk = (node: unknown, key: string): unknown => {
    if (typeof node === 'string') {
      if (key === 'question') return field(node);
      return key === 'to' ? renaming.target(node) : node;
    }
    if (Array.isArray(node)) return node.map((one) => walk(one, key === 'next' ? 'next' : ''));
    if (node === null || typeof node !== 'object') return node;
    return Object.fromEntries(
      // `to` names a page in a branch alone: of a range, of days and of what is taken over it is an end.
      Object.entries(node).map(([name, child]) => [name, name === 'to' && key !== 'next' ? child : walk(child, name)])
    );
  };
  const inWords = (words: string): string => renamed(words, (name) => (isAnswer(name) ? field(name) : name));
  return mapTexts(walk(part, '') as T, (text) =>
    Object.fromEntries(Object.entries(text).map(([language, words]) => [language, inWords(words)]))
  );
}

/** Ids of the questions a part names anywhere: in conditions, in what it takes over, in its texts. */
export function questionsNamed(part: Question | Page): Set<string> {
  const found = new Set<string>();
  withNames(part, { question: (id) => (found.add(id), id), target: (id) => id });
  for (const name of namesIn(JSON.stringify(part))) if (isAnswer(name)) found.add(name.split('.')[0] as string);
  return found;
}

/** Names in braces that say an answer; the others are known or worked out. */
const isAnswer = (name: string): boolean =>
  !/^(company|contact|name|stage|tier|region|language|channel|(attribute|segment|computed|arm|quota)\..*)$/u.test(name);
