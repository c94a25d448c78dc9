import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { cookieName } from '#lib/server/http/cookie.ts';
import { readForm } from '#lib/server/http/form.ts';
import { safeNext } from '#lib/server/http/guard.ts';
import { logIn } from '#lib/server/http/log-in.ts';

const schema = z.strictObject({
  email: z.string().min(1).max(320),
  password: z.string().min(1).max(1024)
});

export const load = ({ locals, url }) => {
  if (locals.person) redirect(303, safeNext(url.searchParams.get('next')));
  const { appUrl, port } = locals.app.config;
  return { possible: cookieName(appUrl) !== null, localUrl: `http://localhost:${port}` };
};

export const actions = {
  default: async (event) => {
    const form = await readForm(event.request, schema);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values, wait: 0 });
    const { email, password } = form.data;
    const result = await logIn(event, email, password);
    if (result.ok) redirect(303, safeNext(event.url.searchParams.get('next')));
    const wait = result.reason === 'wait' ? result.minutes : 0;
    const errors: Record<string, string> = wait > 0 ? {} : { form: 'wrong' };
    return fail(wait > 0 ? 429 : 401, { errors, values: { email }, wait });
  }
};
