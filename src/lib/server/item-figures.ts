/**
 * The figures of the questions of a published version, from its newest answers: a thousand of them and a thousand sittings that
 * broke off say as much as all of them and cost the same however many there are. Only answers the reader may see are read.
 */
import { and, desc, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm';
import type { Scope } from '#lib/merger/scope.ts';
import type { Answers } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { enoughAnswers, itemFigures, medianOf, type VersionFigures } from '#lib/survey/item-figures.ts';
import { type Db, rows } from './db/open.ts';
import { response } from './db/schema/responses.ts';
import { sitting } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { version } from './surveys.ts';

/** Newest answers, and newest broken sittings, that are looked at. */
const most = 1_000;
/** Versions that are offered, the newest ones. */
const offered = 10;
/** Whoever has not been seen for a day has stopped. */
const dayMs = 86_400_000;

/** Of the version asked for, else of the newest with enough answers, else of the newest. */
export function readItemFigures(
  db: Db,
  scope: Scope,
  surveyId: string,
  number: number | null,
  now: Date
): Promise<VersionFigures> {
  return scoped(db, scope, async (tx) => {
    const published = rows<{ id: string; number: number; some: number }>(
      await tx.execute(sql`
        select v.id, v.number, (select count(*)::int from (select from response r where r.survey_version_id = v.id
          and r.state = 'complete' limit ${enoughAnswers}) as first) as some
        from survey_version v where v.survey_id = ${surveyId} order by v.number desc limit ${offered}`)
    );
    const full = published.filter(({ some }) => some >= enoughAnswers);
    const versions = full.map((one) => one.number);
    const chosen = published.find((one) => one.number === number) ?? full[0] ?? published[0];
    const nothing = { versions, n: chosen?.some ?? 0, newest: false, broken: 0, seconds: null, questions: {} };
    if (!chosen || chosen.some < enoughAnswers) return { version: chosen?.number ?? null, ...nothing };
    const finished = await tx
      .select({
        answers: response.answers,
        skipped: response.skipped,
        seconds: response.seconds,
        pageSeconds: response.pageSeconds,
        at: response.answeredAt,
        id: response.id
      })
      .from(response)
      .where(and(eq(response.surveyVersionId, chosen.id), eq(response.state, 'complete')))
      .orderBy(desc(response.id))
      .limit(most);
    // Who finished and who broke off are set against each other over the same time.
    const oldest = finished.length === most ? finished.at(-1)! : null;
    const waiting = await tx
      .select({ answers: sitting.answers, at: sitting.updatedAt })
      .from(sitting)
      .where(
        and(
          eq(sitting.surveyVersionId, chosen.id),
          lt(sitting.updatedAt, new Date(now.getTime() - dayMs)),
          // Who changes what was sent has finished.
          isNull(sitting.changes)
        )
      )
      .orderBy(desc(sitting.updatedAt))
      .limit(most);
    // A sheet of paper with gaps was handed in, not broken off.
    const ended = await tx
      .select({ answers: response.answers, at: response.answeredAt })
      .from(response)
      .where(
        and(
          ...[eq(response.surveyVersionId, chosen.id), eq(response.state, 'partial'), ne(response.channel, 'paper')],
          oldest === null ? undefined : gt(response.id, oldest.id)
        )
      )
      .orderBy(desc(response.id))
      .limit(most);
    const broken = [...waiting, ...ended]
      .filter(({ at }) => oldest === null || at >= oldest.at)
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, most)
      .map(({ answers }) => answers as Answers);
    const document = (await version(tx, chosen.id))!.document as SurveyDocument;
    return {
      version: chosen.number,
      versions,
      n: finished.length,
      newest: finished.length === most,
      broken: broken.length,
      seconds: medianOf(finished.flatMap(({ seconds }) => seconds ?? [])),
      questions: itemFigures(
        document,
        finished.map((one) => ({ ...one, answers: one.answers as Answers })),
        broken
      )
    };
  });
}
