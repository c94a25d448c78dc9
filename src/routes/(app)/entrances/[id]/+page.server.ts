import { error, type RequestEvent } from '@sveltejs/kit';
import { may } from '#lib/server/access/roles.ts';
import { isId } from '#lib/server/db/id.ts';
import * as entrances from '#lib/server/entrances.ts';
import { requirePermission } from '#lib/server/http/guard.ts';

type Event = Pick<RequestEvent, 'locals' | 'url' | 'request'> & { params: { id: string } };

async function read({ locals: { app, now, scope }, params }: Event): Promise<entrances.Entrance> {
  const found = isId(params.id) ? await entrances.read(app.db.app, scope, params.id, now) : null;
  return found ?? error(404, 'no such entrance');
}

export const load = async (event) => {
  const { role } = requirePermission(event, 'programs.read');
  const entrance = await read(event);
  const { app } = event.locals;
  const mayRun = may(role, 'programs.run');
  return {
    entrance: shown(entrance),
    // Whoever may not run programs may see how an entrance goes, and not hand it out.
    ways: mayRun ? { ...entrances.linksOf(app, entrance.id), code: entrances.codeOf(app.secret, entrance) } : null,
    mayRun
  };
};

/** What the page needs; no hash, no id of another table. */
function shown({
  id,
  name,
  channel,
  state,
  begun,
  answered,
  most,
  endsAt,
  closedAt,
  sites,
  ...rest
}: entrances.Entrance) {
  const { company, survey, program } = rest;
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
  renew: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now, scope } = event.locals;
    const { id } = await read(event);
    await entrances.renewCode(app.db.app, actor, scope, id, now);
  }
};
