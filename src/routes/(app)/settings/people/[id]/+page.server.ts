import { error, fail } from '@sveltejs/kit';
import type { RequestEvent } from './$types';
import { z } from 'zod';
import * as people from '#lib/server/access/people.ts';
import type { Person } from '#lib/server/access/session.ts';
import { listCompanies } from '#lib/server/companies.ts';
import { isId } from '#lib/server/db/id.ts';
import { readForm } from '#lib/server/http/form.ts';
import { grantFields, grantOf } from '#lib/server/http/grant-form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

const empty = z.strictObject({});

/** The person of the address, for somebody who may manage people; 404 when there is none. */
async function subject(event: Pick<RequestEvent, 'locals' | 'params' | 'request' | 'url'>): Promise<Person> {
  requirePermission(event, 'people.manage');
  const { id } = event.params;
  const found = isId(id) ? await people.find(event.locals.app.db.app, id) : null;
  return found ?? error(404, 'no such person');
}

export const load = async (event) => {
  const { id, name, email, role, cleanTeam, companies, state } = await subject(event);
  return { subject: { id, name, email, role, cleanTeam, companies, state } };
};

export const actions = {
  change: async (event) => {
    const { id } = await subject(event);
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, z.strictObject(grantFields), ['company']);
    if (!form.ok) return fail(422, { problem: Object.values(form.errors)[0] ?? 'invalid_value' });
    const ids = (await listCompanies(app.db.app)).map((company) => company.id);
    const grant = grantOf(form.data, ids);
    if (grant === null) return fail(422, { problem: 'invalid_value' });
    const changed = await people.change(app.db.app, actor, id, grant, now);
    return changed.ok ? { done: 'changed' } : fail(409, { problem: changed.reason });
  },
  enable: (event) => turn(event, true),
  disable: (event) => turn(event, false),
  invite: async (event) => {
    const { id, name } = await subject(event);
    if (!(await readForm(event.request, empty)).ok) return fail(422, { problem: 'unknown_field' });
    const { app, actor, now } = event.locals;
    const token = await people.inviteAgain(app.db.app, actor, id, now);
    return token ? { link: `${app.config.appUrl}/join/${token}`, name } : fail(409, { problem: 'person_joined' });
  },
  reset: async (event) => {
    const { id, name } = await subject(event);
    if (!(await readForm(event.request, empty)).ok) return fail(422, { problem: 'unknown_field' });
    const { app, actor, now } = event.locals;
    const token = await people.resetLink(app.db.app, actor, id, now);
    return token ? { link: `${app.config.appUrl}/reset/${token}`, name } : fail(409, { problem: 'person_inactive' });
  }
};

async function turn(event: RequestEvent, enabled: boolean) {
  const { id } = await subject(event);
  if (!(await readForm(event.request, empty)).ok) return fail(422, { problem: 'unknown_field' });
  const { app, actor, now } = event.locals;
  const turned = await people.setEnabled(app.db.app, actor, id, enabled, now);
  return turned.ok ? { done: enabled ? 'enabled' : 'disabled' } : fail(409, { problem: turned.reason });
}
