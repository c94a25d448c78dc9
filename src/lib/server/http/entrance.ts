/**
 * The door of an entrance: what a browser that comes to `/o/<token>` has been here before, how often one address may come in, and
 * what the page in front of the survey says. Behind it everything is the door of a personal link.
 */
import { type Cookies, error, type RequestEvent } from '@sveltejs/kit';
import { z } from 'zod';
import { faceOf } from '#lib/survey/brand.ts';
import { chooseLanguage, directionOf } from '#lib/survey/language.ts';
import { privacyText } from '#lib/survey/sheet.ts';
import { count } from '../access/limits.ts';
import { newToken } from '../access/tokens.ts';
import { type Entrance, find, tokenOf } from '../entrances.ts';
import { open } from '../invitations.ts';
import { pipedValues, sheetFor } from '../sheets.ts';
import { newestVersion } from '../surveys.ts';
import { addressOf } from './guard.ts';
import { missed, reached } from './link.ts';

/**
 * Entries and tries of a code from one address: a full hall behind one address passes, and of 2^40 codes nobody finds one (S-30).
 * Right and wrong ones are counted alike.
 */
const ENTRIES = { seconds: 300, most: 300 };
/** Entries of everybody together. */
const ALL_ENTRIES = { seconds: 60, most: 3_000 };

const COOKIE = 'entrance';
const KEPT_SECONDS = 30 * 86_400;

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request' | 'setHeaders' | 'getClientAddress' | 'cookies'> & {
  params: { token: string };
};

/** The entrance of this request; 404 and at length 429 for what is none. Says which sites may frame the page (S-31). */
export async function found(event: Event): Promise<Entrance> {
  const { app, now } = event.locals;
  const entrance = await reached(event, () => find(app.db.system, app.secret, event.params.token, now));
  if (entrance === null) return missed(event);
  if (entrance.channel === 'embed') event.locals.frames = entrance.sites;
  return entrance;
}

/** Path of an entrance: a short address is another name of it, and cookies belong to one path. */
export const pathOf = (event: Pick<Event, 'locals'>, entrance: Entrance) =>
  `/${entrance.channel === 'kiosk' ? 'k' : 'o'}/${tokenOf(event.locals.app.secret, entrance.id)}`;

/** Counts a post; 429 for an address, or everybody, that comes in without end. */
export async function admitEntry(event: Event, { id }: Entrance): Promise<void> {
  const { app, now } = event.locals;
  for (const [key, limit] of [
    [`enter:${id}:${addressOf(event)}`, ENTRIES] as const,
    [`enter:${id}`, ALL_ENTRIES] as const
  ]) {
    const judged = await reached(event, () => count(app.db.app, key, limit, now));
    if (judged.ok) continue;
    event.setHeaders({ 'retry-after': String(judged.retryAfterSeconds) });
    error(429, { message: 'too many entries' });
  }
}

/** The sitting that this device has at the entrance: where it goes on, or that it has answered; null for none that counts. */
export async function ownSitting(event: Event, { id }: Entrance): Promise<{ token: string; answered: boolean } | null> {
  const token = event.cookies.get(COOKIE);
  if (!token) return null;
  const { app, now } = event.locals;
  const opened = await reached(event, () => open(app.db.system, token, now));
  if ((!opened.ok && opened.reason !== 'answered') || opened.entrance?.id !== id) return null;
  return { token, answered: !opened.ok };
}

/** Remembers the sitting on this device, for this entrance alone. Frames of other sites keep no cookie; they need none. */
export function remember(cookies: Cookies, appUrl: string, path: string, token: string): void {
  const secure = appUrl.startsWith('https:');
  cookies.set(COOKIE, token, { path, httpOnly: true, sameSite: 'lax', secure, maxAge: KEPT_SECONDS });
}

/** Ends the request with how the entrance stands: 410 for everything over, 409 where this device has answered. */
export async function turnAway(
  event: Event,
  entrance: Entrance,
  reason: 'closed' | 'expired' | 'full' | 'answered'
): Promise<never> {
  const { language } = await spoken(event, entrance);
  const { company } = entrance;
  const notice = { reason, language, company: faceOf(company) };
  error(reason === 'answered' ? 409 : 410, { message: reason, notice });
}

async function spoken(event: Event, { surveyId }: Entrance) {
  const version = await reached(event, () => newestVersion(event.locals.app.db.system, surveyId));
  const document = version?.document ?? null;
  const { language } = chooseLanguage(document ?? { languages: ['en', 'zh-CN'], baseLanguage: 'en' }, {
    asked: event.url.searchParams.get('lang'),
    accept: event.request.headers.get('accept-language')
  });
  event.locals.page = { language, dir: directionOf(language) };
  return { document, language };
}

/** What the page in front of the survey shows: who asks and why, the code if one is wanted, and the way in. */
export async function viewOf(event: Event, entrance: Entrance, resume: string | null) {
  const { document, language } = await spoken(event, entrance);
  if (document === null) return turnAway(event, entrance, 'closed');
  const { company } = entrance;
  const values = pipedValues(company, { name: '' });
  const { heading, trust, languages, privacyVersion } = sheetFor(document, language, values);
  return {
    ...{ heading, trust, language, languages, privacyVersion, resume },
    privacy: privacyText(document, language, values),
    company: faceOf(company),
    key: newToken(),
    via: event.url.searchParams.get('via') === 'qr' ? 'qr' : null,
    withCode: entrance.codeNumber !== null,
    framed: entrance.channel === 'embed' ? entrance.sites : null
  };
}

/** What a post may say. */
export const entrySchema = z.strictObject({
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'invalid_value'),
  code: z.string().max(100).default(''),
  via: z.literal('qr').optional(),
  /** Somebody else at the same device. */
  anew: z.literal('yes').optional()
});
