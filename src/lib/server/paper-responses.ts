/** A settled sheet of paper as a response: whose it is, when it was given, and what the survey takes of it. */
import { and, eq } from 'drizzle-orm';
import { flagsOf, skippedIn } from '#lib/survey/quality.ts';
import { type Keyed, takenFrom } from '#lib/survey/keying.ts';
import type { Secret } from './access/secret.ts';
import { newId } from './db/id.ts';
import type { Db } from './db/open.ts';
import { customer } from './db/schema/customers.ts';
import { company } from './db/schema/organisation.ts';
import type { paperSheet } from './db/schema/paper.ts';
import { invitation, program } from './db/schema/surveys.ts';
import { plan } from './invitations.ts';
import { courseOf, meet } from './respondents.ts';
import { complete } from './responses.ts';
import { bindingsFor } from './sheets.ts';
import { version } from './surveys.ts';

type Row = typeof paperSheet.$inferSelect;

export type Given =
  | { ok: true; responseId: string; invitationId: string; leftOut: string[] }
  /** Their customer has answered otherwise, wants nothing more, or wrote after the invitation had ended. */
  | { ok: false; reason: 'duplicate' | 'opted_out' | 'late' };

/** Noon in UTC of the day a sheet was filled in, and never later than now. */
export function givenAt(day: string, now: Date): Date {
  return new Date(Math.min(Date.parse(`${day}T12:00:00Z`), now.getTime()));
}

/**
 * Stores what a sheet says, once: its id is the key of the submission, so that a repeat after a crash finds the response. Whether
 * its customer has answered already is decided where it always is, by the claim of their invitation.
 */
export async function give(db: Db, secret: Secret, sheet: Row & { settled: Keyed }, now: Date): Promise<Given> {
  const { settled, id: key, locale } = sheet;
  const at = givenAt(settled.day, now);
  const own = await invitationFor(db, secret, sheet, at, now);
  if (!own.ok) return own;
  const published = (await version(db, sheet.surveyVersionId))!;
  const asked = { ...(await askedBy(db, own.id)), version: published };
  // Nobody was led to an ending while writing: a quota that is full is met when the answer is counted.
  const met = await meet(db, asked, locale, at, true);
  const { path, answers, leftOut, missing } = takenFrom(met.document, settled.answers);
  const { course, ...counted } = courseOf(asked, met, answers);
  const whole = missing.length === 0 && Object.keys(answers).length > 0;
  const done = await complete(
    db,
    {
      ...{ invitation: asked.invitation, surveyVersionId: published.id, bindings: bindingsFor(published) },
      ...{ answers, key, locale, ...counted, channel: 'paper', at },
      // On paper every arm of an experiment is printed: nobody was given one.
      course: course.ending === undefined ? {} : { ending: course.ending },
      // Paper cannot insist: a sheet without what every answer has counts like one that was broken off.
      ...(whole ? {} : { state: 'partial' as const, quotas: [] }),
      care: {
        flags: flagsOf(path, { trapped: false, sinceOpened: null }),
        ...{ seconds: null, pageSeconds: null, skipped: skippedIn(path) }
      }
    },
    now
  );
  if (done.ok) return { ok: true, responseId: done.responseId, invitationId: own.id, leftOut: [...leftOut] };
  if (done.reason === 'answered') return { ok: false, reason: 'duplicate' };
  const [standing] = await db.select({ state: invitation.state }).from(invitation).where(eq(invitation.id, own.id));
  return { ok: false, reason: standing?.state === 'opted_out' ? 'opted_out' : 'late' };
}

/**
 * The invitation a sheet answers. One without a customer is made for it as for anybody who comes through an entrance; one whose
 * customer wrote in time, and whose paper came after their link had run out, is made anew for them.
 */
async function invitationFor(
  db: Db,
  secret: Secret,
  sheet: Row,
  at: Date,
  now: Date
): Promise<{ ok: true; id: string } | Extract<Given, { ok: false }>> {
  const { id, companyId, programId, invitationId, locale } = sheet;
  const externalId = `paper:${id}`;
  const [sent] = invitationId === null ? [] : await db.select().from(invitation).where(eq(invitation.id, invitationId));
  if (sent && sent.externalId !== externalId) {
    if (sent.state === 'opted_out') return { ok: false, reason: 'opted_out' };
    if (sent.responseId !== null || sent.state !== 'expired') return { ok: true, id: sent.id };
    if (sent.expiresAt !== null && sent.expiresAt <= at) return { ok: false, reason: 'late' };
  }
  const [of] =
    programId === null ? [] : await db.select({ kind: program.kind }).from(program).where(eq(program.id, programId));
  const kind = sent?.kind ?? of?.kind ?? 'transactional';
  await plan(db, secret, [
    {
      ...{ id: newId(now), companyId, customerId: sent?.customerId ?? null, programId: sent?.programId ?? programId },
      ...{ waveId: null, channel: 'paper', kind, locale, invitedAt: at, expiresAt: null, externalId }
    }
  ]);
  const [made] = await db
    .select({ id: invitation.id })
    .from(invitation)
    .where(and(eq(invitation.companyId, companyId), eq(invitation.externalId, externalId)));
  return { ok: true, id: made!.id };
}

async function askedBy(db: Db, invitationId: string) {
  const [found] = await db
    .select({
      invitation,
      customer: { id: customer.id, companyId: customer.companyId, name: customer.name, locale: customer.locale },
      company: { id: company.id, name: company.name, brand: company.brand }
    })
    .from(invitation)
    .innerJoin(company, eq(company.id, invitation.companyId))
    .leftJoin(customer, eq(customer.id, invitation.customerId))
    .where(eq(invitation.id, invitationId));
  const { invitation: row, company: own, customer: known } = found!;
  return {
    // Conditions that look at the channel are told how it was answered.
    invitation: { ...row, channel: 'paper' },
    company: own,
    customer: known ?? { id: null, companyId: row.companyId, name: '', locale: row.locale }
  };
}
