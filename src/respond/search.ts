/**
 * A list one can search by typing, over the browser's own list, which keeps the answer: an editable combobox with a list of what
 * matches, as the ARIA Authoring Practices describe it.
 */
export function search(root: HTMLElement, announce: (words: string) => void): () => void {
  const words: Record<'find' | 'found' | 'none', string> = JSON.parse(root.dataset.find as string);
  const select = root.querySelector('select') as HTMLSelectElement;
  const input = document.createElement('input');
  const list = document.createElement('ul');
  let matches: HTMLOptionElement[] = [];
  let active = -1;
  input.type = 'text';
  input.className = 'line';
  input.id = select.id;
  input.autocomplete = 'off';
  input.placeholder = words.find;
  input.required = select.required;
  list.id = select.id + '-options';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  const attributes = {
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-expanded': 'false',
    'aria-controls': list.id
  };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  const label = document.querySelector(`label[for="${select.id}"]`);
  if (label) list.setAttribute('aria-labelledby', label.id);
  select.removeAttribute('id');
  select.hidden = true;
  root.appendChild(input);
  root.appendChild(list);

  const plain = (text: string): string =>
    text
      .normalize('NFKD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase()
      .trim();
  const chosen = (): string => {
    const option = select.selectedOptions[0];
    return option && option.value ? option.text : '';
  };

  function open(filter: string): void {
    const sought = plain(filter);
    matches = Array.prototype.filter.call(
      select.options,
      (option: HTMLOptionElement) => option.value && !option.disabled && plain(option.text).indexOf(sought) >= 0
    ) as HTMLOptionElement[];
    list.textContent = '';
    matches.forEach((option, at) => {
      const line = document.createElement('li');
      line.id = list.id + at;
      line.setAttribute('role', 'option');
      line.setAttribute('aria-selected', String(option.selected));
      line.textContent = option.text;
      line.addEventListener('mousedown', (event) => event.preventDefault());
      line.addEventListener('click', () => choose(option));
      list.appendChild(line);
    });
    list.hidden = matches.length === 0;
    input.setAttribute('aria-expanded', String(!list.hidden));
    announce(matches.length ? words.found.replace('{count}', String(matches.length)) : words.none);
    point(-1);
  }
  function close(): void {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
    point(-1);
  }
  function point(at: number): void {
    active = at;
    Array.prototype.forEach.call(list.children, (line: HTMLElement, place: number) =>
      line.classList.toggle('active', place === at)
    );
    const line = list.children[at];
    if (!line) return input.removeAttribute('aria-activedescendant');
    input.setAttribute('aria-activedescendant', line.id);
    line.scrollIntoView({ block: 'nearest' });
  }
  function choose(option: HTMLOptionElement | undefined): void {
    select.value = option ? option.value : '';
    input.value = chosen();
    close();
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }

  input.addEventListener('input', (event) => {
    event.stopPropagation();
    open(input.value);
  });
  // What is typed is a search, not yet an answer.
  input.addEventListener('change', (event) => event.stopPropagation());
  input.addEventListener('click', () => list.hidden && open(''));
  input.addEventListener('blur', () => {
    close();
    if (input.value.trim() === '' && select.value !== '') choose(undefined);
    else input.value = chosen();
  });
  input.addEventListener('keydown', (event) => {
    const { key } = event;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      if (list.hidden) open(input.value === chosen() ? '' : input.value);
      const count = matches.length;
      const next = key === 'ArrowDown' ? active + 1 : active < 0 ? count - 1 : active - 1;
      point(count ? (next + count) % count : -1);
    } else if (key === 'Enter' && !list.hidden) {
      if (active >= 0 || matches.length === 1) choose(matches[Math.max(active, 0)]);
    } else if (key === 'Escape' && !list.hidden) {
      close();
      input.value = chosen();
    } else return;
    event.preventDefault();
  });

  return () => {
    if (document.activeElement !== input) input.value = chosen();
  };
}
