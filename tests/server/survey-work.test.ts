import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '#lib/server/access/audit.ts';
import * as people from '#lib/server/access/people.ts';
import type { Database } from '#lib/server/db/open.ts';
import * as comments from '#lib/server/survey-comments.ts';
import * as history from '#lib/server/survey-history.ts';
import * as surveys from '#lib/server/surveys.ts';
import { openTestDatabase } from '../support/database.ts';

const start = new Date('2026-01-05T09:00:00Z');
const minutes = (count: number): Date => new Date(start.getTime() + count * 60_000);
let db: Database;
let ann: Actor;
let bo: Actor;
beforeAll(async () => {
  db = await openTestDatabase();
  const token = (await people.firstToken(db.app, start)) ?? '';
  await people.createFirst(
    db.app,
    token,
    { name: 'Ann', email: 'ann@a.example', password: 'correct horse battery', locale: 'en' },
    start
  );
  const invited = {
    name: 'Bo',
    email: 'bo@a.example',
    role: 'editor' as const,
    cleanTeam: true,
    companies: [],
    locale: 'en'
  };
  await people.invite(db.app, { kind: 'person', id: null }, invited, start);
  const [one, two] = ['ann@a.example', 'bo@a.example'].map((email) => async () => {
    const found = (await people.list(db.app)).find((person) => person.email === email);
    return { kind: 'person' as const, id: found!.id };
  });
  ann = await one!();
  bo = await two!();
});
afterAll(() => db.close());

async function fresh(): Promise<surveys.Survey> {
  const made = await surveys.createFromTemplate(db.app, ann, 'post-merger-relationship', start);
  return (await surveys.read(db.app, made!.id))!;
}
const titled = (survey: surveys.Survey, title: string) => ({
  ...survey.draft,
  title: { ...survey.draft.title, en: title }
});

describe('work on a questionnaire', () => {
  it('UX-31 saves of one person within ten minutes are one entry of the history, of another person or later a new one', async () => {
    const survey = await fresh();
    const save = (actor: Actor, revision: number, title: string, at: Date) =>
      surveys.changeDraft(db.app, actor, survey.id, revision, titled(survey, title), at);
    await save(ann, 1, 'one', minutes(1));
    await save(ann, 2, 'two', minutes(5));
    await save(bo, 3, 'three', minutes(6));
    await save(bo, 4, 'four', minutes(20));
    const entries = await history.list(db.app, survey.id);
    expect(entries.map(({ revision, by }) => [revision, by])).toEqual([
      [5, 'Bo'],
      [4, 'Bo'],
      [3, 'Ann'],
      [1, 'Ann']
    ]);
    expect((await history.read(db.app, survey.id, 3))?.title['en']).toBe('two');
    expect((await history.read(db.app, survey.id, 1))?.title).toEqual(survey.draft.title);
    expect(await history.read(db.app, survey.id, 2)).toBeNull();
    expect(await history.lastBy(db.app, survey.id, 5)).toBe('Bo');
  });

  it('F-44 a save from an old draft changes nothing, the history included', async () => {
    const survey = await fresh();
    await surveys.changeDraft(db.app, ann, survey.id, 1, titled(survey, 'mine'), minutes(1));
    const stale = await surveys.changeDraft(db.app, bo, survey.id, 1, titled(survey, 'theirs'), minutes(2));
    expect(stale).toEqual({ ok: false, reason: 'stale' });
    expect((await surveys.read(db.app, survey.id))?.draft.title['en']).toBe('mine');
    expect((await history.list(db.app, survey.id)).map(({ by }) => by)).toEqual(['Ann', 'Ann']);
  });

  it('a comment is said once, can be settled and opened again, and says nothing when it is empty or too long', async () => {
    const survey = await fresh();
    expect(await comments.write(db.app, ann, survey.id, null, ' \n ', start)).toEqual({ ok: false, reason: 'empty' });
    const long = 'x'.repeat(comments.commentLimit + 1);
    expect(await comments.write(db.app, ann, survey.id, null, long, start)).toEqual({ ok: false, reason: 'too_long' });
    const said = await comments.write(db.app, bo, survey.id, 'recommend', 'Too long?', start);
    const id = said.ok ? said.id : '';
    expect(await comments.setResolved(db.app, ann, survey.id, id, true, minutes(1))).toBe(true);
    expect(await comments.setResolved(db.app, ann, survey.id, id, true, minutes(2))).toBe(false);
    expect(await comments.list(db.app, ann, survey.id)).toEqual([
      {
        id,
        questionId: 'recommend',
        by: 'Bo',
        mine: false,
        text: 'Too long?',
        writtenAt: start,
        resolvedAt: minutes(1)
      }
    ]);
    const other = await fresh();
    expect(await comments.setResolved(db.app, ann, other.id, id, false, minutes(3))).toBe(false);
    expect(await comments.setResolved(db.app, ann, survey.id, id, false, minutes(3))).toBe(true);
    expect(await comments.remove(db.app, ann, survey.id, id, minutes(4))).toBe(false);
    expect(await comments.remove(db.app, bo, other.id, id, minutes(4))).toBe(false);
    expect(await comments.remove(db.app, bo, survey.id, id, minutes(4))).toBe(true);
    expect(await comments.list(db.app, bo, survey.id)).toEqual([]);
  });
});
