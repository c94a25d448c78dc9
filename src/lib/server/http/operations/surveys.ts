import { z } from 'zod';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { readDocument } from '#lib/survey/format.ts';
import * as surveys from '../../surveys.ts';
import { byId, id, iso, isoOrNull, listOfAll, moment, none } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';
import { conflict, invalid, type ProblemError } from '../problem.ts';

/** Read by the room of surveys itself, which knows more than a schema can say; its JSON Schema stands in the document. */
const document = z.unknown().meta({ id: 'SurveyDocument' });

const shownLine = z
  .strictObject({
    id,
    key: z.string(),
    title: z.string(),
    closedAt: moment.nullable(),
    updatedAt: moment,
    version: z.int().nullable().describe('Number of the newest published version; null while nothing was published'),
    publishedAt: moment.nullable()
  })
  .meta({ id: 'SurveySummary' });

const shown = z
  .strictObject({
    id,
    key: z.string(),
    title: z.string(),
    document,
    revision: z.int().describe('Rises with every change of the draft'),
    closedAt: moment.nullable(),
    createdAt: moment,
    updatedAt: moment,
    versions: z.array(z.strictObject({ id, number: z.int(), publishedAt: moment }))
  })
  .meta({ id: 'Survey' });

async function show(db: Parameters<typeof surveys.read>[0], one: surveys.Survey): Promise<z.input<typeof shown>> {
  const versions = await surveys.listVersions(db, one.id);
  return {
    id: one.id,
    key: one.key,
    title: one.title,
    document: one.draft,
    revision: one.revision,
    closedAt: isoOrNull(one.closedAt),
    createdAt: iso(one.createdAt),
    updatedAt: iso(one.updatedAt),
    versions: versions.map((version) => ({ ...version, publishedAt: iso(version.publishedAt) }))
  };
}

export const getSurveys = operation({
  id: 'listSurveys',
  method: 'GET',
  path: '/surveys',
  tag: 'Surveys',
  summary: 'List the surveys, the last changed first',
  permission: 'surveys.read',
  params: none,
  query: none,
  answer: listOfAll(shownLine),
  status: 200,
  run: async ({ db }) => {
    const lines = await surveys.list(db);
    return answer({
      items: lines.map((one) => ({
        ...one,
        closedAt: isoOrNull(one.closedAt),
        updatedAt: iso(one.updatedAt),
        publishedAt: isoOrNull(one.publishedAt)
      }))
    });
  }
});

export const postSurvey = operation({
  id: 'createSurvey',
  method: 'POST',
  path: '/surveys',
  tag: 'Surveys',
  summary: 'Import a survey document as a new survey',
  permission: 'surveys.edit',
  params: none,
  query: none,
  body: document,
  answer: shown,
  status: 201,
  run: async ({ db, actor, now, body }) => {
    const reading = readDocument(body);
    if (!reading.ok) {
      return refuse(
        invalid(reading.problems.map(({ pointer, code, message }) => ({ pointer, code, detail: message })))
      );
    }
    const made = await surveys.create(db, actor, reading.document, now);
    if (!made.ok) return refuse(conflict('key-taken', 'Another survey has the key of this document'));
    return answer(await show(db, (await surveys.read(db, made.id))!));
  }
});

export const getSurvey = operation({
  id: 'readSurvey',
  method: 'GET',
  path: '/surveys/{id}',
  tag: 'Surveys',
  summary: 'Read a survey: its draft and the versions that were published',
  permission: 'surveys.read',
  params: byId,
  query: none,
  answer: shown,
  status: 200,
  run: async ({ db, params }) => {
    const found = await surveys.read(db, params.id);
    return found === null ? missing : answer(await show(db, found));
  }
});

const published = z.strictObject({ versionId: id, number: z.int() }).meta({ id: 'PublishedVersion' });

export const postPublish = operation({
  id: 'publishSurvey',
  method: 'POST',
  path: '/surveys/{id}/publish',
  tag: 'Surveys',
  summary: 'Publish the draft as the next version',
  permission: 'surveys.edit',
  params: byId,
  query: none,
  answer: published,
  status: 201,
  run: async ({ db, actor, now, params }) => {
    const done = await surveys.publish(db, actor, params.id, now);
    if (done.ok) return answer({ versionId: done.versionId, number: done.number });
    if (done.reason === 'not_found') return missing;
    if (done.reason !== 'findings') {
      const detail = done.reason === 'closed' ? 'The survey is closed' : 'The draft equals the newest version';
      return refuse(conflict(done.reason, detail));
    }
    const errors = done.findings
      .filter((one) => one.severity === 'error')
      .map((one): ProblemError => ({
        pointer: one.pointer,
        code: one.code,
        detail: one.detail ?? 'This keeps the survey from being published'
      }));
    return refuse(invalid(errors));
  }
});

const template = z
  .strictObject({ key: z.string(), title: z.record(z.string(), z.string()), document })
  .meta({ id: 'SurveyTemplate' });

function showTemplate([key, one]: [string, SurveyDocument]): z.input<typeof template> {
  return { key, title: one.title, document: one };
}

export const getTemplates = operation({
  id: 'listSurveyTemplates',
  method: 'GET',
  path: '/survey-templates',
  tag: 'Surveys',
  summary: 'The surveys that ship with Concord, as documents ready to be imported',
  permission: 'surveys.read',
  params: none,
  query: none,
  answer: listOfAll(template),
  status: 200,
  run: () => Promise.resolve(answer({ items: Object.entries(surveys.templates).map(showTemplate) }))
});

export const surveyOperations = [getSurveys, postSurvey, getSurvey, postPublish, getTemplates];
