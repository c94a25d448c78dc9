import { fail } from '@sveltejs/kit';
import { z } from 'zod';
import { createKey, listKeys, revokeKey } from '#lib/server/access/api-keys.ts';
import { listCompanies } from '#lib/server/companies.ts';
import { readForm } from '#lib/server/http/form.ts';
import { grantFields, grantOf } from '#lib/server/http/grant-form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

const schema = z.strictObject({ name: z.string().trim().min(1).max(120), ...grantFields });

export const load = async (event) => {
  requirePermission(event, 'keys.manage');
  return { keys: await listKeys(event.locals.app.db.app) };
};

export const actions = {
  create: async (event) => {
    requirePermission(event, 'keys.manage');
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, schema, ['company']);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const ids = (await listCompanies(app.db.app)).map((company) => company.id);
    const grant = grantOf(form.data, ids);
    const { name } = form.data;
    if (grant === null) return fail(422, { errors: { form: 'invalid_value' }, values: { name } });
    const { secret } = await createKey(app.db.app, actor, { name, ...grant }, now);
    return { secret, name };
  },
  revoke: async (event) => {
    requirePermission(event, 'keys.manage');
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, z.strictObject({ key: z.uuid() }));
    if (!form.ok) return fail(422, { errors: form.errors, values: {} });
    const revoked = await revokeKey(app.db.app, actor, form.data.key, now);
    return revoked ? { revoked: true } : fail(404, { errors: { form: 'not_found' }, values: {} });
  }
};
