/** Asks 500 customers and answers 300 of the links as people do, half of them sending their last page twice. */
import { type Client, openClient } from '../support/client.ts';
import type { Connection } from './connection.ts';
import { type Choose, repeat, walk } from './forms.ts';
import type { Report } from './report.ts';

const asked = 500;
const answering = 300;
const atOnce = 8;

interface Invitation {
  id: string;
  link: string | null;
  customerId: string;
  state: string;
}

export interface Launched {
  programId: string;
  links: Invitation[];
}

/** A respondent's taste: fixed by the seed, so that two runs answer alike. Now and then a question is left out. */
function taste(seed: number): Choose {
  let state = (seed * 2654435761) >>> 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return (_name, values) => {
    if (values.length === 0) return next() < 0.25 ? `Answer ${seed}: "fine", 很好, =1+1` : null;
    return next() < 0.06 ? null : values[Math.floor(next() * values.length)]!;
  };
}

export async function launch(api: Connection, surveyId: string, report: Report): Promise<Launched> {
  const made = await api.post<{ id: string }>('/programs', {
    surveyId,
    name: 'After the merger',
    channel: 'email',
    audience: { withEmail: true, sample: asked }
  });
  const dry = await report.step(
    'dry run',
    () =>
      api.post<{ wave: number; asked: number; leftOut: number; byReason: { reason: string; n: number }[] }>(
        `/programs/${made.id}/dry-run`
      ),
    (one) =>
      `would ask ${one.asked}, leaves out ${one.leftOut} (${one.byReason.map(({ reason, n }) => `${reason} ${n}`).join(', ')})`
  );
  report.check(dry.asked === asked, `the dry run would ask ${dry.asked} instead of ${asked}`);
  const wave = { wave: dry.wave };
  const launched = await report.step(
    'launch',
    () => api.post<{ asked: number; leftOut: number; waveId: string }>(`/programs/${made.id}/launch`, wave),
    (one) => `asked ${one.asked}`
  );
  report.check(launched.asked === dry.asked, `the launch asked ${launched.asked}, the dry run said ${dry.asked}`);
  const again = await api.post<{ waveId: string }>(`/programs/${made.id}/launch`, wave);
  report.check(again.waveId === launched.waveId, 'launching the wave again made another one');
  const links = await api.all<Invitation>(`/invitations?program=${made.id}&limit=200`);
  report.check(links.length === asked, `${links.length} links were listed instead of ${asked}`);
  const different = new Set(links.map((one) => one.link)).size;
  report.check(different === links.length, `only ${different} of ${links.length} links differ`);
  return { programId: made.id, links };
}

export async function respond(url: string, { links }: Launched, report: Report): Promise<void> {
  const chosen = links.slice(0, answering);
  let [pages, repeats, next] = [0, 0, 0];
  const answerSome = async (client: Client) => {
    while (next < chosen.length) {
      const place = next++;
      const done = await walk(client, chosen[place]!.link!, taste(place + 1));
      pages += done.pages;
      if (place % 2 === 1) continue;
      await repeat(client, done);
      repeats += 1;
    }
  };
  await report.step(
    'answers by forms',
    () => Promise.all(Array.from({ length: atOnce }, () => answerSome(openClient(url)))),
    () => `${chosen.length} links answered on ${pages} pages, ${repeats} sent their last page twice`
  );
}

/** No link gives two responses, and every answered one gives one. */
export async function judgeResponses(api: Connection, { programId, links }: Launched, report: Report): Promise<void> {
  const stored = await report.step(
    'responses',
    () => api.all<{ id: string; invitationId: string; state: string }>(`/responses?program=${programId}&limit=200`),
    (all) => `${all.length} listed`
  );
  const answered = new Set(stored.map((one) => one.invitationId));
  report.check(stored.length === answering, `${stored.length} responses are stored instead of ${answering}`);
  report.check(answered.size === stored.length, `${stored.length - answered.size} links gave two responses`);
  const expected = new Set(links.slice(0, answering).map((one) => one.id));
  report.check(
    [...answered].every((id) => expected.has(id)),
    'a link that nobody answered has a response'
  );
}
