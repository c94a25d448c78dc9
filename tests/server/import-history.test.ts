import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mapping } from '#lib/customers/columns.ts';
import { consoleActor } from '#lib/server/access/audit.ts';
import { addTimelineEvent } from '#lib/server/companies.ts';
import { type Database, rows } from '#lib/server/db/open.ts';
import { customer, stageEntry } from '#lib/server/db/schema/customers.ts';
import { foldQueue, response } from '#lib/server/db/schema/responses.ts';
import { invitation } from '#lib/server/db/schema/surveys.ts';
import { confirm } from '#lib/server/import-mapping.ts';
import { find, stalled } from '#lib/server/import-runs.ts';
import { work } from '#lib/server/import-work.ts';
import { compareWithAnswers } from '#lib/server/recompute.ts';
import { fold } from '#lib/server/rollups.ts';
import { openTestDatabase } from '../support/database.ts';
import { app, type Bench, checked, imported, importerOf, uploaded } from '../support/importing.ts';
import { makeCompany } from '../support/outreach.ts';

const now = new Date('2026-01-05T09:00:00Z');
let db: Database;
let acme: string, borealis: string;
let bench: Bench;

const customers =
  'company,id,name,region,segment,stage\nA,a1,Ann,North,Consumer,Stable\nA,a2,Bob,South,Consumer,Stable\nB,b1,陈思远,北区,个人,稳定期\n';
const stages = `customer_id,company,stage,valid_from
a1,A,development,2023-01-02
a1,A,stable,2024-06-01
a2,A,development,2024-06-01
a2,A,stable,2024-06-01
nobody,A,stable,2024-06-01
`;
const invitations = `invitation_id,customer_id,company,invited_at,channel,locale,kind,survey_version
I1,a1,A,2023-05-01T08:00:00Z,mail,en,relationship,S1
I2,a2,A,2024-12-31T08:00:00Z,web,en,transactional,S1
I3,b1,B,2024-11-05T08:00:00Z,phone,zh-CN,relationship,S1
`;
const header =
  'response_id,customer_id,company,answered_at,received_at,channel,locale,nps,csat,ces,q_product,comment,invitation_id,nps_scale,nps_old_scale,exp_product,store';
const answers = `${header}
Q1,a1,A,2023-05-02T08:00:00Z,2023-05-09T08:00:00Z,mail,en,5,4,7,99,"Fine, ""really""",I1,1-5,,4,
Q2,a2,A,2025-01-02T08:00:00Z,,web,en,9,5,8,3,,I2,0-10,4,,Hamburg
Q3,b1,B,2024-11-06T08:00:00Z,,phone,zh-CN,11,99,1,,,I3,0-10,,,
Q4,b1,B,2024-11-06T09:00:00Z,,phone,zh-CN,10,5,1,,,I3,0-10,,,
`;
const oldScale = (mapping: Mapping): Mapping => ({
  ...mapping,
  columns: mapping.columns.map((column) =>
    column.header === 'nps_old_scale'
      ? { ...column, target: { use: 'question', question: 'nps', scale: { min: 1, max: 5 }, scaleColumn: null } }
      : column
  )
});

beforeAll(async () => {
  db = await openTestDatabase();
  acme = await makeCompany(db, 'A', now);
  borealis = await makeCompany(db, 'B', now);
  bench = { db, clock: () => now, importer: importerOf([acme, borealis], now) };
  const event = { companyIds: null, label: null, wave: null };
  await addTimelineEvent(db.app, consoleActor, { ...event, kind: 'announced', day: '2024-11-04' }, now);
  await addTimelineEvent(db.app, consoleActor, { ...event, kind: 'closed', day: '2024-12-30' }, now);
  await imported(bench, customers);
});
afterAll(() => db.close());

const byId = async () =>
  Object.fromEntries((await db.system.select().from(response)).map((one) => [one.externalId ?? '', one]));

describe('stage history', () => {
  it('is written once, the later row of a day counts, and the stage of today follows it', async () => {
    const first = await imported(bench, stages, { kind: 'stages' });
    expect(first.counts).toMatchObject({ rows: 5, added: 3, superseded: 1, refused: 1 });
    expect(first.reports).toMatchObject([
      { line: 6, column: 'customer_id', reason: 'unknown_customer', value: 'nobody' }
    ]);
    const again = await imported(bench, stages, { kind: 'stages' });
    expect(again.counts).toMatchObject({ added: 0, changed: 0, unchanged: 3, superseded: 1, refused: 1 });
    const moves = await db.system.select().from(stageEntry).innerJoin(customer, eq(customer.id, stageEntry.customerId));
    expect(moves.filter((one) => one.customer.legacyId === 'a2').map((one) => one.stage_entry.stage)).toContain(
      'stable'
    );
    const left = await imported(
      bench,
      'customer_id,company,stage,valid_from\na1,A,churned,2026-01-04\na2,A,churned,2026-01-06\n',
      {
        kind: 'stages'
      }
    );
    expect(left.counts).toMatchObject({ added: 2 });
  });
});

