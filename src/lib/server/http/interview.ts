/**
 * The door of an interview: a call in which somebody of the team asks and writes down. Same gate, same sitting, same verbs as the
 * customer's own page (`http/link.ts`), so that either can go on where the other stopped; what is behind `/interviews/<id>` comes in
 * here, with the right to call and the scope looked at first (S-14).
 */
import { error, type RequestEvent } from '@sveltejs/kit';
import type { SaidOutcome } from '#lib/outreach/call.ts';
import type { Answers } from '#lib/survey/condition.ts';
import { fieldsByName } from '#lib/survey/fields.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { matches } from '#lib/survey/pattern.ts';
import { farewell, type Sheet, type SheetQuestion } from '#lib/survey/sheet.ts';
import { visit, type Visit } from '#lib/survey/visit.ts';
import { card, type CallCard } from '../call-list.ts';
import * as calls from '../calls.ts';
import { isId } from '../db/id.ts';
import * as invitations from '../invitations.ts';
import { meet, type Met } from '../respondents.ts';
import { complete, payloadHash, read, readOwn, savePartial } from '../responses.ts';
import { pipedValues, sheetFor } from '../sheets.ts';
import { type Admitted, keyFor, languageFor, type Refused, savedOf, type Standing, submissionOf } from '../sittings.ts';
import { requirePermission } from './guard.ts';
import { admitSave, wrongsOf, yesNoOf } from './link.ts';

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request' | 'setHeaders' | 'getClientAddress'> & {
  params: { id: string };
};

export interface Interview {
  readonly card: CallCard;
  readonly standing: Standing;
  readonly caller: calls.Interviewer;
  /** The customer is this interviewer's now. */
  readonly mine: boolean;
  /** They agreed to be asked. */
  readonly begun: boolean;
}

/** The call of this request. Whoever is outside the scope, and whoever came through an entrance, is nobody. */
export async function openInterview(event: Event): Promise<Interview> {
  const person = requirePermission(event, 'interviews.run');
  const { app, actor, now, scope } = event.locals;
  const { id } = event.params;
  const caller = { actor, scope, personId: person.id };
  const found = isId(id) ? await card(app.db.app, scope, id, now) : null;
  if (found === null) error(404, 'no such invitation');
  const token = invitations.tokenOf(app.secret, found.id);
  // Looking pins nothing: a customer who does not pick up has opened nothing.
  const standing = await invitations.open(app.db.system, token, now, false);
  if (!standing.ok && standing.reason === 'unknown') error(404, 'no such invitation');
  const mine = found.claim?.personId === person.id;
  const begun = mine && found.attempts.some((one) => one.outcome === 'begun' && one.personId === person.id);
  return { card: found, standing, caller, mine, begun };
}

/** Whether this interviewer's last call came to that already: a button that was pressed twice says nothing new. */
export async function isNoted(event: Event, outcome: SaidOutcome): Promise<boolean> {
  const { card, caller } = await openInterview(event);
  const [latest] = card.attempts;
  return latest?.personId === caller.personId && latest.outcome === outcome;
}

/** The language of the script: the one chosen on the page, else the customer's. */
export function languageOf(event: Pick<Event, 'url'>, standing: Standing): string {
  return languageFor(standing, { asked: event.url.searchParams.get('lang') });
}

/** The survey as it is asked by phone, whatever the invitation was sent by: conditions may look at the channel. */
function metBy({ locals: { app, now } }: Event, standing: Admitted, language: string): Promise<Met> {
  const asked = { ...standing, invitation: { ...standing.invitation, channel: 'phone' } };
  return meet(app.db.system, asked, language, now);
}

/** The sheet of the script, with what the customer said where texts repeat it. */
function sheetOf(standing: Admitted, met: Met, language: string, answers: Answers): Sheet {
  const said = { answers, known: met.known, yesNo: yesNoOf(language) };
  return sheetFor(met.document, language, pipedValues(standing.company, standing.customer), said);
}

interface Shown {
  readonly sheet: Sheet;
  /** What was said so far and where, while the customer is being asked. */
  readonly answers?: Answers;
  readonly page?: string | null;
  /** The survey's own last words, after an interview this person has just finished. */
  readonly farewell?: { title: string; text: string };
}

/** What the interviewer's page draws of the survey; null where there is nothing to read out. */
export async function shownOf(event: Event, interview: Interview): Promise<Shown | null> {
  const { standing, mine, begun, card } = interview;
  const language = languageOf(event, standing);
  if (standing.ok && reasonOf(standing) === null) {
    if (!mine) return null;
    const { answers, page } = savedOf(standing);
    const met = await metBy(event, standing, language);
    const sheet = sheetOf(standing, met, language, answers);
    return begun ? { sheet, answers, page } : { sheet, ...(Object.keys(answers).length > 0 ? { answers } : {}) };
  }
  if (standing.ok) return null;
  const [latest] = card.attempts;
  const { responseId } = standing.invitation;
  const asked = latest?.outcome === 'interviewed' && latest.personId === interview.caller.personId;
  const { version, company, customer } = standing;
  const own = asked && responseId ? await readOwn(event.locals.app.db.system, responseId) : null;
  if (!own || !version) return null;
  const values = pipedValues(company, customer);
  const said = { yesNo: yesNoOf(language), ending: own.course.ending };
  const words = farewell(version.document, own.answers, language, values, said);
  return { sheet: sheetFor(version.document, language, values, { ...said, answers: own.answers }), farewell: words };
}

