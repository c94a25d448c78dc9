/** Programs: standing plans to ask, and their waves. The one writer of `program`, `wave` and `wave_exclusion`. */
import { and, count, desc, eq, isNull, max, sql } from 'drizzle-orm';
import { type Audience, audienceSchema } from '#lib/outreach/audience.ts';
import { toldReason, type ToldReason } from '#lib/outreach/fatigue.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { type Actor, record } from './access/audit.ts';
import type { Secret } from './access/secret.ts';
import { type Asked, askedOf, choicesOf, countJudged, judge, type Plan } from './audiences.ts';
import { enlist } from './calls.ts';
import { mayLeadTo } from './farewells.ts';
import { newId } from './db/id.ts';
import { type Database, type Db, rows } from './db/open.ts';
import { company } from './db/schema/organisation.ts';
import { program, type ProgramChannel, survey, surveyVersion, wave } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { queueMany } from './deliveries.ts';
import { plan } from './invitations.ts';

export interface Program extends Omit<typeof program.$inferSelect, 'audience'> {
  audience: Audience;
}

export interface ProgramInput {
  surveyId: string;
  name: string;
  channel: ProgramChannel;
  kind: 'relationship' | 'transactional';
  audience: Audience;
  /** 0 to 365; 0 asks whenever it is launched. */
  fatigueDays: number;
  /** 1 to 365. */
  expiresDays: number;
  /** Whether people may change what they sent while their link lasts. */
  editable?: boolean;
  /** Whether the thank-you page asks if they want to be contacted. */
  contactOffered?: boolean;
  /** On a site of the organisation's. */
  onward?: string | null;
  onwardAtOnce?: boolean;
}

export interface Sending {
  db: Database;
  secret: Secret;
}

export async function create(
  db: Db,
  actor: Actor,
  input: ProgramInput,
  now: Date
): Promise<{ ok: true; id: string } | { ok: false; reason: 'no_survey' | 'foreign_site' }> {
  const id = newId(now);
  return db.transaction(async (tx) => {
    const found = await tx.select({ id: survey.id }).from(survey).where(eq(survey.id, input.surveyId));
    if (found.length === 0) return { ok: false, reason: 'no_survey' };
    if (!(await mayLeadTo(tx, input.onward, now))) return { ok: false, reason: 'foreign_site' };
    const createdBy = actor.kind === 'person' ? actor.id : null;
    await tx.insert(program).values({ ...input, id, state: 'draft', createdBy, createdAt: now, updatedAt: now });
    await record(tx, actor, 'program.created', { kind: 'program', id }, now);
    return { ok: true, id };
  });
}

/** Changes a program that was not launched yet. */
export async function change(
  db: Db,
  actor: Actor,
  id: string,
  input: Partial<ProgramInput>,
  now: Date
): Promise<{ ok: true } | { ok: false; reason: 'not_found' | 'launched' | 'foreign_site' }> {
  return db.transaction(async (tx) => {
    if (!(await mayLeadTo(tx, input.onward, now))) return { ok: false, reason: 'foreign_site' };
    const changed = await tx
      .update(program)
      .set({ ...input, updatedAt: now })
      .where(and(eq(program.id, id), eq(program.state, 'draft')))
      .returning({ id: program.id });
    if (changed.length === 1) {
      await record(tx, actor, 'program.changed', { kind: 'program', id }, now);
      return { ok: true };
    }
    return { ok: false, reason: (await read(tx, id)) === null ? 'not_found' : 'launched' };
  });
}

export async function read(db: Db, id: string): Promise<Program | null> {
  const [found] = await db.select().from(program).where(eq(program.id, id));
  return found ? { ...found, audience: audienceSchema.parse(found.audience) } : null;
}

/** All programs, the newest first, with the number of their last wave. */
export async function list(db: Db) {
  return db
    .select({
      id: program.id,
      name: program.name,
      channel: program.channel,
      kind: program.kind,
      state: program.state,
      surveyId: program.surveyId,
      surveyTitle: survey.title,
      createdAt: program.createdAt,
      waves: count(wave.id),
      launchedAt: max(wave.launchedAt)
    })
    .from(program)
    .innerJoin(survey, eq(survey.id, program.surveyId))
    .leftJoin(wave, eq(wave.programId, program.id))
    .groupBy(program.id, survey.id)
    .orderBy(desc(program.createdAt), desc(program.id));
}

