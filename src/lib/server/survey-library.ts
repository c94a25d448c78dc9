/** What other questionnaires have to give: surveys and templates whose questions can be taken over. Reads only. */
import { desc, sql } from 'drizzle-orm';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { readDocument } from '#lib/survey/format.ts';
import { hitsFor } from '#lib/survey/search.ts';
import { library } from '#lib/survey/templates/library.ts';
import type { Db } from './db/open.ts';
import { survey } from './db/schema/surveys.ts';

export interface Source {
  readonly kind: 'survey' | 'template';
  /** Id of a survey, key of a template. */
  readonly id: string;
  readonly title: Readonly<Record<string, string>>;
  readonly baseLanguage: string;
  /** In how many places the words stand; null where nothing was searched for. */
  readonly hits: number | null;
}

/** Most surveys of one answer: who has more searches for what they want. */
const most = 60;

/**
 * Surveys, the last changed first, then templates; with words those alone that have them somewhere in the texts, codes and names of
 * their draft. At most 60 surveys.
 */
export async function sources(db: Db, wanted: string): Promise<Source[]> {
  const words = wanted.trim().slice(0, 200);
  // The database only narrows down; what counts is decided by the search of the builder.
  const within = words === '' ? undefined : sql`${survey.draft}::text ilike ${`%${like(words)}%`}`;
  const rows = await db
    .select({ id: survey.id, draft: survey.draft })
    .from(survey)
    .where(within)
    .orderBy(desc(survey.updatedAt), desc(survey.id))
    .limit(most);
  const all = [
    ...rows.map(({ id, draft }) => ({ kind: 'survey' as const, id, document: draft as SurveyDocument })),
    ...library.map(({ document }) => ({ kind: 'template' as const, id: document.key, document }))
  ];
  return all.flatMap(({ kind, id, document }): Source[] => {
    const { title, baseLanguage } = document;
    const hits = words === '' ? null : hitsFor(document, words, String).length;
    return hits === 0 ? [] : [{ kind, id, title, baseLanguage, hits }];
  });
}

/** As the database keeps the words: quotes and backslashes of JSON, and no wildcard of its own. */
const like = (words: string): string =>
  JSON.stringify(words)
    .slice(1, -1)
    .replace(/[\\%_]/g, '\\$&');

/** A template that ships, in the order of the format; null when there is none of that key. */
export function template(key: string): SurveyDocument | null {
  const found = library.find(({ document }) => document.key === key)?.document;
  const reading = found && readDocument(found);
  return reading?.ok ? reading.document : null;
}
