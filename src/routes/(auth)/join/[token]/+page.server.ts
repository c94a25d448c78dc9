import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { personOfToken, setPasswordByToken } from '#lib/server/access/people.ts';
import { readOrganisation } from '#lib/server/companies.ts';
import { readForm } from '#lib/server/http/form.ts';
import { startSession } from '#lib/server/http/log-in.ts';

const schema = z.strictObject({ password: z.string().max(1024) });

export const load = async ({ locals: { app, now }, params }) => {
  const person = await personOfToken(app.db.app, 'join', params.token, now);
  const { name } = await readOrganisation(app.db.app, now);
  return { name: person?.name ?? null, email: person?.email ?? '', organisation: name };
};

export const actions = {
  default: async (event) => {
    const form = await readForm(event.request, schema);
    if (!form.ok) return fail(422, { problem: form.errors.password ?? 'missing' });
    const { app, now } = event.locals;
    const set = await setPasswordByToken(app.db.app, 'join', event.params.token, form.data.password, now);
    if (!set.ok) return fail(set.reason === 'link_dead' ? 410 : 422, { problem: set.reason as string });
    await startSession(event, set.personId);
    redirect(303, '/');
  }
};
