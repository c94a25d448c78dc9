/**
 * What script adds to some kinds: rankings that are moved, sliders that are slid, long lists that are searched, sums that count
 * along. Each keeps the fields of the form as they are and only writes into them, so that saving and sending know nothing of it.
 */
import { search } from './search.ts';
import { rank } from './rank.ts';
import { slide } from './slide.ts';
import { total } from './total.ts';

const form = document.getElementById('survey');
if (form) {
  const live = document.createElement('p');
  live.className = 'vh';
  live.setAttribute('role', 'status');
  form.appendChild(live);
  const announce = (words: string): void => void (live.textContent = words);
  const draws = [
    ...over('[data-rank]', (list) => rank(list, announce)),
    ...over('[data-slide]', slide),
    ...over('[data-find]', (list) => search(list, announce)),
    ...over('[data-sum]', total)
  ];
  // Answers may have changed from elsewhere: by a draft, by "does not apply", by options that came and went.
  const draw = (): void => draws.forEach((one) => one());
  form.addEventListener('drawn', draw);
  form.addEventListener('input', draw);
  form.addEventListener('change', draw);
  draw();
}

/** Sets up every place of a kind; each gives back how it is drawn anew. */
function over(selector: string, set: (place: HTMLElement) => () => void): (() => void)[] {
  return Array.prototype.map.call(document.querySelectorAll<HTMLElement>(selector), set) as (() => void)[];
}
