import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { createFirst, isFirstTokenValid } from '#lib/server/access/people.ts';
import { readForm } from '#lib/server/http/form.ts';
import { startSession } from '#lib/server/http/log-in.ts';

const schema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(320),
  password: z.string().max(1024)
});

export const load = async ({ locals, params }) => ({
  alive: await isFirstTokenValid(locals.app.db.app, params.token, locals.now)
});

export const actions = {
  default: async (event) => {
    const form = await readForm(event.request, schema);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const { app, locale, now } = event.locals;
    const made = await createFirst(app.db.app, event.params.token, { ...form.data, locale }, now);
    if (!made.ok) {
      const errors: Record<string, string> = made.reason === 'link_dead' ? { form: 'dead' } : { password: made.reason };
      const values: Record<string, string> = { name: form.data.name, email: form.data.email };
      return fail(made.reason === 'link_dead' ? 410 : 422, { errors, values });
    }
    await startSession(event, made.personId);
    redirect(303, '/merger');
  }
};
