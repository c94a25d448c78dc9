/** What is wrong, said beside the question or the line it is about, in the sentences the page carries (`complaints.ts`). */

export interface Wrong {
  readonly question: string;
  /** Name of the field, where it is not the question itself. */
  readonly field?: string;
  readonly code: string;
  readonly limit?: number | string;
}

type Controls = HTMLInputElement | HTMLFieldSetElement;

/** Marks these and nothing else, and goes to the first; true when there are any. `required` is what every question says. */
export function mark(form: HTMLFormElement, wrong: readonly Wrong[], required: string): boolean {
  const marked: HTMLElement[] = [];
  each(form, '[data-q]', (question) => {
    clear(question);
    for (const one of wrong) {
      if (one.question !== question.dataset.q) continue;
      const said = JSON.parse(question.dataset.say || '{}')[one.code];
      const sentence = String((typeof said === 'object' ? said[one.limit as number] : said) || required).replace(
        '{limit}',
        () =>
          typeof one.limit === 'number' ? one.limit.toLocaleString(document.documentElement.lang) : String(one.limit)
      );
      const places: HTMLElement[] = [];
      each(question, '[data-f]', (line) => {
        // Where one line lacks an answer, every line without one is marked.
        if (line.dataset.f === one.field || (one.code === 'required' && one.field && isEmpty(line))) places.push(line);
      });
      for (const place of places.length ? places : [question]) {
        say(place, sentence);
        marked.push(place);
      }
    }
  });
  const target = marked[0] && control(marked[0]);
  if (target) target.focus();
  return wrong.length > 0;
}

/** Takes back what was said at a question. */
export function clear(question: HTMLElement): void {
  each(question, '.bad', (note) => {
    const place = described(note.parentNode as HTMLElement);
    place.removeAttribute('aria-describedby');
    place.removeAttribute('aria-invalid');
    note.remove();
  });
}

function say(place: HTMLElement, sentence: string): void {
  if (place.querySelector('.bad')) return;
  const note = document.createElement('p');
  note.className = 'bad';
  note.id = (place.dataset.f || place.dataset.q) + '-error';
  note.textContent = sentence;
  place.appendChild(note);
  const target = described(place);
  target.setAttribute('aria-describedby', note.id);
  if (target.tagName !== 'FIELDSET') target.setAttribute('aria-invalid', 'true');
}

/** What carries the description: a group itself, else its first control. */
function described(place: HTMLElement): HTMLElement {
  return place.tagName === 'FIELDSET' ? place : control(place) || place;
}

function control(place: HTMLElement): HTMLElement | null {
  const controls = place.querySelectorAll<Controls>('input:not([type=hidden]),select,textarea,button');
  return Array.prototype.filter.call(controls, (one: HTMLElement) => one.offsetParent !== null)[0] || null;
}

/** Whether a line that shows has no answer. */
function isEmpty(line: HTMLElement): boolean {
  const required = line.querySelector<HTMLInputElement>('input[type=radio],input[required]');
  if (!required || line.offsetParent === null) return false;
  return required.type === 'radio' ? !line.querySelector(':checked') : required.value.trim() === '';
}

function each(root: ParentNode, selector: string, act: (element: HTMLElement) => void): void {
  Array.prototype.forEach.call(root.querySelectorAll<HTMLElement>(selector), act);
}
