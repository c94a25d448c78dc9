// size: every form that sets the merger up posts here.
import { error, fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from './$types';
import { z } from 'zod';
import { isDay } from '#lib/merger/day.ts';
import { eventKinds } from '#lib/merger/timeline.ts';
import { sitesOf } from '#lib/outreach/onward.ts';
import { may } from '#lib/server/access/roles.ts';
import * as companies from '#lib/server/companies.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

const name = z.string().trim().min(1).max(120);
const organisationForm = z.strictObject({ name });
const sitesForm = z.strictObject({
  sites: z.string().max(5000).default('').transform(sitesOf).pipe(z.array(z.string(), 'site'))
});
const companyForm = z.strictObject({ key: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/, 'invalid_key'), name });
const eventForm = z.strictObject({
  kind: z.enum(eventKinds),
  day: z.string().refine(isDay, 'invalid_day'),
  label: z.string().trim().max(200).optional(),
  company: z.array(z.uuid()).max(50).optional()
});
const removeForm = z.strictObject({ event: z.uuid() });

export const load = async (event) => {
  const person = requirePermission(event, 'merger.read');
  const { app, now } = event.locals;
  const { separationEndsAt, onwardSites } = await companies.readOrganisation(app.db.app, now);
  return { mayManage: may(person.role, 'organisation.manage'), separationEndsAt, onwardSites };
};

/** The form of somebody who may manage the organisation. */
function read<S extends z.ZodType>(event: RequestEvent, schema: S) {
  requirePermission(event, 'organisation.manage');
  return readForm(event.request, schema, ['company']);
}

const refuse = (form: string, errors: Record<string, string>, values: Record<string, string> = {}, status = 422) =>
  fail(status, { form, errors, values });

export const actions = {
  rename: async (event) => {
    const form = await read(event, organisationForm);
    if (!form.ok) return refuse('organisation', form.errors, form.values);
    const { app, actor, now } = event.locals;
    await companies.changeOrganisation(app.db.app, actor, form.data, now);
    redirect(303, '/merger');
  },
  sites: async (event) => {
    const form = await read(event, sitesForm);
    if (!form.ok) return refuse('sites', form.errors, form.values);
    const { app, actor, now } = event.locals;
    await companies.changeOrganisation(app.db.app, actor, { onwardSites: form.data.sites }, now);
    redirect(303, '/merger');
  },
  company: async (event) => {
    const form = await read(event, companyForm);
    if (!form.ok) return refuse('company', form.errors, form.values);
    const { app, actor, now } = event.locals;
    const added = await companies.addCompany(app.db.app, actor, form.data, now);
    if (!added.ok) return refuse('company', { key: added.reason }, form.data, 409);
    redirect(303, '/merger');
  },
  event: async (event) => {
    const form = await read(event, eventForm);
    if (!form.ok) return refuse('event', form.errors, form.values);
    const { app, actor, now } = event.locals;
    const { kind, day, label, company = [] } = form.data;
    const planned = { kind, day, label: label || null, companyIds: company.length > 0 ? company : null, wave: null };
    const added = await companies.planTimelineEvent(app.db.app, actor, planned, now);
    if (!added.ok) return refuse('event', { form: added.reason }, { kind, day, label: label ?? '' }, 409);
    redirect(303, '/merger');
  },
  remove: async (event) => {
    const form = await read(event, removeForm);
    if (!form.ok) return refuse('remove', form.errors, form.values);
    const { app, actor, now } = event.locals;
    if (!(await companies.removeTimelineEvent(app.db.app, actor, form.data.event, now))) error(404, 'no such event');
    redirect(303, '/merger');
  }
};
