/** Patterns of authors, run in time linear in the text whatever they are (RE2). The page's script never has them: 45 KB. */
import { RE2JS, RE2JSSyntaxException } from 're2js';

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

/** What keeps a pattern from being read, and the part of it where that is. */
export interface PatternFault {
  readonly code: 'parenthesis' | 'bracket' | 'repeat' | 'backslash' | 'unsupported' | 'too_large' | 'unreadable';
  readonly at: string;
}

/** Why a pattern cannot be read; null where it can be. */
export function patternFault(source: string): PatternFault | null {
  try {
    RE2JS.compile(source);
    return null;
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) return { code: 'unreadable', at: '' };
    const said = error.getDescription();
    const code = faults.find(([words]) => said.includes(words))?.[1] ?? 'unreadable';
    return { code, at: error.getPattern() ?? '' };
  }
}
/** By what the engine says, in the words of RE2. */
const faults: readonly (readonly [string, PatternFault['code']])[] = [
  ['closing ]', 'bracket'],
  ['character class', 'bracket'],
  [')', 'parenthesis'],
  ['repetition', 'repeat'],
  ['repeat', 'repeat'],
  ['backslash', 'backslash'],
  ['escape', 'backslash'],
  ['unsupported', 'unsupported'],
  ['lookbehind', 'unsupported'],
  ['too large', 'too_large'],
  ['nests', 'too_large']
];

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
