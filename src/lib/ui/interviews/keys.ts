/** The keys of an interview: a number chooses, Enter goes on, so that a call needs no pointer. The page works without them. */

/** Digits typed in so short a time are one number: 1 and 0 are ten. */
const together = 700;

let typed = { line: null as Element | null, text: '', at: 0 };

const shownIn = <E extends HTMLElement>(whole: Element, selector: string): E[] =>
  [...whole.querySelectorAll<E>(selector)].filter((one) => one.closest('[hidden]') === null);
const lines = (form: HTMLFormElement) => shownIn<HTMLElement>(form, '[data-line]');
const questionOf = (line: Element): Element => line.closest('[data-asked]') ?? line;

const controls = 'input:not([type=hidden]), textarea, select';

/** Puts the cursor into a line: on what is chosen there, else on its first control; its question comes into sight with it. */
function enter(line: HTMLElement | undefined): void {
  const target = line?.querySelector<HTMLElement>('input:checked') ?? line?.querySelector<HTMLElement>(controls);
  if (!line || !target) return;
  target.focus({ preventScroll: true });
  questionOf(line).scrollIntoView({ block: 'nearest' });
  line.scrollIntoView({ block: 'nearest' });
}

/** Puts the cursor where the interview goes on: into the first line that was sent back, or has no answer yet. */
export function enterFirst(form: HTMLFormElement): void {
  const all = lines(form);
  const empty = (line: HTMLElement) =>
    [...line.querySelectorAll<HTMLInputElement>(controls)].every((one) =>
      one.type === 'radio' || one.type === 'checkbox' ? !one.checked : one.value === ''
    );
  enter(all.find((line) => line.querySelector('.problem')) ?? all.find(empty) ?? all[0]);
}

/** Where Enter stops. The places of a ranking are given by its numbers and are one stop; what is not read out is none. */
function stopsOf(all: HTMLElement[]): HTMLElement[] {
  const isPlace = (line: HTMLElement | undefined) => line?.querySelector('[data-place]') != null;
  return all.filter((line, at) => {
    const before = all[at - 1];
    const goesOn = isPlace(line) && isPlace(before) && questionOf(line) === questionOf(before!);
    return !goesOn && line.dataset.line !== 'aside';
  });
}

function choose(whole: Element, key: string): boolean {
  const [found] = shownIn<HTMLInputElement>(whole, `input[data-key="${CSS.escape(key)}"]`);
  found?.click();
  found?.focus();
  return found !== undefined;
}

/** Gives what has this number the next place that is free; the number once more takes it back. */
function rank(whole: Element, number: string): boolean {
  const places = shownIn<HTMLSelectElement>(whole, 'select[data-place]');
  const found = places.find((one) => one.dataset.place === number);
  if (!found) return false;
  const taken = new Set(places.map(({ value }) => value));
  const free = [...found.options].find(({ value }) => !taken.has(value));
  if (found.value === '' && !free) return true;
  found.value = found.value === '' ? free!.value : '';
  for (const type of ['input', 'change']) found.dispatchEvent(new Event(type, { bubbles: true }));
  found.focus();
  return true;
}

/** What a number does in a line: the same for both of its digits, so that the first can be taken back. */
function number(line: HTMLElement, digit: string, at: number): boolean {
  const ranks = line.querySelector('[data-place]') !== null;
  const whole = ranks ? questionOf(line) : line;
  const has = (text: string) => whole.querySelector(`[data-${ranks ? 'place' : 'key'}="${text}"]`);
  const act = (text: string) => (ranks ? rank(whole, text) : choose(whole, text));
  const before = typed.text;
  const goesOn = typed.line === whole && at - typed.at < together && has(before + digit) !== null;
  if (goesOn && (ranks || line.querySelector('input[type=checkbox]'))) act(before);
  typed = { line: whole, text: goesOn ? before + digit : digit, at };
  return act(typed.text);
}

/** Keys that are part of what is written here; everywhere else N and X are answers. */
const isWritten = (target: HTMLElement): boolean =>
  target instanceof HTMLTextAreaElement ||
  target.matches('[data-letters], input:not([type=radio], [type=checkbox], [type=date], [inputmode=decimal])');

/** What a key does in the form; anything it does not know is left to the browser. */
export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const form = event.currentTarget as HTMLFormElement;
  const target = event.target as HTMLElement;
  if (target instanceof HTMLButtonElement) return;
  const all = lines(form);
  const line = target.closest<HTMLElement>('[data-line]') ?? all[0];
  if (!line) return;
  if (event.key === 'Enter') {
    // A line of its own in a longer text.
    if (event.shiftKey && target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    const at = all.indexOf(line);
    const stops = stopsOf(all);
    const to = event.shiftKey
      ? stops.findLast((one) => all.indexOf(one) < at)
      : stops.find((one) => all.indexOf(one) > at);
    if (to) enter(to);
    else form.querySelector<HTMLElement>(`button[name=_go][value=${event.shiftKey ? 'back' : 'next'}]`)?.click();
    return;
  }
  if (isWritten(target)) return;
  const key = event.key.toLowerCase();
  const isNumber = /^\d$/.test(key) && target.matches('[type=radio], [type=checkbox], [data-place]');
  const isAside = /^[nx]$/.test(key);
  const aside = questionOf(line).querySelector('[data-line=aside]');
  const answers = (one: Element | null) => one !== null && choose(one, key);
  if (isNumber ? number(line, key, event.timeStamp) : isAside && (answers(line) || answers(aside)))
    event.preventDefault();
}
