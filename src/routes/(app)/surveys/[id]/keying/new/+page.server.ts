import { error, fail, redirect } from '@sveltejs/kit';
import { asPrinted } from '#lib/survey/keying-sheet.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { asideSchema, keyerOf, readTyping } from '#lib/server/http/keying-form.ts';
import { doneOf, keySheet, pileOf, queryOf, surveyOf } from '#lib/server/http/keying-pages.ts';
import { begin, type Begun, nextNumber } from '#lib/server/paper-sheets.ts';
import type { RequestEvent } from './$types';

export const load = async (event) => {
  const { id: personId } = requirePermission(event, 'paper.key');
  const survey = await surveyOf(event);
  const { app, scope } = event.locals;
  const piled = await pileOf(event, survey.id);
  return {
    survey: { id: survey.id, title: survey.title },
    sheet: piled && keySheet(piled, piled.pile.locale),
    pile: piled && { ...piled.pile, company: piled.company.name, query: queryOf(piled.pile) },
    number: piled ? await nextNumber(app.db.app, scope, survey.id, piled.pile.companyId) : 1,
    // What was half typed is this person's, at this pile.
    draft: `${personId} ${survey.id} ${piled?.pile.companyId ?? ''}`,
    done: await doneOf(event)
  };
};

/** The pile of a post, which names it in its address; 404 where the reader may key none. */
async function postedPile(event: RequestEvent) {
  requirePermission(event, 'paper.key');
  const { id } = await surveyOf(event);
  return (await pileOf(event, id)) ?? error(404, 'nothing to key');
}

/** Why a sheet was not taken in, at the field it is said at. */
function refusal(begun: Extract<Begun, { ok: false }>, typed: Record<string, string>) {
  const { reason } = begun;
  if (reason === 'no_company' || reason === 'no_version' || reason === 'no_program') error(404, 'nothing to key');
  const taken = { id: reason === 'number_taken' ? begun.id : '', number: reason === 'code_taken' ? begun.number : 0 };
  const errors: Record<string, string> =
    reason === 'number_taken' ? { _number: reason } : { _code: reason === 'no_code' ? 'code' : reason };
  return fail(409, { errors, typed, taken });
}

export const actions = {
  key: async (event) => {
    const { pile, version } = await postedPile(event);
    const { app, scope, now } = event.locals;
    const form = await event.request.formData();
    const typing = readTyping(form, asPrinted(version.document), version.publishedAt, now);
    const none = { id: '', number: 0 };
    if (!typing.ok) return fail(422, { errors: typing.errors, typed: typing.typed, taken: none });
    const { number, code, keyed: first } = typing;
    const typed = Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
    if (number === 0) return fail(422, { errors: { _number: 'number' } as Record<string, string>, typed, taken: none });
    const begun = await begin(app.db.app, keyerOf(event), scope, pile, { number, code, first }, now);
    if (!begun.ok) return refusal(begun, typed);
    redirect(303, `/surveys/${pile.surveyId}/keying/new?${queryOf(pile)}&done=${begun.id}`);
  },
  aside: async (event) => {
    const { pile } = await postedPile(event);
    const { app, scope, now } = event.locals;
    const form = await readForm(event.request, asideSchema);
    const number = form.ok ? Number(form.data.number ?? 0) : 0;
    if (!form.ok || number === 0)
      return fail(422, {
        errors: { number: 'number' } as Record<string, string>,
        typed: {},
        taken: { id: '', number: 0 }
      });
    const sheet = { number, aside: form.data.reason };
    const begun = await begin(app.db.app, keyerOf(event), scope, pile, sheet, now);
    if (!begun.ok) return refusal(begun, {});
    redirect(303, `/surveys/${pile.surveyId}/keying/new?${queryOf(pile)}&done=${begun.id}`);
  }
};
