import { error, fail } from '@sveltejs/kit';
import { rowsOf, shares, withTranslations, type TranslationProblem } from '#lib/survey/translation.ts';
import { withTexts } from '#lib/survey/texts.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { readTranslationFile } from '#lib/server/http/translation-file.ts';
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
  const rows = rowsOf(draft);
  // The survey's name is no word of a respondent's where a heading stands, but it is edited here too.
  const texts = rows.some(({ pointer }) => pointer === '/title') ? rows : [titleOf(draft), ...rows];
  return {
    survey: { id: survey.id, title: survey.title, revision: survey.revision },
    document: draft,
    language,
    shares: shares(draft),
    texts: texts.map(({ pointer, text }) => ({
      pointer,
      words: text[language] ?? '',
      base: language === draft.baseLanguage ? null : (text[draft.baseLanguage] ?? '')
    }))
  };
};

const titleOf = ({ title }: surveys.Survey['draft']) => ({ pointer: '/title', text: title });
const nothing = {
  typed: {} as Record<string, string>,
  revision: 0,
  pointers: [] as string[],
  problems: [] as TranslationProblem[],
  changed: 0,
  outdated: [] as string[]
};

export const actions = {
  save: async (event) => {
    const { survey, language } = await surveyOf(event);
    const { app, actor, now } = event.locals;
    const form = await event.request.formData();
    const revision = Number(form.get('revision'));
    const typed: Record<string, string> = {};
    for (const [name, value] of form) {
      if (name !== 'revision' && typeof value === 'string') typed[name] = value.replaceAll('\r\n', '\n');
    }
    const sent = { ...nothing, typed, revision };
    const changed = withTexts(survey.draft, language, typed);
    if (!changed.ok) return fail(422, { ...sent, result: 'refused' });
    const saved = await surveys.changeDraft(app.db.app, actor, survey.id, revision, changed.document, now);
    if (saved.ok) return { ...sent, typed: {}, revision: saved.revision, result: 'saved' };
    const pointers = saved.reason === 'refused' ? saved.problems.map(({ pointer }) => pointer) : [];
    return fail(saved.reason === 'stale' ? 409 : 422, { ...sent, pointers, result: saved.reason });
  },
  /** Takes a translator's file in, whole or not at all. */
  take: async (event) => {
    const { survey } = await surveyOf(event);
    const { app, actor, now } = event.locals;
    const file = (await event.request.formData()).get('file');
    const read = readTranslationFile(file instanceof File ? await file.text() : '', survey.draft.baseLanguage);
    const taken = read.ok ? withTranslations(survey.draft, read.translations) : read;
    if (!taken.ok) return fail(422, { ...nothing, problems: taken.problems.slice(0, 100), result: 'file' });
    const { changed, outdated } = taken;
    const saved = await surveys.changeDraft(app.db.app, actor, survey.id, survey.revision, taken.document, now);
    if (saved.ok) return { ...nothing, revision: saved.revision, changed, outdated: [...outdated], result: 'taken' };
    const pointers = saved.reason === 'refused' ? saved.problems.map(({ pointer }) => pointer) : [];
    return fail(saved.reason === 'stale' ? 409 : 422, { ...nothing, pointers, result: saved.reason });
  }
};
