/**
 * Sheets of paper on their way to a response: typed in by two people, settled where they differ, stored or set aside. The one writer
 * of `paper_sheet`. Every step is a conditional update of the state it starts from, so that of two people at one sheet one wins and
 * the other is told.
 * size: its one writer, with every step a sheet can take.
 */
import { and, asc, eq, gte, isNull, lte, max, ne, or, sql } from 'drizzle-orm';
import { recordCompanies, type Scope } from '#lib/merger/scope.ts';
import { idsOfCode } from '#lib/outreach/paper-code.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { compareKeyings, type Keyed, settledAs } from '#lib/survey/keying.ts';
import { asPrinted } from '#lib/survey/keying-sheet.ts';
import { type Actor, record } from './access/audit.ts';
import type { Secret } from './access/secret.ts';
import { newId } from './db/id.ts';
import { type Db, isUnique } from './db/open.ts';
import { paperSheet, type SheetState } from './db/schema/paper.ts';
import { invitation, program } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { othersWhoKey } from './keyers.ts';
import { give } from './paper-responses.ts';
import { version } from './surveys.ts';

export type PaperSheet = typeof paperSheet.$inferSelect;
export type { SheetState };

interface App {
  db: { app: Db; system: Db };
  secret: Secret;
}

/** Who keys: a person, because a keying is somebody's. */
export type Keyer = Actor & { kind: 'person'; id: string };

/** In the order in which a sheet goes through them. */
export const sheetStates = ['open', 'once', 'differs', 'settled', 'stored', 'aside'] as const satisfies SheetState[];

/** Why a sheet is not stored. The last four are found, the first four chosen. */
export const asideReasons = ['blank', 'unreadable', 'duplicate', 'other'] as const;
export type AsideReason = (typeof asideReasons)[number] | 'opted_out' | 'late';

/** So long a sheet that was handed out to be keyed a second time is nobody else's. */
const HELD_MS = 20 * 60_000;

/** What a pile of sheets has in common. */
export interface Pile {
  surveyId: string;
  versionId: string;
  companyId: string;
  programId: string | null;
  locale: string;
  receivedOn: string;
}

export type Refused =
  /** There is a sheet of this number already. */
  | { ok: false; reason: 'number_taken'; id: string }
  | { ok: false; reason: 'no_company' | 'no_version' | 'no_program' | 'no_code' }
  /** Another sheet of this customer is on its way. */
  | { ok: false; reason: 'code_taken'; number: number };

export type Begun = { ok: true; id: string; state: SheetState; reason: string | null } | Refused;

/**
 * Takes a sheet in with its first keying, or sets it aside at once. A personal one whose customer has answered meanwhile is set
 * aside as a duplicate.
 */
export async function begin(
  db: Db,
  keyer: Keyer,
  scope: Scope,
  pile: Pile,
  sheet: { number: number; code: string; first: Keyed } | { number: number; aside: (typeof asideReasons)[number] },
  now: Date
): Promise<Begun> {
  const { surveyId, versionId: surveyVersionId, companyId, programId, locale, receivedOn } = pile;
  try {
    return await scoped(db, scope, async (tx): Promise<Begun> => {
      if (!recordCompanies(scope).includes(companyId)) return { ok: false, reason: 'no_company' };
      if ((await version(tx, surveyVersionId))?.surveyId !== surveyId) return { ok: false, reason: 'no_version' };
      const [known] = programId === null ? [] : await tx.select().from(program).where(eq(program.id, programId));
      if (programId !== null && known?.surveyId !== surveyId) return { ok: false, reason: 'no_program' };
      const owner = 'first' in sheet && sheet.code !== '' ? await ownerOf(tx, pile, sheet.code) : null;
      if (owner !== null && !owner.ok) return owner;
      const answered = owner?.invitation.responseId != null;
      const aside = 'aside' in sheet ? sheet.aside : answered ? 'duplicate' : null;
      const id = newId(now);
      const state = aside === null ? 'once' : 'aside';
      await tx.insert(paperSheet).values({
        ...{ id, surveyId, surveyVersionId, companyId, locale, receivedOn, number: sheet.number, createdAt: now },
        ...{ programId: owner?.invitation.programId ?? programId, invitationId: owner?.invitation.id ?? null },
        ...('first' in sheet ? { first: sheet.first, firstBy: keyer.id, firstAt: now } : {}),
        ...{ state, asideReason: aside }
      });
      const detail = { number: sheet.number, state, ...(aside && { reason: aside }) };
      await record(tx, keyer, aside ? 'paper.aside' : 'paper.keyed', { kind: 'paper_sheet', id }, now, detail);
      return { ok: true, id, state, reason: aside };
    });
  } catch (error) {
    if (!isUnique(error)) throw error;
    const taken = await findByNumber(db, scope, surveyId, companyId, sheet.number);
    if (taken) return { ok: false, reason: 'number_taken', id: taken.id };
    // The number is free: somebody began another sheet of this customer at the same moment.
    const owner = 'first' in sheet ? await scoped(db, scope, (tx) => ownerOf(tx, pile, sheet.code)) : null;
    if (owner?.ok === false) return owner;
    throw error;
  }
}

