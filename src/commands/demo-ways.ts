/** Ways in of the demo beside letters and calls: a poster, a help page, a tablet and a pile of paper, with what came through them. */
import { randomUUID } from 'node:crypto';
import type { Scope } from '#lib/merger/scope.ts';
import { seeded } from '#lib/stats/generator.ts';
import { bindings } from '#lib/survey/bindings.ts';
import type { Actor } from '../lib/server/access/audit.ts';
import { hashPin } from '../lib/server/access/pin.ts';
import type { App } from '../lib/server/app.ts';
import * as entrances from '../lib/server/entrances.ts';
import { open } from '../lib/server/invitations.ts';
import { receive } from '../lib/server/kiosks.ts';
import * as sheets from '../lib/server/paper-sheets.ts';
import { complete } from '../lib/server/responses.ts';
import * as surveys from '../lib/server/surveys.ts';
import { answersOf, careOf } from './demo-sittings.ts';

const SEED = 23;
const HOUR = 3_600_000;
/** The PIN of the tablet; the page of its way in sets another. */
const tabletPin = '2468';

export interface Ways {
  surveyId: string;
  acme: string;
  borealis: string;
  /** Who types the paper: two people, so that each sheet is keyed twice. */
  keyers: readonly [sheets.Keyer, sheets.Keyer];
}

/** Opens the ways in and lets people come; says how many answered by each. */
export async function openWays(
  app: App,
  admin: Actor & { id: string },
  scope: Scope,
  { surveyId, acme, borealis, keyers }: Ways,
  now: Date
): Promise<string> {
  const { db, secret } = app;
  const version = await surveys.newestVersion(db.app, surveyId);
  if (version === null) throw new Error('the survey of the ways in is not published');
  const { document } = version;
  const bound = bindings(document);
  const random = seeded(SEED);
  const earlier = (hours: number) => new Date(now.getTime() - Math.round(hours * HOUR));

  const wayIn = async (input: Pick<entrances.NewEntrance, 'name' | 'companyId'> & Partial<entrances.NewEntrance>) => {
    const rest = { surveyId, programId: null, channel: 'link' as const, withCode: false, oncePerDevice: true };
    const made = await entrances.create(
      app,
      admin,
      scope,
      { ...rest, sites: [], most: null, endsAt: null, ...input },
      earlier(48)
    );
    if (!made.ok) throw new Error(made.reason);
    return (await entrances.read(db.app, scope, made.id, now))!;
  };

  /** Somebody who came in and, mostly, went through. */
  const come = async (found: entrances.Entrance, channel: 'qr' | 'link' | 'embed'): Promise<number> => {
    const at = earlier(40 * random());
    const entered = await entrances.enter(
      db.system,
      secret,
      found,
      { key: randomUUID(), code: '', channel, locale: 'en' },
      at
    );
    if (!entered.ok) throw new Error(entered.reason);
    if (random() > 0.75) return 0;
    const met = await open(db.system, entered.token, at);
    if (!met.ok) throw new Error(met.reason);
    const { id, companyId } = met.invitation;
    const answers = answersOf(bound, random, false);
    const sitting = {
      ...{ invitation: { id, companyId, entranceId: found.id }, surveyVersionId: version.id, bindings: bound, answers },
      ...{ key: randomUUID(), locale: 'en', care: careOf(document, answers, false, random) }
    };
    const done = await complete(db.system, sitting, at);
    return done.ok ? 1 : 0;
  };

  const poster = await wayIn({ name: 'Poster in the branches', companyId: acme });
  const help = await wayIn({
    ...{ name: 'Help pages', companyId: acme, channel: 'embed', sites: ['https://help.acme.example'] }
  });
  let [byPoster, byPage] = [0, 0];
  for (let n = 0; n < 26; n += 1) byPoster += await come(poster, n % 4 === 0 ? 'link' : 'qr');
  for (let n = 0; n < 18; n += 1) byPage += await come(help, 'embed');

  const settings = { pin: await hashPin(tabletPin), idleSeconds: 60, thanksSeconds: 10 };
  const tablet = await wayIn({
    ...{ name: 'Tablet in the showroom', companyId: borealis, channel: 'kiosk', oncePerDevice: false, kiosk: settings }
  });
  const given = Array.from({ length: 16 }, () => {
    const answers = answersOf(bound, random, false);
    const fields = Object.entries(answers).map(([name, said]) => [name, String(said)] as const);
    const age = Math.round(7 * HOUR * random());
    const own = { key: randomUUID(), version: version.id, language: 'en', done: true, page: document.pages.at(-1)!.id };
    return { ...own, age, took: 80_000, since: now.getTime() - 8 * HOUR, times: '', fields };
  });
  const call = { device: randomUUID(), waiting: 0, refused: 0, known: null, given };
  const { outcomes } = await receive(db.system, secret, tablet, call, '', now);

  const paper = await keyPaper();
  const said = [
    `${byPoster} answers by a poster`,
    `${byPage} on a help page`,
    `${outcomes.filter(({ is }) => is === 'stored').length} at a tablet (PIN ${tabletPin})`,
    `${paper} on paper`
  ];
  return said.join(', ');

  /** Fourteen sheets of a trade fair: most keyed twice alike, two that differ, two that wait for the second person. */
  async function keyPaper(): Promise<number> {
    const day = earlier(30).toISOString().slice(0, 10);
    const pile = { surveyId, versionId: version!.id, companyId: borealis, programId: null, locale: 'en' };
    let stored = 0;
    for (let number = 1; number <= 14; number += 1) {
      const first = { day, answers: answersOf(bound, random, false), marks: {} };
      const sheet = { number, code: '', first };
      const begun = await sheets.begin(
        db.app,
        keyers[0],
        scope,
        { ...pile, receivedOn: day },
        sheet,
        earlier(5 - number / 10)
      );
      if (!begun.ok) throw new Error(begun.reason);
      if (number > 12) continue;
      const slip: Record<string, number> = number % 6 === 0 ? { recommend: 1 } : {};
      const second = { ...first, answers: { ...first.answers, ...slip } };
      const moved = await sheets.keySecond(app, keyers[1], scope, begun.id, second, earlier(3 - number / 10));
      if (moved.ok && moved.state === 'stored') stored += 1;
    }
    return stored;
  }
}
