/** Counts along what the numbers of a constant sum come to. */
export function total(place: HTMLElement): () => void {
  const inputs = place.querySelectorAll('input');
  const output = place.querySelector('output') as HTMLElement;
  return () => {
    let sum = 0;
    for (let at = 0; at < inputs.length; at += 1) {
      const input = inputs[at] as HTMLInputElement;
      if (!input.disabled) sum += Number(input.value.trim().replace(',', '.')) || 0;
    }
    const number = (Math.round(sum * 1e6) / 1e6).toLocaleString(document.documentElement.lang);
    const words = (place.dataset.sum as string).replace('{sum}', number);
    if (output.textContent !== words) output.textContent = words;
  };
}
