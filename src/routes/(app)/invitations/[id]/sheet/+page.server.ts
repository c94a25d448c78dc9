import { error } from '@sveltejs/kit';
import { findCompany } from '#lib/server/companies.ts';
import { isId } from '#lib/server/db/id.ts';
import { requirePermission } from '#lib/server/http/guard.ts';
import { handOutOf } from '#lib/server/http/hand-out.ts';
import { list } from '#lib/server/invitations.ts';
import { read } from '#lib/server/programs.ts';
import { newestVersion } from '#lib/server/surveys.ts';
import { handOutWords } from '#lib/ui/entrances/hand-out-words.ts';

export const load = async (event) => {
  requirePermission(event, 'programs.run');
  const { app, scope } = event.locals;
  const { db } = app;
  const { id } = event.params;
  const [found] = isId(id) ? await list(app, scope, { id, limit: 1 }) : [];
  const program = found?.programId ? await read(db.app, found.programId) : null;
  const version = program && (await newestVersion(db.app, program.surveyId));
  const company = found && (await findCompany(db.app, found.companyId));
  if (!found?.link || !version || !company) error(404, 'no such invitation');
  const wanted = event.url.searchParams.getAll('language');
  const sheet = handOutOf(version, company, found.customerName, wanted.length > 0 ? wanted : [found.locale]);
  return {
    back: { href: `/programs/${program.id}/invitations`, name: program.name },
    sheet,
    words: sheet.texts.map(({ language }) => handOutWords(language)),
    qr: `/invitations/${found.id}/qr?as=svg`,
    address: found.link,
    code: null,
    to: found.customerName
  };
};
