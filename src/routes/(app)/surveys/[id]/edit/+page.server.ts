import { error } from '@sveltejs/kit';
import { recordCompanies } from '#lib/merger/scope.ts';
import { askedMetrics } from '#lib/scores/metrics.ts';
import { listCompanies } from '#lib/server/companies.ts';
import { customerAttributes, customerCodes } from '#lib/server/customer-records.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { faceOf } from '#lib/survey/brand.ts';
import * as comments from '#lib/server/survey-comments.ts';
import * as surveys from '#lib/server/surveys.ts';
import type { InUse } from '#lib/ui/editor/choices.ts';

export const load = async (event) => {
  requirePermission(event, 'surveys.edit');
  const { actor, app, scope } = event.locals;
  const db = app.db.app;
  const survey = isId(event.params.id) ? await surveys.read(db, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const readable = recordCompanies(scope);
  const companies = (await listCompanies(db)).filter(({ id }) => readable.includes(id) || scope.companies[id]);
  return {
    survey: { id: survey.id, title: survey.title, revision: survey.revision, document: survey.draft },
    metrics: askedMetrics,
    brands: companies.map((one) => ({ id: one.id, ...faceOf(one) })),
    comments: await comments.list(db, actor, survey.id),
    // Comes when it comes: conditions can be written without it.
    inUse: inUse(event.locals).catch(() => null)
  };
};

async function inUse({ app, scope }: App.Locals): Promise<InUse> {
  const codes = await customerCodes(app.db.app, scope);
  return { ...codes, attributes: await customerAttributes(app.db.app, scope) };
}
