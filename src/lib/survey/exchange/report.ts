/**
 * What a file of another system said that a document cannot say: collected while reading, shown before and after an import, and
 * kept in the document as its notes. Nothing is left out in silence.
 */
import type { Problem, SurveyDocument } from '../document.ts';

/** Kinds of loss. Each has a sentence in `messages/` as `import_note_<code>`. */
export const noteCodes = [
  'formatting',
  'image',
  'script',
  'kind_changed',
  'kind_gone',
  'split',
  'codes_changed',
  'text_cut',
  'text_gone',
  'logic_gone',
  'looks_ahead',
  'default_gone',
  'setting_gone',
  'validation_gone',
  'quota_gone',
  'scoring_gone',
  'language_changed',
  'letters_gone',
  'order_gone',
  'flow_gone',
  'piping_gone',
  'words_missing',
  'hidden',
  'unused',
  'unread',
  'more'
] as const;
export type NoteCode = (typeof noteCodes)[number];

export interface Note {
  /** Where in the source, in its own names: `Q01`, `group 3`, `QID5`. */
  readonly at: string;
  readonly code: NoteCode;
  /** What exactly, in the words of the source. */
  readonly detail: string;
}

export type Imported =
  | { readonly ok: true; readonly document: SurveyDocument; readonly report: readonly Note[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A file that cannot be read at all, and why. Thrown by the readers' parts, caught at their doors. */
export class Refused extends Error {
  readonly problem: Problem;
  constructor(code: string, message: string, pointer = '') {
    super(message);
    this.problem = { pointer, code, message };
  }
}

/** Runs a reader; a refusal becomes its answer. */
export function reading(read: () => Imported): Imported {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refused) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

/** Most notes of one import, and longest detail of one; what is longer is told in several. */
const noteLimit = 1000;
const detailLimit = 1800;

export interface Report {
  readonly notes: readonly Note[];
  /** Notes a loss. The same one twice is told once. */
  say(at: string, code: NoteCode, detail?: string): void;
}

/** An empty report. */
export function openReport(): Report {
  const notes: Note[] = [];
  const told = new Set<string>();
  let left = 0;
  return {
    get notes() {
      return left === 0 ? notes : [...notes, { at: '', code: 'more' as const, detail: String(left) }];
    },
    say(at, code, detail = '') {
      const place = at.slice(0, 200);
      for (let from = 0; from === 0 || from < detail.length; from += detailLimit) {
        const piece = detail.slice(from, from + detailLimit);
        const key = `${place}\n${code}\n${piece}`;
        if (told.has(key)) continue;
        told.add(key);
        if (notes.length < noteLimit - 1) notes.push({ at: place, code, detail: piece });
        else left += 1;
      }
    }
  };
}
