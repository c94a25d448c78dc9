/** Half-keyed sheets in this browser, so that a closed tab loses nothing: for a week, gone with what was kept and with who logs out. */

const WEEK_MS = 7 * 86_400_000;
const mark = 'keying ';
const keyOf = (draft: string): string => mark + draft;

export type Typed = Record<string, string>;

/** What was half typed; null for nothing, for what is too old, and where the browser keeps nothing. */
export function readDraft(draft: string, now: Date): Typed | null {
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(draft)) ?? 'null') as { at: number; typed: Typed } | null;
    if (kept === null || now.getTime() - kept.at > WEEK_MS) return null;
    return Object.fromEntries(Object.entries(kept.typed).filter(([, text]) => typeof text === 'string'));
  } catch {
    return null;
  }
}

export function keepDraft(draft: string, typed: Typed, now: Date): void {
  try {
    localStorage.setItem(keyOf(draft), JSON.stringify({ at: now.getTime(), typed }));
  } catch {
    // A browser that keeps nothing still posts what was typed.
  }
}

export function dropDraft(draft: string): void {
  try {
    localStorage.removeItem(keyOf(draft));
  } catch {
    // Nothing was kept.
  }
}

export function dropAllDrafts(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(mark)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
