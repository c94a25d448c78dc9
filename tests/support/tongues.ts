/** The survey with every kind in all languages of the page, its own texts wordless: what is left to read is the page's. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { everyKind } from './every-kind.ts';

const folder = resolve(import.meta.dirname, '../../messages');
export const tongues = readdirSync(folder).sort();

/** Every form of every sentence, by key. */
export function phrasesOf(tag: string): Record<string, string[]> {
  const { $schema: _, ...phrases } = JSON.parse(readFileSync(`${folder}/${tag}/respond.json`, 'utf8')) as Record<
    string,
    string | { match: Record<string, string> }[]
  >;
  return Object.fromEntries(
    Object.entries(phrases).map(([key, said]) => [
      key,
      typeof said === 'string' ? [said] : Object.values(said[0]!.match)
    ])
  );
}

/** What the page itself would say in English on these pages and does not say in another language. */
export function englishIn(html: string, tag: string): string[] {
  const read = html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/<button[^>]*lang="[^"]*"[^>]*>[^<]*<\/button>/g, ' ');
  const own = Object.values(phrasesOf(tag)).flat().join('\n');
  const parts = Object.values(phrasesOf('en'))
    .flat()
    .flatMap((phrase) => phrase.split(/\{\w+\}/))
    .map((part) => part.trim())
    .filter((part) => part.length >= 4 && !own.includes(part));
  const escaped = (part: string) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return [...new Set(parts)].filter((part) => new RegExp(`(?<![\\w-])${escaped(part)}(?![\\w="-])`).test(read));
}

/** The document with `§` for every text in every language but English. */
export function everyTongue(key = 'tongues'): SurveyDocument {
  const told = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(told);
    if (node === null || typeof node !== 'object') return node;
    if (typeof (node as { en?: unknown }).en === 'string')
      return { ...node, ...Object.fromEntries(tongues.filter((tag) => tag !== 'en').map((tag) => [tag, '§'])) };
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, told(value)]));
  };
  return { ...(told(everyKind(key)) as SurveyDocument), languages: tongues };
}
