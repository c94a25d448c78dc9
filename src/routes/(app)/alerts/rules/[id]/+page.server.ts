import { error, fail, redirect } from '@sveltejs/kit';
import { list as listPeople } from '#lib/server/access/people.ts';
import { may } from '#lib/server/access/roles.ts';
import * as rules from '#lib/server/alert-rules.ts';
import { tryRule } from '#lib/server/alert-trial.ts';
import { isId } from '#lib/server/db/id.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { fieldsOf, ruleFields, ruleLists, ruleOf } from '#lib/server/http/rule-form.ts';

async function ruleAt(event: { locals: App.Locals; params: { id: string } }) {
  const { id } = event.params;
  const rule = isId(id) ? await rules.read(event.locals.app.db.app, id) : null;
  return rule ?? error(404);
}

export const load = async (event) => {
  const person = requirePermission(event, 'alerts.read');
  const { app, scope, now } = event.locals;
  const rule = await ruleAt(event);
  const mayManage = may(person.role, 'alerts.manage');
  const people = mayManage ? await listPeople(app.db.app) : [];
  return {
    rule: { id: rule.id, name: rule.name, enabled: rule.enabled, revision: rule.revision, document: rule.document },
    fields: fieldsOf(rule.name, rule.document, rule.recipients),
    mayManage,
    people: people
      .filter(({ id, state }) => state !== 'disabled' || rule.recipients.includes(id))
      .map(({ id, name }) => ({ id, name })),
    trial: event.request.method === 'GET' ? await tryRule(app.db.app, scope, rule.document, now) : null
  };
};

export const actions = {
  try: async (event) => {
    requirePermission(event, 'alerts.manage');
    const { app, scope, now } = event.locals;
    const form = await readForm(event.request, ruleFields, ruleLists);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const read = ruleOf(form.data, (await ruleAt(event)).document);
    if (!read.ok) return fail(422, { errors: read.errors, values: form.data });
    return { fields: form.data, rule: read.rule, trial: await tryRule(app.db.app, scope, read.rule, now) };
  },
  save: async (event) => {
    requirePermission(event, 'alerts.manage');
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, ruleFields, ruleLists);
    if (!form.ok) return fail(422, { errors: form.errors, values: form.values });
    const { id, document } = await ruleAt(event);
    const read = ruleOf(form.data, document);
    if (!read.ok) return fail(422, { errors: read.errors, values: form.data });
    const { name, recipients, revision } = form.data;
    const input = { name, recipients, rule: read.rule };
    const changed = await rules.change(app.db.app, actor, id, Number(revision), input, now);
    if (changed.ok) redirect(303, `/alerts/rules/${id}`);
    if (changed.reason === 'stale') return fail(409, { stale: true, values: form.data });
    return fail(422, { errors: { form: 'invalid_value' }, values: form.data });
  },
  on: (event) => turn(event, true),
  off: (event) => turn(event, false)
};

async function turn(
  event: Parameters<typeof requirePermission>[0] & { params: { id: string } },
  on: boolean
): Promise<never> {
  requirePermission(event, 'alerts.manage');
  const { app, actor, now } = event.locals;
  const { id } = event.params;
  if (!isId(id) || !(await rules.setEnabled(app.db.app, actor, id, on, now))) error(404);
  redirect(303, `/alerts/rules/${id}`);
}
