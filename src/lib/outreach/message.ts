/**
 * An e-mail as plain text and as HTML that survives mail programs: tables, inline styles, no images, a button that is a link
 * with a background. Words come in as plain text and are encoded here, once, for where they stand (S-04).
 */
import { brandColours } from '#lib/survey/brand.ts';
import { directionOf } from '#lib/survey/language.ts';

export interface Letter {
  /** BCP 47 tag of the language it is written in. */
  readonly language: string;
  /** The company as the customer knows it, or the organisation. */
  readonly sender: string;
  /** Hex of the sender's colour; ink without it. */
  readonly colour?: string | undefined;
  readonly subject: string;
  /** What mail programs show behind the subject. */
  readonly preheader: string;
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly button?: { readonly label: string; readonly url: string } | undefined;
  /** Small print below the rule. */
  readonly footer: readonly string[];
  readonly stop?: { readonly label: string; readonly url: string } | undefined;
}

export interface Message {
  readonly subject: string;
  readonly text: string;
  /** Below 100 KB, because mail programs cut what is longer. */
  readonly html: string;
}

/** Longest paragraph that is sent; a survey's trust line or a name may hold anything. */
const PARAGRAPH = 4_000;
const SUBJECT = 150;

export function compose(letter: Letter): Message {
  const subject = oneLine(letter.subject, SUBJECT);
  return { subject, text: textOf(letter), html: htmlOf(letter, subject) };
}

/** Text on one line, without control characters, cut at a whole character. */
export function oneLine(text: string, limit: number): string {
  const line = [...text.replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
  return line.length <= limit ? line.join('') : `${line.slice(0, limit - 1).join('')}…`;
}

/** Text for an HTML body or a quoted attribute. */
export function encodeHtml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (letter) => names[letter] ?? letter);
}

function textOf({ title, paragraphs, button, footer, stop }: Letter): string {
  const parts = [title, ...paragraphs.map((one) => one.slice(0, PARAGRAPH))];
  if (button) parts.push(`${button.label}:\n${button.url}`);
  parts.push('-- ', ...footer);
  if (stop) parts.push(`${stop.label}:\n${stop.url}`);
  return `${parts.join('\n\n')}\n`;
}

const FACES = "-apple-system,'Segoe UI',Roboto,'Helvetica Neue','PingFang SC','Microsoft YaHei',sans-serif";

function htmlOf(letter: Letter, subject: string): string {
  const { language, sender, preheader, title, paragraphs, button, footer, stop } = letter;
  const colours = brandColours(letter.colour);
  const fill = colours?.light.brand ?? '#1d2330';
  const on = colours?.light.on ?? '#ffffff';
  const paragraph = (text: string) =>
    `<p class="t" style="margin:0 0 16px;font:16px/1.6 ${FACES};color:#1d2330" dir="auto">${linesOf(text)}</p>`;
  const small = (html: string) =>
    `<p class="s" style="margin:0 0 8px;font:13px/1.5 ${FACES};color:#5c6270" dir="auto">${html}</p>`;
  const action = button
    ? `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr><td class="b" bgcolor="${fill}" style="background:${fill};border-radius:6px"><a href="${encodeHtml(button.url)}" style="display:inline-block;padding:14px 24px;font:600 16px/1.25 ${FACES};color:${on};text-decoration:none;border:1px solid ${fill};border-radius:6px">${encodeHtml(button.label)}</a></td></tr></table>`
    : '';
  const leave = stop
    ? small(`<a class="s" href="${encodeHtml(stop.url)}" style="color:#5c6270">${encodeHtml(stop.label)}</a>`)
    : '';
  return `<!doctype html>
<html lang="${encodeHtml(language)}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${encodeHtml(subject)}</title>
<style>@media (prefers-color-scheme:dark){.p{background:#0f1218!important}.t{color:#f0eee9!important}.s{color:#a9adb8!important}.r{border-color:#363b47!important}}</style>
</head>
<body class="p" style="margin:0;padding:0;background:#ffffff">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${encodeHtml(oneLine(preheader, 200))}</div>
<table role="presentation" class="p" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#ffffff"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px;text-align:start"><tr><td>
<p class="t" style="margin:0 0 24px;font:600 18px/1.3 ${FACES};color:${fill}" dir="auto">${encodeHtml(sender)}</p>
<h1 class="t" style="margin:0 0 16px;font:600 24px/1.3 ${FACES};color:#1d2330" dir="auto">${encodeHtml(title)}</h1>
${paragraphs.map((text) => paragraph(text.slice(0, PARAGRAPH))).join('\n')}
${action}
<hr class="r" style="border:0;border-top:1px solid #dddde0;margin:8px 0 16px">
${footer.map((text) => small(encodeHtml(text))).join('\n')}
${leave}
</td></tr></table>
</td></tr></table>
</body>
</html>
`;
}

function linesOf(text: string): string {
  return encodeHtml(text).replaceAll('\n', '<br>');
}
