/**
 * What script adds to the survey page, which works without: pages turn at once, answers are saved while they are given, wait on
 * the device through an offline spell, and go out once. Shares flow and answers with the server. No framework: the whole first
 * page is to fit into 12 KB. Whatever it cannot do it leaves to the form.
 * size: one closure over one form; its parts that stand alone are in draft.ts and marks.ts.
 */
import { readForm, type AnswersRead } from '#lib/survey/answers.ts';
import { faultsIn } from '#lib/survey/faults.ts';
import { pathOf, positionOf, progressOf } from '#lib/survey/flow.ts';
import type { Frame } from '#lib/survey/frame.ts';
import { forget, keep, questionOf, recall, share } from './draft.ts';
import { clear, mark, type Wrong } from './marks.ts';

type Words = Record<
  'saved' | 'kept' | 'unkept' | 'sending' | 'next' | 'send' | 'progress' | 'required' | 'clear',
  string
>;
type Reply = { type: 'redirect'; location: string } | { type: 'success'; data: string } | { type: 'failure' | 'error' };

/** After this long without a reply a request is given up and made again, with the same key. */
const patience = 20_000;

const all = <E extends HTMLElement>(selector: string, root: ParentNode = document): E[] =>
  Array.prototype.slice.call(root.querySelectorAll(selector));
type Control = HTMLInputElement & Partial<Pick<HTMLSelectElement, 'options'>>;
const controls = 'input,select,textarea';
/** Whether a control says something else than the page came with. */
const differs = ({ type, options, checked, defaultChecked, value, defaultValue }: Control): boolean =>
  options
    ? [].some.call(options, (one: HTMLOptionElement) => one.selected !== one.defaultSelected)
    : type === 'radio' || type === 'checkbox'
      ? checked !== defaultChecked
      : type !== 'hidden' && value !== defaultValue;
const form = document.getElementById('survey') as HTMLFormElement | null;
// A survey too large to be told to a script turns its pages by form post.
if (form && form.dataset.frame) enhance(form);

