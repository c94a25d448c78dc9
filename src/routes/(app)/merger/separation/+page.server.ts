import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { isDay } from '#lib/merger/day.ts';
import { changeOrganisation, readOrganisation } from '#lib/server/companies.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { confirmPassword } from '#lib/server/http/log-in.ts';

const schema = z.strictObject({
  day: z.string().refine((text) => text === '' || isDay(text), 'invalid_day'),
  password: z.string().min(1).max(1024)
});

export const load = async (event) => {
  requirePermission(event, 'organisation.manage');
  const { app, now } = event.locals;
  const { separationEndsAt } = await readOrganisation(app.db.app, now);
  return { day: separationEndsAt?.toISOString().slice(0, 10) ?? '' };
};

export const actions = {
  default: async (event) => {
    const person = requirePermission(event, 'organisation.manage');
    const form = await readForm(event.request, schema);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values, wait: 0 });
    const { day, password } = form.data;
    const confirmed = await confirmPassword(event, person, password);
    if (!confirmed.ok && confirmed.reason === 'wait')
      return fail(429, { errors: {} as Record<string, string>, values: { day }, wait: confirmed.minutes });
    if (!confirmed.ok) return fail(403, { errors: { password: 'password_wrong' }, values: { day }, wait: 0 });
    const { app, actor, now } = event.locals;
    const separationEndsAt = day === '' ? null : new Date(`${day}T00:00:00Z`);
    await changeOrganisation(app.db.app, actor, { separationEndsAt }, now);
    redirect(303, '/merger');
  }
};
