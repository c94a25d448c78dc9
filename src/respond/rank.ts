/**
 * A ranking that is put in order by hand: dragged by its handle, moved by buttons or keys, or tapped in order of preference. The
 * places stay in the fields the page came with. What has a place stands above, in order; what has none below.
 */
interface Row {
  readonly line: HTMLElement;
  readonly place: HTMLSelectElement;
  readonly text: string;
  readonly badge: HTMLElement;
  readonly up: HTMLButtonElement;
  readonly down: HTMLButtonElement;
}

export function rank(list: HTMLElement, announce: (words: string) => void): () => void {
  const words: Record<'up' | 'down' | 'said' | 'out', string> = JSON.parse(list.dataset.rank as string);
  const most = Number(list.dataset.most);
  const rows: Row[] = Array.prototype.map.call(list.children, row) as Row[];
  const open = (): Row[] => rows.filter(({ line }) => !line.hidden);
  const ranked = (): Row[] =>
    open()
      .filter(({ place }) => place.value !== '')
      .sort((a, b) => Number(a.place.value) - Number(b.place.value));
  list.classList.add('moved');

  function row(line: HTMLElement): Row {
    const place = line.querySelector('select') as HTMLSelectElement;
    const text = ((line.querySelector('span') as HTMLElement).textContent as string).trim();
    const badge = document.createElement('b');
    const handle = document.createElement('i');
    handle.setAttribute('aria-hidden', 'true');
    place.hidden = true;
    line.insertBefore(badge, line.firstChild);
    const one = { line, place, text, badge, up: button('↑', words.up), down: button('↓', words.down) };
    line.appendChild(handle);
    one.up.addEventListener('click', () => {
      const at = ranked().indexOf(one);
      if (at !== 0) put(one, at < 0 ? Math.min(ranked().length, most - 1) : at - 1, one.up);
    });
    one.down.addEventListener('click', () => {
      const at = ranked().indexOf(one);
      if (at >= 0) put(one, at + 1, one.down);
    });
    line.addEventListener('click', (event) => {
      const loose = place.value === '' && ranked().length < most;
      if (loose && !(event.target as HTMLElement).closest('button,i')) put(one, ranked().length);
    });
    handle.addEventListener('pointerdown', (event) => drag(one, handle, event));
    return one;

    function button(sign: string, name: string): HTMLButtonElement {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = sign;
      made.setAttribute(
        'aria-label',
        name.replace('{option}', () => text)
      );
      line.appendChild(made);
      return made;
    }
  }

  /** Gives a row a place among the others, counted from 0; further down than right behind them it has none. */
  function put(one: Row, at: number, focus?: HTMLElement): void {
    const order = ranked().filter((other) => other !== one);
    if (at <= order.length) order.splice(at, 0, one);
    write(order);
    one.place.dispatchEvent(new Event('change', { bubbles: true }));
    draw();
    if (focus) focus.focus();
    const place = one.place.value;
    const fill: Record<string, string> = { option: one.text, place, of: String(open().length) };
    announce((place ? words.said : words.out).replace(/\{(\w+)\}/g, (_, name: string) => fill[name] as string));
  }

  function write(order: readonly Row[]): void {
    for (const { place } of open()) place.value = '';
    order.slice(0, most).forEach(({ place }, at) => (place.value = String(at + 1)));
  }

  function drag(one: Row, handle: HTMLElement, event: PointerEvent): void {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    one.line.classList.add('held');
    const move = ({ clientY }: PointerEvent): void => {
      // The others move around the one that is held: taking that one out would let go of the pointer.
      const { previousElementSibling: above, nextElementSibling: below } = one.line;
      if (above && clientY < middle(above)) list.insertBefore(above, one.line.nextSibling);
      else if (below && clientY > middle(below)) list.insertBefore(below, one.line);
    };
    const drop = (): void => {
      handle.removeEventListener('pointermove', move);
      handle.removeEventListener('pointerup', drop);
      handle.removeEventListener('pointercancel', drop);
      one.line.classList.remove('held');
      const lines = open().map(({ line }) => line);
      const at = Array.prototype.filter.call(list.children, (line) => lines.indexOf(line) >= 0).indexOf(one.line);
      put(one, at);
    };
    handle.addEventListener('pointermove', move);
    handle.addEventListener('pointerup', drop);
    handle.addEventListener('pointercancel', drop);
  }
  const middle = (line: Element): number => {
    const { top, height } = line.getBoundingClientRect();
    return top + height / 2;
  };

  function draw(): void {
    if (list.querySelector('.held')) return;
    const order = ranked();
    if (order.some(({ place }, at) => place.value !== String(at + 1))) {
      // One of them went away: the others move up.
      write(order);
      (order[0] as Row).place.dispatchEvent(new Event('change', { bubbles: true }));
      return;
    }
    const lines = order.concat(rows.filter((one) => order.indexOf(one) < 0));
    lines.forEach(({ line, place, badge, up, down }, at) => {
      if (list.children[at] !== line) list.insertBefore(line, list.children[at] as Element);
      line.classList.toggle('ranked', place.value !== '');
      badge.textContent = place.value;
      up.setAttribute('aria-disabled', String(place.value === '1'));
      down.setAttribute('aria-disabled', String(place.value === ''));
    });
  }
  return draw;
}
