import { fail, redirect } from '@sveltejs/kit';
import { everybody } from '#lib/outreach/audience.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { programLists, programOf, programSchema } from '#lib/server/http/program-form.ts';
import { choices, create } from '#lib/server/programs.ts';
import { listOpen } from '#lib/server/surveys.ts';

export const load = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, scope } = event.locals;
  return {
    surveys: await listOpen(app.db.app),
    choices: await choices(app.db, scope),
    program: {
      ...{ name: '', surveyId: event.url.searchParams.get('survey') ?? '', channel: 'email', kind: 'relationship' },
      ...{ fatigueDays: 30, expiresDays: 30, audience: everybody },
      ...{ editable: false, contactOffered: false, onward: null, onwardAtOnce: false }
    }
  };
};

export const actions = {
  default: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, programSchema, programLists);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const made = await create(app.db.app, actor, programOf(form.data), now);
    if (!made.ok && made.reason === 'foreign_site')
      return fail(422, { errors: { onward: 'foreign_site' }, values: {} });
    if (!made.ok) return fail(422, { errors: { surveyId: 'invalid_value' }, values: {} });
    redirect(303, `/programs/${made.id}`);
  }
};
