/**
 * A survey in somebody else's website, by one script tag. It is drawn in a frame of ours and shows only once the frame has
 * answered: on a site that is not allowed nothing appears. Between site and frame go a few words (here, height, top, done, close),
 * each checked for where it comes from. Remembers in the site's own storage who has answered or closed it; the frame needs no cookie.
 */
declare const CLOSE: Readonly<Record<string, string>>;

type Word = { concord?: string; height?: number; title?: string; lang?: string };

const script = document.currentScript as HTMLScriptElement;
const { survey = '', as = 'inline', after, on, again, lang = document.documentElement.lang } = script.dataset;
const origin = new URL(script.src).origin;
const name = `concord:${survey}`;
const DAY = 86400000;
let showing = false;

const style = (element: HTMLElement, text: string): void => {
  element.style.cssText = text;
};

function remembered(): boolean {
  try {
    const until = Number(localStorage.getItem(name));
    return until > Date.now();
  } catch {
    return false;
  }
}

function remember(): void {
  try {
    localStorage.setItem(name, String(Date.now() + Number(again || 30) * DAY));
  } catch {
    // A site without storage asks again.
  }
}

function show(): void {
  if (showing) return;
  showing = true;
  const inline = as === 'inline';
  const popup = as === 'popup';
  const box = document.createElement(popup ? 'dialog' : 'section');
  const frame = document.createElement('iframe');
  const close = document.createElement('button');
  let shown = false;
  let done = false;
  const before = document.activeElement as HTMLElement | null;

  frame.src = `${origin}/o/${survey}?lang=${encodeURIComponent(lang)}`;
  style(
    frame,
    `display:block;width:100%;border:0;${inline ? 'height:0' : 'height:32rem;max-height:calc(85vh - 2.75rem)'}`
  );
  if (!inline) {
    style(
      box,
      'box-sizing:border-box;padding:0;border:1px solid #8888;border-radius:8px;overflow:hidden;color-scheme:light dark;background:Canvas;color:CanvasText;' +
        'box-shadow:0 12px 48px #0004;width:min(28rem,calc(100vw - 2rem));max-width:none;' +
        (popup
          ? 'margin:auto'
          : 'position:fixed;z-index:2147483000;bottom:1rem;inset-inline-end:1rem;visibility:hidden')
    );
    style(
      close,
      'display:block;margin-inline-start:auto;min-width:2.75rem;height:2.75rem;padding:0 1rem;border:0;background:none;' +
        'color:inherit;font:600 .9375rem/1 system-ui,sans-serif;cursor:pointer;text-decoration:underline'
    );
    close.type = 'button';
    close.onclick = leave;
    box.append(close);
  } else style(box, 'display:block');
  box.append(frame);
  if (inline) script.after(box);
  else document.body.append(box);

  frame.onload = () => frame.contentWindow?.postMessage({ concord: 'hello' }, origin);
  addEventListener('message', hear);
  box.addEventListener('keydown', (event) => {
    if ((event as KeyboardEvent).key === 'Escape' && !inline) leave();
  });
  box.addEventListener('cancel', (event) => {
    event.preventDefault();
    leave();
  });

  function hear({ source, origin: from, data }: MessageEvent<Word | null>): void {
    if (source !== frame.contentWindow || from !== origin || !data) return;
    const { concord, height = 0, title = '' } = data;
    if (concord === 'here') {
      frame.title = title;
      box.setAttribute('aria-label', title);
      close.textContent = CLOSE[data.lang || ''] || CLOSE.en || '';
      box.lang = data.lang || '';
      reveal();
    }
    if (inline && height > 0) frame.style.height = `${Math.ceil(height)}px`;
    if (!inline && height > 0) frame.style.height = `${Math.ceil(Math.min(Math.max(height, 240), 640))}px`;
    if (concord === 'top' && frame.getBoundingClientRect().top < 0) frame.scrollIntoView();
    if (concord === 'done' && !done) {
      done = true;
      remember();
    }
    if (concord === 'close' && !inline) leave();
  }

  function reveal(): void {
    if (shown) return;
    shown = true;
    if (popup) (box as HTMLDialogElement).showModal();
    else if (!inline) {
      box.style.visibility = 'visible';
      if (!matchMedia('(prefers-reduced-motion: reduce)').matches)
        box.animate([{ transform: 'translateY(2rem)', opacity: 0 }, {}], { duration: 220, easing: 'ease-out' });
    }
  }

  function leave(): void {
    showing = false;
    remember();
    removeEventListener('message', hear);
    const inside = box.contains(document.activeElement);
    if (popup) (box as HTMLDialogElement).close();
    box.remove();
    if (inside || popup) before?.focus();
  }
}

function begin(): void {
  if (on) {
    // Somebody who presses a button wants it, whatever was remembered.
    document.addEventListener('click', (event) => {
      const pressed = (event.target as Element).closest(on);
      if (!pressed) return;
      event.preventDefault();
      show();
    });
  } else if (!remembered()) setTimeout(show, Number(after || 0) * 1000);
}

if (document.readyState === 'loading') addEventListener('DOMContentLoaded', begin);
else begin();

export {};
