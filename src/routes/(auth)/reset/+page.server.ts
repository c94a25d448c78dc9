import { fail } from '@sveltejs/kit';
import { z } from 'zod';
import { count } from '#lib/server/access/limits.ts';
import { requestReset } from '#lib/server/access/people.ts';
import { hashToken } from '#lib/server/access/tokens.ts';
import { readForm } from '#lib/server/http/form.ts';
import { addressOf } from '#lib/server/http/guard.ts';
import { sendResetLetter } from '#lib/server/staff-mails.ts';

const schema = z.strictObject({ email: z.email().max(320) });

export const actions = {
  default: async (event) => {
    const form = await readForm(event.request, schema);
    if (!form.ok) return fail(422, { problem: form.errors.email ?? 'invalid_email', sent: '' });
    const { app, now } = event.locals;
    const limit = { seconds: 900, most: 10 };
    const tries = await count(app.db.app, `reset:${hashToken(addressOf(event))}`, limit, now);
    const made = tries.ok ? await requestReset(app.db.app, form.data.email, now) : null;
    if (made) void sendResetLetter(app, made.person, made.token, now).catch(() => app.log.error('reset letter'));
    return { problem: '', sent: form.data.email };
  }
};
