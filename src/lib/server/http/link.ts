/**
 * The door of a secret link: the one place where a respondent's request is let in or refused (S-14). Whatever is behind
 * `/s/<token>` opens the link here, so that a closed survey, an expired or a used link are refused the same way everywhere.
 */
import { error, redirect, type RequestEvent } from '@sveltejs/kit';
import { faceOf } from '#lib/survey/brand.ts';
import type { Answers } from '#lib/survey/condition.ts';
import { directionOf } from '#lib/survey/language.ts';
import { visit } from '#lib/survey/visit.ts';
import type { AnswerCode, AnswerError } from '#lib/survey/answers.ts';
import type { Fault, FaultCode } from '#lib/survey/faults.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { count } from '../access/limits.ts';
import { isOutage } from '../db/outage.ts';
import * as invitations from '../invitations.ts';
import { stopTokenOf } from '../opt-outs.ts';
import { meet, type Met } from '../respondents.ts';
import { payloadHash, readOwn } from '../responses.ts';
import type { SurveyVersion } from '../surveys.ts';
import { pipedValues, sheetFor } from '../sheets.ts';
import { type Admitted, keyFor, languageFor, type Refused, type Standing } from '../sittings.ts';
import { addressOf } from './guard.ts';

/** Wrong tokens that one address may try in a minute (S-09). */
const MISSES = { seconds: 60, most: 10 };

/** Saves of one sitting in a minute: more than anybody turns pages or types, and a bound on what one link may write (S-30). */
const SAVES = { seconds: 60, most: 120 };

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request' | 'setHeaders' | 'getClientAddress'> & {
  params: { token: string };
};

/**
 * What the link of this request leads to, with one read. Every token that is not one answers 404 with the same page; after ten
 * of them in a minute their address gets 429, while people with a link of theirs are never held up by a neighbour.
 */
export async function openLink(event: Event): Promise<Standing> {
  const { app, now } = event.locals;
  const opened = await reached(event, () => invitations.open(app.db.system, event.params.token, now));
  if (!opened.ok && opened.reason === 'unknown') return missed(event);
  if (opened.entrance?.channel === 'embed') event.locals.frames = opened.entrance.sites;
  return opened;
}

/** Answers a token that is none: 404, and 429 once an address has tried too many. */
export async function missed(
  event: Pick<Event, 'locals' | 'setHeaders' | 'request' | 'getClientAddress'>
): Promise<never> {
  const { app, now } = event.locals;
  const judged = await reached(event, () => count(app.db.app, `miss:${addressOf(event)}`, MISSES, now));
  if (judged.ok) error(404, { message: 'no such link' });
  event.setHeaders({ 'retry-after': String(judged.retryAfterSeconds) });
  error(429, { message: 'too many tries' });
}

/** Counts a save of answers that are not final; 429 when a link saves without end: the page keeps the answers and tries again. */
export async function admitSave(event: Pick<Event, 'locals' | 'setHeaders'>, invitationId: string): Promise<void> {
  const { app, now } = event.locals;
  const judged = await reached(event, () => count(app.db.app, `save:${invitationId}`, SAVES, now));
  if (judged.ok) return;
  event.setHeaders({ 'retry-after': String(judged.retryAfterSeconds) });
  error(429, { message: 'too many saves' });
}

/** Ends the request with what the holder of a valid link may learn of it (S-10): 409 answered, 410 for everything over. */
export function refuse(event: Event, standing: Standing): never {
  if (standing.ok) error(500, { message: 'refused a link that is open' });
  error(standing.reason === 'answered' ? 409 : 410, { message: standing.reason, notice: noticeOf(event, standing) });
}

export function noticeOf(event: Event, refused: Refused): NonNullable<App.Error['notice']> {
  const { company, mayChange } = refused;
  const brand = faceOf(company);
  return { reason: refused.reason, language: languageOf(event, refused), company: brand, mayChange };
}

/** The language of this visit (UX-12), told to the page as well. */
export function languageOf(event: Event, standing: Standing, answeredIn?: string): string {
  const asked = event.url.searchParams.get('lang') ?? answeredIn;
  const language = languageFor(standing, { asked, accept: event.request.headers.get('accept-language') });
  event.locals.page = { language, dir: directionOf(language) };
  return language;
}

interface Shown {
  page: string | null;
  answers: Answers;
  revision: number;
  times: string;
  errors: Readonly<Record<string, Wrong>>;
  refused?: Readonly<Record<string, readonly string[]>>;
}

