import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { changePassword, rename, setLocale } from '#lib/server/access/people.ts';
import { endOwnSession, endSessions, listSessions } from '#lib/server/access/session.ts';
import { handleOf } from '#lib/server/access/tokens.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePerson } from '#lib/server/http/guard.ts';
import { confirmPassword } from '#lib/server/http/log-in.ts';

const self = z.strictObject({ name: z.string().trim().min(1).max(120), language: z.enum(['en', 'zh-CN']) });
const password = z.strictObject({ current_password: z.string().min(1).max(1024), new_password: z.string().max(1024) });

export const load = async (event) => {
  const person = requirePerson(event);
  const { app, sessionId } = event.locals;
  const sessions = await listSessions(app.db.app, person.id);
  return {
    email: person.email,
    language: person.locale,
    sessions: sessions.map(({ id, device, createdAt, expiresAt }) => ({
      handle: handleOf(id),
      device,
      createdAt,
      expiresAt,
      current: id === sessionId
    }))
  };
};

export const actions = {
  self: async (event) => {
    const person = requirePerson(event);
    const form = await readForm(event.request, self);
    if (!form.ok) return fail(422, { form: 'self', errors: form.errors });
    const { name, language } = form.data;
    await rename(event.locals.app.db.app, person.id, name);
    await setLocale(event.locals.app.db.app, person.id, language);
    const secure = event.locals.app.config.appUrl.startsWith('https:');
    event.cookies.set('language', language, { path: '/', maxAge: 400 * 86_400, secure });
    redirect(303, '/settings/account');
  },
  password: async (event) => {
    const person = requirePerson(event);
    const form = await readForm(event.request, password);
    if (!form.ok) return fail(422, { form: 'password', errors: form.errors });
    const { app, sessionId, now } = event.locals;
    const { current_password, new_password } = form.data;
    const confirmed = await confirmPassword(event, person, current_password);
    if (!confirmed.ok && confirmed.reason === 'wait')
      return fail(429, { form: 'password', errors: {}, wait: confirmed.minutes });
    if (!confirmed.ok) return fail(422, { form: 'password', errors: { current_password: 'password_wrong' } });
    const changed = await changePassword(app.db.app, person.id, new_password, sessionId, now);
    if (changed.ok) return { form: 'password', done: true };
    return fail(422, { form: 'password', errors: { new_password: changed.reason as string } });
  },
  end: async (event) => {
    const person = requirePerson(event);
    const form = await readForm(event.request, z.strictObject({ session: z.string().max(64) }));
    if (!form.ok) return fail(422, { form: 'sessions', errors: form.errors });
    const { db } = event.locals.app;
    const ended = await endOwnSession(db.app, person.id, form.data.session);
    return ended ? { form: 'sessions', done: true } : fail(404, { form: 'sessions', errors: { form: 'not_found' } });
  },
  others: async (event) => {
    const person = requirePerson(event);
    const form = await readForm(event.request, z.strictObject({}));
    if (!form.ok) return fail(422, { form: 'sessions', errors: form.errors });
    await endSessions(event.locals.app.db.app, person.id, event.locals.sessionId);
    return { form: 'sessions', done: true };
  }
};
