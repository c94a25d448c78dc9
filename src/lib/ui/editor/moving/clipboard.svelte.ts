/** Copying and pasting parts of a survey: what goes onto the clipboard, what comes from it, and what is said about it. */
import { getContext, setContext } from 'svelte';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Part, Pasted } from '#lib/survey/part.ts';
import { metricName } from '#lib/ui/charts/names.ts';
import { languageText } from '#lib/ui/codes.ts';
import type { Editor } from '../editor.svelte.ts';

const list = (names: readonly string[]): string =>
  new Intl.ListFormat(getLocale(), { type: 'conjunction' }).format(names);

export function makeClipboard(editor: Editor) {
  let notice = $state('');

  /** Puts what is in hand onto the clipboard; its text for the event that asked, null when nothing is in hand. */
  function copy(cut = false): string | null {
    const part = editor.taken.copy();
    if (part === null) return null;
    const text = JSON.stringify(part);
    editor.clipboard.keep(text);
    notice = copiedText(part);
    if (cut) editor.taken.remove();
    return text;
  }

  /** The same by a command, which puts it onto the system's clipboard where it may. */
  function command(cut = false): void {
    const text = copy(cut);
    // Without https there is none: the device's own still has it.
    if (text !== null) navigator.clipboard?.writeText(text).catch(() => undefined);
  }

  /** Whether a text is one of ours, without reading it. */
  const isOurs = (text: string): boolean => text.includes('"concord-part-1"');

  /** Puts in what a text holds; without one what was copied on this device. False when there is nothing to put in. */
  async function paste(text = editor.clipboard.recall()): Promise<boolean> {
    // What reads documents is heavy, and only pasting needs it here.
    const { readPart } = await import('#lib/survey/part-format.ts');
    const part = text === null ? null : readPart(text);
    if (part === null) {
      notice = text === null ? m.question_paste_nothing() : m.question_paste_unreadable();
      return false;
    }
    return put(part);
  }

  /** Puts a part in, if what comes of it is a document the server would take. */
  async function put(part: Part): Promise<boolean> {
    const { readDocument } = await import('#lib/survey/format.ts');
    const made = editor.taken.tried(part);
    if (!readDocument(made.document).ok && readDocument(editor.document).ok) {
      notice = m.question_paste_unfit();
      return false;
    }
    editor.taken.put(made);
    notice = pastedText(made);
    return true;
  }

  return {
    /** What was copied or put in, and what did not come along; empty when there is nothing to say. */
    get notice() {
      return notice;
    },
    quiet: () => void (notice = ''),
    ...{ copy, command, isOurs, paste, put }
  };
}
export type PartClipboard = ReturnType<typeof makeClipboard>;

function copiedText({ what, pages }: Part): string {
  const n = what === 'pages' ? pages.length : pages.reduce((sum, page) => sum + page.questions.length, 0);
  return what === 'pages' ? m.question_copied_pages({ n }) : m.question_copied_questions({ n });
}

function pastedText({ pages, questions, unfed, missing, unspoken }: Pasted): string {
  return [
    pages.length > 0
      ? m.question_pasted_pages({ n: pages.length })
      : m.question_pasted_questions({ n: questions.length }),
    missing.length > 0 ? m.question_pasted_missing({ names: list(missing) }) : '',
    unfed.length > 0 ? m.question_pasted_unfed({ names: list(unfed.map(metricName)) }) : '',
    unspoken.length > 0
      ? m.question_pasted_unspoken({ names: list(unspoken.map((tag) => languageText(tag, getLocale()))) })
      : ''
  ]
    .filter(Boolean)
    .join(' ');
}

const key = Symbol('part clipboard');
export const provideClipboard = (clipboard: PartClipboard): PartClipboard => setContext(key, clipboard);
export const useClipboard = (): PartClipboard => getContext<PartClipboard>(key);