/** The page that is shown once more, with what was wrong in the words of `say`. */
export function stayed(
  event: Event,
  { standing, met, seen, errors }: Extract<Answered, { to: 'stay' }>,
  say: (question: SheetQuestion, wrong: Wrong) => string
): { sheet: Sheet; wrongs: Record<string, string> } {
  const sheet = sheetOf(standing, met, languageOf(event, standing), seen.answers);
  const fields = fieldsByName(sheet);
  const questions = new Map(sheet.pages.flatMap((page) => page.questions).map((one) => [one.id, one] as const));
  const wrongs = Object.entries(errors).flatMap(([name, wrong]) => {
    const question = questions.get(fields.get(name)?.question.id ?? name);
    return question ? [[name, say(question, wrong)] as const] : [];
  });
  return { sheet, wrongs: Object.fromEntries(wrongs) };
}

/** The language chosen for the script, to be kept in the address. */
export function queryOf({ url }: Pick<Event, 'url'>): string {
  const language = url.searchParams.get('lang');
  return language === null ? '' : `?${new URLSearchParams({ lang: language }).toString()}`;
}

type Wrong = ReturnType<typeof wrongsOf>[string];

export type Answered =
  | { to: 'done' }
  | { to: 'saved' }
  | { to: 'page'; page: string }
  /** Something is missing or wrong, or has come up: what was said is shown once more. */
  | { to: 'stay'; page: string; seen: Visit; errors: ReturnType<typeof wrongsOf>; met: Met; standing: Admitted }
  /** Somebody else has the customer, or the customer has answered elsewhere. */
  | { to: 'lost' };

/** So often a save is tried again on top of another one that came in between: the customer's own page may be open too. */
const MOST_TRIES = 5;

/** One post of the interviewer's page, on top of what is stored now. */
export async function answer(
  event: Event,
  interview: Interview,
  entries: readonly (readonly [string, unknown])[]
): Promise<Answered> {
  const { card, caller } = interview;
  const { id } = card;
  const { app, now } = event.locals;
  if (!interview.standing.ok) return again(event, interview.standing, caller, entries);
  if (!(await calls.begin(app, caller, id, now))) return { to: 'lost' };
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const opened = await invitations.open(app.db.system, invitations.tokenOf(app.secret, id), now);
    if (!opened.ok && opened.reason !== 'unknown') return again(event, opened, caller, entries);
    if (!opened.ok || reasonOf(opened) !== null) return { to: 'lost' };
    const language = languageOf(event, opened);
    const met = await metBy(event, opened, language);
    const saved = savedOf(opened);
    const seen = visit(met.document, saved.answers, entries, matches);
    if (seen.turn.to === 'end') return finish(event, caller, opened, met, seen, language);
    // A save does not turn the page: one that arrives late leaves the interview where it is.
    const page = seen.turn.to === 'saved' ? (saved.page ?? '') : seen.turn.page;
    const { pages } = opened.version.document;
    await admitSave(event, id);
    if (opened.invitation.startedAt === null) await invitations.start(app.db.system, id, now);
    const partial = {
      ...{ invitationId: id, companyId: opened.invitation.companyId, key: keyFor(app.secret, opened) },
      ...{
        revision: saved.revision + 1,
        page: Math.max(
          0,
          pages.findIndex((one) => one.id === page)
        )
      },
      ...{ answers: seen.answers, surveyVersionId: opened.version.id }
    };
    if (!(await savePartial(app.db.system, partial, now, saved.revision))) continue;
    if (seen.turn.to === 'saved') return { to: 'saved' };
    if (seen.turn.to === 'page') return { to: 'page', page };
    return { to: 'stay', page, seen, errors: wrongsOf(seen.errors, seen.turn.faults), met, standing: opened };
  }
  return { to: 'lost' };
}

/**
 * Stores the interview. Its time is the interviewer's and is kept with the call: no seconds go with the answers, so that nobody's pace
 * is judged by another's hand. What no voice can read out in the time since the customer agreed is still a sign (`impossible_time`).
 */
async function finish(
  { locals: { app, now } }: Event,
  caller: calls.Interviewer,
  opened: Admitted,
  met: Met,
  seen: Visit,
  language: string
): Promise<Answered> {
  const submission = submissionOf(app.secret, opened, met, { ...seen, times: '' }, language, now);
  const asked = { ...submission, channel: 'phone', askedBy: caller.personId };
  const done = await complete(app.db.system, asked, now);
  if (!done.ok) return { to: 'lost' };
  await calls.end(app, caller, opened.invitation.id, { outcome: 'interviewed', callBackAt: null }, now);
  return { to: 'done' };
}

/** The post that finished an interview, once more: its answer may have been lost on the way. Other answers are not taken. */
async function again(
  event: Event,
  refused: Refused,
  caller: calls.Interviewer,
  entries: readonly (readonly [string, unknown])[]
): Promise<Answered> {
  const { app, now } = event.locals;
  const { id, responseId } = refused.invitation;
  const stored = responseId ? await read(app.db.app, caller.scope, responseId) : null;
  if (!stored || stored.askedBy !== caller.personId || !refused.version) return { to: 'lost' };
  const asked = { ...refused, version: refused.version, invitation: { ...refused.invitation, channel: 'phone' } };
  const { document } = await meet(app.db.system, asked, languageOf(event, refused), now, true);
  const { kept } = pathOf(document, visit(document, stored.answers as Answers, entries).answers);
  if (payloadHash(kept) !== stored.payloadHash) return { to: 'lost' };
  await calls.end(app, caller, id, { outcome: 'interviewed', callBackAt: null }, now);
  return { to: 'done' };
}

/** Why a call cannot go on. What a customer has sent is theirs to change: an interviewer does not see it again. */
export function reasonOf(standing: Standing): Refused['reason'] | null {
  if (!standing.ok) return standing.reason;
  return standing.invitation.responseId === null ? null : 'answered';
}
