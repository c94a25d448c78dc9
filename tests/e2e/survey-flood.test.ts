import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningApp, startApp } from '../support/app.ts';
import { type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const full = process.env.CONCORD_FULL !== undefined;
let app: RunningApp;
let client: Client;
let links: Link[];
const fresh = () => links.pop()!;

beforeAll(async () => {
  app = await startApp({ seed: async (inside) => void ({ links } = await makeLinks(inside, { count: 130 })) });
  client = openClient(app.url);
}, 300_000);
afterAll(() => app?.stop());

const last = { _page: 'outlook', _go: 'next', recommend: '9' };
const form = { 'content-type': 'application/x-www-form-urlencoded' };

interface Line {
  socket: Socket;
  /** Everything the server has said. */
  said: () => string;
  ended: Promise<void>;
}
function line(): Promise<Line> {
  const { hostname, port } = new URL(app.url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname === 'localhost' ? '127.0.0.1' : hostname);
    let text = '';
    socket.setEncoding('utf8').on('data', (piece) => (text += String(piece)));
    const ended = new Promise<void>((end) => socket.once('close', () => end()));
    socket.once('connect', () => done({ socket, said: () => text, ended }));
    socket.once('error', failed);
    socket.on('error', () => undefined);
  });
}
const host = () => new URL(app.url).host;
const statusOf = (said: string) => Number(/^HTTP\/1.1 (\d+)/.exec(said)?.[1]);

describe('what is too large', () => {
  it('S-47 bodies over the limit, in one piece, in chunks or packed, are refused and the link stays open', async () => {
    const link = fresh();
    const fits = new URLSearchParams({ ...last, reason: '[' }).toString();
    const large = fits + '['.repeat(513 * 1024);
    const refused = await client.send('POST', link.path, { headers: form, body: large });
    expect(refused.status).toBe(413);
    const chunked = { ...form, 'content-length': null, 'transfer-encoding': 'chunked' };
    expect((await client.send('POST', link.path, { headers: chunked, body: large })).status).toBe(413);
    const packed = { ...form, 'content-encoding': 'gzip' };
    expect((await client.send('POST', link.path, { headers: packed, body: gzipSync(fits) })).status).toBe(415);
    // Just under the limit it is read, and its one text is too long.
    const text = fits + '['.repeat(511 * 1024 - fits.length);
    expect((await client.send('POST', link.path, { headers: form, body: text })).status).toBe(422);
    expect((await client.post(link.path, last)).status).toBe(303);
  });

  it('S-47 headers and addresses without measure are refused, five thousand parameters are read past', async () => {
    const link = fresh();
    const cookie = await line();
    cookie.socket.write(`GET ${link.path} HTTP/1.1\r\nhost: ${host()}\r\ncookie: `);
    for (let n = 0; n < 160 && !cookie.socket.destroyed; n += 1) cookie.socket.write('a'.repeat(64 * 1024));
    await cookie.ended;
    // Whoever still sends may find the line closed before they read why.
    expect(cookie.said()).toMatch(/^(HTTP\/1.1 431|$)/);
    const address = await line();
    address.socket.write(`GET ${link.path}?x=${'a'.repeat(100 * 1024)} HTTP/1.1\r\nhost: ${host()}\r\n\r\n`);
    await address.ended;
    expect(address.said()).toMatch(/^(HTTP\/1.1 431|$)/);
    const many = Array.from({ length: 5000 }, (_, n) => `p${n}`).join('&');
    expect((await client.get(`${link.path}?${many.slice(0, 15_000)}`)).status).toBe(200);
    const fields = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`p${n}`, '1']));
    expect((await client.post(link.path, { ...fields, ...last })).status).toBe(303);
  });
});

describe('who is too slow', () => {
  it('S-47 hundreds who open a connection and say nothing keep nobody from answering', async () => {
    const idle = await Promise.all(Array.from({ length: full ? 2000 : 300 }, line));
    const halves = await Promise.all(Array.from({ length: 20 }, line));
    for (const { socket } of halves)
      socket.write(
        `POST ${fresh().path} HTTP/1.1\r\nhost: ${host()}\r\norigin: ${app.url}\r\ncontent-type: ${form['content-type']}\r\ncontent-length: 100\r\n\r\nrecommend=`
      );
    const people = Array.from({ length: 20 }, fresh);
    const done = await Promise.all(people.map((link) => openClient(app.url).post(link.path, last)));
    expect(new Set(done.map(({ status }) => status))).toEqual(new Set([303]));
    for (const { socket } of [...idle, ...halves]) socket.destroy();
  }, 60_000);

  if (full)
    it('S-47 a header that does not end is cut after ten seconds, a body after thirty', async () => {
      const [header, body] = [await line(), await line()];
      header.socket.write(`GET ${fresh().path} HTTP/1.1\r\nhost: ${host()}\r\nx: `);
      body.socket.write(
        `POST ${fresh().path} HTTP/1.1\r\nhost: ${host()}\r\norigin: ${app.url}\r\ncontent-type: ${form['content-type']}\r\ncontent-length: 100\r\n\r\n`
      );
      const drip = setInterval(() => {
        for (const { socket } of [header, body]) if (!socket.destroyed) socket.write('a');
      }, 1000);
      await Promise.all([header.ended, body.ended]);
      clearInterval(drip);
      expect([statusOf(header.said()), statusOf(body.said())]).toEqual([408, 408]);
    }, 120_000);
});

describe('a flood', () => {
  it('S-30 of saves to one link leaves room for everybody else, and what was saved is kept', async () => {
    const [flooded, calm] = [fresh(), fresh()];
    const save = (n: number) =>
      client.post(flooded.path, { _page: 'overall', _go: 'save', _revision: String(n), recommend: '3' });
    const flood = Promise.all(Array.from({ length: full ? 2000 : 300 }, (_, n) => save(n + 1)));
    const meanwhile = await openClient(app.url).post(calm.path, last);
    expect(meanwhile.status).toBe(303);
    const statuses = new Set((await flood).map(({ status }) => status));
    expect(statuses).toEqual(new Set([200, 429]));
    expect((await client.get(flooded.path)).body).toMatch(
      /name="recommend"[^>]*value="3"[^>]*checked|checked[^>]*value="3"/
    );
  }, 120_000);
});
