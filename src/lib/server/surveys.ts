/** Questionnaires: the draft being worked on and the versions that were published. The one writer of `survey` and `survey_version`. */
import { and, asc, desc, eq, isNull, isNotNull, max, sql } from 'drizzle-orm';
import { metricsFor } from '#lib/scores/metrics.ts';
import type { Problem, SurveyDocument } from '#lib/survey/document.ts';
import { type QuestionnaireFormat, readQuestionnaire } from '#lib/survey/exchange/questionnaire.ts';
import type { Note } from '#lib/survey/exchange/report.ts';
import { readDocument } from '#lib/survey/format.ts';
import { judged } from '#lib/survey/review/dismissals.ts';
import { type Finding, publishable } from '#lib/survey/review/findings.ts';
import { review } from '#lib/survey/review/review.ts';
import { blank } from '#lib/survey/templates/blank.ts';
import { library } from '#lib/survey/templates/library.ts';
import { type Actor, record } from './access/audit.ts';
import { newId } from './db/id.ts';
import { type Db, isUnique } from './db/open.ts';
import { keep } from './survey-history.ts';
import { survey, surveyVersion } from './db/schema/surveys.ts';

export interface Survey {
  id: string;
  key: string;
  title: string;
  draft: SurveyDocument;
  /** Rises with every change of the draft; a change names the one it started from. */
  revision: number;
  closedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What was published: immutable, so it may be kept in memory. */
export interface SurveyVersion {
  readonly id: string;
  readonly surveyId: string;
  readonly number: number;
  readonly document: SurveyDocument;
  readonly publishedAt: Date;
}

/** Questionnaires that ship, by their key. */
export const templates: Readonly<Record<string, SurveyDocument>> = Object.fromEntries(
  library.map(({ document }) => [document.key, document])
);

/** Stores a document as a new survey. The key is the document's own, numbered on where it is taken and `numbered` allows it. */
export async function create(
  db: Db,
  actor: Actor,
  document: SurveyDocument,
  now: Date,
  numbered = false
): Promise<{ ok: true; id: string; key: string } | { ok: false; reason: 'key_taken' }> {
  for (let number = 1; number <= (numbered ? 50 : 1); number += 1) {
    const key = number === 1 ? document.key : `${document.key.slice(0, 56)}-${number}`;
    const id = newId(now);
    const draft = { ...document, key };
    try {
      await db.transaction(async (tx) => {
        await tx.insert(survey).values({ id, key, title: titleOf(draft), draft, createdAt: now, updatedAt: now });
        await keep(tx, actor, id, 1, draft, now);
        await record(tx, actor, 'survey.created', { kind: 'survey', id }, now, { key });
      });
      return { ok: true, id, key };
    } catch (error) {
      if (!isUnique(error)) throw error;
    }
  }
  return { ok: false, reason: 'key_taken' };
}

/** A new survey from a questionnaire that ships; null when there is none of that key. */
export async function createFromTemplate(
  db: Db,
  actor: Actor,
  template: string,
  now: Date
): Promise<{ id: string } | null> {
  const document = Object.hasOwn(templates, template) ? templates[template] : undefined;
  if (!document) return null;
  const created = await create(db, actor, document, now, true);
  return created.ok ? { id: created.id } : null;
}

/** A new survey with nothing in it yet, in the language of whoever starts it. */
export async function createBlank(
  db: Db,
  actor: Actor,
  language: Parameters<typeof blank>[0],
  now: Date
): Promise<{ id: string } | null> {
  const created = await create(db, actor, blank(language), now, true);
  return created.ok ? { id: created.id } : null;
}

/**
 * A new survey from a questionnaire file of any known system; problems name their place by JSON pointer, the report what could not
 * be taken over. A document of our own keeps its key; what comes from elsewhere is numbered on where the key is taken.
 */
export async function importText(
  db: Db,
  actor: Actor,
  file: string | Uint8Array,
  now: Date
): Promise<
  | { ok: true; id: string; key: string; format: QuestionnaireFormat | null; report: readonly Note[] }
  | { ok: false; reason: 'refused' | 'key_taken'; problems: readonly Problem[] }
> {
  const read = readQuestionnaire(file);
  if (!read.ok) return { ok: false, reason: 'refused', problems: read.problems };
  const created = await create(db, actor, read.document, now, read.format !== 'concord');
  return created.ok
    ? { ...created, format: read.format, report: read.report }
    : { ok: false, reason: created.reason, problems: [] };
}

export interface SurveyLine {
  id: string;
  key: string;
  title: string;
  closedAt: Date | null;
  updatedAt: Date;
  /** Number of the newest version; null while nothing was published. */
  version: number | null;
  publishedAt: Date | null;
}

/** All surveys, the last changed first. */
export function list(db: Db): Promise<SurveyLine[]> {
  return db
    .select({
      id: survey.id,
      key: survey.key,
      title: survey.title,
      closedAt: survey.closedAt,
      updatedAt: survey.updatedAt,
      version: max(surveyVersion.number),
      publishedAt: max(surveyVersion.publishedAt)
    })
    .from(survey)
    .leftJoin(surveyVersion, eq(surveyVersion.surveyId, survey.id))
    .groupBy(survey.id)
    .orderBy(desc(survey.updatedAt), desc(survey.id));
}

export async function read(db: Db, id: string): Promise<Survey | null> {
  const [found] = await db.select().from(survey).where(eq(survey.id, id));
  return found ? { ...found, draft: inOrder(found.draft) } : null;
}

/** Replaces the draft, if nobody else changed it since `revision` (F-44). The key stays. */
export async function changeDraft(
  db: Db,
  actor: Actor,
  id: string,
  revision: number,
  input: unknown,
  now: Date
): Promise<
  | { ok: true; revision: number }
  | { ok: false; reason: 'not_found' | 'stale' }
  | { ok: false; reason: 'refused'; problems: readonly Problem[] }
> {
  const reading = readDocument(input);
  if (!reading.ok) return { ok: false, reason: 'refused', problems: reading.problems };
  return db.transaction(async (tx) => {
    const [found] = await tx
      .select({ key: survey.key, revision: survey.revision })
      .from(survey)
      .where(eq(survey.id, id))
      .for('update');
    if (!found) return { ok: false, reason: 'not_found' };
    if (found.revision !== revision) return { ok: false, reason: 'stale' };
    const draft = { ...reading.document, key: found.key };
    await tx
      .update(survey)
      .set({ draft, title: titleOf(draft), revision: revision + 1, updatedAt: now })
      .where(eq(survey.id, id));
    const spell = await keep(tx, actor, id, revision + 1, draft, now);
    // One line of the log for each spell of work: a person who types saves many times.
    if (spell === 'new')
      await record(tx, actor, 'survey.changed', { kind: 'survey', id }, now, { revision: revision + 1 });
    return { ok: true, revision: revision + 1 };
  });
}

/** What stands between a draft and a version, and what it changes about the previous one. */
export function check(document: SurveyDocument, previous?: SurveyDocument): Finding[] {
  const found = review(document, { metrics: metricsFor(document.respondents ?? 'customers').asked, previous });
  return judged(document, found).open;
}

/** Publishes the draft as the next version. A draft with errors, or one that equals the newest version, is not published. */
export async function publish(
  db: Db,
  actor: Actor,
  id: string,
  now: Date
): Promise<
  | { ok: true; versionId: string; number: number }
  | { ok: false; reason: 'not_found' | 'closed' | 'unchanged' }
  | { ok: false; reason: 'findings'; findings: readonly Finding[] }
> {
  return db.transaction(async (tx) => {
    const [found] = await tx.select().from(survey).where(eq(survey.id, id)).for('update');
    if (!found) return { ok: false, reason: 'not_found' };
    if (found.closedAt !== null) return { ok: false, reason: 'closed' };
    const findings = check(found.draft as SurveyDocument);
    if (!publishable(findings)) return { ok: false, reason: 'findings', findings };
    const [newest] = await tx
      .select({ number: surveyVersion.number, same: sql<boolean>`${surveyVersion.document} = ${survey.draft}` })
      .from(surveyVersion)
      .innerJoin(survey, eq(survey.id, surveyVersion.surveyId))
      .where(eq(surveyVersion.surveyId, id))
      .orderBy(desc(surveyVersion.number))
      .limit(1);
    if (newest?.same) return { ok: false, reason: 'unchanged' };
    const versionId = newId(now);
    const number = (newest?.number ?? 0) + 1;
    const publishedBy = actor.kind === 'person' ? actor.id : null;
    await tx
      .insert(surveyVersion)
      .values({ id: versionId, surveyId: id, number, document: found.draft, publishedAt: now, publishedBy });
    await record(tx, actor, 'survey.published', { kind: 'survey', id }, now, { number });
    return { ok: true, versionId, number };
  });
}

/** Published versions of a survey, the newest first. */
export function listVersions(db: Db, surveyId: string) {
  return db
    .select({ id: surveyVersion.id, number: surveyVersion.number, publishedAt: surveyVersion.publishedAt })
    .from(surveyVersion)
    .where(eq(surveyVersion.surveyId, surveyId))
    .orderBy(desc(surveyVersion.number));
}

/** Most versions one process keeps in memory. They never change, so no other node can make them wrong. */
const REMEMBERED = 200;
const remembered = new Map<string, SurveyVersion>();

/** A published version; null when there is none. */
export async function version(db: Db, id: string): Promise<SurveyVersion | null> {
  const known = remembered.get(id);
  if (known) return known;
  const [found] = await db.select().from(surveyVersion).where(eq(surveyVersion.id, id));
  return found ? remember(found) : null;
}

/** The newest published version of a survey; null while nothing was published. */
export async function newestVersion(db: Db, surveyId: string): Promise<SurveyVersion | null> {
  const [newest] = await db
    .select({ id: surveyVersion.id })
    .from(surveyVersion)
    .where(eq(surveyVersion.surveyId, surveyId))
    .orderBy(desc(surveyVersion.number))
    .limit(1);
  return newest ? version(db, newest.id) : null;
}

function remember(row: typeof surveyVersion.$inferSelect): SurveyVersion {
  const { id, surveyId, number, publishedAt } = row;
  const kept = { id, surveyId, number, publishedAt, document: inOrder(row.document) };
  const oldest = remembered.keys().next();
  if (remembered.size >= REMEMBERED && !oldest.done) remembered.delete(oldest.value);
  remembered.set(id, kept);
  return kept;
}

/** Stops taking answers, or takes them again. False when the survey is not there or stands so already. */
export async function setClosed(db: Db, actor: Actor, id: string, closed: boolean, now: Date): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await tx
      .update(survey)
      .set({ closedAt: closed ? now : null, updatedAt: now })
      .where(and(eq(survey.id, id), closed ? isNull(survey.closedAt) : isNotNull(survey.closedAt)))
      .returning({ id: survey.id });
    if (changed.length === 0) return false;
    await record(tx, actor, closed ? 'survey.closed' : 'survey.reopened', { kind: 'survey', id }, now);
    return true;
  });
}

/** Surveys that can be sent out: published and open. */
export async function listOpen(db: Db): Promise<{ id: string; title: string }[]> {
  return db
    .selectDistinct({ id: survey.id, title: survey.title })
    .from(survey)
    .innerJoin(surveyVersion, eq(surveyVersion.surveyId, survey.id))
    .where(isNull(survey.closedAt))
    .orderBy(asc(survey.title), asc(survey.id));
}

/** A stored document with its parts in the order of the format: the database keeps the keys of an object in one of its own. */
function inOrder(stored: unknown): SurveyDocument {
  const reading = readDocument(stored);
  return reading.ok ? reading.document : (stored as SurveyDocument);
}

function titleOf(document: SurveyDocument): string {
  return document.title[document.baseLanguage] || Object.values(document.title)[0] || document.key;
}
