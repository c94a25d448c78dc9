import { error, fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { may } from '#lib/server/access/roles.ts';
import { evidenceOf } from '#lib/server/alert-evidence.ts';
import * as inbox from '#lib/server/alert-inbox.ts';
import * as rules from '#lib/server/alert-rules.ts';
import { act, markRead, type Work, worksOn } from '#lib/server/alerts.ts';
import { listTimeline } from '#lib/server/companies.ts';
import { isId } from '#lib/server/db/id.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

export const load = async (event) => {
  const person = requirePermission(event, 'alerts.read');
  const { app, scope, now } = event.locals;
  const db = app.db.app;
  const { id } = event.params;
  const found = isId(id) ? await inbox.read(db, scope, id, now) : null;
  const rule = found && (await rules.read(db, found.alert.ruleId));
  if (!found || !rule) error(404);
  await markRead(db, person.id, id, now);
  const { alert } = found;
  const timeline = await listTimeline(db);
  return {
    alert,
    history: found.history.map(({ id: key, kind, at, note, personName, evidence }) => ({
      ...{ id: key, kind, at, note, personName },
      week: evidence?.week ?? null
    })),
    raised: found.history.findLast(({ kind }) => kind === 'raised')?.evidence ?? alert.evidence,
    shown: await evidenceOf(db, scope, alert, rule, now),
    rule: { id: rule.id, name: rule.name, document: rule.document, calibration: rule.calibration },
    together: (await rules.list(db)).reduce(
      (sum, one) => sum + (one.enabled ? one.calibration.together.perYear : 0),
      0
    ),
    events: timeline.filter(
      ({ companyIds }) => alert.companyId === null || companyIds === null || companyIds.includes(alert.companyId)
    ),
    works: may(person.role, 'alerts.work') ? worksOn(alert.state) : []
  };
};

const schema = z.strictObject({ note: z.string().trim().max(2000, 'too_long').default('') });

async function doing(event: Parameters<typeof requirePermission>[0] & Doing, which: Work) {
  requirePermission(event, 'alerts.work');
  const form = await readForm(event.request, schema);
  if (!form.ok) return fail(422, { reason: form.errors.note ?? 'invalid_value' });
  const { app, scope, actor, now } = event.locals;
  const { id } = event.params;
  if (!isId(id)) error(404);
  const done = await act(app.db.app, scope, actor, id, which, form.data.note, now);
  if (!done.ok && done.reason === 'gone') error(404);
  if (!done.ok) return fail(409, { reason: done.reason });
  redirect(303, `/alerts/${id}`);
}
interface Doing {
  params: { id: string };
}

export const actions = {
  acknowledge: (event) => doing(event, 'acknowledge'),
  resolve: (event) => doing(event, 'resolve'),
  mute: (event) => doing(event, 'mute'),
  reopen: (event) => doing(event, 'reopen')
};
