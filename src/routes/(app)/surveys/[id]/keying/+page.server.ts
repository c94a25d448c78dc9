import { fail, redirect } from '@sveltejs/kit';
import { may } from '#lib/server/access/roles.ts';
import { isId } from '#lib/server/db/id.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { findSchema, keyerOf } from '#lib/server/http/keying-form.ts';
import { choicesOf, doneOf, pileOf, surveyOf } from '#lib/server/http/keying-pages.ts';
import * as lists from '#lib/server/paper-lists.ts';
import { findByNumber, type SheetState, sheetStates, takeNext } from '#lib/server/paper-sheets.ts';

const PAGE = 50;

export const load = async (event) => {
  const { id: readerId, role } = requirePermission(event, 'paper.key');
  const survey = await surveyOf(event);
  const { app, scope } = event.locals;
  const asked = event.url.searchParams;
  const state = sheetStates.find((one) => one === asked.get('state')) ?? null;
  const [number, id] = [Number(asked.get('before')), asked.get('id')];
  const before = Number.isSafeInteger(number) && isId(id) ? { number, id } : null;
  const filter = { surveyId: survey.id, states: state && [state], before };
  const lines = await lists.list(app.db.app, scope, readerId, filter, PAGE + 1);
  const piled = await pileOf(event, survey.id);
  const { companies, programs, versions } = await choicesOf(event, survey.id);
  return {
    survey: { id: survey.id, title: survey.title },
    maySee: may(role, 'surveys.read'),
    mayKey: companies.map(({ id, name }) => ({ id, name })),
    programs: programs.map(({ id, name }) => ({ id, name })),
    versions,
    languages: piled?.version.document.languages ?? [],
    pile: piled?.pile ?? null,
    state: state as SheetState | null,
    sheets: lines.slice(0, PAGE),
    more: lines.length > PAGE,
    counts: await lists.counts(app.db.app, scope, survey.id),
    quality: await lists.quality(app.db.app, scope, survey.id),
    done: await doneOf(event)
  };
};

export const actions = {
  next: async (event) => {
    requirePermission(event, 'paper.key');
    const { id: surveyId } = await surveyOf(event);
    const { app, scope, now } = event.locals;
    const next = await takeNext(app.db.app, scope, keyerOf(event), { surveyId }, now);
    if (next === null) return fail(404, { errors: { next: 'none' } as Record<string, string>, number: '' });
    redirect(303, `/keying/${next}`);
  },
  find: async (event) => {
    requirePermission(event, 'paper.key');
    const { id: surveyId } = await surveyOf(event);
    const { app, scope } = event.locals;
    const form = await readForm(event.request, findSchema);
    if (!form.ok) return fail(422, { errors: form.errors, number: form.values.number ?? '' });
    const found = await findByNumber(app.db.app, scope, surveyId, form.data.company, Number(form.data.number));
    if (found) redirect(303, `/keying/${found.id}`);
    return fail(404, { errors: { number: 'no_such_sheet' } as Record<string, string>, number: form.data.number });
  }
};
