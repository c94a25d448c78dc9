import { error } from '@sveltejs/kit';
import { missed, reached } from '#lib/server/http/link.ts';
import { optOut, readStop } from '#lib/server/opt-outs.ts';
import { faceOf } from '#lib/survey/brand.ts';
import { directionOf } from '#lib/survey/language.ts';
import { spokenFor } from '#lib/ui/questions/speech.svelte.ts';

/** The one posting that a mail service sends (RFC 8058), and that of our own button. */
const ONE_CLICK = new Set(['List-Unsubscribe=One-Click', 'stop=yes']);

/** Shows the question and changes nothing (UX-20). */
export const load = async (event) => {
  const { app } = event.locals;
  const leaving = await reached(event, () => readStop(app.db.system, app.secret, event.params.token));
  if (leaving === null) return missed(event);
  const { company, stopped } = leaving;
  const language = spokenFor(leaving.locale);
  event.locals.page = { language, dir: directionOf(language) };
  return { company: faceOf(company), language, stopped };
};

export const actions = {
  default: async (event) => {
    const { app, now } = event.locals;
    if (!ONE_CLICK.has((await event.request.text()).trim())) error(400, 'not the body of RFC 8058');
    const done = await reached(event, () => optOut(app.db.system, app.secret, event.params.token, now));
    return done ? { stopped: true } : missed(event);
  }
};
