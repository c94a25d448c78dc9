import { error } from '@sveltejs/kit';
import { isId } from '#lib/server/db/id.ts';
import { codeOf, linksOf, read } from '#lib/server/entrances.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { handOutOf } from '#lib/server/http/hand-out.ts';
import { newestVersion } from '#lib/server/surveys.ts';
import { handOutWords } from '#lib/ui/entrances/hand-out-words.ts';

export const load = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, now, scope } = event.locals;
  const found = isId(event.params.id) ? await read(app.db.app, scope, event.params.id, now) : null;
  const version = found && (await newestVersion(app.db.app, found.surveyId));
  if (!found || !version) error(404, 'no such entrance');
  const { id, name, company } = found;
  const sheet = handOutOf(version, company, '', event.url.searchParams.getAll('language'));
  return {
    back: { href: `/entrances/${id}`, name },
    sheet,
    words: sheet.texts.map(({ language }) => handOutWords(language)),
    qr: `/entrances/${id}/qr?as=svg`,
    address: linksOf(app, id).short,
    code: codeOf(app.secret, found),
    to: null
  };
};
