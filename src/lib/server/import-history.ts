/**
 * Invitations and answers of elsewhere: who they belong to, whether they are known already, and what is stored of them. A row
 * that was taken stays as it is: the same external id with something else in it is refused, never written over.
 */
import { sql } from 'drizzle-orm';
import type { AnswerRow, InvitationRow } from '#lib/customers/row.ts';
import { dayOf } from '#lib/merger/day.ts';
import { type PhaseCuts, phaseCuts, phaseIn, type Timeline } from '#lib/merger/timeline.ts';
import { contributionsOf } from '#lib/scores/contribution.ts';
import { isMetric, seriesOf } from '#lib/scores/metrics.ts';
import { type Flag, isOneCode } from '#lib/survey/quality.ts';
import type { Verdict } from './customers.ts';
import { newId } from './db/id.ts';
import { type Db, rows as rowsOf } from './db/open.ts';
import * as invitations from './invitations.ts';
import * as responses from './responses.ts';

export interface Judged {
  verdict: Verdict;
  /** Code of what was left out of a row that is written. */
  note?: string;
}

export interface History {
  judge(tx: Db): Promise<Judged[]>;
  put(tx: Db, places: readonly number[]): Promise<void>;
}

interface KnownInvitation {
  customer: string | null;
  locale: string | null;
  known: boolean;
  same: boolean | null;
}

export function invitationBatch(given: readonly InvitationRow[], importId: string, now: Date): History {
  let found: KnownInvitation[] = [];
  return {
    judge: async (tx) => {
      const asked = given.map((row, place) => ({
        place,
        company: row.company,
        legacy: row.customerId,
        external: row.invitationId,
        at: row.invitedAt.toISOString(),
        channel: row.channel,
        kind: row.surveyKind,
        locale: row.locale
      }));
      found = rowsOf<KnownInvitation>(
        await tx.execute(sql`
          with given as (select * from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as g(place int,
            company uuid, legacy text, external text, at timestamptz, channel text, kind text, locale text))
          select c.id as customer, c.locale, i.id is not null as known,
            i.customer_id = c.id and i.invited_at = g.at and (g.channel is null or i.channel = g.channel)
              and (g.kind is null or i.kind = g.kind) and (g.locale is null or i.locale = g.locale) as same
          from given g left join customer c on c.company_id = g.company and c.legacy_id = g.legacy
          left join invitation i on i.company_id = g.company and i.external_id = g.external order by g.place`)
      );
      return found.map(({ customer, known, same }) => ({ verdict: verdictOf(customer, known, same === true) }));
    },
    put: (tx, places) =>
      invitations.addImported(
        tx,
        places.map((place) => {
          const [row, { customer, locale }] = [given[place]!, found[place]!];
          return {
            id: newId(now),
            company: row.company,
            customer,
            external: row.invitationId,
            import: importId,
            channel: row.channel ?? '',
            kind: row.surveyKind ?? 'relationship',
            locale: row.locale ?? locale,
            at: row.invitedAt.toISOString()
          };
        })
      )
  };
}

function verdictOf(customer: string | null, known: boolean, same: boolean): Verdict {
  if (customer === null) return 'unknown_customer';
  if (!known) return 'added';
  return same ? 'unchanged' : 'other_payload';
}

interface KnownAnswer {
  customer: string | null;
  locale: string | null;
  segment: string | null;
  region: string | null;
  tier: string | null;
  stage: string | null;
  hash: string | null;
  invitation: string | null;
  asked: string | null;
  channel: string | null;
  used: boolean;
}

export function answerBatch(
  given: readonly AnswerRow[],
  options: { importId: string; now: Date; timeline: Timeline; dontKnow: readonly number[] }
): History {
  const { importId, now, timeline, dontKnow } = options;
  const read = given.map((row) => readAnswers(row, dontKnow));
  const hashes = given.map((row, at) => hashOf(row, read[at]!.answers));
  const cuts = new Map<string, PhaseCuts>();
  const phaseOf = (company: string, day: string) => {
    const known = cuts.get(company) ?? phaseCuts(timeline, company);
    cuts.set(company, known);
    return phaseIn(known, day);
  };
  let found: KnownAnswer[] = [];
  return {
    judge: async (tx) => {
      found = await lookUp(tx, given);
      return found.map((one, at): Judged => {
        const foreign = one.invitation !== null && one.customer !== null && one.asked !== one.customer;
        const verdict = verdictOf(one.customer, one.hash !== null, one.hash === hashes[at]);
        if (verdict === 'added' && foreign) return { verdict: 'other_customer' };
        const lost = verdict === 'added' && given[at]!.invitationId !== null && one.invitation === null;
        return lost ? { verdict, note: 'unknown_invitation' } : { verdict };
      });
    },
    put: async (tx, places) => {
      const used = new Set<string>();
      const completed: object[] = [];
      const stored = places.map((place): responses.ImportedResponse => {
        const [row, snapshot, { answers, bindings }] = [given[place]!, found[place]!, read[place]!];
        const id = newId(now);
        const { invitation } = snapshot;
        const first = invitation !== null && !snapshot.used && !used.has(invitation);
        if (first) {
          used.add(invitation);
          completed.push({ id: invitation, response: id, at: row.answeredAt.toISOString() });
        }
        return {
          id,
          companyId: row.company,
          customerId: snapshot.customer!,
          invitationId: invitation,
          importId,
          externalId: row.responseId,
          submissionKey: newId(now),
          payloadHash: hashes[place]!,
          state: 'complete',
          source: 'import',
          answers,
          ...contributionsOf(bindings, answers),
          stage: snapshot.stage ?? '',
          segment: snapshot.segment ?? '',
          region: snapshot.region ?? '',
          tier: snapshot.tier ?? '',
          channel: row.channel ?? snapshot.channel ?? '',
          locale: row.locale ?? snapshot.locale ?? 'en',
          phase: phaseOf(row.company, dayOf(row.answeredAt)),
          flags: flagsOf(row, invitation !== null && !first),
          answeredAt: row.answeredAt,
          receivedAt: row.receivedAt ?? row.answeredAt
        };
      });
      await responses.addImported(tx, stored);
      if (completed.length > 0) await invitations.completeImported(tx, completed);
    }
  };
}

