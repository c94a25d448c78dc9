import { fail, redirect } from '@sveltejs/kit';
import { asPrinted } from '#lib/survey/keying-sheet.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { asideSchema, keyerOf, readSettling, readTyping } from '#lib/server/http/keying-form.ts';
import { doneOf, sheetOf, viewOf } from '#lib/server/http/keying-pages.ts';
import * as sheets from '#lib/server/paper-sheets.ts';
import type { RequestEvent } from './$types';

export const load = async (event) => {
  const { id: personId } = requirePermission(event, 'paper.key');
  return { ...(await viewOf(event, personId)), done: await doneOf(event) };
};

/** Goes on to the next sheet of the pile that this person may key a second time, or back to the list. */
async function goOn(event: RequestEvent, { id, surveyId, number }: sheets.PaperSheet): Promise<never> {
  const { app, scope, now } = event.locals;
  const next = await sheets.takeNext(app.db.app, scope, keyerOf(event), { surveyId, after: number }, now);
  redirect(303, next === null ? `/surveys/${surveyId}/keying?done=${id}` : `/keying/${next}?done=${id}`);
}

const refused = (errors: Record<string, string>, typed: Record<string, string> = {}, status = 422) =>
  fail(status, { errors, typed });

async function typed(event: RequestEvent, first: boolean) {
  requirePermission(event, 'paper.key');
  const { sheet, version } = await sheetOf(event);
  const { app, scope, now } = event.locals;
  const typing = readTyping(await event.request.formData(), asPrinted(version.document), version.publishedAt, now);
  if (!typing.ok) return refused(typing.errors, typing.typed);
  const keyer = keyerOf(event);
  if (first && !(await sheets.keyFirst(app.db.app, keyer, scope, sheet.id, typing.keyed, now)))
    return refused({ form: 'gone' }, {}, 409);
  if (first) redirect(303, `/surveys/${sheet.surveyId}/keying?done=${sheet.id}`);
  const moved = await sheets.keySecond(app, keyer, scope, sheet.id, typing.keyed, now);
  return moved.ok ? goOn(event, sheet) : refused({ form: moved.reason }, {}, 409);
}

export const actions = {
  first: (event) => typed(event, true),
  second: (event) => typed(event, false),
  settle: async (event) => {
    requirePermission(event, 'paper.key');
    const { sheet, version } = await sheetOf(event);
    const { id, surveyId, first, second } = sheet;
    const { app, scope, now } = event.locals;
    if (sheet.state !== 'differs' || !first || !second) return refused({ form: 'gone' }, {}, 409);
    const form = await event.request.formData();
    const settling = readSettling(form, asPrinted(version.document), { first, second }, version.publishedAt, now);
    if (!settling.ok) return refused(settling.errors, settling.typed);
    const moved = await sheets.settle(app, keyerOf(event), scope, id, settling.chosen, now);
    if (!moved.ok) return refused({ form: 'gone' }, {}, 409);
    redirect(303, `/surveys/${surveyId}/keying?done=${id}`);
  },
  aside: async (event) => {
    requirePermission(event, 'paper.key');
    const { sheet } = await sheetOf(event);
    const { app, scope, now } = event.locals;
    const form = await readForm(event.request, asideSchema);
    if (!form.ok) return refused(form.errors);
    await sheets.setAside(app.db.app, keyerOf(event), scope, sheet.id, form.data.reason, now);
    redirect(303, `/surveys/${sheet.surveyId}/keying?done=${sheet.id}`);
  },
  back: async (event) => {
    requirePermission(event, 'paper.key');
    const { sheet } = await sheetOf(event);
    const { app, scope, now } = event.locals;
    await sheets.takeBack(app, keyerOf(event), scope, sheet.id, now);
    redirect(303, `/keying/${sheet.id}`);
  }
};
