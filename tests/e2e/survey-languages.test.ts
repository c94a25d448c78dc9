import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Client, openClient } from '../support/client.ts';
import { everyPage } from '../support/every-kind.ts';
import { type Link, makeLinks } from '../support/links.ts';
import { englishIn, everyTongue, tongues } from '../support/tongues.ts';

let app: RunningApp;
let client: Client;
let links: Link[];

beforeAll(async () => {
  app = await startApp({
    seed: async (inside) => {
      ({ links } = await makeLinks(inside, { count: tongues.length, document: everyTongue() }));
    }
  });
  client = openClient(app.url);
}, 300_000);
afterAll(() => app?.stop());

it('UX-12 UX-100 in each language the builder offers, every page and state speaks that language and none of English', async () => {
  const found: string[] = [];
  for (const [at, tag] of tongues.entries()) {
    const link = links[at]!;
    const accept = { 'accept-language': tag };
    const pages = await Promise.all([
      ...everyPage.map((id) => client.get(`${link.path}?lang=${tag}&page=${id}`)),
      client.post(`${link.path}?lang=${tag}`, { _page: everyPage[0]!, _go: 'next', recommend: '' }),
      client.get(`${link.path}/privacy?lang=${tag}`),
      client.get(`/s/nobody-${tag}`, accept)
    ]);
    const direction = tag === 'ar' || tag === 'he' ? 'rtl' : 'ltr';
    for (const { body, status } of pages) {
      if (status === 429) continue;
      expect(body, `${tag} ${status}`).toMatch(new RegExp(`<html lang="${tag}" dir="${direction}"`));
      if (tag !== 'en') found.push(...englishIn(body, tag).map((said) => `${tag}: ${said}`));
    }
    expect(pages.filter(({ status }) => status === 422)).toHaveLength(1);
  }
  expect([...new Set(found)]).toEqual([]);
  // The looking glass itself sees English where it is.
  expect(englishIn((await client.get(`${links[0]!.path}?lang=en`)).body, 'de')).toEqual(
    expect.arrayContaining(['Next', 'Who sees my answers?', 'Needs an answer'])
  );
});
