import { z } from 'zod';
import { countsOf, fileLimit, questionnaireFormats, readQuestionnaire } from '#lib/survey/exchange/questionnaire.ts';
import { noteCodes } from '#lib/survey/exchange/report.ts';
import * as surveys from '../../surveys.ts';
import { bytesWithin } from '../bytes.ts';
import { byId, id, none } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { conflict, invalid, problem } from '../problem.ts';
import { exportNames, exportOf } from '../survey-export.ts';

const imported = z
  .strictObject({
    id: id.nullable().describe('The new survey; null where nothing was written'),
    key: z.string(),
    format: z.enum(questionnaireFormats),
    pages: z.int(),
    questions: z.int(),
    languages: z.array(z.string()),
    notes: z
      .array(z.strictObject({ at: z.string(), code: z.enum(noteCodes), detail: z.string() }))
      .describe('Everything the file says that a survey cannot say')
  })
  .meta({ id: 'QuestionnaireImport' });

export const postQuestionnaire = operation({
  id: 'importQuestionnaire',
  method: 'POST',
  path: '/survey-imports',
  tag: 'Surveys',
  summary: 'Import a questionnaire of LimeSurvey (.lss), Qualtrics (.qsf), SurveyJS or of our own as a new survey',
  permission: 'surveys.edit',
  params: none,
  query: z.strictObject({
    dryRun: z.enum(['true', 'false']).optional().describe('true = say what would come in and write nothing')
  }),
  stream: ['application/json', 'application/xml', 'text/xml', 'text/plain', 'application/octet-stream'],
  answer: imported,
  status: 201,
  apart: true,
  run: async ({ db, actor, now, query, bytes }) => {
    const file = await bytesWithin(bytes!, fileLimit);
    if (file === null) return refuse(problem(413, { detail: `At most ${fileLimit} bytes` }));
    const read = readQuestionnaire(file);
    if (!read.ok) {
      return refuse(invalid(read.problems.map(({ pointer, code, message }) => ({ pointer, code, detail: message }))));
    }
    const { pages, questions } = countsOf(read.document);
    const facts = {
      format: read.format!,
      pages,
      questions,
      languages: read.document.languages,
      notes: [...read.report]
    };
    if (query.dryRun === 'true') return answer({ id: null, key: read.document.key, ...facts }, 200);
    const made = await surveys.create(db, actor, read.document, now, read.format !== 'concord');
    if (!made.ok) return refuse(conflict('key-taken', 'Another survey has the key of this document'));
    return answer({ id: made.id, key: made.key, ...facts });
  }
});

export const getExport = operation({
  id: 'exportSurvey',
  method: 'GET',
  path: '/surveys/{id}/export',
  tag: 'Surveys',
  summary: 'The draft of a survey as a file: SurveyJS model, codebook as CSV or SPSS syntax',
  permission: 'surveys.read',
  params: byId,
  query: z.strictObject({
    as: z.enum(exportNames),
    language: z.string().max(20).optional().describe('Language of the codebook; the base language when absent')
  }),
  file: 'application/octet-stream',
  status: 200,
  run: async ({ db, params, query }) => {
    const survey = await surveys.read(db, params.id);
    if (survey === null) return missing;
    const { name, content } = exportOf(survey.draft, query.as, query.language ?? survey.draft.baseLanguage);
    return answer({ file: name, type: 'application/octet-stream', content });
  }
});

export const questionnaireOperations = [postQuestionnaire, getExport];