/** Ends a program: its links say that it has ended. */
export async function close(db: Db, actor: Actor, id: string, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const closed = await tx
      .update(program)
      .set({ state: 'closed', updatedAt: now })
      .where(and(eq(program.id, id), eq(program.state, 'running')))
      .returning({ id: program.id });
    if (closed.length === 0) return false;
    await record(tx, actor, 'program.closed', { kind: 'program', id }, now);
    return true;
  });
}

export interface DryRun {
  asked: number;
  leftOut: number;
  byCompany: { companyId: string; asked: number; leftOut: number }[];
  byLocale: { locale: string; asked: number }[];
  byReason: { reason: ToldReason; n: number }[];
  /** Three of those who would be asked. */
  sample: Asked[];
  /** Number of the wave a launch would make. */
  wave: number;
}

/** Who would be asked now, and who is left out and why. Writes nothing; the number of queries does not depend on the audience. */
export async function dryRun({ db, secret }: Sending, scope: Scope, id: string, now: Date): Promise<DryRun | null> {
  const found = await read(db.app, id);
  if (found === null) return null;
  const number = await nextWave(db.app, id);
  const judging = await judge(db.system, secret, scope, planOf(found, number), await hasSeveral(db.app), now);
  const counts = await countJudged(db.system, judging);
  const sample = await askedOf(db.system, judging, 3);
  const sums = {
    companies: new Map<string, [number, number]>(),
    locales: new Map<string, number>(),
    reasons: new Map<ToldReason, number>()
  };
  let [asked, leftOut] = [0, 0];
  for (const { companyId, locale, reason, n } of counts) {
    const one = sums.companies.get(companyId) ?? [0, 0];
    if (reason === null) {
      asked += n;
      one[0] += n;
      sums.locales.set(locale, (sums.locales.get(locale) ?? 0) + n);
    } else {
      leftOut += n;
      one[1] += n;
      const told = toldReason(reason, scope.overlap);
      sums.reasons.set(told, (sums.reasons.get(told) ?? 0) + n);
    }
    sums.companies.set(companyId, one);
  }
  const most = <T>(list: [T, number][]) => list.sort((a, b) => b[1] - a[1]);
  return {
    asked,
    leftOut,
    byCompany: [...sums.companies].map(([companyId, [a, l]]) => ({ companyId, asked: a, leftOut: l })),
    byLocale: most([...sums.locales]).map(([locale, n]) => ({ locale, asked: n })),
    byReason: most([...sums.reasons]).map(([reason, n]) => ({ reason, n })),
    sample,
    wave: number
  };
}

/** Any fixed number: launches wait for each other, so that two programs cannot both ask one customer. */
const LAUNCH_LOCK = 7_203_115;

export type Launched =
  | { ok: true; waveId: string; number: number; asked: number; leftOut: number; repeated: boolean }
  | { ok: false; reason: 'not_found' | 'closed' | 'not_published' | 'nobody' | 'stale' };

/**
 * Launches wave `number` in one transaction: the wave, who was left out and why, invitations and what goes out to them. A
 * repeat of a launch that happened gives its result again (a double click makes no second wave); a number that is not the
 * next one is `stale`.
 */
