import { error, fail, redirect } from '@sveltejs/kit';
import { may } from '#lib/server/access/roles.ts';
import { isId } from '#lib/server/db/id.ts';
import * as entrances from '#lib/server/entrances.ts';
import { entranceOf, entranceSchema } from '#lib/server/http/entrance-form.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { list as listPrograms } from '#lib/server/programs.ts';
import * as surveys from '#lib/server/surveys.ts';

export const load = async (event) => {
  const { role } = requirePermission(event, 'programs.read');
  const { app, now, scope } = event.locals;
  const survey = isId(event.params.id) ? await surveys.read(app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const programs = (await listPrograms(app.db.app)).filter((one) => one.surveyId === survey.id);
  const published = (await surveys.newestVersion(app.db.app, survey.id)) !== null;
  return {
    survey: { id: survey.id, title: survey.title },
    entrances: (await entrances.list(app.db.app, scope, survey.id, now)).map(line),
    programs: programs.filter(({ state }) => state !== 'closed').map(({ id, name }) => ({ id, name })),
    program: event.url.searchParams.get('program') ?? '',
    open: published && survey.closedAt === null,
    mayRun: may(role, 'programs.run')
  };
};

const line = ({ id, name, channel, state, begun, answered, most, company, companyId }: entrances.Entrance) => {
  return { id, name, channel, state, begun, answered, most, company: company.name, companyId };
};

export const actions = {
  default: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now, scope } = event.locals;
    if (!isId(event.params.id)) error(404, 'no such survey');
    const form = await readForm(event.request, entranceSchema);
    // A PIN is shown to nobody again.
    if (!form.ok) return fail(422, { errors: form.errors, values: { ...form.values, pin: '' } });
    const wanted = await entranceOf(form.data, event.params.id);
    const made = await entrances.create(app, actor, scope, wanted, now);
    if (made.ok) redirect(303, `/entrances/${made.id}`);
    if (made.reason === 'no_survey') error(404, 'no such survey');
    const field = made.reason === 'no_company' ? 'companyId' : 'programId';
    return fail(422, { errors: { [field]: 'invalid_value' } as Record<string, string>, values: {} });
  }
};
