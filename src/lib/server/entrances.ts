/**
 * Entrances: open doors to a survey for people nobody has invited by name. The one writer of `entrance`. Whoever comes in gets an
 * invitation without a customer, so that everything behind it (one gate, one sitting, one response) is that of a personal link.
 */
import { timingSafeEqual } from 'node:crypto';
import { and, asc, desc, eq, isNull, sql } from 'drizzle-orm';
import { recordCompanies, type Scope } from '#lib/merger/scope.ts';
import {
  type EntranceChannel,
  type EntranceState,
  inHalves,
  lettersIn,
  lettersOf,
  stateOf
} from '#lib/outreach/entrance.ts';
import type { KioskSettings } from '#lib/outreach/kiosk.ts';
import { type Actor, record } from './access/audit.ts';
import type { Secret } from './access/secret.ts';
import { hashToken } from './access/tokens.ts';
import { newId } from './db/id.ts';
import type { Db } from './db/open.ts';
import { company } from './db/schema/organisation.ts';
import { entrance, invitation, program, survey } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { type AskingCompany, type Linking, plan, tokenOf as invitationToken } from './invitations.ts';
import { newestVersion } from './surveys.ts';

type Row = typeof entrance.$inferSelect;

const TOKEN = /^[A-Za-z0-9_-]{22}$/;
const SHORT_LETTERS = 10;
const CODE_LETTERS = 8;
/** So long somebody who began may come back and finish, as on any version that was left behind (F-25). */
const SITTING_MS = 7 * 86_400_000;
/** Beyond the end of the entrance itself, so that nobody who began in time is cut off while writing. */
const GRACE_MS = 86_400_000;

export function tokenOf(secret: Secret, id: string): string {
  return secret.sign('entrance', id).slice(0, 22);
}

const lettersFrom = (secret: Secret, purpose: string, text: string, count: number) =>
  lettersOf(Buffer.from(secret.sign(purpose, text), 'base64url'), count);

const shortOf = (secret: Secret, id: string) => lettersFrom(secret, 'entrance address', id, SHORT_LETTERS);

/** Of few bits, so not hashed alone: who has the database still lacks the key. */
const shortHash = (secret: Secret, letters: string) => hashToken(secret.sign('entrance look-up', letters));

/** The code that is asked for, as it is printed; null for none. */
export function codeOf(secret: Secret, { id, codeNumber }: Pick<Row, 'id' | 'codeNumber'>): string | null {
  return codeNumber === null
    ? null
    : inHalves(lettersFrom(secret, 'entrance code', `${id} ${codeNumber}`, CODE_LETTERS));
}

/** Its link, and the short address that can be typed from paper. Both start with APP_URL (S-27). */
export function linksOf({ config, secret }: Linking, id: string): { link: string; short: string } {
  return {
    link: `${config.appUrl}/o/${tokenOf(secret, id)}`,
    short: `${config.appUrl}/o/${inHalves(shortOf(secret, id)).toLowerCase()}`
  };
}

/** Where a kiosk stands; its other links lead there too. */
export const kioskOf = ({ config, secret }: Linking, id: string) => `${config.appUrl}/k/${tokenOf(secret, id)}`;

export interface NewEntrance {
  surveyId: string;
  companyId: string;
  programId: string | null;
  name: string;
  channel: EntranceChannel;
  withCode: boolean;
  oncePerDevice: boolean;
  sites: string[];
  most: number | null;
  endsAt: Date | null;
  /** Belongs to a kiosk and to no other channel. */
  kiosk?: KioskSettings | null;
}

export type Created =
  | { ok: true; id: string }
  /** A company outside the scope is one that does not exist. */
  | { ok: false; reason: 'no_company' | 'no_survey' | 'no_program' };

