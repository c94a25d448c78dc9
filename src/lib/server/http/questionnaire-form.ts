/** The form that takes a questionnaire file: what was posted, and what would come of it. */
import type { Problem } from '#lib/survey/document.ts';
import { countsOf, readQuestionnaire } from '#lib/survey/exchange/questionnaire.ts';

/** Problems and notes shown on one page (S-03). */
export const mostShown = 200;

/** What the form says when there is nothing to say. */
export const nothing = { taken: false, problems: [] as readonly Problem[], text: '', checked: null };

/** The posted file, or the text typed instead of one. */
export async function fileOf(request: Request): Promise<{ file: Uint8Array | string; text: string }> {
  const form = await request.formData();
  const [file, typed] = [form.get('file'), form.get('document')];
  if (file instanceof File && file.size > 0) return { file: new Uint8Array(await file.arrayBuffer()), text: '' };
  const text = typeof typed === 'string' ? typed : '';
  return { file: text, text };
}

/** What a file would bring in, with nothing written. */
export function checkOf(file: Uint8Array | string) {
  const read = readQuestionnaire(file);
  if (!read.ok) return { ok: false as const, problems: read.problems.slice(0, mostShown) };
  const { pages, questions } = countsOf(read.document);
  return { ok: true as const, pages, questions, notes: read.report.slice(0, mostShown), total: read.report.length };
}
