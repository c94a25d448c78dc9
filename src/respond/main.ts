/**
 * What script adds to the survey page, which works without: pages turn at once, answers are saved while they are given, wait on
 * the device through an offline spell, and go out once. Shares flow and answers with the server. No framework: the whole first
 * page is to fit into 12 KB. Whatever it cannot do it leaves to the form.
 */
import { readForm } from '#lib/survey/answers.ts';
import type { Answers } from '#lib/survey/condition.ts';
import { faultsIn } from '#lib/survey/faults.ts';
import { pathOf, positionOf, progressOf } from '#lib/survey/flow.ts';
import type { Frame } from '#lib/survey/frame.ts';
import { forget, keep, recall } from './draft.ts';

type Words = Record<'saved' | 'kept' | 'sending' | 'next' | 'send' | 'progress' | 'required', string>;
type Reply = { type: 'redirect'; location: string } | { type: 'success' | 'failure' | 'error' };

const all = <E extends HTMLElement>(selector: string, root: ParentNode = document): E[] =>
  Array.prototype.slice.call(root.querySelectorAll(selector));
const form = document.getElementById('survey') as HTMLFormElement | null;
if (form) enhance(form);

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
  let sending = false;
  let finished = false;
  let wait = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let clicked: HTMLButtonElement | null = null;

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
  const answers = (): Answers => readForm(frame, fields()).answers;
  const store = (): void =>
    keep(key, { revision: revision + (dirty ? 1 : 0), page: page(), fields: fields(), finished, savedAt: Date.now() });
  const say = (words: string): void => {
    if (status.textContent !== words) status.textContent = words;
  };

  /** Draws what follows from the answers: which questions show, how far we are, what the button does. */
  function refresh(): void {
    const path = pathOf(frame, answers());
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
    for (const group of all('[data-group]', form)) group.hidden = !group.querySelector('[data-q]:not([hidden])');
    next.textContent = position < path.steps.length - 1 ? words.next : words.send;
    back.hidden = position === 0;
    first.hidden = position > 0;
  }

  function show(id: string): void {
    const target = section(id);
    if (!target) return;
    for (const other of all('[data-page]', form)) other.hidden = other !== target;
    field('_page').value = id;
    refresh();
    target.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  /** Marks unanswered questions of the page; true when there are any. */
  function gaps(missing: readonly string[]): boolean {
    for (const element of all('[data-q]', form)) {
      const id = element.dataset.q as string;
      clear(element);
      if (missing.indexOf(id) < 0) continue;
      const note = document.createElement('p');
      note.className = 'bad';
      note.id = id + '-error';
      note.textContent = words.required;
      element.appendChild(note);
      described(element).setAttribute('aria-describedby', note.id);
    }
    const input = missing.length ? form.querySelector<HTMLElement>(`[name="${missing[0]}"]`) : null;
    if (input) input.focus();
    return missing.length > 0;
  }
  const described = (element: HTMLElement): HTMLElement =>
    element.tagName === 'FIELDSET' ? element : (element.querySelector('[name]') ?? element);
  function clear(element: HTMLElement): void {
    for (const note of all('.bad', element)) note.remove();
    described(element).removeAttribute('aria-describedby');
    described(element).removeAttribute('aria-invalid');
  }

  /** Sends the form as it stands: a save, or the end. Answers lost on the way are kept and sent again with the same key. */
  function send(leaving?: boolean): void {
    clearTimeout(timer);
    if (sending) return;
    sending = true;
    dirty = false;
    field('_revision').value = String(++revision);
    store();
    const body = new URLSearchParams(new FormData(form) as never);
    body.set('_go', finished ? 'finish' : 'save');
    if (finished) say(words.sending);
    fetch(address, { method: 'POST', body, headers: { accept: 'application/json' }, keepalive: leaving })
      .then((response) => {
        if (response.status >= 500 || [408, 425, 429].indexOf(response.status) >= 0) throw response;
        return response.json();
      })
      .then((reply: Reply) => {
        sending = false;
        wait = 0;
        if (reply.type === 'redirect') {
          forget(key);
          location.assign(reply.location);
        } else if (reply.type !== 'success') {
          // The server sees it otherwise: it shall draw the page and say why.
          if (finished || reply.type === 'error') form.submit();
        } else {
          say(words.saved);
          if (dirty || finished) send();
          else forget(key);
        }
      })
      .catch(() => {
        sending = false;
        dirty = true;
        say(words.kept);
        wait = Math.min(wait * 2 || 2000, 60000);
        timer = setTimeout(send, wait);
      });
  }

  function changed(event: Event): void {
    const question = (event.target as HTMLElement).closest<HTMLElement>('[data-q]');
    if (!question) return;
    clear(question);
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
    if (finished && sending) return event.preventDefault();
    // Waiting for the line to come back: what was about to go out may still be changed.
    finished = false;
    if (button.name !== '_go') {
      field('_revision').value = String(++revision);
      return;
    }
    const path = pathOf(frame, answers());
    const position = positionOf(path, page());
    const step = path.steps[position];
    const going = button.value === 'back' ? -1 : 1;
    if (!step || (going > 0 && gaps(faultsIn(step.questions, path).map((fault) => fault.question))))
      return event.preventDefault();
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
        const missing = faultsIn(other.questions, path).map((fault) => fault.question);
        if (missing.length) {
          show(other.page.id);
          gaps(missing);
          return;
        }
      }
      finished = true;
      send();
    }
  }

  function turn(id: string, how: 'pushState' | 'replaceState'): void {
    history[how]({ page: id, from: how === 'pushState' }, '', `${address}&page=${id}`);
    show(id);
  }

  const opening = page();
  const draft = recall(key, Date.now());
  if (draft && draft.revision > revision) {
    for (const [name, value] of draft.fields) {
      const element = form.elements.namedItem(name) as RadioNodeList | HTMLInputElement | null;
      if (element) element.value = value;
    }
    revision = draft.revision;
    finished = draft.finished;
    show(draft.page);
    send();
  } else refresh();

  form.addEventListener('change', changed);
  form.addEventListener('input', (event) => {
    if ((event.target as HTMLInputElement).type !== 'radio') changed(event);
  });
  form.addEventListener('submit', submit);
  document.addEventListener('click', (event) => {
    clicked = (event.target as HTMLElement).closest('button');
  });
  addEventListener('popstate', () => show((history.state && history.state.page) || opening));
  addEventListener('online', () => {
    if (dirty || finished) send();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' && dirty && !wait) send(true);
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted && finished) location.reload();
  });
}
