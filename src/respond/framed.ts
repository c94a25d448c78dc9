/**
 * What a survey in a frame tells the site around it, once that has said hello from an origin that is on the list of its entrance:
 * how tall the page is, that it turned, that it is done, that Escape was pressed. Nothing of the answers.
 */
const sites = ((document.currentScript as HTMLScriptElement).dataset.sites || '').split(' ');
let site = '';

const tell = (concord: string): void => {
  const { height } = document.body.getBoundingClientRect();
  const { title, documentElement } = document;
  if (site) parent.postMessage({ concord, height, title, lang: documentElement.lang }, site);
};

addEventListener('message', ({ source, origin, data }: MessageEvent<{ concord?: string } | null>) => {
  if (source !== parent || sites.indexOf(origin) < 0 || !data || data.concord !== 'hello') return;
  site = origin;
  tell('here');
  tell('top');
  if (/\/thanks$/.test(location.pathname)) tell('done');
});
addEventListener('keydown', ({ key }) => key === 'Escape' && tell('close'));
if (typeof ResizeObserver === 'function') new ResizeObserver(() => tell('height')).observe(document.body);
// The page scrolls to its top when it turns; in a frame as tall as itself that is for the site to do.
const scroll = window.scrollTo;
window.scrollTo = ((...to: Parameters<typeof scroll>) => {
  scroll.apply(window, to);
  tell('top');
}) as typeof scroll;

export {};
