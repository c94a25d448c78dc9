/**
 * The line of a kiosk: the one way answers leave the device, whether there has been a server all day or none. They are sent in
 * the order they were given and stay until the server has said of each that it has it.
 */
import {
  type Call,
  fieldsOf,
  type Given,
  keptMs,
  mostBytes,
  mostPerCall,
  type Outcome,
  type Reply
} from '#lib/outreach/kiosk.ts';
import { trap } from '#lib/survey/visit.ts';
import { keepPage } from './cached.ts';
import { change, type Kiosk, read, readAll, remove, type Sitting, write } from './store.ts';

const patience = 30_000;
/** Refused because it was closed: it may be open again. */
const mayOpen = 'closed';

export const day = (now: number): string => new Date(now).toLocaleDateString('en-CA');

/** The kiosk's own row, made at the first call. */
export async function kioskOf(token: string): Promise<Kiosk> {
  const known = await read('kiosks', token);
  if (known) return known;
  const fresh: Kiosk = {
    ...{ token, device: crypto.randomUUID(), stamp: null, state: 'open', heard: null, trouble: null },
    sent: { day: day(Date.now()), count: 0 }
  };
  await write('kiosks', fresh);
  return fresh;
}

export async function sittingsOf(token: string): Promise<Sitting[]> {
  const all = await readAll('sittings');
  return all.filter((one) => one.token === token).sort((a, b) => a.touched - b.touched);
}

interface Line {
  busy: Promise<void> | null;
  next: Promise<void> | null;
  again: boolean;
}
const lines = new Map<string, Line>();

/**
 * Sends what waits and fetches what is new; one run at a time for each kiosk. Whoever comes while one is under way gets the one
 * after it, which sees what they brought. `again` sends what was refused as well.
 */
export function call(token: string, again = false): Promise<void> {
  const line = lines.get(token) ?? { busy: null, next: null, again: false };
  lines.set(token, line);
  line.again ||= again;
  line.next ??= (line.busy ?? Promise.resolve())
    .catch(() => {})
    .then(() => {
      const all = line.again;
      Object.assign(line, { busy: line.next, next: null, again: false });
      return talk(token, all);
    });
  return line.next;
}

async function talk(token: string, again: boolean): Promise<void> {
  const mine = await sittingsOf(token);
  if (again) for (const one of mine) if (one.state === 'refused') await write('sittings', wait(one));
  const { state, device } = await kioskOf(token);
  let waiting = (await sittingsOf(token)).filter((one) => one.state === 'waiting');
  /** One by one after the server could not read a whole call: the one that it cannot read is found. */
  let most = mostPerCall;
  let first = true;
  while (first || waiting.length > 0) {
    const part = portion(waiting, most);
    const rest = waiting.slice(part.length);
    const { stamp, heard } = await kioskOf(token);
    const refused = (await sittingsOf(token)).filter((one) => one.state === 'refused').length;
    const given = part.map(givenBy);
    const body: Call = { device, waiting: rest.length, refused, known: stamp, given };
    const answer = await post(token, body);
    if (answer === 'large' || answer === 'invalid') {
      if (part.length === 0) return void (await change('kiosks', token, (old) => ({ ...old, trouble: 'busy' })));
      if (part.length === 1) await settle(token, [{ key: part[0]!.key, is: 'refused', why: answer }]);
      if (part.length === 1) waiting = rest;
      most = 1;
      continue;
    }
    if (typeof answer === 'string') return void (await change('kiosks', token, (old) => ({ ...old, trouble: answer })));
    await settle(token, answer.outcomes);
    await hear(token, answer, heard);
    waiting = rest;
    first = false;
  }
  const now = await kioskOf(token);
  // What was turned away at a closed door is offered again at an open one.
  if (state === 'closed' && now.state === 'open') {
    const offered = (await sittingsOf(token)).filter((one) => one.state === 'refused' && one.why === mayOpen);
    for (const one of offered) await write('sittings', wait(one));
    if (offered.length > 0) await talk(token, false);
  }
}

const wait = ({ why: _, ...one }: Sitting): Sitting => ({ ...one, state: 'waiting' });

/** As many as fit into one call; one always does. */
function portion(waiting: readonly Sitting[], most: number): Sitting[] {
  let bytes = 0;
  const part: Sitting[] = [];
  for (const one of waiting) {
    bytes += JSON.stringify(one.answers).length * 3;
    if (part.length > 0 && (part.length >= most || bytes > mostBytes)) break;
    part.push(one);
  }
  return part;
}

function givenBy(one: Sitting): Given {
  const { key, version, language, done, page, times, since, begun, touched, answers, trapped } = one;
  const fields = fieldsOf(answers);
  return {
    ...{ key, version, language, done, page, times, since },
    age: Math.round(Date.now() - touched),
    took: Math.round(Math.min(Math.max(0, touched - begun), keptMs)),
    fields: trapped ? [...fields, [trap, '1']] : fields
  };
}

async function post(token: string, body: Call): Promise<Reply | 'line' | 'busy' | 'gone' | 'large' | 'invalid'> {
  try {
    const answer = await fetch(`/k/${token}/line`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience)
    });
    if (answer.status === 404) return 'gone';
    if (answer.status === 413) return 'large';
    if (answer.status === 422) return 'invalid';
    return answer.ok ? ((await answer.json()) as Reply) : 'busy';
  } catch {
    return 'line';
  }
}

/** Does as the server said of each: what it has is forgotten here, what it will not have is kept with the reason. */
async function settle(token: string, outcomes: readonly Outcome[]): Promise<void> {
  let taken = 0;
  for (const one of outcomes) {
    if (one.is === 'refused') await change('sittings', one.key, (old) => ({ ...old, state: 'refused', why: one.why }));
    else {
      await remove('sittings', one.key);
      taken += 1;
    }
  }
  const today = day(Date.now());
  if (taken > 0)
    await change('kiosks', token, ({ sent, ...old }) => ({
      ...old,
      sent: { day: today, count: taken + (sent.day === today ? sent.count : 0) }
    }));
}

/** Notes a contact; a new pack is for the next person, and goes in only with everything it shows. */
async function hear(token: string, { at, state, pack }: Reply, before: Kiosk['heard']): Promise<void> {
  const heard = { at, here: Date.now() };
  await change('kiosks', token, (old) => ({ ...old, heard, state, trouble: null }));
  if (pack === null) return;
  try {
    await keepPage(token, pack);
  } catch {
    // Without its page and pictures it would ask with holes in it: the old one stays, and the next call asks again.
    await change('kiosks', token, (old) => ({ ...old, heard: before ?? heard, trouble: 'line' }));
    return;
  }
  await write('packs', { ...pack, token });
  await change('kiosks', token, (old) => ({ ...old, stamp: pack.stamp }));
  const open = (await sittingsOf(token)).filter((one) => one.state === 'open');
  // Who is asked or thanked with an older one is asked and thanked with it to the end.
  const used = new Set([...open, ...(await readAll('farewells'))].map((one) => one.stamp));
  for (const old of await readAll('packs'))
    if (old.token === token && old.stamp !== pack.stamp && !used.has(old.stamp))
      await remove('packs', [token, old.stamp]);
}
