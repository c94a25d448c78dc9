import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import { addCompany, planTimelineEvent } from '../../src/lib/server/companies.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import type { Client } from '../support/client.ts';

let app: RunningApp;
let admin: Client;
beforeAll(async () => {
  app = await startApp({
    seed: async ({ db, clock }) => {
      for (const [key, name] of [
        ['A', 'Acme'],
        ['B', 'Borealis']
      ] as const)
        await addCompany(db.app, consoleActor, { key, name }, clock());
      const event = { kind: 'announced', day: '2026-03-05', companyIds: null, label: null, wave: null } as const;
      await planTimelineEvent(db.app, consoleActor, event, clock());
    }
  });
  admin = await app.firstAdmin();
});
afterAll(() => app?.stop());

/** What a reader of a language reads of a page. */
async function read(path: string, language: 'en' | 'zh-CN'): Promise<string> {
  expect((await admin.post('/preferences', { back: '/', language })).status).toBe(303);
  const { status, body } = await admin.get(path);
  expect(status).toBe(200);
  expect(body).toContain(`<html lang="${language}"`);
  const text = body.replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]+>/g, ' ');
  return text.replaceAll('&nbsp;', ' ').replaceAll(/\s+/g, ' ');
}

describe('a page in the language of its reader', () => {
  const day = new Date('2026-03-05T00:00:00Z');

  it('UX-101 writes days and lists as Intl does in that language, and the same day in every time zone', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const page = await read('/merger', language);
      // The English of the product is British: the day before the month.
      const locale = language === 'en' ? 'en-GB' : language;
      const parts = { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const;
      expect(page).toContain(new Intl.DateTimeFormat(locale, parts).format(day));
      const names = new Intl.DisplayNames(language, { type: 'language' });
      const both = new Intl.ListFormat(language, { type: 'conjunction' });
      expect(await read('/surveys/new', language)).toContain(both.format(['en', 'zh'].map((tag) => names.of(tag)!)));
    }
    expect(await read('/merger', 'en')).toContain('5 Mar 2026');
    expect(await read('/merger', 'zh-CN')).toContain('2026年3月5日');
  });

  it('UX-101 names the time zone wherever the time of day is said', async () => {
    for (const path of ['/settings/account', '/settings/audit']) {
      const english = await read(path, 'en');
      expect(english).toMatch(/\d{1,2} [A-Z][a-z]{2} \d{4}, \d\d:\d\d UTC/);
      expect(english.replaceAll(/\d\d:\d\d UTC/g, '')).not.toMatch(/\d{1,2}:\d\d/);
      const chinese = await read(path, 'zh-CN');
      expect(chinese).toMatch(/\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d UTC/);
      expect(chinese.replaceAll(/\d\d:\d\d UTC/g, '')).not.toMatch(/\d{1,2}:\d\d/);
    }
  });
});