/** What was wrong with an answer, and the number it came up against. */
interface Wrong {
  code: AnswerCode | FaultCode;
  limit?: number | string | undefined;
}

/** What was refused and what does not fit, by the field it is said at. */
export function wrongsOf(errors: readonly AnswerError[], faults: readonly Fault[]): Record<string, Wrong> {
  const refused = errors.map(({ question: name, code }) => [name, { code }] as const);
  const unfit = faults.map(({ question, field, code, limit }) => [field ?? question, { code, limit }] as const);
  return Object.fromEntries<Wrong>([...refused, ...unfit]);
}

/** The survey as this respondent meets it, in the language of the visit. */
export function metBy(
  event: Event,
  standing: Standing & { version: SurveyVersion },
  answeredIn?: string
): Promise<Met> {
  const { app, now } = event.locals;
  return reached(event, () =>
    meet(app.db.system, standing, languageOf(event, standing, answeredIn), now, standing.invitation.responseId !== null)
  );
}

export function viewOf(event: Event, admitted: Admitted, met: Met, shown: Shown) {
  const { app } = event.locals;
  const { company, customer, invitation } = admitted;
  const language = languageOf(event, admitted);
  const said = { answers: shown.answers, known: met.known, yesNo: yesNoOf(language) };
  return {
    ...shown,
    sheet: sheetFor(met.document, language, pipedValues(company, customer), said),
    company: faceOf(company),
    key: keyFor(app.secret, admitted),
    changing: invitation.responseId !== null,
    links: linksOf(event, admitted, event.url.searchParams.get('lang'))
  };
}

const yes = import.meta.glob<string>('/messages/*/respond.json', { eager: true, import: 'respond_yes' });
const no = import.meta.glob<string>('/messages/*/respond.json', { eager: true, import: 'respond_no' });

/** How a page says yes and no where a text repeats an answer: as its questions do. */
export function yesNoOf(language: string): { yes: string; no: string } {
  const say = (words: Readonly<Record<string, string>>): string =>
    [language, language.split('-')[0], language.startsWith('zh') ? 'zh-CN' : 'en']
      .map((tag) => words[`/messages/${tag}/respond.json`])
      .find((word) => word !== undefined) ?? '';
  return { yes: say(yes), no: say(no) };
}

/** Where privacy is explained, in a language that was chosen, and where leaving is one tap away. A stranger is on no list to leave. */
export function linksOf(event: Event, { customer, invitation }: Standing, language: string | null) {
  const { locals, params } = event;
  return {
    privacy: `/s/${params.token}/privacy${queryOf({ lang: language })}`,
    stop: customer.id === null ? null : `/stop/${stopTokenOf(locals.app.secret, invitation.id)}`
  };
}

/** A post to a link that takes no more: the same answers once more are welcome, others learn that the first ones stand. */
export async function settle(
  event: Event,
  refused: Refused,
  entries: readonly (readonly [string, unknown])[]
): Promise<never> {
  const { responseId } = refused.invitation;
  const own = responseId && (await reached(event, () => readOwn(event.locals.app.db.system, responseId)));
  if (own && refused.version) {
    const { document } = await metBy(event, { ...refused, version: refused.version }, own.locale);
    const { kept } = pathOf(document, visit(document, own.answers, entries).answers);
    if (payloadHash(kept) === own.payloadHash) redirect(303, thanks(event));
  }
  return refuse(event, refused);
}

export const thanks = (event: Event) => `/s/${event.params.token}/thanks`;

/** The fields of a posted form; 400 for a body that is none. */
export async function entriesOf(request: Request): Promise<(readonly [string, unknown])[]> {
  if (request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return [...new URLSearchParams(await request.text())];
  try {
    return [...(await request.formData()).entries()];
  } catch {
    error(400, { message: 'not a form' });
  }
}

/** A query string of the values that are there; empty without any. */
export function queryOf(values: Record<string, string | null>): string {
  const pairs = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== null);
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

/** Work on the database; 503 with Retry-After while it cannot be reached: the page keeps the answers and tries again (F-03). */
export async function reached<T>(event: Pick<Event, 'locals' | 'setHeaders'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!isOutage(cause)) throw cause;
    const { app, requestId } = event.locals;
    app.log.warn({ requestId, reason: (cause as Error).message }, 'the database cannot be reached');
    event.setHeaders({ 'retry-after': '5' });
    error(503, { message: 'try again in a moment', requestId });
  }
}
