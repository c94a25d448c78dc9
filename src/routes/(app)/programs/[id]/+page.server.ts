import { error, fail, redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { may } from '#lib/server/access/roles.ts';
import { isId } from '#lib/server/db/id.ts';
import { readForm } from '#lib/server/http/form.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { programLists, programOf, programSchema } from '#lib/server/http/program-form.ts';
import * as programs from '#lib/server/programs.ts';
import { listOpen, read as readSurvey } from '#lib/server/surveys.ts';
import { waves } from '#lib/server/waves.ts';

/** Above this many customers a launch wants the number typed (UX-27). */
const TYPED_ABOVE = 100;

export const load = async (event) => {
  const { role } = requirePermission(event, 'programs.read');
  const { app, now, scope } = event.locals;
  const program = isId(event.params.id) ? await programs.read(app.db.app, event.params.id) : null;
  if (program === null) error(404, 'no such program');
  const mayRun = may(role, 'programs.run');
  const isDraft = program.state === 'draft';
  const looks = mayRun && (isDraft || (program.state === 'running' && event.url.searchParams.has('again')));
  return {
    program,
    survey: { id: program.surveyId, title: (await readSurvey(app.db.app, program.surveyId))?.title ?? '' },
    waves: await waves(app.db.app, scope, program.id),
    dryRun: looks ? await programs.dryRun(app, scope, program.id, now) : null,
    surveys: isDraft && mayRun ? await listOpen(app.db.app) : [],
    choices: isDraft && mayRun ? await programs.choices(app.db, scope) : null,
    typedAbove: TYPED_ABOVE,
    hasMail: app.mailer !== null,
    launched: Number(event.url.searchParams.get('launched')) || null,
    mayRun,
    mayReadOutbox: may(role, 'outbox.read')
  };
};

const launchSchema = z.strictObject({
  wave: z.string().regex(/^\d{1,4}$/),
  asked: z.string().regex(/^\d{1,9}$/),
  typed: z.string().max(20).optional()
});

export const actions = {
  change: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now } = event.locals;
    if (!isId(event.params.id)) error(404, 'no such program');
    const form = await readForm(event.request, programSchema, programLists);
    if (!form.ok) return fail(422, { errors: form.errors, problem: '', n: 0 });
    const changed = await programs.change(app.db.app, actor, event.params.id, programOf(form.data), now);
    if (!changed.ok && changed.reason === 'not_found') error(404, 'no such program');
    if (!changed.ok && changed.reason === 'foreign_site')
      return fail(422, { errors: { onward: 'foreign_site' }, problem: '', n: 0 });
    return changed.ok ? { errors: {}, problem: '', n: 0 } : fail(409, { errors: {}, problem: 'stale', n: 0 });
  },
  launch: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now, scope } = event.locals;
    const form = await readForm(event.request, launchSchema);
    const id = event.params.id;
    if (!form.ok || !isId(id)) return fail(422, { errors: {}, problem: 'wrong', n: 0 });
    const [wave, asked] = [Number(form.data.wave), Number(form.data.asked)];
    const dry = await programs.dryRun(app, scope, id, now);
    if (dry === null) error(404, 'no such program');
    const refuse = (problem: string) => fail(409, { errors: {}, problem, n: dry.asked });
    if (wave === dry.wave && asked !== dry.asked) return refuse('changed');
    const typed = form.data.typed?.replaceAll(/[^\d]/g, '') ?? '';
    if (wave === dry.wave && dry.asked > TYPED_ABOVE && typed !== String(dry.asked)) return refuse('wrong');
    const launched = await programs.launch(app, actor, scope, id, wave, now);
    if (!launched.ok) return refuse(launched.reason);
    redirect(303, `/programs/${id}?launched=${launched.number}`);
  },
  end: async (event) => {
    requirePermission(event, 'programs.run');
    const { app, actor, now } = event.locals;
    if (isId(event.params.id)) await programs.close(app.db.app, actor, event.params.id, now);
    return { errors: {}, problem: '', n: 0 };
  }
};