describe('invitations and answers of elsewhere', () => {
  it('come in with their ids, once, and an invitation is completed by its first answer', async () => {
    const first = await imported(bench, invitations, { kind: 'invitations' });
    expect(first.counts).toMatchObject({ rows: 3, added: 3 });
    expect((await imported(bench, invitations, { kind: 'invitations' })).counts).toMatchObject({
      added: 0,
      unchanged: 3
    });
    const given = await imported(bench, answers, { kind: 'answers', edit: oldScale });
    expect(given.dry.checked).toMatchObject({ rows: 4, added: 4, refused: 0 });
    expect(given.counts).toMatchObject({ rows: 4, added: 4, refused: 0 });
    expect((await imported(bench, answers, { kind: 'answers', edit: oldScale })).counts).toMatchObject({
      added: 0,
      unchanged: 4
    });
    const stored = await byId();
    const asked = await db.system.select().from(invitation);
    expect(asked.map((one) => [one.externalId, one.state, one.responseId]).sort()).toEqual([
      ['I1', 'completed', stored.Q1!.id],
      ['I2', 'completed', stored.Q2!.id],
      ['I3', 'completed', stored.Q3!.id]
    ]);
    expect(stored.Q4).toMatchObject({ invitationId: stored.Q3!.invitationId, flags: ['invitation_used_before'] });
  });

  it('keep what the customer was when answering, the phase of that day and the day of arrival', async () => {
    const { Q1, Q2, Q3 } = await byId();
    expect(Q1).toMatchObject({
      stage: 'development',
      region: 'R1',
      segment: 'consumer',
      phase: 'baseline',
      channel: 'mail'
    });
    expect(Q1!.receivedAt).toEqual(new Date('2023-05-09T08:00:00Z'));
    expect(Q2).toMatchObject({ stage: 'stable', phase: 'day100', source: 'import', state: 'complete' });
    expect(Q2!.receivedAt).toEqual(Q2!.answeredAt);
    expect(Q3).toMatchObject({ stage: 'stable', phase: 'interim', locale: 'zh-CN', companyId: borealis });
  });

  it('a question on another scale is a series of its own, never folded into the metric', async () => {
    const { Q1, Q2 } = await byId();
    expect(Q1!.answers).toEqual({
      'nps@1-5': 5,
      csat: 4,
      ces: 7,
      dim_product: 'na',
      exp_product: 4,
      comment: 'Fine, "really"'
    });
    expect(Q1!.metric).not.toContain('nps');
    expect(Q1!.value[Q1!.metric.indexOf('nps@1-5')]).toBe(1_000_000);
    expect(Q2!.answers).toMatchObject({ nps: 9, 'nps@1-5': 4, 'attribute:store': 'Hamburg' });
    expect(Q2!.value[Q2!.metric.indexOf('nps')]).toBe(1_000_000);
    expect(Q2!.value[Q2!.metric.indexOf('nps@1-5')]).toBe(750_000);
  });

  it('F-29 codes outside the scale are counted as invalid and not scored, "don\'t know" as missing', async () => {
    const { Q1, Q2, Q3 } = await byId();
    const entry = (one: typeof Q1, metric: string) => [
      one!.value[one!.metric.indexOf(metric)],
      one!.code[one!.metric.indexOf(metric)]
    ];
    expect(entry(Q3, 'nps')).toEqual([null, 11]);
    expect(entry(Q2, 'ces')).toEqual([null, 8]);
    expect(entry(Q3, 'csat')).toEqual([null, null]);
    expect(entry(Q1, 'dim_product')).toEqual([null, null]);
  });

  it('rollups of imported answers are what plain SQL over the raw answers gives', async () => {
    expect((await db.system.select().from(foldQueue)).length).toBe(4);
    while ((await fold(db.system, now, 100)).more);
    expect(await compareWithAnswers(db.system)).toEqual([]);
  });

  it('FMT-12 an id with another content is refused with its reason and nothing is overwritten', async () => {
    const before = await byId();
    const changed = answers.replace(
      'Q1,a1,A,2023-05-02T08:00:00Z,2023-05-09T08:00:00Z,mail,en,5',
      'Q1,a1,A,2023-05-02T08:00:00Z,2023-05-09T08:00:00Z,mail,en,1'
    );
    const result = await imported(bench, `${changed}Q2,a2,A,2025-01-02T08:00:00Z,,web,en,1,1,1,1,,I2,0-10,,,\n`, {
      kind: 'answers',
      edit: oldScale
    });
    expect(result.counts).toMatchObject({ rows: 5, added: 0, unchanged: 3, refused: 2 });
    expect(result.reports).toMatchObject([
      { line: 2, column: 'response_id', reason: 'other_payload', value: 'Q1' },
      { line: 6, column: 'response_id', reason: 'id_twice', value: 'Q2' }
    ]);
    expect(await byId()).toEqual(before);
    const moved = await imported(bench, invitations.replace('2023-05-01', '2023-05-02'), { kind: 'invitations' });
    expect(moved.counts).toMatchObject({ added: 0, unchanged: 2, refused: 1 });
  });

  it('S-13 an answer cannot take the invitation of another customer, nor speak for a customer of another company', async () => {
    const rowsOfFile = `${header}
Q8,a1,A,2025-02-01T08:00:00Z,,web,en,9,5,5,3,,I2,0-10,,,
Q9,b1,A,2025-02-01T08:00:00Z,,web,en,9,5,5,3,,,0-10,,,
Q10,a1,A,2025-02-01T08:00:00Z,,web,en,9,5,5,3,,I999,0-10,,,
`;
    const result = await imported(bench, rowsOfFile, { kind: 'answers', edit: oldScale });
    expect(result.counts).toMatchObject({ rows: 3, added: 1, refused: 2, notes: 1 });
    expect(result.reports.map((one) => [one.line, one.column, one.reason, one.kept])).toEqual([
      [2, 'response_id', 'other_customer', false],
      [3, 'customer_id', 'unknown_customer', false],
      [4, 'invitation_id', 'unknown_invitation', true]
    ]);
  });
});