/** Opens an entrance to a published survey, in the name of a company whose records the actor holds. */
export function create(
  { db, secret }: { db: { app: Db }; secret: Secret },
  actor: Actor,
  scope: Scope,
  input: NewEntrance,
  now: Date
): Promise<Created> {
  return scoped(db.app, scope, async (tx): Promise<Created> => {
    const { withCode, ...values } = input;
    if (!recordCompanies(scope).includes(input.companyId)) return { ok: false, reason: 'no_company' };
    const [asked] = await tx
      .select({ id: survey.id })
      .from(survey)
      .where(and(eq(survey.id, input.surveyId), isNull(survey.closedAt)));
    if (!asked || (await newestVersion(tx, asked.id)) === null) return { ok: false, reason: 'no_survey' };
    if (input.programId !== null) {
      const [known] = await tx
        .select({ state: program.state })
        .from(program)
        .where(and(eq(program.id, input.programId), eq(program.surveyId, input.surveyId)));
      if (!known || known.state === 'closed') return { ok: false, reason: 'no_program' };
    }
    const id = newId(now);
    await tx.insert(entrance).values({
      ...values,
      id,
      tokenHash: hashToken(tokenOf(secret, id)),
      shortHash: shortHash(secret, shortOf(secret, id)),
      codeNumber: withCode ? 1 : null,
      createdBy: actor.kind === 'person' ? actor.id : null,
      createdAt: now
    });
    await record(tx, actor, 'entrance.created', { kind: 'entrance', id }, now, { channel: input.channel });
    return { ok: true, id };
  });
}

/** Closes an entrance, with everybody who is inside, or opens it again; null when it is not the reader's. */
export function setClosed(
  db: Db,
  actor: Actor,
  scope: Scope,
  id: string,
  closed: boolean,
  now: Date
): Promise<boolean> {
  return scoped(db, scope, async (tx) => {
    const changed = await tx
      .update(entrance)
      .set({ closedAt: closed ? now : null })
      .where(and(eq(entrance.id, id), closed ? isNull(entrance.closedAt) : sql`${entrance.closedAt} is not null`))
      .returning({ id: entrance.id });
    if (changed.length > 0)
      await record(tx, actor, closed ? 'entrance.closed' : 'entrance.reopened', { kind: 'entrance', id }, now);
    return changed.length > 0;
  });
}

/** Sets a kiosk anew; its devices follow when they next have a line. False when it is no kiosk of the reader's. */
export function setKiosk(
  db: Db,
  actor: Actor,
  scope: Scope,
  id: string,
  kiosk: KioskSettings,
  now: Date
): Promise<boolean> {
  return scoped(db, scope, async (tx) => {
    const changed = await tx
      .update(entrance)
      .set({ kiosk })
      .where(and(eq(entrance.id, id), eq(entrance.channel, 'kiosk')))
      .returning({ id: entrance.id });
    if (changed.length > 0) await record(tx, actor, 'entrance.kiosk_set', { kind: 'entrance', id }, now);
    return changed.length > 0;
  });
}

/** A new code takes the place of the old one; whoever is inside stays. False where no code is asked for. */
export function renewCode(db: Db, actor: Actor, scope: Scope, id: string, now: Date): Promise<boolean> {
  return scoped(db, scope, async (tx) => {
    const changed = await tx
      .update(entrance)
      .set({ codeNumber: sql`${entrance.codeNumber} + 1` })
      .where(and(eq(entrance.id, id), sql`${entrance.codeNumber} is not null`))
      .returning({ id: entrance.id });
    if (changed.length > 0) await record(tx, actor, 'entrance.code_renewed', { kind: 'entrance', id }, now);
    return changed.length > 0;
  });
}

const shown = {
  row: entrance,
  company: { id: company.id, name: company.name, brand: company.brand },
  survey: { id: survey.id, title: survey.title, closedAt: survey.closedAt },
  program: { id: program.id, name: program.name, kind: program.kind, state: program.state }
};

const selected = (db: Db) =>
  db
    .select(shown)
    .from(entrance)
    .innerJoin(company, eq(company.id, entrance.companyId))
    .innerJoin(survey, eq(survey.id, entrance.surveyId))
    .leftJoin(program, eq(program.id, entrance.programId));

export interface Entrance extends Row {
  company: AskingCompany;
  survey: { id: string; title: string };
  program: { id: string; name: string; kind: 'relationship' | 'transactional' } | null;
  state: EntranceState;
}

