import { error, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { setLocale } from '#lib/server/access/people.ts';
import { readForm } from '#lib/server/http/form.ts';
import { safeNext } from '#lib/server/http/guard.ts';

const schema = z.strictObject({
  back: z.string().max(2000),
  language: z.enum(['en', 'zh-CN']).optional(),
  theme: z.enum(['system', 'light', 'dark']).optional()
});

/** Language and appearance of the application, kept in cookies; the language also with the person. */
export const POST = async ({ request, cookies, locals }) => {
  const form = await readForm(request, schema);
  if (!form.ok) error(422, 'unknown preference');
  const { back, language, theme } = form.data;
  const options = { path: '/', maxAge: 400 * 86_400, secure: locals.app.config.appUrl.startsWith('https:') };
  if (language) {
    cookies.set('language', language, options);
    if (locals.person) await setLocale(locals.app.db.app, locals.person.id, language);
  }
  if (theme === 'system') cookies.delete('theme', options);
  else if (theme) cookies.set('theme', theme, { ...options, httpOnly: false });
  redirect(303, safeNext(back));
};