type Owner =
  { ok: true; invitation: Pick<typeof invitation.$inferSelect, 'id' | 'programId' | 'responseId'> } | Refused;

/** The invitation that the code of a sheet names, of this company and survey. */
async function ownerOf(tx: Db, { surveyId, companyId }: Pile, code: string): Promise<Owner> {
  const ids = idsOfCode(code);
  if (ids === null) return { ok: false, reason: 'no_code' };
  const { id, programId, responseId } = invitation;
  const near = await tx
    .select({ id, programId, responseId })
    .from(invitation)
    .innerJoin(program, eq(program.id, invitation.programId))
    .where(
      and(gte(id, ids.from), lte(id, ids.to), eq(invitation.companyId, companyId), eq(program.surveyId, surveyId))
    );
  const [found, more] = near.filter((one) => one.id.endsWith(ids.end));
  if (!found || more) return { ok: false, reason: 'no_code' };
  const [taken] = await tx
    .select({ number: paperSheet.number })
    .from(paperSheet)
    .where(and(eq(paperSheet.invitationId, found.id), ne(paperSheet.state, 'aside')));
  return taken ? { ok: false, reason: 'code_taken', number: taken.number } : { ok: true, invitation: found };
}

/** One sheet; null when it does not exist or is outside the scope. */
export async function read(db: Db, scope: Scope, id: string): Promise<PaperSheet | null> {
  const [found] = await scoped(db, scope, (tx) => tx.select().from(paperSheet).where(eq(paperSheet.id, id)));
  return found ?? null;
}

export async function findByNumber(
  db: Db,
  scope: Scope,
  surveyId: string,
  companyId: string,
  number: number
): Promise<PaperSheet | null> {
  const same = and(
    eq(paperSheet.surveyId, surveyId),
    eq(paperSheet.companyId, companyId),
    eq(paperSheet.number, number)
  );
  const [found] = await scoped(db, scope, (tx) => tx.select().from(paperSheet).where(same));
  return found ?? null;
}

/** The number that follows the greatest one of a survey and company. */
export async function nextNumber(db: Db, scope: Scope, surveyId: string, companyId: string): Promise<number> {
  const pile = and(eq(paperSheet.surveyId, surveyId), eq(paperSheet.companyId, companyId));
  const [found] = await scoped(db, scope, (tx) =>
    tx
      .select({ last: max(paperSheet.number) })
      .from(paperSheet)
      .where(pile)
  );
  return (found?.last ?? 0) + 1;
}

/**
 * Hands out the next sheet that this person may key a second time, after a number, then from the start; null when there is none.
 * Nobody else is given it meanwhile, and what somebody was given and did not do is given out again.
 */
export async function takeNext(
  db: Db,
  scope: Scope,
  keyer: Keyer,
  { surveyId, after = 0 }: { surveyId: string; after?: number },
  now: Date
): Promise<string | null> {
  const others = await othersWhoKey(db, keyer.id, now);
  const alone = recordCompanies(scope).filter((companyId) => !others(companyId));
  return scoped(db, scope, async (tx) => {
    const mine = alone.map((companyId) => eq(paperSheet.companyId, companyId));
    const [found] = await tx
      .select({ id: paperSheet.id })
      .from(paperSheet)
      .where(
        and(
          eq(paperSheet.surveyId, surveyId),
          eq(paperSheet.state, 'once'),
          or(isNull(paperSheet.firstBy), ne(paperSheet.firstBy, keyer.id), ...mine),
          or(isNull(paperSheet.heldUntil), lte(paperSheet.heldUntil, now), eq(paperSheet.heldBy, keyer.id))
        )
      )
      .orderBy(sql`${paperSheet.number} <= ${after}`, asc(paperSheet.number), asc(paperSheet.id))
      .limit(1)
      .for('update', { skipLocked: true });
    if (!found) return null;
    const heldUntil = new Date(now.getTime() + HELD_MS);
    await tx.update(paperSheet).set({ heldBy: keyer.id, heldUntil }).where(eq(paperSheet.id, found.id));
    return found.id;
  });
}