export async function launch(
  { db, secret }: Sending,
  actor: Actor,
  scope: Scope,
  id: string,
  number: number,
  now: Date
): Promise<Launched> {
  return db.system.transaction(async (tx): Promise<Launched> => {
    await tx.execute(sql`select pg_advisory_xact_lock(${LAUNCH_LOCK})`);
    const found = await read(tx, id);
    if (found === null) return { ok: false, reason: 'not_found' };
    const [known] = await tx
      .select()
      .from(wave)
      .where(and(eq(wave.programId, id), eq(wave.number, number)));
    if (known)
      return { ok: true, waveId: known.id, number, asked: known.asked, leftOut: known.leftOut, repeated: true };
    if (number !== (await nextWave(tx, id))) return { ok: false, reason: 'stale' };
    if (found.state === 'closed') return { ok: false, reason: 'closed' };
    if (!(await isSendable(tx, found.surveyId))) return { ok: false, reason: 'not_published' };
    const judging = await judge(tx, secret, scope, planOf(found, number), await hasSeveral(tx), now);
    const asked = await askedOf(tx, judging, null);
    if (asked.length === 0) return { ok: false, reason: 'nobody' };
    const waveId = newId(now);
    const launchedBy = actor.kind === 'person' ? actor.id : null;
    await tx
      .insert(wave)
      .values({ id: waveId, programId: id, number, launchedAt: now, launchedBy, asked: asked.length, leftOut: 0 });
    await tx.execute(sql`
      insert into wave_exclusion (wave_id, customer_id, company_id, reason)
      select ${waveId}::uuid, j.id, j.company_id, j.reason from (${judging.judged}) j where j.reason is not null`);
    const [{ leftOut }] = rows<{ leftOut: number }>(
      await tx.execute(sql`
        update wave set left_out = (select count(*) from wave_exclusion where wave_id = ${waveId}::uuid)
        where id = ${waveId}::uuid returning left_out as "leftOut"`)
    ) as [{ leftOut: number }];
    await invite(tx, secret, found, waveId, asked, now);
    await tx.update(program).set({ state: 'running', updatedAt: now }).where(eq(program.id, id));
    const detail = { wave: number, asked: asked.length, leftOut };
    await record(tx, actor, 'program.launched', { kind: 'program', id }, now, detail);
    return { ok: true, waveId, number, asked: asked.length, leftOut, repeated: false };
  });
}

async function invite(
  tx: Db,
  secret: Secret,
  found: Program,
  waveId: string,
  asked: Asked[],
  now: Date
): Promise<void> {
  const expiresAt = new Date(now.getTime() + found.expiresDays * 86_400_000);
  const { channel, kind, id: programId } = found;
  const planned = asked.map((one) => ({ ...one, invitationId: newId(now) }));
  await plan(
    tx,
    secret,
    planned.map(({ invitationId, companyId, id, locale }) => ({
      ...{ id: invitationId, companyId, customerId: id, programId, waveId, channel, kind, locale },
      ...{ invitedAt: now, expiresAt }
    }))
  );
  if (channel === 'phone')
    await enlist(
      tx,
      planned.map((one) => ({ ...one, id: one.invitationId, programId }))
    );
  if (channel !== 'email') return;
  const kindOfMail = 'invitation' as const;
  const letters = planned.flatMap(({ invitationId, companyId, email: address }) => {
    const effectKey = `invitation:${invitationId}`;
    return address === null ? [] : [{ effectKey, kind: kindOfMail, companyId, invitationId, address }];
  });
  await queueMany(tx, letters, now);
}

/** What the customers within reach offer to choose from. */
export function choices(db: Database, scope: Scope) {
  return scoped(db.app, scope, (tx) => choicesOf(tx, scope));
}

function planOf({ audience, channel, fatigueDays, id }: Program, number: number): Plan {
  return { audience, channel, fatigueDays, seed: `${id}:${number}` };
}

async function nextWave(db: Db, programId: string): Promise<number> {
  const [last] = await db
    .select({ number: max(wave.number) })
    .from(wave)
    .where(eq(wave.programId, programId));
  return (last?.number ?? 0) + 1;
}

async function hasSeveral(db: Db): Promise<boolean> {
  const [row] = await db.select({ n: count() }).from(company);
  return (row?.n ?? 0) > 1;
}

async function isSendable(db: Db, surveyId: string): Promise<boolean> {
  const found = await db
    .select({ id: survey.id })
    .from(survey)
    .innerJoin(surveyVersion, eq(surveyVersion.surveyId, survey.id))
    .where(and(eq(survey.id, surveyId), isNull(survey.closedAt)))
    .limit(1);
  return found.length > 0;
}