function told({ row, company, survey, program }: Awaited<ReturnType<typeof selected>>[number], now: Date): Entrance {
  const over = survey.closedAt !== null || program?.state === 'closed';
  return { ...row, company, survey, program, state: stateOf({ ...row, over }, now) };
}

/** Entrances of a survey that lead to companies whose records the reader holds, the newest first. */
export async function list(db: Db, scope: Scope, surveyId: string, now: Date): Promise<Entrance[]> {
  const found = await scoped(db, scope, (tx) =>
    selected(tx).where(eq(entrance.surveyId, surveyId)).orderBy(desc(entrance.createdAt), asc(entrance.id))
  );
  return found.map((one) => told(one, now));
}

/** One entrance; null when it does not exist or is outside the scope. */
export async function read(db: Db, scope: Scope, id: string, now: Date): Promise<Entrance | null> {
  const [found] = await scoped(db, scope, (tx) => selected(tx).where(eq(entrance.id, id)));
  return found ? told(found, now) : null;
}

/** What a link or a short address leads to. Whatever leads nowhere costs the same query and gives null (S-09, S-11). */
export async function find(db: Db, secret: Secret, given: string, now: Date): Promise<Entrance | null> {
  const [found] = TOKEN.test(given)
    ? await selected(db).where(eq(entrance.tokenHash, hashToken(given)))
    : await selected(db).where(eq(entrance.shortHash, shortHash(secret, lettersIn(given))));
  return found ? told(found, now) : null;
}

export interface Entry {
  /** Made by the page that was shown: posts of one page are one sitting, however often they come (F-21). */
  key: string;
  code: string;
  channel: EntranceChannel | 'qr';
  locale: string;
}

export type Entered = { ok: true; token: string } | { ok: false; reason: Exclude<EntranceState, 'open'> | 'code' };

/** The one way in: gives whoever comes a sitting of their own, as a link like everybody's. */
export async function enter(
  db: Db,
  secret: Secret,
  found: Entrance,
  { key, code, channel, locale }: Entry,
  now: Date
): Promise<Entered> {
  if (found.state !== 'open') return { ok: false, reason: found.state };
  if (!opens(codeOf(secret, found), code)) return { ok: false, reason: 'code' };
  const { id: entranceId, companyId, programId, endsAt } = found;
  const externalId = `entrance:${hashToken(`${entranceId} ${key}`)}`;
  const leaves = now.getTime() + SITTING_MS;
  return db.transaction(async (tx) => {
    const id = newId(now);
    await plan(tx, secret, [
      {
        ...{ id, companyId, customerId: null, programId, waveId: null, entranceId, externalId, channel, locale },
        kind: found.program?.kind ?? 'transactional',
        invitedAt: now,
        expiresAt: new Date(endsAt === null ? leaves : Math.min(leaves, endsAt.getTime() + GRACE_MS))
      }
    ]);
    const [mine] = await tx
      .select({ id: invitation.id })
      .from(invitation)
      .where(and(eq(invitation.companyId, companyId), eq(invitation.externalId, externalId)));
    if (mine!.id === id)
      await tx
        .update(entrance)
        .set({ begun: sql`${entrance.begun} + 1` })
        .where(eq(entrance.id, entranceId));
    return { ok: true, token: invitationToken(secret, mine!.id) };
  });
}

function opens(code: string | null, typed: string): boolean {
  if (code === null) return true;
  const [wanted, given] = [lettersIn(code), lettersIn(typed)].map((letters) => Buffer.from(letters));
  return given!.length === wanted!.length && timingSafeEqual(wanted!, given!);
}

/** Counts people who began where the server could not see it. */
export async function countBegun(tx: Db, id: string, people: number): Promise<void> {
  if (people > 0)
    await tx
      .update(entrance)
      .set({ begun: sql`${entrance.begun} + ${people}` })
      .where(eq(entrance.id, id));
}

/** Part of the statement that stores responses: counts those of `claimed` that came through an entrance. */
export const answeredStatement = `update entrance e set answered = e.answered + c.n
  from (select entrance_id as id, count(*)::int as n from claimed where entrance_id is not null group by 1) c
  where e.id = c.id`;