describe('F-28 an import that is killed', () => {
  const many = `company,id,name\n${Array.from({ length: 3_500 }, (_, i) => `A,k${i},Killed ${i}`).join('\n')}\n`;

  /** A database that goes away for good in the transaction behind the ones it survives; notes how many statements each took. */
  function dyingAfter(survived: number, counts: number[] = []): Database['app'] {
    let transactions = 0;
    return new Proxy(db.app, {
      get(target, property) {
        if (transactions > survived) throw new Error('the database is gone');
        const value: unknown = Reflect.get(target, property, target);
        if (property !== 'transaction') return typeof value === 'function' ? value.bind(target) : value;
        return (run: (tx: unknown) => Promise<unknown>) => {
          transactions += 1;
          if (transactions > survived) throw new Error('the database is gone');
          return target.transaction(async (tx) => {
            let statements = 0;
            const counting = new Proxy(tx, {
              get(inner, name) {
                if (['execute', 'insert', 'update', 'select', 'delete'].includes(String(name))) statements += 1;
                const method: unknown = Reflect.get(inner, name, inner);
                return typeof method === 'function' ? method.bind(inner) : method;
              }
            });
            const result = await run(counting);
            counts.push(statements);
            return result;
          });
        };
      }
    });
  }

  it('goes on behind its last batch to the result of an uninterrupted one, with a constant number of statements a batch', async () => {
    const id = await uploaded(bench, many);
    await checked(bench, id);
    await confirm(app(bench), bench.importer, id, now);
    const counts: number[] = [];
    const dying = dyingAfter(2, counts);
    await expect(work({ ...app(bench), db: { app: dying }, log: { error: () => {} } }, id)).rejects.toThrow('gone');
    expect(await find(db.app, id)).toMatchObject({ state: 'running', rowsDone: 2_000 });
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeLessThan(8);
    const later = new Date(now.getTime() + 60_000);
    expect(await stalled(db.app, now)).toEqual([]);
    expect(await stalled(db.app, later)).toEqual([id]);
    await work({ ...app(bench), clock: () => later }, id);
    expect(await find(db.app, id)).toMatchObject({
      state: 'finished',
      counts: { rows: 3_500, added: 3_500, changed: 0 }
    });
    const [{ count } = { count: 0 }] = rows<{ count: number }>(
      await db.system.execute(sql`select count(*)::int as count from customer where legacy_id like 'k%'`)
    );
    expect(count).toBe(3_500);
  });

  it('still knows in its later batches what stood in the ones before', async () => {
    const lines = Array.from({ length: 1_100 }, (_, i) => `R${i},a1,A,2023-05-01T08:00:00Z`);
    const repeats = ['R7,a1,A,2023-05-01T08:00:00Z', 'R8,a1,A,2023-05-02T08:00:00Z'];
    const file = `invitation_id,customer_id,company,invited_at\n${[...lines, ...repeats].join('\n')}\n`;
    const id = await uploaded(bench, file, { kind: 'invitations' });
    const dry = await checked(bench, id);
    await confirm(app(bench), bench.importer, id, now);
    const broken = { ...app(bench), db: { app: dyingAfter(1) }, log: { error: () => {} } };
    await expect(work(broken, id)).rejects.toThrow('gone');
    expect(await find(db.app, id)).toMatchObject({ state: 'running', rowsDone: 1_000 });
    await work(app(bench), id);
    const counts = { rows: 1_102, added: 1_100, superseded: 1, refused: 1 };
    expect(dry.checked).toMatchObject(counts);
    expect(await find(db.app, id)).toMatchObject({ state: 'finished', counts });
  });

  it('and taken up twice writes every row once', async () => {
    const id = await uploaded(bench, many.replaceAll(',k', ',m'));
    await checked(bench, id);
    await confirm(app(bench), bench.importer, id, now);
    await Promise.all([work(app(bench), id), work(app(bench), id)]);
    expect(await find(db.app, id)).toMatchObject({ state: 'finished', counts: { rows: 3_500, added: 3_500 } });
    const twice = await db.system
      .select({ id: customer.id })
      .from(customer)
      .where(and(eq(customer.companyId, acme), eq(customer.legacyId, 'm17')));
    expect(twice).toHaveLength(1);
  });
});
