import { error, fail, type RequestEvent } from '@sveltejs/kit';
import { may } from '#lib/server/access/roles.ts';
import { isId } from '#lib/server/db/id.ts';
import * as entrances from '#lib/server/entrances.ts';
import { kioskSchema, kioskWith } from '#lib/server/http/entrance-form.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { devices } from '#lib/server/kiosks.ts';

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request'> & { params: { id: string } };

async function read({ locals: { app, now, scope }, params }: Event): Promise<entrances.Entrance> {
  const found = isId(params.id) ? await entrances.read(app.db.app, scope, params.id, now) : null;
  return found ?? error(404, 'no such entrance');
}

export const load = async (event) => {
  const { role } = requirePermission(event, 'programs.read');
  const entrance = await read(event);
  const { app, scope } = event.locals;
  const mayRun = may(role, 'programs.run');
  const { kiosk, id } = entrance;
  const links = { ...entrances.linksOf(app, id), ...(kiosk && { link: entrances.kioskOf(app, id) }) };
  return {
    entrance: shown(entrance),
    kiosk: kiosk && {
      ...{ idleSeconds: kiosk.idleSeconds, thanksSeconds: kiosk.thanksSeconds },
      devices: await devices(app.db.app, scope, id, 20)
    },
    // Whoever may not run programs may see how an entrance goes, and not hand it out.
    ways: mayRun ? { ...links, code: entrances.codeOf(app.secret, entrance) } : null,
    mayRun
  };
};

/** What the page needs; no hash, no id of another table. */
function shown(entrance: entrances.Entrance) {
  const { id, name, channel, state, begun, answered, most, endsAt, closedAt, sites } = entrance;
  const { company, survey, program } = entrance;
  const facts = { id, name, channel, state, begun, answered, most, endsAt, closedAt, sites };
  return { ...facts, survey, program: program?.name ?? null, company: company.name };
}

async function close(event: Event, closed: boolean) {
  requirePermission(event, 'programs.run');
  const { app, actor, now, scope } = event.locals;
  const { id } = await read(event);
  await entrances.setClosed(app.db.app, actor, scope, id, closed, now);
}

export const actions = {
  close: (event) => close(event, true),
  reopen: (event) => close(event, false),
  kiosk: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now, scope } = event.locals;
    const entrance = await read(event);
    const form = await readForm(event.request, kioskSchema);
    if (!form.ok) return fail(422, { errors: form.errors, values: { ...form.values, pin: '' }, saved: false });
    const kiosk = entrance.kiosk && (await kioskWith(form.data, entrance.kiosk));
    if (!kiosk) error(404, 'no kiosk');
    await entrances.setKiosk(app.db.app, actor, scope, entrance.id, kiosk, now);
    return { errors: {} as Record<string, string>, values: {} as Record<string, string>, saved: true };
  },
  renew: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now, scope } = event.locals;
    const { id } = await read(event);
    await entrances.renewCode(app.db.app, actor, scope, id, now);
  }
};
