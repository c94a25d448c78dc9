import { fail } from '@sveltejs/kit';
import { z } from 'zod';
import { invite, list } from '#lib/server/access/people.ts';
import { listCompanies } from '#lib/server/companies.ts';
import { readForm } from '#lib/server/http/form.ts';
import { grantFields, grantOf } from '#lib/server/http/grant-form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { sendJoinLetter } from '#lib/server/staff-mails.ts';

const schema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  email: z.email().max(320),
  ...grantFields
});

export const load = async (event) => {
  requirePermission(event, 'people.manage');
  const people = await list(event.locals.app.db.app);
  return {
    people: people.map(({ id, name, email, role, cleanTeam, companies, state }) => ({
      id,
      name,
      email,
      role,
      cleanTeam,
      companies,
      state
    }))
  };
};

export const actions = {
  default: async (event) => {
    requirePermission(event, 'people.manage');
    const { app, actor, locale, now } = event.locals;
    const form = await readForm(event.request, schema, ['company']);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const { name, email } = form.data;
    const ids = (await listCompanies(app.db.app)).map((company) => company.id);
    const grant = grantOf(form.data, ids);
    if (grant === null) return fail(422, { errors: { form: 'invalid_value' }, values: { name, email } });
    const invited = await invite(app.db.app, actor, { name, email, ...grant, locale }, now);
    if (!invited.ok) return fail(409, { errors: { email: invited.reason }, values: { name, email } });
    const to = { id: invited.personId, email, locale };
    const letter = app.mailer === null ? 'outbox' : await sendJoinLetter(app, to, invited.token, now);
    return { link: `${app.config.appUrl}/join/${invited.token}`, name, letter };
  }
};
