/**
 * Whether somebody is still there: after so long without a touch a dialog counts down, says so now and then and not every second,
 * and whoever touches anything stays (WCAG 2.2.1).
 */
interface Words {
  readonly still: string;
  readonly text: string;
  readonly stay: string;
  readonly restart: string;
}

/** Seconds at which the count is said aloud. */
const told = [20, 10, 5];
const touches = ['pointerdown', 'pointermove', 'keydown', 'input', 'wheel', 'touchstart'] as const;

export interface Watch {
  /** Listens in a window as well: that of the frame, at every page of it. */
  over(window: Window): void;
  /** Begins to wait, with these words and so many seconds; `ended` when nobody answered. */
  start(words: Words, seconds: number, ended: () => void): void;
  /** Asks at once. */
  ask(): void;
  stop(): void;
}

export function watch(dialog: HTMLDialogElement, countdown: number): Watch {
  const part = (id: string) => dialog.querySelector(`#${id}`) as HTMLElement;
  let words: Words | undefined;
  let seconds = 0;
  let ended = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ticking: ReturnType<typeof setInterval> | undefined;

  function rest(): void {
    clearTimeout(timer);
    timer = setTimeout(ask, seconds * 1000);
  }
  function ask(): void {
    if (!words || dialog.open) return;
    clearTimeout(timer);
    let left = countdown;
    const { still, text, stay, restart } = words;
    const count = (): void => {
      const sentence = text.replace('{seconds}', String(left));
      part('still-text').textContent = sentence;
      if (told.includes(left)) part('still-said').textContent = sentence;
    };
    part('still-title').textContent = still;
    part('stay').textContent = stay;
    part('again').textContent = restart;
    count();
    dialog.showModal();
    part('stay').focus();
    ticking = setInterval(() => {
      left -= 1;
      if (left <= 0) finish();
      else count();
    }, 1000);
  }
  function goOn(): void {
    clearInterval(ticking);
    if (dialog.open) dialog.close();
    if (words) rest();
  }
  function finish(): void {
    const act = ended;
    stop();
    act();
  }
  function stop(): void {
    words = undefined;
    clearTimeout(timer);
    clearInterval(ticking);
    if (dialog.open) dialog.close();
  }
  const touched = (): void => {
    if (words && !dialog.open) rest();
  };

  part('stay').addEventListener('click', goOn);
  part('again').addEventListener('click', finish);
  // Escape is an answer too.
  dialog.addEventListener('cancel', goOn);
  return {
    over: (window) => {
      for (const touch of touches) window.addEventListener(touch, touched, { passive: true, capture: true });
    },
    start(say, after, act) {
      stop();
      words = say;
      seconds = after;
      ended = act;
      rest();
    },
    ask,
    stop
  };
}
