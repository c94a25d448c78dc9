import { fail, redirect } from '@sveltejs/kit';
import { saidOutcomes } from '#lib/outreach/call.ts';
import * as calls from '#lib/server/calls.ts';
import { outcomeOf, outcomeSchema } from '#lib/server/http/call-form.ts';
import { readForm } from '#lib/server/http/form.ts';
import * as door from '#lib/server/http/interview.ts';
import { entriesOf } from '#lib/server/http/link.ts';
import { open, tokenOf } from '#lib/server/invitations.ts';
import { wordsOf } from '#lib/ui/questions/words.ts';
import { scriptOf } from '#lib/ui/interviews/script.ts';

/** Where the interviewer goes from a call: to the list it came from, else to the customer. */
const backTo = ({ card: { program, customer } }: door.Interview) =>
  program ? `/programs/${program.id}/calls` : `/customers/${customer.id}`;

export const load = async (event) => {
  const interview = await door.openInterview(event);
  const { card, standing, mine, begun } = interview;
  const shown = await door.shownOf(event, interview);
  const sheet = shown?.sheet ?? null;
  const answers = shown?.answers ?? {};
  const names = { interviewer: event.locals.person?.name ?? '', company: standing.company.name };
  const call = { ...names, customer: card.customer.name, resumes: Object.keys(answers).length > 0 };
  return {
    ...{ card, mine, begun, over: door.reasonOf(standing), back: backTo(interview), farewell: shown?.farewell ?? null },
    script: sheet && scriptOf(sheet, call),
    talk: sheet && { language: sheet.language, dir: sheet.dir, languages: sheet.languages },
    // Before the customer agreed there is nothing to see of what they said elsewhere.
    ask: begun && sheet && !shown?.farewell ? { sheet, answers, page: shown?.page ?? null } : null
  };
};

export const actions = {
  claim: async (event) => {
    const { caller, card } = await door.openInterview(event);
    const { app, now } = event.locals;
    const claimed = await calls.claim(app, caller, card.id, now);
    if (!claimed.ok) return fail(409, { problem: claimed.reason });
    redirect(303, event.url.pathname);
  },
  begin: async (event) => {
    const { caller, card } = await door.openInterview(event);
    const { app, now } = event.locals;
    if (!(await calls.begin(app, caller, card.id, now))) return fail(409, { problem: 'taken' });
    await open(app.db.system, tokenOf(app.secret, card.id), now);
    redirect(303, event.url.pathname + door.queryOf(event));
  },
  answer: async (event) => {
    const interview = await door.openInterview(event);
    const done = await door.answer(event, interview, await entriesOf(event.request));
    if (done.to === 'saved') return { saved: true };
    if (done.to === 'lost') return fail(409, { problem: 'lost' });
    if (done.to !== 'stay') redirect(303, event.url.pathname + door.queryOf(event));
    const words = wordsOf(event.locals.locale);
    const { seen, page, errors } = done;
    const { sheet, wrongs } = door.stayed(event, done, (question, wrong) => words.error(question, wrong));
    const grown = Object.keys(errors).length === 0;
    return fail(422, { stay: { sheet, page, answers: seen.answers, refused: seen.refused, wrongs, grown } });
  },
  outcome: async (event) => {
    const interview = await door.openInterview(event);
    const { app, now } = event.locals;
    const form = await readForm(event.request, outcomeSchema(saidOutcomes));
    const said = form.ok ? outcomeOf(form.data, now) : null;
    if (said === null) return fail(422, { problem: 'time' });
    // What was said counts also when the lease has run out, as long as nobody else has the customer; "never again" always does.
    const noted = await calls.end(app, interview.caller, interview.card.id, said, now);
    if (!noted && said.outcome !== 'opted_out' && !(await door.isNoted(event, said.outcome)))
      return fail(409, { problem: 'taken' });
    redirect(303, `${backTo(interview)}?said=${said.outcome}`);
  },
  release: async (event) => {
    const interview = await door.openInterview(event);
    await calls.release(event.locals.app, interview.caller, interview.card.id, event.locals.now);
    redirect(303, backTo(interview));
  }
};
