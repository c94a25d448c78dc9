import { error, fail } from '@sveltejs/kit';
import { recordCompanies } from '#lib/merger/scope.ts';
import { questionsOf } from '#lib/survey/document.ts';
import { shares } from '#lib/survey/translation.ts';
import { may } from '#lib/server/access/roles.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import * as surveys from '#lib/server/surveys.ts';
import { underWay } from '#lib/server/under-way.ts';
import { useText } from '#lib/ui/editor/use-text.ts';

export const load = async (event) => {
  const { role } = requirePermission(event, 'surveys.read');
  const { app, locale, now, scope } = event.locals;
  const { db } = app;
  const survey = isId(event.params.id) ? await surveys.read(db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const newest = await surveys.newestVersion(db.app, survey.id);
  const differs = newest !== null && JSON.stringify(newest.document) !== JSON.stringify(survey.draft);
  return {
    survey: { id: survey.id, key: survey.key, title: survey.title, closedAt: survey.closedAt },
    facts: {
      questions: questionsOf(survey.draft).length,
      pages: survey.draft.pages.length,
      languages: survey.draft.languages
    },
    version: newest && { number: newest.number, publishedAt: newest.publishedAt },
    differs,
    change: differs ? { before: newest.document, after: survey.draft } : null,
    running: differs && may(role, 'programs.read') ? await underWay(db.app, scope, survey.id, now) : [],
    shares: shares(survey.draft),
    versions: await surveys.listVersions(db.app, survey.id),
    findings: surveys
      .check(survey.draft, newest?.document)
      .map((finding) => ({ ...finding, place: useText(survey.draft, finding.pointer, locale) })),
    brands: recordCompanies(scope),
    mayEdit: may(role, 'surveys.edit'),
    mayRun: may(role, 'programs.run'),
    mayKey: may(role, 'paper.key')
  };
};

async function close(event: import('./$types').RequestEvent, closed: boolean) {
  requirePermission(event, 'surveys.edit');
  const { app, actor, now } = event.locals;
  if (!isId(event.params.id)) error(404, 'no such survey');
  await surveys.setClosed(app.db.app, actor, event.params.id, closed, now);
  return { published: 0, problem: '' };
}

export const actions = {
  publish: async (event) => {
    requirePermission(event, 'surveys.edit');
    const { app, actor, now } = event.locals;
    if (!isId(event.params.id)) error(404, 'no such survey');
    const result = await surveys.publish(app.db.app, actor, event.params.id, now);
    if (result.ok) return { published: result.number, problem: '' };
    if (result.reason === 'not_found') error(404, 'no such survey');
    return fail(409, { published: 0, problem: result.reason });
  },
  close: (event) => close(event, true),
  reopen: (event) => close(event, false)
};
