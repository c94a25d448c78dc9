import { afterAll, beforeAll, expect, it } from 'vitest';
import { seeded } from '#lib/stats/generator.ts';
import { payloadHash } from '#lib/server/responses.ts';
import { foldQueue, response } from '#lib/server/db/schema/responses.ts';
import { invitation, sitting } from '#lib/server/db/schema/surveys.ts';
import { openApp } from '#lib/server/app.ts';
import { readConfig } from '#lib/server/config.ts';
import { freePort, type RunningApp, startApp } from '../support/app.ts';
import { ensureBuilt } from '../support/build.ts';
import { openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const full = process.env.CONCORD_FULL !== undefined;
const [clients, each, kills] = full ? [50, 200, 20] : [50, 40, 5];
const seed = Number(process.env.CONCORD_SEED ?? '20260105');
const retriesAfter = [1000, 2000, 4000, 8000];

/** What one client knows of one submission: the client journal. */
interface Entry {
  link: Link;
  hash: string;
  outcome: 'thanked' | 'refused' | 'unanswered';
  status: number;
  /** Milliseconds from the first try to the answer, where a try was lost on the way. */
  recovered: number | null;
}

let app: RunningApp;
let links: Link[];
const random = seeded(seed);

beforeAll(async () => {
  ensureBuilt();
  const port = String(await freePort());
  const env = { PORT: port, APP_URL: `http://localhost:${port}` };
  app = await startApp({
    env,
    seed: async (inside) => {
      ({ links } = await makeLinks(inside, { count: clients * each }));
    }
  });
}, 300_000);
afterAll(() => app?.stop());

it(
  `F-01 F-43 killed ${kills} times during ${clients * each} submissions, nothing acknowledged is lost and nothing is stored twice`,
  async () => {
    const journal: Entry[] = [];
    const total = links.length;
    const moments = Array.from({ length: kills }, () => Math.floor(random() * total * 0.9) + 5).sort((a, b) => a - b);
    const queue = links.map((link) => ({ link, answers: answersOf(), twice: random() < 0.2 }));
    let answered = 0;
    let killing: Promise<void> = Promise.resolve();
    const killOver = () => {
      const due = moments.filter((moment) => answered >= moment).length;
      if (due === 0) return;
      moments.splice(0, due);
      killing = killing.then(async () => {
        await app.stop({ keep: true, signal: 'SIGKILL' });
        const { DATA_DIR: dataDir, DATABASE_URL: databaseUrl = null, PORT, APP_URL } = app.env;
        app = await startApp({ dataDir: dataDir!, databaseUrl, env: { PORT: PORT!, APP_URL: APP_URL! } });
      });
    };
    const client = openClient(app.url);
    const post = async ({ link, answers }: (typeof queue)[number]): Promise<Entry> => {
      const fields = Object.fromEntries(Object.entries(answers).map(([id, value]) => [id, String(value)]));
      const entry: Entry = { link, hash: payloadHash(answers), outcome: 'unanswered', status: 0, recovered: null };
      const started = performance.now();
      for (const [attempt, wait] of [0, ...retriesAfter].entries()) {
        if (wait > 0) await new Promise((again) => setTimeout(again, wait));
        try {
          const answer = await client.post(link.path, { _page: 'outlook', _go: 'next', ...fields });
          if (answer.status >= 500) continue;
          entry.status = answer.status;
          entry.outcome = answer.location?.endsWith('/thanks') ? 'thanked' : 'refused';
          if (attempt > 0) entry.recovered = performance.now() - started;
          break;
        } catch {
          // The line was cut: whether it was stored is what the retry finds out.
        }
      }
      return entry;
    };
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
          const entries = await Promise.all(one.twice ? [post(one), post(one)] : [post(one)]);
          journal.push(...entries);
          answered += 1;
          killOver();
        }
      })
    );
    await killing;
    expect(moments).toEqual([]);
    await app.stop({ keep: true });

    const inside = await openApp(readConfig({ ...app.env, LOG_LEVEL: 'silent' }), { works: false });
    const db = inside.db.system;
    const stored = await db.select().from(response);
    const invitations = await db.select().from(invitation);
    const waiting = await db.select().from(foldQueue);
    const sittings = await db.select().from(sitting);
    await inside.close();

    const byLink = Map.groupBy(stored, (row) => row.invitationId);
    const counts = Object.groupBy(journal, (entry) => entry.outcome);
    const late = journal.flatMap(({ recovered }) => recovered ?? []).sort((a, b) => a - b);
    console.log(
      `seed ${seed}: ${journal.length} posts of ${total} submissions, ${counts.thanked?.length ?? 0} thanked, ` +
        `${counts.unanswered?.length ?? 0} unanswered, ${stored.length} stored, ${late.length} through a restart, ` +
        `p99 of those ${Math.round((late[Math.floor(late.length * 0.99)] ?? 0) / 100) / 10} s`
    );
    expect(counts.refused ?? []).toEqual([]);
    expect(late.length).toBeGreaterThan(0);
    for (const { link, hash, outcome } of journal) {
      const rows = byLink.get(link.invitationId) ?? [];
      // (a) acknowledged: exactly one, with these answers; (c) no answer: none or one.
      if (outcome === 'thanked') expect(rows.map((row) => row.payloadHash)).toEqual([hash]);
      else expect(rows.length).toBeLessThanOrEqual(1);
    }
    // (d) nothing that no client sent.
    const sent = new Set(journal.map(({ link, hash }) => `${link.invitationId} ${hash}`));
    expect(stored.filter((row) => !sent.has(`${row.invitationId} ${row.payloadHash}`))).toEqual([]);
    expect(stored.filter((row) => payloadHash(row.answers as Record<string, string>) !== row.payloadHash)).toEqual([]);
    // (e) a link is used if and only if its response is there, under the same key.
    for (const { id, state, responseId, submissionKey } of invitations) {
      const [row] = byLink.get(id) ?? [];
      expect([responseId, submissionKey]).toEqual([row?.id ?? null, row?.submissionKey ?? null]);
      expect(state === 'completed').toBe(row !== undefined);
    }
    // (i) nothing hangs: no sitting of a finished link, no place in the queue of a response that is not there, none twice.
    const ids = new Set(stored.map(({ id }) => id));
    expect(sittings).toEqual([]);
    expect(waiting.filter(({ responseId }) => !ids.has(responseId))).toEqual([]);
    expect(new Set(waiting.map(({ responseId }) => responseId)).size).toBe(waiting.length);
  },
  full ? 3_600_000 : 600_000
);

function answersOf(): Record<string, number | string> {
  const answers: Record<string, number | string> = { recommend: Math.floor(random() * 11) };
  for (const id of ['satisfaction', 'product', 'price']) if (random() < 0.8) answers[id] = 1 + Math.floor(random() * 5);
  if (random() < 0.3) answers.reason = `第 ${Math.floor(random() * 1e9)} 次 "delivery" \\ late`;
  return answers;
}
