/**
 * What the server does at `/s/<token>`, done on the device: a page of the survey, a save, a turn of the page, the end. The same
 * engine, the same replies to the page's script (`src/respond/main.ts`), so that neither page nor script knows where it is.
 */
import type { Pack } from '#lib/outreach/kiosk.ts';
import type { AnswerCode } from '#lib/survey/answers.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { chooseLanguage } from '#lib/survey/language.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { matches } from '#lib/survey/pattern.ts';
import { farewell, privacyText, sheetOf } from '#lib/survey/sheet.ts';
import { isPlain, specialise } from '#lib/survey/specialise.ts';
import { visit } from '#lib/survey/visit.ts';
import { speechOf } from '#lib/ui/questions/speech.svelte.ts';
import type { SurveyView } from '#lib/ui/questions/view.ts';
import { drawPrivacy, drawSurvey, drawThanks } from './drawn.ts';
import { kioskOf } from './line.ts';
import { change, read, remove, type Sitting, standing, write } from './store.ts';

type Wrongs = SurveyView['errors'];

const pathTo = ({ token, key }: Pick<Sitting, 'token' | 'key'>) => `/k/${token}/${key}`;

/** The survey as this person meets it: orders and arms follow from their key, as the server will find them. */
function meet({ document, company }: Pack, key: string, language: string) {
  const known = { company: company.name, channel: 'kiosk', language };
  const quotas = Object.fromEntries((document.quotas ?? []).map(({ id }) => [`quota.${id}`, 'open']));
  return {
    known,
    document: isPlain(document) ? document : specialise(document, { seed: key, known: { ...known, ...quotas } })
  };
}

const yesNoOf = (language: string) => {
  const say = speechOf(language);
  return { yes: say('respond_yes'), no: say('respond_no') };
};

/** Somebody begins, with the pack that is newest now. Null where there is none. */
async function begin(
  token: string,
  key: string,
  asked: string | null
): Promise<{ sitting: Sitting; pack: Pack } | null> {
  const kiosk = await kioskOf(token);
  const pack = kiosk.stamp === null ? undefined : await read('packs', [token, kiosk.stamp]);
  if (!pack || pack.state !== 'open' || standing(kiosk, pack) === 'expired') return null;
  const { language } = chooseLanguage(pack.document, { asked });
  const now = Date.now();
  const sitting: Sitting = {
    ...{ key, token, stamp: pack.stamp, version: pack.version.id, language, answers: {}, page: '', revision: 0 },
    ...{ times: '', trapped: false, begun: now, touched: now, since: kiosk.heard?.at ?? null },
    ...{ done: false, state: 'open' }
  };
  await write('sittings', sitting);
  return { sitting, pack };
}

async function underWay(token: string, key: string): Promise<{ sitting: Sitting; pack: Pack } | null> {
  const sitting = await read('sittings', key);
  const pack = sitting && (await read('packs', [token, sitting.stamp]));
  return sitting?.state === 'open' && sitting.token === token && pack ? { sitting, pack } : null;
}

/** A page of the survey. Whoever has gone, or is done, is met with an empty screen and never with their answers. */
export async function show(token: string, key: string, query: URLSearchParams): Promise<Response> {
  const asked = query.get('lang');
  // Whoever was thanked is done, also when the server has taken their answers from here: going back begins nothing anew.
  const over = (await read('farewells', key)) ?? (await read('sittings', key));
  const found = (await underWay(token, key)) ?? (over ? null : await begin(token, key, asked));
  if (found === null) return gone();
  const { pack } = found;
  const { language } = chooseLanguage(pack.document, { asked: asked ?? found.sitting.language });
  const sitting = { ...found.sitting, language };
  await change('sittings', key, (now) => ({ ...now, language }));
  return draw(pack, sitting, query.get('page') ?? sitting.page, {});
}

export const gone = (status = 410): Response =>
  new Response('', {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }
  });

function draw(pack: Pack, sitting: Sitting, page: string, errors: Wrongs, extra: Partial<SurveyView> = {}) {
  const { key, language, answers, revision, times } = sitting;
  const met = meet(pack, key, language);
  const said = { answers, known: met.known, yesNo: yesNoOf(language) };
  const view: SurveyView = {
    ...{
      sheet: sheetOf(met.document, language, pack.values, said),
      company: pack.company,
      answers,
      key,
      revision,
      times
    },
    ...{ page: page || null, errors, whole: true },
    links: { privacy: `${pathTo(sitting)}/privacy?lang=${language}`, stop: null },
    ...extra
  };
  return drawSurvey(view, Object.keys(errors).length > 0 || extra.grown ? 422 : 200);
}

