/** The keys of an interview: a number chooses, Enter goes on, so that a call needs no pointer. The page works without them. */

/** Digits typed in so short a time are one number: 1 and 0 are ten. */
const together = 700;

let typed = { line: null as Element | null, text: '', at: 0 };

const lines = (form: HTMLFormElement): HTMLElement[] =>
  [...form.querySelectorAll<HTMLElement>('[data-line]')].filter((line) => line.closest('[hidden]') === null);

const controls = 'input:not([type=hidden]), textarea, select';

/** Puts the cursor into a line: on what is chosen there, else on its first control. */
function enter(line: HTMLElement | undefined): void {
  const target = line?.querySelector<HTMLElement>('input:checked') ?? line?.querySelector<HTMLElement>(controls);
  target?.focus();
  line?.scrollIntoView({ block: 'nearest' });
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

function choose(line: HTMLElement, key: string): boolean {
  const found = line.querySelector<HTMLInputElement>(`input[data-key="${CSS.escape(key)}"]`);
  if (!found || found.closest('[hidden]')) return false;
  found.click();
  found.focus();
  return true;
}

function number(line: HTMLElement, digit: string, at: number): boolean {
  const goesOn = typed.line === line && at - typed.at < together;
  const text = goesOn ? typed.text + digit : digit;
  const before = typed.text;
  typed = { line, text, at };
  if (goesOn && line.querySelector(`input[data-key="${CSS.escape(text)}"]`)) {
    // Of boxes the first digit has ticked one that was not meant.
    const first = line.querySelector<HTMLInputElement>(`input[type=checkbox][data-key="${CSS.escape(before)}"]`);
    first?.click();
    return choose(line, text);
  }
  typed = { line, text: digit, at };
  return choose(line, digit);
}

/** What a key does in the form; anything it does not know is left to the browser. */
export function press(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const form = event.currentTarget as HTMLFormElement;
  const target = event.target as HTMLElement;
  if (target instanceof HTMLButtonElement) return;
  const all = lines(form);
  const line = target.closest<HTMLElement>('[data-line]') ?? all[0];
  if (!line) return;
  const at = all.indexOf(line);
  if (event.key === 'Enter') {
    // A line of its own in a longer text.
    if (event.shiftKey && target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    const step = event.shiftKey ? -1 : 1;
    const to = all[at + step];
    if (to) enter(to);
    else form.querySelector<HTMLElement>(`button[name=_go][value=${step > 0 ? 'next' : 'back'}]`)?.click();
    return;
  }
  const isChoice = target instanceof HTMLInputElement && (target.type === 'radio' || target.type === 'checkbox');
  if (!isChoice) return;
  const key = event.key.toLowerCase();
  const done = /^\d$/.test(key) ? number(line, key, event.timeStamp) : /^[nx]$/.test(key) && choose(line, key);
  if (done) event.preventDefault();
}
