/** The door of a kiosk: its page, and the one call its device makes. */
import { error, type RequestEvent } from '@sveltejs/kit';
import { hash as hashOf } from 'node:crypto';
import { shell, worker } from 'virtual:kiosk';
import { z } from 'zod';
import { type Call, keptMs, mostPerCall, type Reply } from '#lib/outreach/kiosk.ts';
import { faceOf } from '#lib/survey/brand.ts';
import { directionOf } from '#lib/survey/language.ts';
import { privacyText } from '#lib/survey/sheet.ts';
import { count, type Limit } from '../access/limits.ts';
import { type Entrance, find } from '../entrances.ts';
import { receive as store } from '../kiosks.ts';
import { pipedValues, sheetFor } from '../sheets.ts';
import { newestVersion } from '../surveys.ts';
import { addressOf } from './guard.ts';
import { missed, reached } from './link.ts';

/** Calls of the devices behind one address: a day's thousand answers are twenty of them (S-30). */
const CALLS = { seconds: 300, most: 200 };
/** Answers they bring: two such days at once. What is beyond waits on the device, as behind a line that is away. */
const ANSWERS = { seconds: 300, most: 2_000 };
/** Calls of all devices of one kiosk. */
const ALL_CALLS = { seconds: 60, most: 600 };

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request' | 'setHeaders' | 'getClientAddress'> & {
  params: { token: string };
};

/** The kiosk of this request; 404 and at length 429 for what is none. */
export async function found(event: Event): Promise<Entrance> {
  const { app, now } = event.locals;
  const entrance = await reached(event, () => find(app.db.system, app.secret, event.params.token, now));
  return entrance?.kiosk ? entrance : missed(event);
}

/** Which page stands in front of the survey: a new script or other words make a device fetch it anew. */
export const pageStamp = hashOf('sha256', shell + worker);

/** The page in front of the survey, in all of its languages at once: whoever comes may choose without a line. */
export async function viewOf(event: Event, entrance: Entrance) {
  const version = await reached(event, () => newestVersion(event.locals.app.db.system, entrance.surveyId));
  if (version === null) return missed(event);
  const { document } = version;
  const { company, kiosk, state, name } = entrance;
  const values = pipedValues(company, { name: '' });
  const first = document.baseLanguage;
  event.locals.page = { language: first, dir: directionOf(first) };
  const languages = [first, ...document.languages.filter((tag) => tag !== first)];
  return {
    ...{ state, name, company: faceOf(company), idleSeconds: kiosk!.idleSeconds, script: pageStamp.slice(0, 16) },
    faces: languages.map((language) => {
      const { heading, trust, dir, languages: names, privacyVersion } = sheetFor(document, language, values);
      const own = names.find(({ tag }) => tag === language)?.name ?? language;
      const privacy = privacyText(document, language, values);
      return { language, dir, name: own, heading, trust, privacyVersion, privacy };
    })
  };
}

const whole = (most: number) => z.number().int().min(0).max(most);
const pair = z.tuple([z.string().max(200), z.string().max(20_000)]);
const call: z.ZodType<Call> = z.strictObject({
  device: z.uuid(),
  waiting: whole(1_000_000),
  refused: whole(1_000_000),
  known: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
  given: z
    .array(
      z.strictObject({
        key: z.uuid(),
        version: z.uuid(),
        language: z.string().max(35),
        done: z.boolean(),
        page: z.string().max(100),
        // A clock that was put right shows any span at all.
        age: z.number().int().min(-1e14).max(1e14),
        took: z.number().int().min(0).max(keptMs),
        since: z.number().int().min(0).max(1e14).nullable(),
        times: z.string().max(20_000),
        fields: z.array(pair).max(5_000)
      })
    )
    .max(mostPerCall)
});

/** Takes what a device sends. 422 for what is no call: a device then sends its answers one by one. */
export async function receive(event: Event): Promise<Reply> {
  const entrance = await found(event);
  const { app, now } = event.locals;
  const from = `${entrance.id}:${addressOf(event)}`;
  await admit(event, `kiosk:${from}`, CALLS);
  await admit(event, `kiosk:${entrance.id}`, ALL_CALLS);
  const body: unknown = await event.request.json().catch(() => null);
  const read = call.safeParse(body);
  if (!read.success) error(422, { message: 'not the call of a kiosk' });
  const { given } = read.data;
  if (given.length > 0) await admit(event, `kiosk answers:${from}`, ANSWERS, given.length);
  return reached(event, () => store(app.db.system, app.secret, entrance, read.data, pageStamp, now));
}

/** Counts so many against a limit; 429 beyond it. */
async function admit(event: Event, key: string, limit: Limit, tries = 1): Promise<void> {
  const { app, now } = event.locals;
  const judged = await reached(event, () => count(app.db.app, key, limit, now, tries));
  if (judged.ok) return;
  event.setHeaders({ 'retry-after': String(judged.retryAfterSeconds) });
  error(429, { message: 'too many calls' });
}
