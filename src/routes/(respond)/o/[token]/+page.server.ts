import { fail, redirect } from '@sveltejs/kit';
import { enter } from '#lib/server/entrances.ts';
import * as door from '#lib/server/http/entrance.ts';
import { readForm } from '#lib/server/http/form.ts';
import { reached } from '#lib/server/http/link.ts';

export const load = async (event) => {
  const entrance = await door.found(event);
  const path = door.pathOf(event, entrance);
  if (entrance.channel === 'kiosk') redirect(303, path);
  if (event.url.pathname !== path) redirect(303, path + event.url.search);
  const own = await door.ownSitting(event, entrance);
  if (own?.answered && entrance.oncePerDevice) return door.turnAway(event, entrance, 'answered');
  const resume = own === null || own.answered ? null : `/s/${own.token}`;
  if (entrance.state !== 'open' && resume === null) return door.turnAway(event, entrance, entrance.state);
  return { view: await door.viewOf(event, entrance, resume) };
};

export const actions = {
  default: async (event) => {
    const entrance = await door.found(event);
    if (entrance.channel === 'kiosk') redirect(303, door.pathOf(event, entrance));
    await door.admitEntry(event, entrance);
    const form = await readForm(event.request, door.entrySchema);
    if (!form.ok) return fail(422, { wrong: 'form' as const, code: '' });
    const { key, code, via, anew } = form.data;
    const { app, now } = event.locals;
    const view = await door.viewOf(event, entrance, null);
    const into = (token: string) => redirect(303, `/s/${token}?lang=${view.language}`);
    const own = await door.ownSitting(event, entrance);
    if (own?.answered && entrance.oncePerDevice) return door.turnAway(event, entrance, 'answered');
    if (own && !own.answered && !anew) into(own.token);
    const entry = { key, code, channel: via ?? entrance.channel, locale: view.language };
    const entered = await reached(event, () => enter(app.db.system, app.secret, entrance, entry, now));
    if (!entered.ok) {
      if (entered.reason === 'code') return fail(422, { wrong: 'code' as const, code });
      return door.turnAway(event, entrance, entered.reason);
    }
    door.remember(event.cookies, app.config.appUrl, door.pathOf(event, entrance), entered.token);
    into(entered.token);
  }
};