function enhance(form: HTMLFormElement): void {
  const frame: Frame = JSON.parse(form.dataset.frame as string);
  const words: Words = JSON.parse(form.dataset.words as string);
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  const status = form.querySelector('[role=status]') as HTMLElement;
  const next = form.querySelector('[data-next]') as HTMLButtonElement;
  const back = form.querySelector('.back') as HTMLButtonElement;
  const first = document.querySelector('[data-first]') as HTMLElement;
  const key = field('_key').value;
  /** The language that was chosen stays chosen. */
  const address = location.pathname + '?lang=' + document.documentElement.lang;
  let revision = Number(field('_revision').value);
  /** Changes since the last save that reached the server. */
  let dirty = false;
  /** Questions answered since the server had their answers: these are sent, so that no tab undoes what another one saved. */
  let touched: Record<string, 1> = {};
  /** Answers of a draft to questions that are not in this document. */
  let loose: (readonly [string, string])[] = [];
  let shared = share(key);
  let stored = false;
  let sending = false;
  let finished = false;
  let wait = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let clicked: HTMLButtonElement | null = null;
  /** Milliseconds in front of each page; whole seconds go out, and no time of day. */
  let spent: Record<string, number> = {};
  let since = performance.now();
  let seen = !document.hidden;

  const page = (): string => field('_page').value;
  const section = (id: string): HTMLElement | undefined =>
    all('[data-page]', form).filter((s) => s.dataset.page === id)[0];
  const fields = (): [string, string][] => {
    const list: [string, string][] = [];
    new FormData(form).forEach((value, name) => {
      if (name[0] !== '_') list.push([name, String(value)]);
    });
    return list;
  };
  const read = (): AnswersRead => readForm(frame, fields());
  const way = () => pathOf(frame, read().answers);
  const own = () =>
    fields()
      .filter(([name]) => touched[questionOf(name)] && !loose.some(([other]) => other === name))
      .concat(loose as [string, string][]);
  const store = (): void => {
    const times = field('_times').value;
    stored = !shared && keep(key, { page: page(), touched, fields: own(), times, finished, savedAt: Date.now() });
  };
  function goOn(times: string): void {
    spent = {};
    for (const part of times.split(' ')) spent[part.split(':')[0] as string] = Number(part.split(':')[1]) * 1000;
  }
  /** Counts what has passed in front of the page that shows. */
  function tick(): void {
    const now = performance.now();
    if (seen) spent[page()] = (spent[page()] || 0) + now - since;
    since = now;
    seen = !document.hidden;
    field('_times').value = Object.keys(spent)
      .filter((id) => spent[id])
      .map((id) => id + ':' + Math.round((spent[id] as number) / 1000))
      .join(' ');
  }
  const say = (words: string): void => {
    if (status.textContent !== words) status.textContent = words;
  };

  /** Draws what follows from the answers: which questions show, how far we are, what the button does. */
  function refresh(): void {
    const path = way();
    const position = positionOf(path, page());
    const shown: Record<string, 1> = {};
    path.steps.forEach((step, at) => {
      for (const question of step.questions) shown[question.id] = 1;
      const count = section(step.page.id)?.querySelector('.count');
      const progress = progressOf(path, at);
      if (count) {
        count.textContent = progress
          ? words.progress.replace(/\{(\w+)\}/g, (_, name: 'from' | 'to' | 'of') => String(progress[name]))
          : '';
      }
    });
    for (const element of all('[data-q]', form)) element.hidden = !shown[element.dataset.q as string];
    for (const part of all<HTMLElement & { disabled?: boolean }>('[data-o]', form)) {
      const gone = path.off.has(part.dataset.o as string);
      if (part.hidden === gone) continue;
      part.hidden = gone;
      if ('disabled' in part) part.disabled = gone;
      for (const control of all<HTMLInputElement>('input,select', part)) control.disabled = gone;
    }
    for (const group of all('[data-group]', form)) group.hidden = !group.querySelector('[data-q]:not([hidden])');
    offerBack();
    next.textContent = finished && sending ? words.sending : position < path.steps.length - 1 ? words.next : words.send;
    next.setAttribute('aria-disabled', String(finished && sending));
    back.hidden = position === 0;
    first.hidden = position > 0;
    form.dispatchEvent(new Event('drawn'));
  }

  /** While one of several is chosen and none is needed, a quiet button under them takes the choice back. */
  function offerBack(): void {
    for (const old of all('.clear', form)) old.remove();
    for (const chosen of all<HTMLInputElement>('[type=radio]:checked', form)) {
      const group = chosen.closest('[data-f],[data-q]') as HTMLElement;
      if (group.querySelector(':required')) continue;
      const button = group.appendChild(document.createElement('button'));
      button.type = 'button';
      button.className = 'clear';
      button.textContent = words.clear;
      button.onclick = () => {
        chosen.checked = false;
        blank(chosen.name);
        chosen.focus();
        changed({ target: chosen, type: 'change' } as never);
      };
    }
  }

  /** A browser sends nothing of a group without a choice: an empty value says that it was taken back. Beside another it says nothing. */
  function blank(name: string): void {
    if (form.querySelector(`[type=hidden][name="${name}"]`)) return;
    const hidden = form.appendChild(document.createElement('input'));
    hidden.type = 'hidden';
    hidden.name = name;
  }

  function show(id: string): void {
    const target = section(id);
    if (!target) return;
    // What the server said on top was about the page it drew.
    for (const look of all('.look')) look.remove();
    tick();
    for (const other of all('[data-page]', form)) other.hidden = other !== target;
    field('_page').value = id;
    refresh();
    target.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Says what is wrong on a page of the path; true when something is. */
  function held(path: ReturnType<typeof way>, step: (typeof path.steps)[number]): boolean {
    const wrong: Wrong[] = faultsIn(step.questions, path);
    for (const { question: name, code } of read().errors) {
      const id = name.split('.')[0] as string;
      if (step.questions.some((question) => question.id === id)) wrong.unshift({ question: id, field: name, code });
    }
    return mark(form, wrong, words.required);
  }

  /** Sends what was answered: a save, or the end. Answers lost on the way are kept and sent again with the same key. */
  function send(leaving?: boolean): void {
    clearTimeout(timer);
    if (sending) return;
    tick();
    sending = true;
    dirty = false;
    field('_revision').value = String(++revision);
    store();
    if (finished) {
      say(words.sending);
      refresh();
    }
    // Tabs of one sitting send one after the other.
    const { locks } = navigator as { locks?: LockManager };
    let begun = !locks || leaving;
    const inTurn = (): Promise<Reply> => {
      begun = true;
      return post();
    };
    // A frame in another site may have no locks: then nobody waits for a turn.
    const sent = begun
      ? post(leaving)
      : (locks as LockManager).request(key, inTurn).catch((reason) => (begun ? Promise.reject(reason) : post()));
    sent.then(answered).catch(() => {
      sending = false;
      dirty = true;
      refresh();
      say(stored ? words.kept : words.unkept);
      wait = Math.min(wait * 2 || 2000, 60000);
      timer = setTimeout(send, wait);
    });
  }

  function post(leaving?: boolean): Promise<Reply> {
    const body = new URLSearchParams(own() as string[][]);
    new FormData(form).forEach((value, name) => name[0] === '_' && body.set(name, String(value)));
    body.set('_go', finished ? 'finish' : 'save');
    const control = self.AbortController && new AbortController();
    const limit = setTimeout(() => control && control.abort(), patience);
    const signal = control && control.signal;
    const headers = { accept: 'application/json' };
    return fetch(address, { method: 'POST', body, headers, keepalive: leaving, signal }).then((response) => {
      clearTimeout(limit);
      if (response.status >= 500 || [408, 425, 429].indexOf(response.status) >= 0) throw response;
      return response.json();
    });
  }

  function answered(reply: Reply): void {
    sending = false;
    wait = 0;
    if (reply.type === 'redirect') {
      forget(key, true);
      location.assign(reply.location);
    } else if (reply.type !== 'success') {
      // The server sees it otherwise: it shall draw the page and say why.
      if (finished || reply.type === 'error') {
        // All of it goes along, and the server's word stands: a draft would only send it again.
        if (reply.type === 'failure') forget(key, true);
        form.submit();
      }
    } else {
      const [{ saved, refused, at }, ...values] = JSON.parse(reply.data);
      const value = (place: number): number | boolean => values[place - 1];
      if (!value(saved)) {
        // Another tab or device was first: once more, on top of what it saved.
        revision = value(at) as number;
        return send();
      }
      say(words.saved);
      if (dirty || finished) send();
      else if (!value(refused)) {
        touched = {};
        loose = [];
        forget(key);
      }
    }
  }

  function changed(event: Event): void {
    const question = (event.target as HTMLElement).closest<HTMLElement>('[data-q]');
    if (!question) return;
    clear(question);
    touched[question.dataset.q as string] = 1;
    dirty = true;
    refresh();
    store();
    if (wait) return;
    clearTimeout(timer);
    timer = setTimeout(send, event.type === 'change' ? 600 : 1500);
  }

  function submit(event: Event): void {
    const button = ((event as SubmitEvent).submitter as HTMLButtonElement | null) ?? clicked ?? next;
    clicked = null;
    tick();
    if (finished && sending) return event.preventDefault();
    // Waiting for the line to come back: what was about to go out may still be changed.
    finished = false;
    if (button.name !== '_go') {
      field('_revision').value = String(++revision);
      return;
    }
    const path = way();
    const position = positionOf(path, page());
    const step = path.steps[position];
    const going = button.value === 'back' ? -1 : 1;
    if (!step || (going > 0 && held(path, step))) return event.preventDefault();
    const target = path.steps[position + going];
    // Not in this document: the form posts itself and the server turns the page.
    if (target ? !section(target.page.id) : going < 0) return;
    event.preventDefault();
    if (going < 0) {
      if (history.state && history.state.from) history.back();
      else turn(target?.page.id as string, 'replaceState');
    } else if (target) {
      turn(target.page.id, 'pushState');
      send();
    } else {
      for (const other of path.steps) {
        if (faultsIn(other.questions, path).length) {
          show(other.page.id);
          held(path, other);
          return;
        }
      }
      // What is sent is what is seen, also where the browser itself put an answer back.
      for (const control of all<Control>(controls, form))
        if (control.closest('[data-q]') && differs(control)) touched[questionOf(control.name)] = 1;
      finished = true;
      send();
    }
  }

  function turn(id: string, how: 'pushState' | 'replaceState'): void {
    history[how]({ page: id, from: how === 'pushState' }, '', `${address}&page=${id}`);
    show(id);
  }

  /** Puts the fields of a draft back: what is ticked by name and value, what is written by name. */
  function restore(fields: readonly (readonly [string, string])[]): void {
    const here: Record<string, 1> = {};
    for (const control of all<HTMLInputElement>(controls, form)) {
      const { name, type, value } = control;
      if (!control.closest('[data-q]')) continue;
      here[questionOf(name)] = 1;
      if (type === 'hidden' || !touched[questionOf(name)]) continue;
      const own = fields.filter(([field]) => field === name);
      if (type === 'radio' || type === 'checkbox') control.checked = own.some(([, said]) => said === value);
      else if (own[0]) control.value = own[0][1];
    }
    for (const [name, said] of fields) if (!said) blank(name);
    loose = fields.filter(([name]) => !here[questionOf(name)]);
  }

  const opening = page();
  goOn(field('_times').value);
  const draft = recall(key, Date.now());
  if (draft) {
    touched = { ...draft.touched };
    restore(draft.fields);
    goOn(draft.times || '');
    finished = draft.finished;
    forget(key, true);
    refresh();
    show(draft.page);
    send();
  } else refresh();

  const mine = document.querySelector('[data-shared]') as HTMLElement | null;
  if (mine) {
    const box = mine.querySelector('input') as HTMLInputElement;
    mine.hidden = false;
    box.checked = shared;
    box.addEventListener('change', () => {
      shared = share(key, box.checked);
      forget(key, true);
      if (dirty) store();
    });
  }

  form.addEventListener('change', changed);
  form.addEventListener('input', (event) => {
    if (['radio', 'checkbox'].indexOf((event.target as HTMLInputElement).type) < 0) changed(event);
  });
  form.addEventListener('submit', submit);
  document.addEventListener('click', (event) => {
    clicked = (event.target as HTMLElement).closest('button[name]');
  });
  addEventListener('popstate', () => show((history.state && history.state.page) || opening));
  addEventListener('online', () => {
    if (dirty || finished) send();
  });
  document.addEventListener('visibilitychange', () => {
    tick();
    if (document.visibilityState === 'hidden' && dirty && !wait) send(true);
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted && finished) location.reload();
  });
}
