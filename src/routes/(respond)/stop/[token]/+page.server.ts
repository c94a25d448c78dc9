import { error } from '@sveltejs/kit';
import { count, peek } from '#lib/server/access/limits.ts';
import { addressOf } from '#lib/server/http/guard.ts';
import { optOut, readStop } from '#lib/server/opt-outs.ts';
import type { PageServerLoadEvent, RequestEvent } from './$types';

/** Wrong tokens that one address may try in a minute (S-09). */
const MISSES = { seconds: 60, most: 10 };

/** The one posting that a mail service sends (RFC 8058), and that of our own button. */
const ONE_CLICK = new Set(['List-Unsubscribe=One-Click', 'stop=yes']);

async function miss(event: RequestEvent | PageServerLoadEvent): Promise<never> {
  const { app, now } = event.locals;
  const judged = await count(app.db.app, `link:${addressOf(event)}`, MISSES, now);
  error(judged.ok ? 404 : 429, judged.ok ? 'no such link' : 'too many tries');
}

async function admit(event: RequestEvent | PageServerLoadEvent): Promise<void> {
  const { app, now } = event.locals;
  if (!(await peek(app.db.app, `link:${addressOf(event)}`, MISSES, now)).ok) error(429, 'too many tries');
}

/** Shows the question and changes nothing (UX-20). */
export const load = async (event) => {
  const { app } = event.locals;
  await admit(event);
  const leaving = await readStop(app.db.system, app.secret, event.params.token);
  if (leaving === null) return miss(event);
  const { company, locale, stopped } = leaving;
  return { company: { name: company.name, colour: company.brand.colour }, language: locale, stopped };
};

export const actions = {
  default: async (event) => {
    const { app, now } = event.locals;
    await admit(event);
    if (!ONE_CLICK.has((await event.request.text()).trim())) error(400, 'not the body of RFC 8058');
    if (!(await optOut(app.db.system, app.secret, event.params.token, now))) return miss(event);
    return { stopped: true };
  }
};
