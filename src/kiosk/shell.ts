/**
 * The page in front of the survey, which stays while people come and go. The survey of each is a frame that is made for them and
 * thrown away after them: with it go its fields, its history and what the browser would put back into them.
 */
import { watch } from './idle.ts';
import { staff } from './staff.ts';
import type { Status } from './status.ts';

type Words = Record<'heading' | 'still' | 'text' | 'stay' | 'restart' | 'done', string>;

const byId = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const all = <E extends HTMLElement>(selector: string): E[] => [...document.querySelectorAll<E>(selector)];
const kiosk = byId('kiosk');
const token = location.pathname.split('/')[2] as string;
const faces = all('[data-face]');
const holder = byId('frame');
const restart = byId('restart');
const idle = watch(byId<HTMLDialogElement>('still'), Number(kiosk.dataset.countdown));
/** How often it asks whether there is a line and something new. */
const everyMs = 60_000;
const patienceMs = 5_000;
const past = 'kiosk:past';

let status: Status | undefined;
let frame: HTMLIFrameElement | null = null;
let key = '';
/** The stamp this page was drawn with; another one means other words, colours or an end. */
let drawnWith: string | null | undefined;
let lock: WakeLockSentinel | undefined;

const able = isSecureContext && 'serviceWorker' in navigator && 'indexedDB' in window && 'caches' in window;
if (able) void begin().catch(() => unable());
else unable();

function unable(): void {
  byId('getting').hidden = true;
  byId('unable').hidden = false;
}

async function begin(): Promise<void> {
  byId('getting').hidden = false;
  await navigator.serviceWorker.register('/k/worker.js', { scope: '/k/', updateViaCache: 'none' });
  await navigator.serviceWorker.ready;
  await controlled();
  void navigator.storage?.persist?.();
  face(preferred());
  // A tablet that was restarted in the middle of somebody's answers begins with the next person.
  await ask('left');
  drawnWith = status?.stamp;
  forget();
  // A line that hangs keeps nobody waiting who can be asked with what is on the device.
  await Promise.race([refresh(), later(patienceMs)]);
  if (status?.ready) ready();
  setInterval(() => void refresh(), everyMs);
  addEventListener('online', () => void refresh());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && frame) void stayAwake();
  });
}

const later = (ms: number): Promise<unknown> => new Promise((done) => setTimeout(done, ms));

/** A worker takes a page over when it is new; a page that was loaded past it, by force, has to be loaded once more. */
async function controlled(): Promise<void> {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) return sessionStorage.removeItem(past);
  const taken = new Promise((done) => serviceWorker.addEventListener('controllerchange', done, { once: true }));
  await Promise.race([taken, later(patienceMs)]);
  if (serviceWorker.controller) return;
  if (sessionStorage.getItem(past)) throw new Error('no worker takes this page over');
  sessionStorage.setItem(past, '1');
  location.reload();
  await new Promise(() => {});
}

async function ask(what: 'left' | 'call' | 'send' | 'status', query = ''): Promise<Status> {
  const method = what === 'status' ? 'GET' : 'POST';
  const answer = await fetch(`/k/${token}/here/${what}${query}`, { method });
  status = (await answer.json()) as Status;
  return status;
}

/** Looks for news between two people; a page that is no longer the newest is loaded anew. */
async function refresh(): Promise<void> {
  await ask('call');
  if (frame) return;
  const { stamp, state, trouble } = status as Status;
  const changed = (drawnWith != null && stamp !== drawnWith) || state !== kiosk.dataset.state;
  if (changed && trouble === null) {
    if (document.querySelector('dialog[open]') === null) location.reload();
    return;
  }
  drawnWith ??= status?.stamp;
  ready();
}

function ready(): void {
  byId('getting').hidden = true;
  const can = status?.ready === true;
  byId('failed').hidden = can || status?.stamp !== null;
  // Without a line nobody draws the page anew when its last day has come.
  const over = status?.state === 'expired';
  for (const part of all('[data-open]')) part.hidden = over;
  for (const part of all('[data-over]')) part.hidden = !over;
  for (const button of all<HTMLButtonElement>('[data-begin]')) button.disabled = !can;
  byId<HTMLButtonElement>('staff').disabled = status?.pin == null;
}

const stored = `kiosk:${token}:language`;
const preferred = (): string => localStorage.getItem(stored) ?? (faces[0]?.dataset.face as string);

function current(): { language: string; words: Words } {
  const shown = faces.find((one) => !one.hidden) ?? (faces[0] as HTMLElement);
  return { language: shown.dataset.face as string, words: JSON.parse(shown.dataset.words as string) as Words };
}

