/** Ways through a survey that depend on who answers, on what they say and on how many came before: all of it by plain form posts. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { readDocument } from '../../src/lib/survey/format.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const say = (text: string) => ({ en: text });
const rating = { kind: 'rating', scale: { min: 1, max: 5, labels: { 1: say('low'), 5: say('high') } } };

function documentOf(): SurveyDocument {
  const reading = readDocument({
    format: 'concord-survey-1',
    key: 'ways',
    title: say('Ways'),
    baseLanguage: 'en',
    languages: ['en'],
    trust: { line: say('We ask.') },
    privacy: { version: '1', text: say('Nothing is kept.') },
    experiments: [{ id: 'wording', arms: [{ id: 'short' }, { id: 'long' }] }],
    quotas: [
      { id: 'fans', limit: 2, when: { question: 'mood', op: 'eq', value: 5 }, full: 'enough' },
      { id: 'fours', limit: 1, when: { question: 'mood', op: 'eq', value: 4 }, full: 'enough' },
      { id: 'threes', limit: 2, when: { question: 'mood', op: 'eq', value: 3 }, full: 'enough' }
    ],
    endings: [
      { id: 'enough', kind: 'screened_out', title: say('We have enough fans'), text: say('Thank you all the same.') },
      { id: 'strangers', kind: 'screened_out', title: say('Not for you'), text: say('This is for customers.') }
    ],
    pages: [
      {
        id: 'start',
        questions: [
          { id: 'client', kind: 'yesno', text: say('Are you a customer?'), required: true },
          {
            id: 'stable',
            kind: 'statement',
            text: say('Only the stable read this'),
            showIf: { known: 'stage', op: 'eq', value: 'stable' }
          },
          {
            id: 'other',
            kind: 'statement',
            text: say('Only others read this'),
            showIf: { known: 'stage', op: 'eq', value: 'decline' }
          }
        ],
        next: [{ if: { question: 'client', op: 'eq', value: 'no' }, to: 'strangers' }]
      },
      { id: 'middle', questions: [{ id: 'mood', text: say('Your mood?'), metric: 'csat', required: true, ...rating }] },
      {
        id: 'end',
        questions: [
          {
            id: 'brief',
            kind: 'text',
            text: say('Briefly, why?'),
            showIf: { known: 'arm.wording', op: 'eq', value: 'short' }
          },
          {
            id: 'full',
            kind: 'text',
            text: say('In full, why?'),
            showIf: { known: 'arm.wording', op: 'eq', value: 'long' }
          },
          {
            id: 'code',
            kind: 'text',
            text: say('Your code'),
            pattern: { source: '[A-Z]{2}\\d+', message: say('Two letters and digits') }
          }
        ]
      }
    ],
    thanks: { otherwise: { title: say('Thank you'), text: say('We have it.') } }
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}

let app: RunningApp;
let client: Client;
let links: Link[];
let next = 0;
const fresh = (): Link => links[next++]!;
beforeAll(async () => {
  app = await startApp({
    seed: async (inside) => {
      ({ links } = await makeLinks(inside, { count: 20, document: documentOf() }));
    }
  });
  client = openClient(app.url);
});
afterAll(() => app?.stop());

const start = (link: Link, answer: string) => client.post(link.path, { _page: 'start', _go: 'next', client: answer });
const mood = (link: Link, value: string) => client.post(link.path, { _page: 'middle', _go: 'next', mood: value });
const finish = (link: Link, fields: Record<string, string> = {}) =>
  client.post(link.path, { _page: 'end', _go: 'next', ...fields });
const titleOf = async (link: Link): Promise<string> =>
  /<h1[^>]*>([^<]*)/.exec((await client.get(`${link.path}/thanks`)).body)?.[1] ?? '';

describe('ways through a survey', () => {
  it('what depends on the customer is decided before the page is drawn, and the other way is not in it', async () => {
    const { body } = await client.get(fresh().path);
    expect(body).toContain('Only the stable read this');
    expect(body).not.toContain('Only others read this');
    expect(body).not.toContain('quota');
  });

  it('each respondent is in one arm, the same on every visit, and both arms are used', async () => {
    const arms = await Promise.all(
      links.slice(10).map(async (link) => {
        const [one, two] = [await client.get(`${link.path}?page=end`), await client.get(`${link.path}?page=end`)];
        const arm = (body: string): string => (body.includes('Briefly, why?') ? 'short' : 'long');
        expect(arm(one.body)).toBe(arm(two.body));
        expect(one.body.includes('Briefly, why?')).not.toBe(one.body.includes('In full, why?'));
        return arm(one.body);
      })
    );
    expect(new Set(arms)).toEqual(new Set(['short', 'long']));
  });

  it('an answer that leads to an ending ends the survey there, with its own words', async () => {
    const link = fresh();
    const answer = await start(link, 'no');
    expect([answer.status, answer.location]).toEqual([303, `${link.path}/thanks`]);
    expect(await titleOf(link)).toBe('Not for you');
  });

  it('a text that does not match its pattern is not taken, with the words of the author, and nothing is lost', async () => {
    const link = fresh();
    await start(link, 'yes');
    await mood(link, '3');
    const refused = await finish(link, { code: 'abc' });
    expect(refused.status).toBe(422);
    expect(refused.body).toContain('value="abc"');
    expect((await finish(link, { code: 'AB12' })).location).toBe(`${link.path}/thanks`);
  });

  it('who comes to a quota that is full is led to its ending; whoever filled it, and everybody else, goes on', async () => {
    const went = [];
    for (let count = 0; count < 3; count += 1) {
      const link = fresh();
      await start(link, 'yes');
      const middle = await mood(link, '5');
      if (middle.location?.endsWith('/thanks') !== true) await finish(link);
      went.push(await titleOf(link));
    }
    expect(went).toEqual(['Thank you', 'Thank you', 'We have enough fans']);
    const calm = fresh();
    await start(calm, 'yes');
    expect((await mood(calm, '2')).location).toContain('page=end');
    expect((await finish(calm)).location).toBe(`${calm.path}/thanks`);
    expect(await titleOf(calm)).toBe('Thank you');
  });

  it('F-27 of two on the last page when one place is left, one is thanked and the other is told that there are enough', async () => {
    const both = [fresh(), fresh()];
    for (const link of both) {
      await start(link, 'yes');
      expect((await mood(link, '4')).location).toContain('page=end');
    }
    const ends = await Promise.all(both.map((link) => finish(link)));
    expect(ends.map(({ location }) => location)).toEqual(both.map(({ path }) => `${path}/thanks`));
    const titles = await Promise.all(both.map((link) => titleOf(link)));
    expect(titles.sort()).toEqual(['Thank you', 'We have enough fans']);
    // Sent again, each hears the same.
    const again = await Promise.all(both.map((link) => finish(link)));
    expect(again.map(({ location }) => location)).toEqual(both.map(({ path }) => `${path}/thanks`));
  });

  it('F-27 whose quota fills up while they are on the last page are led to its ending, not back to a page they have answered', async () => {
    const [quick, slow] = [fresh(), fresh()];
    for (const link of [quick, slow]) {
      await start(link, 'yes');
      expect((await mood(link, '3')).location).toContain('page=end');
    }
    for (const link of [quick, slow]) expect((await finish(link)).location).toBe(`${link.path}/thanks`);
    expect([await titleOf(quick), await titleOf(slow)]).toEqual(['Thank you', 'We have enough fans']);
  });

  it('somebody who was screened out is kept and counts in no score, and what chance decided is kept too', async () => {
    await app.stop({ keep: true });
    const opened = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    try {
      const stored = await opened.db.system
        .select({ state: response.state, course: response.course, metric: response.metric, answers: response.answers })
        .from(response);
      const out = stored.filter(({ state }) => state === 'screened_out');
      expect(out.map(({ course }) => course.ending)).toEqual(['strangers']);
      const late = stored.filter(({ state }) => state === 'quota_full');
      expect(late.map(({ course }) => course.ending)).toEqual(['enough', 'enough', 'enough']);
      expect([...out, ...late].map(({ metric }) => metric)).toEqual([[], [], [], []]);
      const done = stored.filter(({ state }) => state === 'complete');
      expect(done).toHaveLength(6);
      for (const { course, metric } of done) {
        expect(['short', 'long']).toContain(course.arms?.['wording']);
        expect(metric).toContain('csat');
      }
    } finally {
      await opened.close();
    }
  });
});
