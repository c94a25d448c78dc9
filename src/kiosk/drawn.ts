/** Pages of the survey as the server draws them, drawn on the device: the same components, scripts and styles. */
import { render } from 'svelte/server';
import { scripts, style } from 'virtual:respond';
import base from '#lib/ui/questions/respond.css?inline';
import Notice from '#lib/ui/questions/Notice.svelte';
import Privacy from '#lib/ui/questions/Privacy.svelte';
import SurveyForm from '#lib/ui/questions/SurveyForm.svelte';
import { directionOf } from '#lib/survey/language.ts';
import type { SurveyView } from '#lib/ui/questions/view.ts';
import type { Farewell } from './store.ts';
import type { Pack } from '#lib/outreach/kiosk.ts';

/** What is said of keeping answers on a device of one's own says nothing here; a screen for many shows no bars of its own. */
const own = '[data-shared]{display:none!important}body{overscroll-behavior:none}.wrap{min-height:100vh}';
const allStyles = [base + own, style];
const marks = /<!--(?:\[[-!]?\d*|\]|[a-z0-9]*)-->/g;

let policy: Promise<string> | undefined;

/** The scripts and styles that are let in are exactly these. */
const policyOf = (): Promise<string> =>
  (policy ??= Promise.all(allStyles.map(hashOf)).then((hashes) =>
    [
      "default-src 'self'",
      `script-src ${Object.values(scripts)
        .map(({ hash }) => `'${hash}'`)
        .join(' ')}`,
      `style-src ${hashes.map((hash) => `'sha256-${hash}'`).join(' ')}`,
      "style-src-attr 'unsafe-inline'",
      "img-src 'self' data:",
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'self'"
    ].join(';')
  ));

async function hashOf(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return btoa(String.fromCharCode(...bytes));
}

async function page(language: string, drawn: { head: string; body: string }, status = 200): Promise<Response> {
  const asked = /<form id="survey" data-script="([a-z ]+)"/.exec(drawn.body)?.[1]?.split(' ') ?? [];
  const code = (Object.keys(scripts) as (keyof typeof scripts)[])
    .filter((name) => asked.includes(name))
    .map((name) => `<script>${scripts[name].code}</script>`);
  const styles = allStyles.map((text) => `<style>${text}</style>`).join('');
  const body = drawn.body
    .replace(marks, '')
    // What one person typed is offered to no other.
    .replaceAll(/ autocomplete="[^"]*"/g, ' autocomplete="off"')
    .replace('<form id="survey"', '<form id="survey" autocomplete="off"');
  const html =
    `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">' +
    `${drawn.head.replace(marks, '')}${styles}</head><body>${body}${code.join('')}</body></html>`;
  return new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': await policyOf(),
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff'
    }
  });
}

export const drawSurvey = (view: SurveyView, status?: number): Promise<Response> =>
  page(view.sheet.language, render(SurveyForm, { props: { view } }), status);

export const drawThanks = ({ company }: Pack, { language, title, text }: Farewell): Promise<Response> =>
  page(language, render(Notice, { props: { company, title, text, done: true } }));

export const drawPrivacy = (
  { company, document }: Pack,
  language: string,
  paragraphs: readonly string[],
  back: string
): Promise<Response> =>
  page(
    language,
    render(Privacy, { props: { company, language, paragraphs, version: document.privacy.version, back } })
  );
