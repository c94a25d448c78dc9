import { error, fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from './$types';
import { saidOutcomes } from '#lib/outreach/call.ts';
import { may } from '#lib/server/access/roles.ts';
import * as list from '#lib/server/call-list.ts';
import { claimNext } from '#lib/server/calls.ts';
import { isId } from '#lib/server/db/id.ts';
import { placeOf } from '#lib/server/http/call-form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { read } from '#lib/server/programs.ts';

const PAGE = 50;

async function programOf({ locals, params }: Pick<RequestEvent, 'locals' | 'params'>) {
  const program = isId(params.id) ? await read(locals.app.db.app, params.id) : null;
  return program ?? error(404, 'no such program');
}

export const load = async (event) => {
  const { role } = requirePermission(event, 'interviews.run');
  const { app, now, scope } = event.locals;
  const { db, secret } = app;
  const program = await programOf(event);
  const { filter, after } = placeOf(event.url.searchParams);
  const asked = { programId: program.id, filter, after, limit: PAGE };
  const said = event.url.searchParams.get('said');
  return {
    program: { id: program.id, name: program.name, state: program.state },
    ...{ filter, first: after === null },
    ...(await list.page(db.app, secret, scope, asked, now)),
    said: saidOutcomes.find((one) => one === said) ?? null,
    mayReadProgram: may(role, 'programs.read')
  };
};

export const actions = {
  next: async (event) => {
    const person = requirePermission(event, 'interviews.run');
    const { app, actor, now, scope } = event.locals;
    const program = await programOf(event);
    if (program.state === 'closed') return fail(409, { problem: 'closed' });
    const caller = { actor, scope, personId: person.id };
    const { filter } = placeOf(event.url.searchParams);
    const id = await claimNext(app, caller, program.id, filter, now);
    if (id === null) return fail(409, { problem: 'nobody' });
    redirect(303, `/interviews/${id}`);
  }
};