/** Shows the start screen in a language. */
function face(language: string): void {
  const wanted = faces.find((one) => one.dataset.face === language) ?? faces[0];
  for (const one of faces) one.hidden = one !== wanted;
  const root = document.documentElement;
  root.lang = wanted?.lang ?? root.lang;
  root.dir = wanted?.dir ?? root.dir;
  document.title = current().words.heading;
}

let choosing: ReturnType<typeof setTimeout> | undefined;
for (const button of all('[data-choose]'))
  button.addEventListener('click', () => {
    const language = button.dataset.choose as string;
    face(language);
    faces
      .find((one) => !one.hidden)
      ?.querySelector<HTMLElement>(`[data-choose="${language}"]`)
      ?.focus();
    // Somebody chose and went: the next one finds the first language.
    clearTimeout(choosing);
    choosing = setTimeout(() => frame || face(preferred()), (status?.idleSeconds ?? 60) * 1000);
  });
for (const button of all('[data-begin]')) button.addEventListener('click', start);

function start(): void {
  if (frame || !status?.ready) return;
  const { language, words } = current();
  fullScreen();
  void stayAwake();
  key = crypto.randomUUID();
  // What the survey page keeps for a person on their own device it keeps nowhere here.
  sessionStorage.setItem(`concord:${key}`, '1');
  frame = document.createElement('iframe');
  frame.title = words.heading;
  frame.addEventListener('load', turned);
  frame.src = `/k/${token}/${key}?lang=${language}`;
  holder.append(frame);
  holder.hidden = false;
  byId('faces').hidden = true;
  restart.textContent = words.restart;
  restart.className = 'back';
  restart.hidden = false;
  idle.start(words, status.idleSeconds, reset);
  frame.focus();
}

/** A page in the frame has loaded. */
function turned(): void {
  const inside = frame?.contentWindow;
  if (!frame || !inside) return;
  clearTimeout(lingering);
  idle.over(inside);
  frame.focus();
  const { lang } = inside.document.documentElement;
  if (lang) face(lang);
  if (!inside.document.querySelector('h1')) return reset();
  const { words } = current();
  const thanked = inside.location.pathname.endsWith('/thanks');
  restart.textContent = thanked ? words.done : words.restart;
  restart.className = thanked ? '' : 'back';
  if (thanked) {
    idle.stop();
    linger(inside);
  } else if (status) idle.start(words, status.idleSeconds, reset);
}

let lingering: ReturnType<typeof setTimeout> | undefined;

/** The thank-you stays its time, and longer while somebody touches it. */
function linger(inside: Window): void {
  const again = (): void => {
    clearTimeout(lingering);
    lingering = setTimeout(reset, (status?.thanksSeconds ?? 10) * 1000);
  };
  for (const touch of ['pointerdown', 'keydown', 'wheel'])
    inside.addEventListener(touch, again, { passive: true, capture: true });
  again();
}

restart.addEventListener('click', () => {
  // Nobody loses what they wrote by one touch at the edge.
  if (frame?.contentWindow?.location.pathname.endsWith('/thanks')) reset();
  else idle.ask();
});

/** Back to the start, with nothing left of the person before. */
function reset(): void {
  clearTimeout(lingering);
  idle.stop();
  const before = key;
  key = '';
  frame?.remove();
  frame = null;
  holder.hidden = true;
  restart.hidden = true;
  byId('faces').hidden = false;
  for (const open of all<HTMLDetailsElement>('details[open]')) open.open = false;
  forget();
  face(preferred());
  scrollTo(0, 0);
  const shown = faces.find((one) => !one.hidden);
  (shown?.querySelector<HTMLElement>('[data-over]:not([hidden]) h1') ?? shown?.querySelector('h1'))?.focus();
  void lock?.release();
  lock = undefined;
  const left = before === '' ? ask('status') : ask('left', `?key=${before}`);
  void left.then(refresh);
}

/** Whatever a survey page may have kept. */
function forget(): void {
  for (const storage of [localStorage, sessionStorage])
    for (const name of Object.keys(storage)) if (name.startsWith('concord:')) storage.removeItem(name);
}

function fullScreen(): void {
  void document.documentElement.requestFullscreen?.({ navigationUI: 'hide' }).catch(() => {});
}

async function stayAwake(): Promise<void> {
  try {
    lock = await navigator.wakeLock?.request('screen');
  } catch {
    // A tablet low on power may refuse.
  }
}

idle.over(window);
staff({
  token,
  status: () => status as Status,
  send: () => ask('send'),
  language: preferred,
  setLanguage: (tag) => {
    localStorage.setItem(stored, tag);
    if (!frame) face(tag);
  },
  fullScreen,
  leave: () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    location.href = '/';
  }
});
