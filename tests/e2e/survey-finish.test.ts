/** The post that finishes a survey is answered in front of the framework: nothing about it may differ from what the page does. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { response } from '../../src/lib/server/db/schema/responses.ts';
import { openApp } from '../../src/lib/server/app.ts';
import { readConfig } from '../../src/lib/server/config.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Answer, type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

let app: RunningApp;
let client: Client;
let links: Link[];
let next = 0;
const fresh = () => links[next++]!;
const finished: Link[] = [];

beforeAll(async () => {
  app = await startApp({
    seed: async (inside) => {
      ({ links } = await makeLinks(inside, { count: 20 }));
    }
  });
  client = openClient(app.url);
});
afterAll(() => app?.stop());

const last = { _page: 'outlook', _go: 'next', recommend: '9', reason: 'prompt' };

describe('the post that finishes a survey', () => {
  it('is answered with the same status, headers and words as by the page itself', async () => {
    /** What a client gets, without its own link and what differs from moment to moment. */
    const seen = ({ status, headers, body }: Answer, { path }: Link) => {
      const { date, vary, connection, 'keep-alive': alive, ...kept } = headers;
      expect([typeof date, typeof alive, connection, vary ?? 'Accept-Encoding']).toEqual([
        'string',
        'string',
        'keep-alive',
        'Accept-Encoding'
      ]);
      return JSON.parse(JSON.stringify({ status, kept, body }).replaceAll(path, '/s/…')) as object;
    };
    for (const accept of ['text/html', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'application/json']) {
      const [straight, page] = [fresh(), fresh()];
      const answer = await client.post(straight.path, last, { accept });
      expect(seen(answer, straight)).toEqual(seen(await client.post(`${page.path}?lang=en`, last, { accept }), page));
      expect(JSON.stringify(answer)).toContain(`${straight.path}/thanks`);
      finished.push(straight, page);
    }
  });

  it('S-24 S-27 from a foreign page, for another host or too large it is refused, and the link stays open', async () => {
    const link = fresh();
    const statuses = [
      await client.post(link.path, last, { origin: 'https://evil.example' }),
      await client.post(link.path, last, { origin: null }),
      await client.post(link.path, last, { 'sec-fetch-site': 'cross-site' }),
      await client.post(link.path, last, { host: 'evil.example' }),
      await client.post(link.path, { ...last, reason: 'x'.repeat(600_000) })
    ].map(({ status }) => status);
    expect(statuses).toEqual([403, 403, 403, 421, 413]);
    expect((await client.post(link.path, last)).status).toBe(303);
    finished.push(link);
  });

  it('what does not finish it reaches the page whole, however large and in however many pieces it comes', async () => {
    const link = fresh();
    const long = 'x'.repeat(400_000);
    const refused = await client.post(link.path, { ...last, reason: long });
    expect(refused.status).toBe(422);
    const body = `_page=overall&_go=next&recommend=3&reason=${'y'.repeat(50)}`;
    const { host, origin, port } = new URL(app.url);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => {
        socket.setNoDelay(true);
        socket.write(
          `POST ${link.path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nAccept: text/html\r\nConnection: close\r\n` +
            `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`
        );
        let sent = 0;
        const more = () => {
          socket.write(body.slice(sent, (sent += 7)));
          if (sent < body.length) setImmediate(more);
        };
        setImmediate(more);
      });
      let text = '';
      socket.on('data', (piece) => (text += piece.toString()));
      socket.on('end', () => resolve(text)).on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 303 [\s\S]*location: \?page=dimensions/i);
    expect((await client.get(link.path)).body).toMatch(/name="recommend" value="3"[^>]*checked/);
  });

  it('P1 F-21 afterwards each is stored once, with what was sent', async () => {
    await app.stop({ keep: true });
    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    const stored = await inside.db.system.select().from(response);
    await inside.close();
    expect(stored.map(({ invitationId }) => invitationId).sort()).toEqual(
      finished.map(({ invitationId }) => invitationId).sort()
    );
    for (const { answers, locale } of stored)
      expect([answers, locale]).toEqual([{ recommend: 9, reason: 'prompt' }, 'en']);
  });
});
