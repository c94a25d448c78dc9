import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '#lib/server/access/audit.ts';
import type { Database } from '#lib/server/db/open.ts';
import { newId } from '#lib/server/db/id.ts';
import * as surveys from '#lib/server/surveys.ts';
import { breakDays } from '#lib/server/trend-breaks.ts';
import { openTestDatabase } from '../support/database.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

async function fresh() {
  const made = await surveys.createFromTemplate(db.app, consoleActor, 'post-merger-relationship', now);
  return (await surveys.read(db.app, made!.id))!;
}

describe('surveys', () => {
  it('a document comes back with its parts in the order they were written, as a draft and as a version', async () => {
    const one = await fresh();
    const written = JSON.stringify({ ...surveys.templates['post-merger-relationship'], key: one.key });
    const places = (text: string) => ['"title"', '"trust"', '"pages"', '"thanks"'].map((part) => text.indexOf(part));
    expect(places(JSON.stringify(one.draft))).toEqual(places(JSON.stringify(one.draft)).toSorted((a, b) => a - b));
    expect(JSON.parse(JSON.stringify(one.draft))).toEqual(JSON.parse(written));
    const published = await surveys.publish(db.app, consoleActor, one.id, now);
    const version = published.ok ? await surveys.version(db.app, published.versionId) : null;
    expect(JSON.stringify(version?.document)).toBe(JSON.stringify(one.draft));
  });

  it('the shipped questionnaire can be taken twice and published as it is', async () => {
    const one = await fresh();
    const two = await fresh();
    expect(two.key).not.toBe(one.key);
    expect(await surveys.publish(db.app, consoleActor, one.id, now)).toMatchObject({ ok: true, number: 1 });
    expect(await surveys.createFromTemplate(db.app, consoleActor, 'toString', now)).toBeNull();
  });

  it('a published version never changes; the next one gets the next number, and an unchanged draft none', async () => {
    const one = await fresh();
    const first = await surveys.publish(db.app, consoleActor, one.id, now);
    expect(await surveys.publish(db.app, consoleActor, one.id, now)).toEqual({ ok: false, reason: 'unchanged' });
    const draft = { ...one.draft, heading: { en: 'Changed', 'zh-CN': '改过' } };
    expect(await surveys.changeDraft(db.app, consoleActor, one.id, 1, draft, now)).toEqual({ ok: true, revision: 2 });
    const second = await surveys.publish(db.app, consoleActor, one.id, now);
    expect(second).toMatchObject({ ok: true, number: 2 });
    if (!first.ok || !second.ok) return;
    expect((await surveys.version(db.app, first.versionId))?.document.heading).toEqual(one.draft.heading);
    expect((await surveys.newestVersion(db.app, one.id))?.id).toBe(second.versionId);
    expect((await surveys.listVersions(db.app, one.id)).map(({ number }) => number)).toEqual([2, 1]);
  });

  it('a draft somebody else changed meanwhile is not overwritten', async () => {
    const one = await fresh();
    await surveys.changeDraft(db.app, consoleActor, one.id, 1, one.draft, now);
    expect(await surveys.changeDraft(db.app, consoleActor, one.id, 1, one.draft, now)).toEqual({
      ok: false,
      reason: 'stale'
    });
    expect(await surveys.changeDraft(db.app, consoleActor, newId(now), 1, one.draft, now)).toMatchObject({ ok: false });
  });

  it('a draft with a missing translation is not published and says where', async () => {
    const one = await fresh();
    const draft = structuredClone(one.draft) as { pages: { questions: { text: Record<string, string> }[] }[] };
    delete draft.pages[0]!.questions[0]!.text['zh-CN'];
    await surveys.changeDraft(db.app, consoleActor, one.id, 1, draft, now);
    const result = await surveys.publish(db.app, consoleActor, one.id, now);
    expect(result).toMatchObject({
      ok: false,
      reason: 'findings',
      findings: [{ code: 'missing-text', pointer: '/pages/0/questions/0/text', detail: 'zh-CN' }]
    });
  });

  it('S-16 an import with a field we do not know is refused with its place', async () => {
    const text = JSON.stringify({ ...surveys.templates['post-merger-relationship'], role: 'admin' });
    expect(await surveys.importText(db.app, consoleActor, text, now)).toMatchObject({ ok: false, reason: 'refused' });
    expect(await surveys.importText(db.app, consoleActor, '{', now)).toMatchObject({
      problems: [{ code: 'not_json' }]
    });
  });

  it('an import under a key that is taken says so and writes nothing', async () => {
    const text = JSON.stringify({ ...surveys.templates['post-merger-relationship'], key: 'taken' });
    expect(await surveys.importText(db.app, consoleActor, text, now)).toMatchObject({ ok: true, key: 'taken' });
    const before = (await surveys.list(db.app)).length;
    expect(await surveys.importText(db.app, consoleActor, text, now)).toMatchObject({ reason: 'key_taken' });
    expect((await surveys.list(db.app)).length).toBe(before);
  });

  it('a closed survey is not published again until it is opened', async () => {
    const one = await fresh();
    expect(await surveys.setClosed(db.app, consoleActor, one.id, true, now)).toBe(true);
    expect(await surveys.setClosed(db.app, consoleActor, one.id, true, now)).toBe(false);
    expect(await surveys.publish(db.app, consoleActor, one.id, now)).toEqual({ ok: false, reason: 'closed' });
    expect(await surveys.setClosed(db.app, consoleActor, one.id, false, now)).toBe(true);
    expect(await surveys.publish(db.app, consoleActor, one.id, now)).toMatchObject({ ok: true });
  });

  it('UX-52 a version that words a question anew is a mark in the trends made of it, and in no other', async () => {
    const one = await fresh();
    await surveys.publish(db.app, consoleActor, one.id, now);
    const later = new Date('2026-03-02T12:00:00Z');
    const draft = structuredClone(one.draft);
    draft.pages[0]!.questions[0]!.text.en = 'Would you recommend {{company}}?';
    await surveys.changeDraft(db.app, consoleActor, one.id, one.revision, draft, later);
    expect(await surveys.publish(db.app, consoleActor, one.id, later)).toMatchObject({ number: 2 });
    const days = async (metric: string, to = '2026-12-31') =>
      (await breakDays(db.app, metric, '2026-01-01', to)).filter(({ surveyId }) => surveyId === one.id);
    const mark = [{ day: '2026-03-02', surveyId: one.id, number: 2 }];
    expect([await days('nps'), await days('loyalty'), await days('nps@1-5')]).toEqual([mark, mark, mark]);
    expect([await days('ces'), await days('satisfaction'), await days('nps', '2026-03-01')]).toEqual([[], [], []]);
  });
});
