/** A slider over a number field. While nobody has touched it, it stands in the middle, looks empty and says so. */
export function slide(place: HTMLElement): () => void {
  const number = place.querySelector('input') as HTMLInputElement;
  const [min, max, step] = (place.dataset.ends as string).split(',') as [string, string, string];
  const unit = place.querySelector('.unit');
  const range = document.createElement('input');
  range.type = 'range';
  range.min = min;
  range.max = max;
  range.step = step;
  range.id = number.id;
  number.removeAttribute('id');
  number.hidden = true;
  const output = document.createElement('output');
  output.htmlFor.add(range.id);
  place.insertBefore(range, number);
  place.insertBefore(output, number);

  function draw(): void {
    const said = number.value.trim().replace(',', '.');
    const words =
      said === ''
        ? (place.dataset.slide as string)
        : Number(said).toLocaleString(document.documentElement.lang) + (unit ? ' ' + unit.textContent : '');
    if (said !== '') range.value = said;
    else if (!place.classList.contains('unset')) range.value = String((Number(min) + Number(max)) / 2);
    place.classList.toggle('unset', said === '');
    range.setAttribute('aria-valuetext', words);
    if (output.textContent !== words) output.textContent = words;
  }
  const take = (): void => {
    if (number.value === range.value) return;
    number.value = range.value;
    // As if it had been written, so that "does not apply" gives way and the answer is saved.
    number.dispatchEvent(new Event('change', { bubbles: true }));
  };
  range.addEventListener('input', take);
  range.addEventListener('click', take);
  draw();
  return draw;
}
