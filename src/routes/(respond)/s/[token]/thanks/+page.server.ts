import { error, redirect } from '@sveltejs/kit';
import { faceOf } from '#lib/survey/brand.ts';
import { farewell } from '#lib/survey/sheet.ts';
import { readFarewell } from '#lib/server/farewells.ts';
import { entriesOf, languageOf, linksOf, metBy, openLink, reached, refuse, yesNoOf } from '#lib/server/http/link.ts';
import { readOwn, wantContact } from '#lib/server/responses.ts';
import { pipedValues } from '#lib/server/sheets.ts';

export const load = async (event) => {
  const opened = await openLink(event);
  if (opened.ok) redirect(303, `/s/${event.params.token}`);
  const { company, customer, invitation, mayChange, version } = opened;
  const { responseId } = invitation;
  const own = responseId && (await reached(event, () => readOwn(event.locals.app.db.system, responseId)));
  if (!own || !version) refuse(event, opened);
  const language = languageOf(event, opened, own.locale);
  const met = await metBy(event, { ...opened, version }, own.locale);
  const words = farewell(met.document, own.answers, language, pipedValues(company, customer), {
    known: met.known,
    yesNo: yesNoOf(language),
    ending: own.course.ending
  });
  const { programId } = invitation;
  const { app, now } = event.locals;
  const after = programId && (await reached(event, () => readFarewell(app.db.system, programId, now)));
  return {
    ...words,
    ...(after || { contactOffered: false, onward: null, onwardAtOnce: false }),
    contacted: own.contactAt !== null,
    mayChange,
    change: `/s/${event.params.token}`,
    language,
    company: faceOf(company),
    privacyVersion: version.document.privacy.version,
    links: linksOf(event, opened, language)
  };
};

export const actions = {
  /** "Please contact me", and taking that back. */
  default: async (event) => {
    const [wanted] = await entriesOf(event.request);
    const opened = await openLink(event);
    const { programId, responseId } = opened.invitation;
    const { app, now } = event.locals;
    if (opened.ok) redirect(303, `/s/${event.params.token}`);
    if (responseId === null || programId === null) refuse(event, opened);
    await reached(event, async () => {
      const { contactOffered } = await readFarewell(app.db.system, programId, now);
      if (!contactOffered || wanted?.[0] !== 'contact') error(400, { message: 'nobody asked' });
      await wantContact(app.db.system, responseId, wanted[1] === 'yes', now);
    });
    redirect(303, event.url.pathname + event.url.search);
  }
};