/** A post of the page: by its script, which wants JSON, or by a button. */
export async function take(request: Request, token: string, key: string): Promise<Response> {
  const entries = [...new URLSearchParams(await request.text())];
  const found = await underWay(token, key);
  const byScript = request.headers.get('accept') === 'application/json';
  if (found === null)
    return byScript ? json({ type: 'redirect', status: 303, location: `/k/${token}/${key}/thanks` }) : gone();
  const { sitting: old, pack } = found;
  const met = meet(pack, key, old.language);
  const seen = visit(met.document, old.answers, entries, matches);
  const { turn, answers, errors, refused, times } = seen;
  const language =
    seen.language === null ? old.language : chooseLanguage(pack.document, { asked: seen.language }).language;
  const page = turn.to === 'end' ? seen.page : turn.to === 'saved' ? seen.page : turn.page;
  const kept: Sitting = {
    ...{ ...old, language, answers, times, page, trapped: old.trapped || seen.trapped, touched: Date.now() },
    revision: Math.max(seen.revision, old.revision + 1)
  };
  if (turn.to === 'end') {
    await finish(pack, kept, met);
    const location = `${pathTo(kept)}/thanks`;
    return byScript ? json({ type: 'redirect', status: 303, location }) : redirect(location);
  }
  const saved = await change('sittings', key, (now) => (now.state === 'open' ? kept : null));
  if (!saved) return gone();
  if (byScript && turn.to === 'saved') return json(success(errors.length > 0, kept.revision));
  if (turn.to !== 'stay') return redirect(`${pathTo(kept)}?lang=${language}&page=${page}`);
  // The page is drawn once more with what is wrong on it: the script posts its form for that.
  if (byScript) return json({ type: 'failure', status: 422 });
  const wrong: Record<
    string,
    { code: AnswerCode | (typeof turn.faults)[number]['code']; limit?: number | string | undefined }
  > = {};
  for (const { question, code } of errors) wrong[question] = { code };
  for (const { question, field, code, limit } of turn.faults) wrong[field ?? question] = { code, limit };
  return draw(pack, kept, page, wrong as Wrongs, { refused, grown: errors.length + turn.faults.length === 0 });
}

/** Keeps the finished answers for the line, and the words of thanks for the one screen that shows them. */
async function finish(pack: Pack, sitting: Sitting, met: { document: SurveyDocument; known: Record<string, string> }) {
  const { key, token, stamp, language } = sitting;
  const path = pathOf(met.document, sitting.answers);
  const said = { known: met.known, yesNo: yesNoOf(language), ending: path.ending ?? undefined };
  const words = farewell(met.document, path.kept, language, pack.values, said);
  await write('farewells', { key, token, stamp, language, ...words });
  const { heard } = await kioskOf(token);
  const since = heard?.at ?? sitting.since;
  await change('sittings', key, (now) =>
    now.state === 'open' ? { ...sitting, answers: path.kept, since, done: true, state: 'waiting' } : null
  );
}

export async function thank(token: string, key: string): Promise<Response> {
  const words = await read('farewells', key);
  const pack = words && (await read('packs', [token, words.stamp]));
  return words && pack ? drawThanks(pack, words) : gone();
}

export async function explain(token: string, key: string, query: URLSearchParams): Promise<Response> {
  const found = await underWay(token, key);
  if (found === null) return gone();
  const { sitting, pack } = found;
  const { language } = chooseLanguage(pack.document, { asked: query.get('lang') ?? sitting.language });
  return drawPrivacy(
    pack,
    language,
    privacyText(pack.document, language, pack.values),
    `${pathTo(sitting)}?lang=${language}`
  );
}

/** Ends what is under way, of one person or of whoever a reload interrupted: what they said waits to be sent as it is. */
export async function leave(sittings: readonly Sitting[]): Promise<void> {
  for (const { key, state, answers } of sittings) {
    await remove('farewells', key);
    if (state !== 'open') continue;
    if (Object.keys(answers).length === 0) await remove('sittings', key);
    else await change('sittings', key, (now) => (now.state === 'open' ? { ...now, state: 'waiting' } : null));
  }
}

const json = (value: object): Response => Response.json(value, { headers: { 'cache-control': 'no-store' } });
const redirect = (to: string): Response => Response.redirect(new URL(to, location.origin), 303);
/** As the framework writes what an action gives back: values by their places. */
const success = (refused: boolean, at: number) => ({
  ...{ type: 'success', status: 200 },
  data: JSON.stringify([{ saved: 1, refused: 2, at: 3 }, true, refused, at])
});
