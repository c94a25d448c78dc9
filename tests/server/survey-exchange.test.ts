import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '#lib/server/access/audit.ts';
import type { Database } from '#lib/server/db/open.ts';
import * as surveys from '#lib/server/surveys.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openTestDatabase } from '../support/database.ts';
import { limeSurvey } from '../support/limesurvey.ts';
import { numbered, qualtrics } from '../support/qualtrics.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
let api: TestApi;
let admin: string;
beforeAll(async () => {
  db = await openTestDatabase();
  api = await openTestApi(db, now);
  admin = await api.key({ cleanTeam: true });
});
afterAll(() => db.close());

const lime = limeSurvey({
  languages: ['en', 'fr'],
  title: { en: 'Our <b>survey</b>', fr: 'Notre enquête' },
  groups: [
    {
      name: { en: 'One' },
      questions: [
        { type: 'Y', code: 'Q1', words: { en: 'Yes?', fr: 'Oui ?' } },
        { type: '|', code: 'Q2', words: { en: '<img src=x onerror=alert(1)>File' } }
      ]
    }
  ]
});
const simple = {
  pages: [
    {
      name: 'p1',
      elements: [
        { type: 'rating', name: 'nps', title: 'Recommend?', rateMin: 0, rateMax: 10 },
        { type: 'checkbox', name: '__x', title: '=cmd()', choices: ["it's"] }
      ]
    }
  ]
};

interface Made {
  id: string | null;
  key: string;
  format: string;
  questions: number;
  notes: { at: string; code: string; detail: string }[];
}
const send = (raw: string, query = '', type = 'application/octet-stream') =>
  api.ask('POST', `/api/v1/survey-imports${query}`, { key: admin, raw, headers: { 'content-type': type } });

describe('a questionnaire file', () => {
  it('comes in as a draft with its notes, and a second time beside the first', async () => {
    const made = await surveys.importText(db.app, consoleActor, lime, now);
    if (!made.ok) throw new Error(JSON.stringify(made));
    const stored = (await surveys.read(db.app, made.id))!;
    expect(stored.title).toBe('Our survey');
    expect(stored.draft.languages).toEqual(['en', 'fr']);
    expect(stored.draft.notes).toContainEqual({ at: 'Q2', code: 'kind_gone', text: expect.stringContaining('File') });
    expect(made.report.length).toBe(stored.draft.notes!.length);
    const again = await surveys.importText(db.app, consoleActor, lime, now);
    expect(again).toMatchObject({ ok: true, key: `${made.key}-2` });
  });

  it('is checked over the API without a trace, then created; a refused one leaves nothing (FMT-12)', async () => {
    const before = (await surveys.list(db.app)).length;
    const checked = await send(lime, '?dryRun=true');
    expect(checked).toMatchObject({ status: 200, body: { id: null, format: 'limesurvey', questions: 1 } });
    expect((checked.body as Made).notes.map(({ code }) => code)).toContain('kind_gone');
    for (const bad of [
      '<!DOCTYPE a><document/>',
      '{"pages":[{"__proto__":1}]}',
      '{"format":"concord-survey-1"}',
      '{}',
      'x',
      ''
    ]) {
      const refused = await send(bad);
      expect([bad, refused.status]).toEqual([bad, 422]);
      expect((refused.body as { errors: unknown[] }).errors.length).toBeGreaterThan(0);
    }
    expect(await surveys.list(db.app)).toHaveLength(before);
    const created = await send(JSON.stringify(simple), '', 'application/json');
    expect(created).toMatchObject({ status: 201, body: { format: 'surveyjs', questions: 2 } });
    const question = {
      QuestionID: 'QID1',
      QuestionType: 'MC',
      Selector: 'SAVR',
      QuestionText: 'Which?',
      Choices: numbered(['a', 'b'])
    };
    expect(await send(qualtrics([{ id: 'BL_1', elements: [question] }]))).toMatchObject({
      status: 201,
      body: { format: 'qualtrics', questions: 1 }
    });
    expect(await surveys.list(db.app)).toHaveLength(before + 2);
  });

  it('goes out as SurveyJS, codebook and SPSS syntax, with no cell a spreadsheet would run (S-07)', async () => {
    const { id } = (await send(JSON.stringify(simple))).body as Made;
    const get = async (as: string) =>
      (await api.ask('GET', `/api/v1/surveys/${id}/export?as=${as}`, { key: admin })).text;
    expect(JSON.parse(await get('surveyjs'))).toMatchObject({
      pages: [{ elements: [{ type: 'rating', name: 'nps' }, { type: 'checkbox' }] }]
    });
    const book = await get('codebook');
    expect(book).toContain("'=cmd()");
    expect(book).toContain('nps,nps,Recommend?,10,10');
    expect(await get('spss')).toContain("VALUE LABELS nps\r\n  0 '0'");
    expect((await api.ask('GET', `/api/v1/surveys/${id}/export?as=nonsense`, { key: admin })).status).toBe(422);
  });

  it('is the business of those who may edit surveys', async () => {
    const reader = await api.key({ role: 'leader' });
    const refused = await api.ask('POST', '/api/v1/survey-imports', {
      key: reader,
      raw: lime,
      headers: { 'content-type': 'text/xml' }
    });
    expect(refused.status).toBe(403);
  });
});