/**
 * The customers behind the answers as they were on the day of answering: stage by the history (before its first move: that
 * move), the rest as it is known. And the response and the invitation of the external ids, where they are there.
 */
async function lookUp(tx: Db, given: readonly AnswerRow[]): Promise<KnownAnswer[]> {
  const asked = given.map((row, place) => ({
    place,
    company: row.company,
    legacy: row.customerId,
    external: row.responseId,
    invitation: row.invitationId,
    day: dayOf(row.answeredAt)
  }));
  return rowsOf<KnownAnswer>(
    await tx.execute(sql`
      with given as (select * from jsonb_to_recordset(${JSON.stringify(asked)}::text::jsonb) as g(place int, company uuid,
        legacy text, external text, invitation text, day date))
      select c.id as customer, c.locale, c.segment, c.region, c.tier,
        coalesce(
          (select s.stage from stage_entry s where s.customer_id = c.id and s.valid_from <= g.day
            order by s.valid_from desc limit 1),
          (select s.stage from stage_entry s where s.customer_id = c.id order by s.valid_from limit 1),
          c.stage) as stage,
        r.payload_hash as hash, i.id as invitation, i.customer_id as asked, i.channel, i.response_id is not null as used
      from given g left join customer c on c.company_id = g.company and c.legacy_id = g.legacy
      left join response r on r.company_id = g.company and r.external_id = g.external and r.external_id is not null
      left join invitation i on i.company_id = g.company and i.external_id = g.invitation order by g.place`)
  );
}

/**
 * Raw answers under ids that say their scale (`nps`, `nps@1-5`), so that plain SQL over the stored row gives the same scores.
 * "Don't know" is stored as such; a code outside the scale stays and is counted as invalid.
 */
function readAnswers(row: AnswerRow, dontKnow: readonly number[]) {
  const answers: Record<string, string | number> = {};
  const bindings: { questionId: string; metric: string; min: number; max: number }[] = [];
  for (const { question, metric, aspect, scale, value } of row.answers) {
    if (!isMetric(metric)) continue;
    const { min, max } = scale;
    const series = seriesOf(metric, min, max);
    const questionId = aspect === 'perceived' ? series : series.replace(metric, question);
    const outside = value < min || value > max;
    answers[questionId] = outside && dontKnow.includes(value) ? 'na' : value;
    if (aspect === 'perceived') bindings.push({ questionId, metric, min, max });
  }
  // The order in which the database keeps the keys: of two foreign scales of one item the first enters an index.
  const order = (a: string, b: string) => a.length - b.length || (a < b ? -1 : 1);
  bindings.sort((a, b) => order(a.questionId, b.questionId));
  if (row.comment !== null) answers.comment = row.comment;
  if (row.repurchased !== null) answers.repurchased = row.repurchased ? 1 : 0;
  for (const [name, text] of Object.entries(row.attributes)) answers[`attribute:${name}`] = text;
  return { answers, bindings };
}

/** Of answers of elsewhere nobody knows the time they took: whether the link was used before, and whether all of it is one code. */
function flagsOf({ answers }: AnswerRow, usedBefore: boolean): Flag[] {
  const rated = answers.flatMap(({ value: code, scale: { min, max } }) =>
    code >= min && code <= max ? [{ code, min, max }] : []
  );
  return [
    ...(usedBefore ? (['invitation_used_before'] as const) : []),
    ...(isOneCode(rated) ? (['straight_line'] as const) : [])
  ];
}

/** What makes a row with the same external id the same answer: who, when and what. */
function hashOf(row: AnswerRow, answers: Readonly<Record<string, string | number>>): string {
  return responses.payloadHash({ ...answers, 'given:by': row.customerId, 'given:at': row.answeredAt.toISOString() });
}