/** Whether this person may key a sheet a second time: not what they keyed themselves, unless there is nobody else to do it. */
export async function maySecond(
  db: Db,
  sheet: PaperSheet,
  personId: string,
  now: Date
): Promise<'yes' | 'alone' | 'no'> {
  if (sheet.firstBy !== personId) return 'yes';
  return (await othersWhoKey(db, personId, now))(sheet.companyId) ? 'no' : 'alone';
}

export type Moved =
  { ok: true; state: SheetState; reason: string | null } | { ok: false; reason: 'gone' | 'same_person' };

/** Takes the second keying. Where both say the same the sheet is stored at once, else it is to be settled. */
export async function keySecond(
  app: App,
  keyer: Keyer,
  scope: Scope,
  id: string,
  second: Keyed,
  now: Date
): Promise<Moved> {
  const sheet = await read(app.db.app, scope, id);
  if (sheet?.state !== 'once' || sheet.first === null) return { ok: false, reason: 'gone' };
  const { first } = sheet;
  const may = await maySecond(app.db.app, sheet, keyer.id, now);
  if (may === 'no') return { ok: false, reason: 'same_person' };
  const { n, differ } = compareKeyings(await printedOf(app.db.app, sheet), first, second);
  const same = differ.length === 0;
  const moved = await move(
    app.db.app,
    scope,
    id,
    'once',
    {
      ...{ second, secondBy: keyer.id, secondAt: now, alone: may === 'alone', heldBy: null, heldUntil: null },
      ...{ compared: n, differed: differ.length, state: same ? ('settled' as const) : ('differs' as const) },
      ...(same ? { settled: first, settledAt: now, firstWrong: 0, secondWrong: 0 } : {})
    },
    (tx) =>
      record(tx, keyer, 'paper.keyed_again', { kind: 'paper_sheet', id }, now, {
        differed: differ.length,
        alone: may === 'alone'
      })
  );
  if (!moved) return { ok: false, reason: 'gone' };
  return same ? store(app, id, now) : { ok: true, state: 'differs', reason: null };
}

/** Settles a sheet: for each field that differs, what it says after all, from the first keying, the second or one of its own. */
export async function settle(
  app: App,
  keyer: Keyer,
  scope: Scope,
  id: string,
  chosen: ReadonlyMap<string, Keyed>,
  now: Date
): Promise<Moved> {
  const sheet = await read(app.db.app, scope, id);
  if (sheet?.state !== 'differs' || !sheet.first || !sheet.second) return { ok: false, reason: 'gone' };
  const survey = await printedOf(app.db.app, sheet);
  const { differ } = compareKeyings(survey, sheet.first, sheet.second);
  if (differ.some((name) => !chosen.has(name))) return { ok: false, reason: 'gone' };
  const only = new Map([...chosen].filter(([name]) => differ.includes(name)));
  const settled = settledAs(sheet.first, only);
  const wrong = (keyed: Keyed): number =>
    compareKeyings(survey, keyed, settled).differ.filter((name) => differ.includes(name)).length;
  const moved = await move(
    app.db.app,
    scope,
    id,
    'differs',
    {
      ...{ settled, settledBy: keyer.id, settledAt: now, state: 'settled' as const },
      ...{ firstWrong: wrong(sheet.first), secondWrong: wrong(sheet.second) }
    },
    (tx) => record(tx, keyer, 'paper.settled', { kind: 'paper_sheet', id }, now)
  );
  return moved ? store(app, id, now) : { ok: false, reason: 'gone' };
}

/** Sets a sheet aside for a reason; false when it is stored or set aside already. */
export function setAside(
  db: Db,
  actor: Actor,
  scope: Scope,
  id: string,
  reason: AsideReason,
  now: Date
): Promise<boolean> {
  const open: SheetState[] = ['open', 'once', 'differs'];
  return scoped(db, scope, async (tx) => {
    const changed = await tx
      .update(paperSheet)
      .set({ state: 'aside', asideReason: reason, heldBy: null, heldUntil: null })
      .where(and(eq(paperSheet.id, id), or(...open.map((state) => eq(paperSheet.state, state)))))
      .returning({ id: paperSheet.id });
    if (changed.length > 0) await record(tx, actor, 'paper.aside', { kind: 'paper_sheet', id }, now, { reason });
    return changed.length > 0;
  });
}

