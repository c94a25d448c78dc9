/** Patterns of authors, run in time linear in the text whatever they are (RE2). The page's script never has them: 45 KB. */
import { RE2JS } from 're2js';

const compiled = new Map<string, RE2JS | null>();
/** Most patterns one process keeps. */
const most = 1000;

/** Whether a text matches a pattern as a whole. One that cannot be read holds nobody up. */
export function matches(source: string, text: string): boolean {
  const known = compiled.get(source);
  const pattern = known === undefined ? compile(source) : known;
  if (known === undefined) {
    if (compiled.size >= most) compiled.clear();
    compiled.set(source, pattern);
  }
  return pattern === null || pattern.matches(text);
}

/** Whether a pattern can be read at all. */
export function isPattern(source: string): boolean {
  return compile(source) !== null;
}

function compile(source: string): RE2JS | null {
  try {
    return RE2JS.compile(source);
  } catch {
    return null;
  }
}
