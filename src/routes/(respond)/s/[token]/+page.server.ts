// size: the one door of the respondent: every state a link can be in stands here, side by side.
import { fail, redirect } from '@sveltejs/kit';
import type { RequestEvent } from './$types';
import { matches } from '#lib/survey/pattern.ts';
import { readTimes } from '#lib/survey/quality.ts';
import { visit } from '#lib/survey/visit.ts';
import * as door from '#lib/server/http/link.ts';
import { start } from '#lib/server/invitations.ts';
import { change } from '#lib/server/response-changes.ts';
import { complete, leave, reopen, savePartial } from '#lib/server/responses.ts';
import { keyFor, savedOf, submissionOf } from '#lib/server/sittings.ts';

export const load = async (event) => {
  const opened = await door.openLink(event);
  if (!opened.ok) {
    if (opened.reason !== 'answered') door.refuse(event, opened);
    return { view: null, notice: door.noticeOf(event, opened) };
  }
  const saved = savedOf(opened);
  const page = event.url.searchParams.get('page') ?? saved.page;
  const met = await door.metBy(event, opened);
  return { view: door.viewOf(event, opened, met, { ...saved, page, errors: {} }), notice: null };
};

export const actions = {
  default: async (event) => {
    const entries = await door.entriesOf(event.request);
    return answer(event, entries);
  }
};

/** One post, on top of what is stored now: when another one is stored in between, it is read once more. */
async function answer(event: RequestEvent, entries: Awaited<ReturnType<typeof door.entriesOf>>) {
  const opened = await door.openLink(event);
  const { responseId } = opened.invitation;
  const wish = entries.find(([name]) => name === '_go')?.[1];
  if (responseId !== null && opened.mayChange && wish === 'edit') {
    await door.reached(event, () => reopen(event.locals.app.db.system, responseId, event.locals.now));
    redirect(303, event.url.pathname + door.queryOf({ lang: event.url.searchParams.get('lang') }));
  }
  if (!opened.ok) return door.settle(event, opened, entries);
  if (responseId !== null && wish === 'leave') {
    await door.reached(event, () => leave(event.locals.app.db.system, responseId));
    redirect(303, door.thanks(event));
  }
  const { invitation, version } = opened;
  const { app, now } = event.locals;
  const saved = savedOf(opened);
  const met = await door.metBy(event, opened);
  const seen = visit(met.document, saved.answers, entries, matches);
  const { turn, language, answers, errors, refused } = seen;

  if (turn.to === 'end') {
    const submission = submissionOf(app.secret, opened, met, seen, door.languageOf(event, opened), now);
    const done = await door.reached(event, () =>
      responseId === null
        ? complete(app.db.system, submission, now)
        : change(app.db.system, responseId, submission, now)
    );
    if (done.ok && !done.repeated) redirect(303, door.thanks(event));
    const again = await door.openLink(event);
    return again.ok ? fail(409) : door.settle(event, again, entries);
  }

  const byScript = turn.to === 'saved' && language === null;
  const revision = byScript ? seen.revision : Math.max(seen.revision, saved.revision) + 1;
  const page = turn.to === 'saved' ? seen.page : turn.page;
  const index = Math.max(
    0,
    version.document.pages.findIndex(({ id }) => id === page)
  );
  const partial = {
    invitationId: invitation.id,
    companyId: invitation.companyId,
    key: keyFor(app.secret, opened),
    revision,
    page: index,
    answers,
    surveyVersionId: version.id,
    pageSeconds: readTimes(seen.times, version.document)
  };
  await door.admitSave(event, invitation.id);
  const kept = await door.reached(event, async () => {
    if (invitation.startedAt === null) await start(app.db.system, invitation.id, now);
    return savePartial(app.db.system, partial, now, opened.sitting?.revision ?? 0);
  });
  // `at` is what the next save must go beyond: another tab, or another device, was first.
  if (byScript) return { saved: kept, refused: errors.length > 0, at: saved.revision };
  if (!kept) return answer(event, entries);
  const lang = language ?? event.url.searchParams.get('lang');
  if (turn.to !== 'stay') redirect(303, door.queryOf({ page, lang }));
  const shown = { page, answers, revision, times: seen.times, errors: door.wrongsOf(errors, turn.faults), refused };
  const grown = errors.length + turn.faults.length === 0;
  return fail(422, { view: { ...door.viewOf(event, opened, met, shown), grown } });
}
