import { error, fail } from '@sveltejs/kit';
import { textsOf } from '#lib/survey/document.ts';
import { withTexts } from '#lib/survey/texts.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import * as surveys from '#lib/server/surveys.ts';
import type { RequestEvent, PageServerLoadEvent } from './$types';

async function surveyOf(event: RequestEvent | PageServerLoadEvent) {
  requirePermission(event, 'surveys.edit');
  const survey = isId(event.params.id) ? await surveys.read(event.locals.app.db.app, event.params.id) : null;
  if (survey === null) error(404, 'no such survey');
  const asked = event.url.searchParams.get('language') ?? '';
  const { languages, baseLanguage } = survey.draft;
  return { survey, language: languages.includes(asked) ? asked : baseLanguage };
}

export const load = async (event) => {
  const { survey, language } = await surveyOf(event);
  const { draft } = survey;
  return {
    survey: { id: survey.id, title: survey.title, revision: survey.revision },
    document: draft,
    language,
    texts: textsOf(draft).map(({ pointer, text }) => ({
      pointer,
      words: text[language] ?? '',
      base: language === draft.baseLanguage ? '' : (text[draft.baseLanguage] ?? '')
    }))
  };
};

export const actions = {
  default: async (event) => {
    const { survey, language } = await surveyOf(event);
    const { app, actor, now } = event.locals;
    const form = await event.request.formData();
    const revision = Number(form.get('revision'));
    const typed: Record<string, string> = {};
    for (const [name, value] of form) {
      if (name !== 'revision' && typeof value === 'string') typed[name] = value.replaceAll('\r\n', '\n');
    }
    const sent = { typed, revision, pointers: [] as string[] };
    const changed = withTexts(survey.draft, language, typed);
    if (!changed.ok) return fail(422, { ...sent, result: 'refused' });
    const saved = await surveys.changeDraft(app.db.app, actor, survey.id, revision, changed.document, now);
    if (saved.ok) return { ...sent, typed: {}, revision: saved.revision, result: 'saved' };
    const pointers = saved.reason === 'refused' ? saved.problems.map(({ pointer }) => pointer) : [];
    return fail(saved.reason === 'stale' ? 409 : 422, { ...sent, pointers, result: saved.reason });
  }
};
