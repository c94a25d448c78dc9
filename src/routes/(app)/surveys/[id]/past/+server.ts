import { error, json } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import * as history from '#lib/server/survey-history.ts';
import * as surveys from '#lib/server/surveys.ts';

/**
 * What a survey was. `?revision=` gives the draft at the end of a spell of work, `?version=` a published version, each as a
 * document to be compared with or brought back; without either, the list of both.
 */
export const GET = async (event) => {
  requirePermission(event, 'surveys.read');
  const db = event.locals.app.db.app;
  const { id } = event.params;
  if (!isId(id) || (await surveys.read(db, id)) === null) error(404, 'no such survey');
  const [revision, number] = ['revision', 'version'].map((name) => event.url.searchParams.get(name));
  const versions = await surveys.listVersions(db, id);
  if (!revision && !number) return json({ drafts: await history.list(db, id), versions });
  if (number) {
    const found = versions.find((one) => String(one.number) === number);
    const published = found ? await surveys.version(db, found.id) : null;
    if (published) return json(published.document);
  } else if (revision && /^\d{1,9}$/.test(revision)) {
    const draft = await history.read(db, id, Number(revision));
    if (draft) return json(draft);
  }
  error(404, 'nothing of that number');
};
