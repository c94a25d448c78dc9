import { error, fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from './$types';
import type { Encoding } from '#lib/customers/encoding.ts';
import { codesOf } from '#lib/customers/codes.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { choiceOf, choicesOf, mappingFromForm } from '#lib/server/http/import-form.ts';
import { change, check, confirm, lifecycleOf, preview } from '#lib/server/import-mapping.ts';
import { read, reports } from '#lib/server/import-runs.ts';
import { cancel, discard } from '#lib/server/imports.ts';

/** The importer, if the run is theirs; for everybody else it does not exist. */
async function own(event: Pick<RequestEvent, 'locals' | 'params' | 'url' | 'request'>) {
  requirePermission(event, 'imports.run');
  const { actor, app, now, scope } = event.locals;
  const importer = { actor, scope };
  const run = await read(app.db.app, importer, event.params.id);
  if (run === null) error(404, 'no such import');
  return { app, now, importer, run, db: app.db.app };
}

export const load = async (event) => {
  const { db, now, importer, run } = await own(event);
  const open = run.state === 'uploaded' || run.state === 'checked';
  const look = open ? await preview(db, importer, run.id, now) : null;
  const model = await lifecycleOf(db, now);
  const { mapping, ...plain } = run;
  return {
    run: plain,
    formats: mapping?.formats ?? null,
    columns: mapping?.columns.map(({ header, target }) => ({ header, choice: choiceOf(target) })) ?? [],
    choices: mapping && open ? choicesOf(mapping) : { fields: [], questions: [] },
    preview: look && { sure: look.sure, sample: look.sample, problems: look.problems, failure: look.failure },
    unknown: (look?.unknown ?? []).map((one) => ({ ...one, codes: codesOf(one.set, model) })),
    reports: await reports(db, run.id, 200)
  };
};

export const actions = {
  read: async (event) => {
    const { db, now, importer, run } = await own(event);
    const form = await event.request.formData();
    const input = {
      encoding: String(form.get('encoding') ?? run.encoding) as Encoding,
      delimiter: String(form.get('delimiter') ?? run.delimiter),
      companyId: form.has('company') ? String(form.get('company')) || null : run.companyId
    };
    const changed = await change(db, importer, run.id, input, now);
    if (!changed.ok) return fail(422, { problem: changed.reason });
    redirect(303, `/imports/${run.id}`);
  },
  check: async (event) => {
    const { app, db, now, importer, run } = await own(event);
    if (run.mapping === null) return fail(409, { problem: 'busy' });
    const form = await event.request.formData();
    const changed = await change(db, importer, run.id, { mapping: mappingFromForm(form, run.mapping) }, now);
    if (!changed.ok) return fail(422, { problem: changed.reason });
    if (form.get('then') !== 'save') {
      const started = await check(app, importer, run.id, now);
      if (!started.ok && started.reason !== 'problems') return fail(409, { problem: started.reason });
    }
    redirect(303, `/imports/${run.id}`);
  },
  confirm: async (event) => {
    const { app, now, importer, run } = await own(event);
    const started = await confirm(app, importer, run.id, now);
    if (!started.ok) return fail(409, { problem: started.reason });
    redirect(303, `/imports/${run.id}`);
  },
  cancel: async (event) => {
    const { db, now, importer, run } = await own(event);
    await cancel(db, importer, run.id, now);
    redirect(303, `/imports/${run.id}`);
  },
  discard: async (event) => {
    const { db, importer, run } = await own(event);
    await discard(db, importer, run.id);
    redirect(303, '/imports');
  }
};
