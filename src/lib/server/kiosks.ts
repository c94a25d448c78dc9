/**
 * What comes from kiosks: answers that were given with or without a line, stored once and at the time they were given, and how
 * each device stands. Behind it is what is behind every link: one invitation, one path, one statement that stores. The one writer
 * of `kiosk_device`.
 */
import { createHash } from 'node:crypto';
import { and, asc, count, desc, eq, sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import {
  type Call,
  type Given,
  givenAt,
  type Outcome,
  type Pack,
  type Refusal,
  type Reply
} from '#lib/outreach/kiosk.ts';
import { faceOf } from '#lib/survey/brand.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { matches } from '#lib/survey/pattern.ts';
import { readTimes } from '#lib/survey/quality.ts';
import { visit, type Visit } from '#lib/survey/visit.ts';
import type { Secret } from './access/secret.ts';
import type { Db } from './db/open.ts';
import { kioskDevice } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { countBegun, type Entrance } from './entrances.ts';
import { addSat, byIds, type Invitation, type SatAlready } from './invitations.ts';
import { meet, type Met } from './respondents.ts';
import { complete, type Partial, savePartial } from './responses.ts';
import { pipedValues } from './sheets.ts';
import { type Admitted, keyOf, submissionOf } from './sittings.ts';
import { newestVersion, type SurveyVersion, version } from './surveys.ts';

/** Nobody has a name at a kiosk. */
const stranger = { name: '' };

/** What a device needs to ask without a line; null while there is nothing to ask. `page` names the page in front of the survey. */
export async function packOf(db: Db, entrance: Entrance, page: string): Promise<Pack | null> {
  const newest = await newestVersion(db, entrance.surveyId);
  if (newest === null || entrance.kiosk === null) return null;
  const { kiosk, company, state } = entrance;
  const pack = {
    ...kiosk,
    state,
    endsAt: entrance.endsAt?.getTime() ?? null,
    company: faceOf(company),
    values: pipedValues(company, stranger),
    version: { id: newest.id, number: newest.number },
    document: withoutNames(newest.document)
  };
  const stamp = createHash('sha256')
    .update(JSON.stringify([pack, page]))
    .digest('hex')
    .slice(0, 32);
  return { ...pack, stamp };
}

/** The document without what only the team calls things: whoever holds the device may read what is on it. */
function withoutNames(document: SurveyDocument): SurveyDocument {
  const bare = <T extends { name?: string | undefined }>({ name: _, ...one }: T) => one;
  const { quotas, experiments, computed, ...rest } = document;
  return {
    ...rest,
    ...(quotas && { quotas: quotas.map(bare) }),
    ...(experiments && { experiments: experiments.map((one) => ({ ...bare(one), arms: one.arms.map(bare) })) }),
    ...(computed && { computed: computed.map(bare) })
  };
}

interface Judged {
  readonly given: Given;
  readonly at: Date;
  readonly version: SurveyVersion;
  readonly met: Met;
  readonly seen: Visit;
}

/** Takes one call of a device: stores what it brings, notes how it stands, and hands it what is new. */
export async function receive(
  db: Db,
  secret: Secret,
  entrance: Entrance,
  call: Call,
  page: string,
  now: Date
): Promise<Reply> {
  const versions = new Map<string, SurveyVersion | null>();
  for (const id of new Set(call.given.map((one) => one.version))) versions.set(id, await version(db, id));
  const judged = await Promise.all(
    call.given.map((given) => judge(db, entrance, given, versions.get(given.version) ?? null, now))
  );
  const taken = judged.filter((one): one is Judged => 'given' in one);
  const left = await sitDown(db, secret, entrance, taken, now);
  const rows = await byIds(
    db,
    taken.map(({ given }) => given.key)
  );
  const outcomes = await Promise.all(
    judged.map((one) => ('given' in one ? store(db, secret, entrance, one, rows.get(one.given.key), left, now) : one))
  );
  await note(db, entrance, call, now);
  const pack = await packOf(db, entrance, page);
  const { state } = entrance;
  return { at: now.getTime(), state, outcomes, pack: pack?.stamp === call.known ? null : pack };
}

/** Whether answers may be stored, by the rules of every other way in (S-14). */
async function judge(
  db: Db,
  entrance: Entrance,
  given: Given,
  on: SurveyVersion | null,
  now: Date
): Promise<Judged | Outcome> {
  const { key, language } = given;
  const no = (why: Refusal): Outcome => ({ key, is: 'refused', why });
  // What a person closed is closed, for those inside as well; who answered while it was open or not yet full, counts.
  if (entrance.state === 'closed') return no('closed');
  if (on === null || on.surveyId !== entrance.surveyId) return no('version');
  if (!on.document.languages.includes(language)) return no('invalid');
  const at = givenAt(given, now);
  if (at === null || (entrance.endsAt !== null && at > entrance.endsAt)) return no('late');
  // Quotas that filled up while the answers were on their way do not change the way they went.
  const met = await meet(db, admittedOf(entrance, given, on), language, at, true);
  const said: [string, string][] = [
    ['_go', given.done ? 'finish' : 'save'],
    ['_page', given.page],
    ['_times', given.times]
  ];
  const seen = visit(met.document, {}, [...given.fields, ...said], matches);
  return given.done && seen.turn.to !== 'end' ? no('invalid') : { given, at, version: on, met, seen };
}

/** Somebody at a kiosk, as the gate of a link lets people in. */
function admittedOf(
  { id, company, sites }: Entrance,
  { key, language }: Given,
  on: SurveyVersion,
  row?: Invitation
): Admitted {
  const invitation = row ?? ({ id: key, channel: 'kiosk' } as Invitation);
  return {
    ...{ ok: true, invitation, version: on, sitting: null, company, mayChange: false },
    customer: { id: null, companyId: company.id, name: stranger.name, locale: language },
    entrance: { id, channel: 'kiosk', sites }
  };
}

/**
 * An invitation for each of them, under the key the device made. Once, whatever is repeated. What was left in the middle is kept in
 * the same transaction, so that nobody ends such an invitation before it holds its answers. Returns the keys of what was left so.
 */
async function sitDown(
  db: Db,
  secret: Secret,
  { id: entranceId, companyId, programId, program }: Entrance,
  taken: readonly Judged[],
  now: Date
): Promise<ReadonlySet<string>> {
  const sat = taken.map(({ given, at, version: { id: surveyVersionId } }): SatAlready => {
    const began = new Date(at.getTime() - given.took);
    return {
      ...{ id: given.key, companyId, customerId: null, programId, waveId: null, entranceId, surveyVersionId },
      ...{ channel: 'kiosk', kind: program?.kind ?? 'transactional', locale: given.language, invitedAt: began },
      ...{ openedAt: began, startedAt: began },
      // Whoever walked away does not come back: what they said is what there is.
      expiresAt: given.done ? null : now
    };
  });
  return db.transaction(async (tx) => {
    const added = new Set(await addSat(tx, secret, sat));
    await countBegun(tx, entranceId, added.size);
    const left = taken.filter(({ given }) => !given.done && added.has(given.key));
    for (const one of left) await savePartial(tx, partialOf(secret, companyId, one), one.at);
    return new Set(left.map(({ given }) => given.key));
  });
}

function partialOf(secret: Secret, companyId: string, { given, version: on, seen }: Judged): Partial {
  const place = on.document.pages.findIndex(({ id }) => id === given.page);
  return {
    ...{ invitationId: given.key, companyId, key: keyOf(secret, given.key), revision: 1 },
    ...{ page: Math.max(0, place), answers: seen.answers, surveyVersionId: on.id },
    pageSeconds: readTimes(given.times, on.document)
  };
}

async function store(
  db: Db,
  secret: Secret,
  entrance: Entrance,
  { given, at, version: on, met, seen }: Judged,
  row: Invitation | undefined,
  left: ReadonlySet<string>,
  now: Date
): Promise<Outcome> {
  const { key } = given;
  // A key that names somebody else's invitation opens nothing.
  if (row?.entranceId !== entrance.id) return { key, is: 'refused', why: 'invalid' };
  if (left.has(key)) return { key, is: 'stored' };
  // Whoever walked away under this key is no more than known, whatever a device says of them later.
  if (!given.done || row.responseId !== null || row.state !== 'started') return { key, is: 'known' };
  const admitted = admittedOf(entrance, given, on, row);
  const submission = submissionOf(secret, admitted, met, seen, given.language, at);
  const done = await complete(db, { ...submission, at }, now);
  return { key, is: done.ok && !done.repeated ? 'stored' : 'known' };
}

/** Most devices that are told of one entrance: the one that was silent longest makes room. */
const mostDevices = 100;

async function note(db: Db, { id: entranceId, companyId }: Entrance, call: Call, now: Date): Promise<void> {
  const { device, waiting, refused } = call;
  const told = { seenAt: now, waiting, refused };
  await db.transaction(async (tx) => {
    const own = and(eq(kioskDevice.entranceId, entranceId), eq(kioskDevice.device, device));
    const changed = await tx.update(kioskDevice).set(told).where(own).returning({ device: kioskDevice.device });
    if (changed.length > 0) return;
    const [{ n } = { n: 0 }] = await tx
      .select({ n: count() })
      .from(kioskDevice)
      .where(eq(kioskDevice.entranceId, entranceId));
    if (n >= mostDevices)
      await tx.delete(kioskDevice).where(
        and(
          eq(kioskDevice.entranceId, entranceId),
          sql`${kioskDevice.device} in (${tx
            .select({ device: kioskDevice.device })
            .from(kioskDevice)
            .where(eq(kioskDevice.entranceId, entranceId))
            .orderBy(asc(kioskDevice.seenAt))
            .limit(n - mostDevices + 1)})`
        )
      );
    await tx
      .insert(kioskDevice)
      .values({ entranceId, device, companyId, ...told })
      .onConflictDoNothing();
  });
}

export interface DeviceLine {
  device: string;
  seenAt: Date;
  waiting: number;
  refused: number;
}

/** Devices of a kiosk, the one heard of last first, for a reader with records. */
export function devices(db: Db, scope: Scope, entranceId: string, limit: number): Promise<DeviceLine[]> {
  const { device, seenAt, waiting, refused } = kioskDevice;
  return scoped(db, scope, (tx) =>
    tx
      .select({ device, seenAt, waiting, refused })
      .from(kioskDevice)
      .where(eq(kioskDevice.entranceId, entranceId))
      .orderBy(desc(seenAt))
      .limit(limit)
  );
}
