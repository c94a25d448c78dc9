/**
 * Answers kept on the device until the server has them (F-22): one entry for each tab of a sitting, so that no tab writes over what
 * another keeps; gone after 7 days, or when the server has taken the answers for good. Storage that is full, blocked or emptied
 * is the same as none, and whoever shares the device may forbid it.
 */

export interface Draft {
  readonly page: string;
  /** Ids of the questions that were touched since the server had them. */
  readonly touched: Readonly<Record<string, 1>>;
  /** Names and values of their fields. */
  readonly fields: readonly (readonly [string, string])[];
  /** Seconds in front of each page. */
  readonly times: string;
  /** The respondent has pressed the last button: what remains is sending. */
  readonly finished: boolean;
  readonly savedAt: number;
}

const prefix = 'concord:';
const lifetime = 7 * 24 * 3600 * 1000;
const tab = ':' + String(Math.random()).slice(2);

/** Whether it is kept. */
export function keep(key: string, draft: Draft): boolean {
  return attempt(() => localStorage.setItem(prefix + key + tab, JSON.stringify(draft)));
}

/** Forgets what this tab keeps, or what any tab does. */
export function forget(key: string, everywhere?: boolean): void {
  attempt(() => {
    for (const name of Object.keys(localStorage))
      if (name.indexOf(prefix + key + (everywhere ? '' : tab)) === 0) localStorage.removeItem(name);
  });
}

/**
 * What any tab kept of a sitting, as one draft in which the later answer to a question stands; null without any. Drafts of any
 * sitting that are too old or cannot be read are thrown away.
 */
export function recall(key: string, now: number): Draft | null {
  const found: Draft[] = [];
  attempt(() => {
    for (const name of Object.keys(localStorage)) {
      if (name.indexOf(prefix) !== 0) continue;
      let draft: Draft | null = null;
      attempt(() => (draft = JSON.parse(localStorage.getItem(name) || '')));
      const fresh = draft !== null && (draft as Draft).touched && now - (draft as Draft).savedAt < lifetime;
      if (!fresh) localStorage.removeItem(name);
      else if (name.indexOf(prefix + key) === 0) found.push(draft as unknown as Draft);
    }
  });
  return found
    .sort((a, b) => a.savedAt - b.savedAt)
    .reduce<Draft | null>(
      (all, one) =>
        all && {
          ...one,
          touched: { ...all.touched, ...one.touched },
          fields: all.fields.filter(([name]) => !one.touched[questionOf(name)]).concat(one.fields)
        },
      found[0] || null
    );
}

/** The question a field belongs to. */
export const questionOf = (name: string): string => name.split('.')[0] as string;

/** The switch of a device that several people use: while it is on, nothing is kept; it is off again when the tab is closed. */
export function share(key: string, on?: boolean): boolean {
  let shared = false;
  attempt(() => {
    if (on === true) sessionStorage.setItem(prefix + key, '1');
    else if (on === false) sessionStorage.removeItem(prefix + key);
    shared = sessionStorage.getItem(prefix + key) !== null;
  });
  return shared || on === true;
}

function attempt(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    // Private mode, a full or a forbidden storage: the page works without it.
    return false;
  }
}
