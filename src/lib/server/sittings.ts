/** A respondent's sitting: its key, what was saved of it, the language it is in, and what it submits when it is finished. */
import { hash } from 'node:crypto';
import type { Answers } from '#lib/survey/condition.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { chooseLanguage } from '#lib/survey/language.ts';
import { flagsOf, readTimes, secondsOn, skippedIn, writeTimes } from '#lib/survey/quality.ts';
import type { Visit } from '#lib/survey/visit.ts';
import type { Secret } from './access/secret.ts';
import type { Opened } from './invitations.ts';
import { courseOf, type Met } from './respondents.ts';
import type { Submission } from './responses.ts';
import { bindingsFor } from './sheets.ts';

/** What the holder of a link is told of; `Admitted` may answer, `Refused` may not. */
export type Standing = Exclude<Opened, { reason: 'unknown' }>;
export type Admitted = Extract<Standing, { ok: true }>;
export type Refused = Extract<Standing, { ok: false }>;

/** One sitting per link, whichever browser: derived, so that the page, a retry and a second tab carry the same (F-43). */
export function keyOf(secret: Secret, invitationId: string): string {
  const hex = hash('sha256', secret.sign('sitting', invitationId), 'hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-'
  );
}

/** The key of this visit: a sitting that changes what was sent has one of its own. */
export function keyFor(secret: Secret, { invitation, sitting }: Pick<Admitted, 'invitation' | 'sitting'>): string {
  return sitting?.changes ? sitting.key : keyOf(secret, invitation.id);
}

interface Saved {
  answers: Answers;
  revision: number;
  page: string | null;
  /** Time in front of each page, as the page's script goes on with it. */
  times: string;
}

/** What was saved so far, and where. */
export function savedOf({ sitting, version }: Admitted): Saved {
  if (sitting === null) return { answers: {}, revision: 0, page: null, times: '' };
  const page = version.document.pages[sitting.page]?.id ?? null;
  const times = writeTimes(sitting.pageSeconds, version.document);
  return { answers: sitting.answers as Answers, revision: sitting.revision, page, times };
}

/** The language of a visit (UX-12). */
export function languageFor(
  standing: Standing,
  wishes: { asked?: string | null | undefined; accept?: string | null | undefined }
): string {
  const survey = standing.version?.document ?? { languages: ['en', 'zh-CN'], baseLanguage: 'en' };
  const { asked, accept } = wishes;
  return chooseLanguage(survey, { asked: asked ?? null, customer: standing.customer.locale, accept: accept ?? null })
    .language;
}

/**
 * What is stored of a sitting that reached its end: the answers on its path and no others, which way it went, and what is known of
 * the care it was given.
 */
export function submissionOf(
  secret: Secret,
  admitted: Admitted,
  met: Met,
  { answers, times, trapped }: Pick<Visit, 'answers' | 'times' | 'trapped'>,
  locale: string,
  now: Date
): Submission {
  const { invitation, version } = admitted;
  const path = pathOf(met.document, answers);
  const sinceOpened = invitation.openedAt && (now.getTime() - invitation.openedAt.getTime()) / 1000;
  const pageSeconds = readTimes(times, version.document);
  return {
    invitation,
    surveyVersionId: version.id,
    bindings: bindingsFor(version),
    answers: path.kept,
    key: keyFor(secret, admitted),
    locale,
    ...courseOf(admitted, met, answers),
    care: {
      flags: flagsOf(path, { trapped, sinceOpened }),
      seconds: secondsOn(path, pageSeconds, version.document, sinceOpened),
      pageSeconds,
      skipped: skippedIn(path)
    }
  };
}
