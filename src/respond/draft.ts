/**
 * Answers kept on the device until the server has them (F-22): one entry per sitting, gone after 7 days or when the server has
 * taken the answers for good. Storage that is full, blocked or emptied is the same as none.
 */

export interface Draft {
  /** Number of the save that these answers would be. */
  readonly revision: number;
  readonly page: string;
  /** Names and values of the form's fields. */
  readonly fields: readonly (readonly [string, string])[];
  /** Seconds in front of each page. */
  readonly times: string;
  /** The respondent has pressed the last button: what remains is sending. */
  readonly finished: boolean;
  readonly savedAt: number;
}

const prefix = 'concord:';
const lifetime = 7 * 24 * 3600 * 1000;

export function keep(key: string, draft: Draft): void {
  attempt(() => localStorage.setItem(prefix + key, JSON.stringify(draft)));
}

export function forget(key: string): void {
  attempt(() => localStorage.removeItem(prefix + key));
}

/** The draft of a sitting, or null; drafts of any sitting that are too old or cannot be read are thrown away. */
export function recall(key: string, now: number): Draft | null {
  let found: Draft | null = null;
  attempt(() => {
    for (const name of Object.keys(localStorage)) {
      if (name.indexOf(prefix) !== 0) continue;
      let draft: Draft | null = null;
      attempt(() => (draft = JSON.parse(localStorage.getItem(name) || '')));
      const fresh = draft !== null && now - (draft as Draft).savedAt < lifetime;
      if (!fresh) localStorage.removeItem(name);
      else if (name === prefix + key) found = draft;
    }
  });
  return found;
}

function attempt(act: () => unknown): void {
  try {
    act();
  } catch {
    // Private mode, a full or a forbidden storage: the page works without it.
  }
}
