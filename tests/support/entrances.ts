/** Ways in to a published survey: what tests of them start from. */
import { consoleActor } from '../../src/lib/server/access/audit.ts';
import type { App } from '../../src/lib/server/app.ts';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import * as entrances from '../../src/lib/server/entrances.ts';
import { makeLinks } from './links.ts';

export interface Way {
  id: string;
  /** `/o/<token>` and its short form. */
  path: string;
  short: string;
  code: string;
  companyId: string;
  surveyId: string;
}

export type Opening = Partial<Omit<entrances.NewEntrance, 'companyId' | 'surveyId' | 'programId'>> & {
  document?: SurveyDocument;
  company?: string;
  closed?: boolean;
};

/** A company, a survey and an entrance to it. */
export async function makeWay(app: App, { company, closed, document, ...extra }: Opening = {}): Promise<Way> {
  const now = app.clock();
  const { links, surveyId } = await makeLinks(app, {
    count: 1,
    ...(company && { company }),
    ...(document && { document })
  });
  const [{ companyId }] = links as [(typeof links)[number]];
  const scope = { companies: { [companyId]: 'records' }, overlap: false } as const;
  const made = await entrances.create(
    app,
    consoleActor,
    scope,
    {
      ...{ surveyId, companyId, programId: null, name: 'Shop', channel: 'link', withCode: false, oncePerDevice: true },
      ...{ sites: [], most: null, endsAt: null },
      ...extra
    },
    now
  );
  if (!made.ok) throw new Error(made.reason);
  if (closed) await entrances.setClosed(app.db.app, consoleActor, scope, made.id, true, now);
  const { link, short } = entrances.linksOf(app, made.id);
  const code = entrances.codeOf(app.secret, { id: made.id, codeNumber: 1 })!;
  const pathOf = (address: string) => new URL(address).pathname;
  return { id: made.id, path: pathOf(link), short: pathOf(short), code, companyId, surveyId };
}