/**
 * Takes a sheet that was set aside back to where it was; one on which both keyings agree is tried to be stored once more, because
 * there is nothing left to settle. False when it is not aside, or its customer has another one by now.
 */
export async function takeBack(app: App, actor: Actor, scope: Scope, id: string, now: Date): Promise<boolean> {
  const state = sql<SheetState>`case when ${paperSheet.settled} is not null and ${paperSheet.differed} = 0 then 'settled'
    when ${paperSheet.second} is not null then 'differs' when ${paperSheet.first} is not null then 'once' else 'open' end`;
  const back = await move(app.db.app, scope, id, 'aside', { state, asideReason: null }, (tx) =>
    record(tx, actor, 'paper.taken_back', { kind: 'paper_sheet', id }, now)
  ).catch((error: unknown) => {
    if (isUnique(error)) return false;
    throw error;
  });
  if (back) await store(app, id, now);
  return back;
}

/** Keys a sheet for the first time that was set aside without a keying and taken back. */
export async function keyFirst(
  db: Db,
  keyer: Keyer,
  scope: Scope,
  id: string,
  first: Keyed,
  now: Date
): Promise<boolean> {
  return move(db, scope, id, 'open', { first, firstBy: keyer.id, firstAt: now, state: 'once' }, (tx) =>
    record(tx, keyer, 'paper.keyed', { kind: 'paper_sheet', id }, now)
  );
}

type Change = { [K in keyof PaperSheet]?: PaperSheet[K] | ReturnType<typeof sql<PaperSheet[K]>> };

/** The one conditional change of state: false when the sheet has moved on, or is not the reader's. */
function move(
  db: Db,
  scope: Scope,
  id: string,
  from: SheetState,
  change: Change,
  note: (tx: Db) => Promise<void>
): Promise<boolean> {
  return scoped(db, scope, async (tx) => {
    const changed = await tx
      .update(paperSheet)
      .set(change)
      .where(and(eq(paperSheet.id, id), eq(paperSheet.state, from)))
      .returning({ id: paperSheet.id });
    if (changed.length > 0) await note(tx);
    return changed.length > 0;
  });
}

async function printedOf(db: Db, { surveyVersionId }: PaperSheet): Promise<SurveyDocument> {
  return asPrinted((await version(db, surveyVersionId))!.document);
}

/** Stores a settled sheet. Repeated after a crash it finds what is there already. */
async function store({ db, secret }: App, id: string, now: Date): Promise<Moved> {
  const settledOne = and(eq(paperSheet.id, id), eq(paperSheet.state, 'settled'));
  const [sheet] = await db.system.select().from(paperSheet).where(settledOne);
  if (!sheet?.settled) return { ok: false, reason: 'gone' };
  const given = await give(db.system, secret, { ...sheet, settled: sheet.settled }, now);
  const change = given.ok
    ? {
        state: 'stored' as const,
        responseId: given.responseId,
        // The one its code names stays, though the answer had to get one of its own: a second sheet with the code is refused.
        invitationId: sheet.invitationId ?? given.invitationId,
        leftOut: given.leftOut
      }
    : { state: 'aside' as const, asideReason: given.reason };
  await db.system.update(paperSheet).set(change).where(settledOne);
  return { ok: true, state: change.state, reason: given.ok ? null : given.reason };
}

/**
 * Stores what was settled and not stored, because a process died in between; returns how many. One that cannot be stored holds up
 * no other: what it threw is thrown when the rest is done.
 */
export async function storeWaiting(app: App, now: Date): Promise<number> {
  const waiting = await app.db.system
    .select({ id: paperSheet.id })
    .from(paperSheet)
    .where(and(eq(paperSheet.state, 'settled'), lte(paperSheet.settledAt, new Date(now.getTime() - 60_000))))
    .orderBy(asc(paperSheet.settledAt), asc(paperSheet.id))
    .limit(100);
  const faults: unknown[] = [];
  for (const { id } of waiting) await store(app, id, now).catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw faults[0];
  return waiting.length;
}
