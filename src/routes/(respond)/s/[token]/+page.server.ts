// size: the one door of the respondent: every state a link can be in stands here, side by side.
import { fail, redirect } from '@sveltejs/kit';
import { matches } from '#lib/survey/pattern.ts';
import { readTimes } from '#lib/survey/quality.ts';
import { visit } from '#lib/survey/visit.ts';
import * as door from '#lib/server/http/link.ts';
import { start } from '#lib/server/invitations.ts';
import { complete, savePartial } from '#lib/server/responses.ts';
import { keyOf, savedOf, submissionOf } from '#lib/server/sittings.ts';

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
    const opened = await door.openLink(event);
    if (!opened.ok) return door.settle(event, opened, entries);
    const { invitation, version } = opened;
    const { app, now } = event.locals;
    const saved = savedOf(opened);
    const met = await door.metBy(event, opened);
    const seen = visit(met.document, saved.answers, entries, matches);
    const { turn, language, answers, errors, refused } = seen;

    if (turn.to === 'end') {
      const submission = submissionOf(app.secret, opened, met, seen, door.languageOf(event, opened), now);
      const done = await door.reached(event, () => complete(app.db.system, submission, now));
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
      key: keyOf(app.secret, invitation.id),
      revision,
      page: index,
      answers,
      surveyVersionId: version.id,
      pageSeconds: readTimes(seen.times, version.document)
    };
    await door.admitSave(event, invitation.id);
    await door.reached(event, async () => {
      if (invitation.startedAt === null) await start(app.db.system, invitation.id, now);
      await savePartial(app.db.system, partial, now);
    });
    if (byScript) return { saved: true };
    const lang = language ?? event.url.searchParams.get('lang');
    if (turn.to !== 'stay') redirect(303, door.queryOf({ page, lang }));
    const shown = { page, answers, revision, times: seen.times, errors: door.wrongsOf(errors, turn.faults), refused };
    const grown = errors.length + turn.faults.length === 0;
    return fail(422, { view: { ...door.viewOf(event, opened, met, shown), grown } });
  }
};
