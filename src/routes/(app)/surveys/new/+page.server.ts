import { fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { bindings } from '#lib/survey/bindings.ts';
import { questionsOf, type SurveyDocument } from '#lib/survey/document.ts';
import { estimate, minutesOf } from '#lib/survey/estimate.ts';
import { ruleOf } from '#lib/survey/kinds.ts';
import { library, purposes } from '#lib/survey/templates/library.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { checkOf, fileOf, mostShown, nothing } from '#lib/server/http/questionnaire-form.ts';
import { createBlank, createFromTemplate, importText } from '#lib/server/surveys.ts';

export const load = (event) => {
  requirePermission(event, 'surveys.edit');
  const { locale } = event.locals;
  return {
    purposes: purposes.map((purpose) => ({
      purpose,
      templates: library.filter((one) => one.purpose === purpose).map(({ document }) => lineOf(document, locale))
    }))
  };
};

function lineOf(document: SurveyDocument, locale: string) {
  const language = document.languages.includes(locale) ? locale : document.baseLanguage;
  return {
    key: document.key,
    title: document.title[language] ?? document.key,
    questions: questionsOf(document).filter(({ kind }) => ruleOf(kind).asks !== 'nothing').length,
    minutes: minutesOf(estimate(document, language)),
    languages: document.languages,
    metrics: [...new Set(bindings(document).map(({ metric }) => metric))],
    sources: document.sources
  };
}

export const actions = {
  blank: async (event) => {
    requirePermission(event, 'surveys.edit');
    const { app, actor, now, locale } = event.locals;
    const made = await createBlank(app.db.app, actor, locale, now);
    if (made === null) return fail(422, { ...nothing, taken: true });
    redirect(303, `/surveys/${made.id}/edit`);
  },
  template: async (event) => {
    requirePermission(event, 'surveys.edit');
    const { app, actor, now } = event.locals;
    const form = await readForm(event.request, z.strictObject({ template: z.string().max(60) }));
    const made = form.ok ? await createFromTemplate(app.db.app, actor, form.data.template, now) : null;
    if (made === null) return fail(422, nothing);
    redirect(303, `/surveys/${made.id}`);
  },
  check: async (event) => {
    requirePermission(event, 'surveys.edit');
    const { file, text } = await fileOf(event.request);
    const checked = checkOf(file);
    return checked.ok ? { ...nothing, text, checked } : fail(422, { ...nothing, text, problems: checked.problems });
  },
  import: async (event) => {
    requirePermission(event, 'surveys.edit');
    const { app, actor, now } = event.locals;
    const { file, text } = await fileOf(event.request);
    const made = await importText(app.db.app, actor, file, now);
    if (!made.ok) {
      const problems = made.problems.slice(0, mostShown);
      return fail(422, { ...nothing, taken: made.reason === 'key_taken', problems, text });
    }
    redirect(303, `/surveys/${made.id}${made.report.length > 0 ? '/exchange' : ''}`);
  }
};
