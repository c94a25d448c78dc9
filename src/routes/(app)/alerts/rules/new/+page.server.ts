import { fail, redirect } from '@sveltejs/kit';
import { ruleSchema } from '#lib/alerts/rule.ts';
import { list as listPeople } from '#lib/server/access/people.ts';
import * as rules from '#lib/server/alert-rules.ts';
import { tryRule } from '#lib/server/alert-trial.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { fieldsOf, ruleFields, ruleLists, ruleOf } from '#lib/server/http/rule-form.ts';

export const load = async (event) => {
  const person = requirePermission(event, 'alerts.manage');
  const { app, scope, now } = event.locals;
  const rule = ruleSchema.parse({ metric: 'nps' });
  const people = await listPeople(app.db.app);
  return {
    fields: fieldsOf('', rule, [person.id]),
    people: people.filter(({ state }) => state !== 'disabled').map(({ id, name }) => ({ id, name })),
    rule,
    trial: event.request.method === 'GET' ? await tryRule(app.db.app, scope, rule, now) : null
  };
};

export const actions = {
  try: async (event) => {
    requirePermission(event, 'alerts.manage');
    const { app, scope, now } = event.locals;
    const form = await readForm(event.request, ruleFields, ruleLists);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const read = ruleOf(form.data, null);
    if (!read.ok) return fail(422, { errors: read.errors, values: form.data });
    return { fields: form.data, rule: read.rule, trial: await tryRule(app.db.app, scope, read.rule, now) };
  },
  save: async (event) => {
    requirePermission(event, 'alerts.manage');
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, ruleFields, ruleLists);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const read = ruleOf(form.data, null);
    if (!read.ok) return fail(422, { errors: read.errors, values: form.data });
    const { name, recipients, openNow } = form.data;
    const input = { name, recipients, rule: read.rule, openNow: openNow === 'yes' };
    const made = await rules.create(app.db.app, actor, input, now);
    if (!made.ok) return fail(422, { errors: { recipients: 'invalid_value' }, values: form.data });
    redirect(303, `/alerts/rules/${made.id}`);
  }
};
