/** What is behind the PIN: how the kiosk stands, and what staff may do with it. */
import { leftOf, opens, pauseOf } from './pin.ts';
import type { Status } from './status.ts';

type Words = Record<
  | ('wrong' | 'pause' | 'checking' | 'never' | 'kept' | 'loose' | 'sending' | 'send')
  | ('line' | 'busy' | 'gone' | 'closed' | 'late' | 'invalid' | 'large' | 'unknown'),
  string
>;

export interface Doing {
  readonly token: string;
  status(): Status;
  /** Sends everything that waits, also what was refused. */
  send(): Promise<Status>;
  language(): string;
  setLanguage(tag: string): void;
  fullScreen(): void;
  leave(): void;
}

/** Sets up the corner button, the PIN dialog and the panel. */
export function staff(doing: Doing): void {
  const byId = <E extends HTMLElement>(id: string) => document.getElementById(id) as E;
  const [ask, panel] = [byId<HTMLDialogElement>('pin'), byId<HTMLDialogElement>('panel')];
  const [digits, said] = [byId<HTMLInputElement>('pin-digits'), byId('pin-said')];
  const words: Words = JSON.parse(panel.dataset.staff as string);
  const part = <E extends HTMLElement>(selector: string) => panel.querySelector(selector) as E;
  const language = panel.querySelector<HTMLSelectElement>('#panel-language');
  const send = part<HTMLButtonElement>('[data-send]');
  let checking = false;
  let pausing: ReturnType<typeof setInterval> | undefined;
  let left = false;

  byId('staff').addEventListener('click', () => {
    digits.value = '';
    said.textContent = '';
    ask.showModal();
    digits.focus();
    pause();
  });
  for (const dialog of [ask, panel])
    for (const one of dialog.querySelectorAll('[data-close]')) one.addEventListener('click', () => dialog.close());
  ask.addEventListener('close', () => {
    clearInterval(pausing);
    digits.value = '';
  });

  /** Counts a pause down, where there is one. */
  function pause(): void {
    clearInterval(pausing);
    const tell = (): void => {
      const wait = Math.ceil(pauseOf(doing.token, Date.now()) / 1000);
      digits.disabled = wait > 0;
      if (wait > 0) said.textContent = words.pause.replace('{seconds}', String(wait));
      else {
        clearInterval(pausing);
        said.textContent = '';
        if (ask.open) digits.focus();
      }
    };
    if (pauseOf(doing.token, Date.now()) === 0) return void (digits.disabled = false);
    tell();
    pausing = setInterval(tell, 1000);
  }

  byId('pin-form').addEventListener('submit', (event) => {
    event.preventDefault();
    void enter();
  });
  async function enter(): Promise<void> {
    const { pin } = doing.status();
    if (checking || pin === null || digits.value === '' || pauseOf(doing.token, Date.now()) > 0) return;
    checking = true;
    said.textContent = words.checking;
    said.toggleAttribute('data-neutral', true);
    const right = await opens(doing.token, pin, digits.value, Date.now());
    said.toggleAttribute('data-neutral', false);
    checking = false;
    digits.value = '';
    if (right) {
      ask.close();
      show();
    } else if (pauseOf(doing.token, Date.now()) > 0) pause();
    else said.textContent = words.wrong.replace('{left}', String(leftOf(doing.token)));
  }

  function show(): void {
    left = false;
    part('[data-left]').hidden = true;
    draw();
    if (language) language.value = doing.language();
    panel.showModal();
    part('h2').focus();
  }

  function draw(): void {
    const { waiting, sentToday, heard, version, refused, trouble } = doing.status();
    const tag = panel.lang;
    const number = new Intl.NumberFormat(tag);
    const put = (name: string, text: string) => (part(`[data-figure="${name}"]`).textContent = text);
    put('waiting', number.format(waiting));
    put('sentToday', number.format(sentToday));
    put('version', version === null ? '' : number.format(version));
    const when = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' });
    put('heard', heard === null ? words.never : when.format(heard));
    put(
      'refused',
      refused
        .map(({ why, count }) => `${number.format(count)}: ${words[why === 'version' ? 'unknown' : why]}`)
        .join('; ')
    );
    for (const one of panel.querySelectorAll<HTMLElement>('[data-refused]')) one.hidden = refused.length === 0;
    part('[data-trouble]').textContent = trouble === null ? '' : words[trouble];
    void navigator.storage?.persisted?.().then((kept) => put('storage', kept ? words.kept : words.loose));
  }

  send.addEventListener('click', () => {
    send.textContent = words.sending;
    void doing.send().finally(() => {
      send.textContent = words.send;
      draw();
    });
  });
  language?.addEventListener('change', () => doing.setLanguage(language.value));
  part('[data-full]').addEventListener('click', () => doing.fullScreen());
  part('[data-leave]').addEventListener('click', () => {
    // Said once; the second touch leaves.
    if (doing.status().waiting > 0 && !left) {
      left = true;
      part('[data-left]').hidden = false;
      return;
    }
    doing.leave();
  });
}
