/**
 * Answers that stand alone: "none of these" unticks the others and is unticked by them, and so does "does not apply", which also
 * empties what was written. Without script the server says so when both are sent.
 */
type Control = HTMLInputElement | HTMLSelectElement;

document.addEventListener(
  'change',
  (event) => {
    const target = event.target as Control;
    const question = target.closest && target.closest('[data-q]');
    if (!question || !(target as HTMLInputElement).form) return;
    const ticked = (target as HTMLInputElement).type === 'checkbox';
    const alone = ticked && target.hasAttribute('data-alone');
    if (ticked ? !(target as HTMLInputElement).checked : target.value === '') return;
    const controls = question.querySelectorAll<HTMLInputElement>('input,select');
    for (let at = 0; at < controls.length; at += 1) {
      const other = controls[at] as HTMLInputElement;
      if (other === target || other.type === 'hidden') continue;
      if (other.type === 'checkbox') {
        if (alone || (other.hasAttribute('data-alone') && !isWords(target))) other.checked = false;
      } else if (alone && target.value === 'na' && !isWords(other)) other.value = '';
    }
  },
  true
);

/** Words beside an option neither stand alone nor end it. */
const isWords = (control: Control): boolean => control.classList.contains('other');
