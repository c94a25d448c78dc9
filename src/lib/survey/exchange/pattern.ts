/** Patterns of other systems as patterns of RE2 that the whole text must match; what could run without end is refused (S-21). */
import { isPattern } from '../pattern.ts';

/** `/^a+$/i` or `^a+$` as a pattern; null when RE2 does not take it or it is too long. */
export function patternFrom(source: string): string | null {
  const delimited = /^\/([\s\S]*)\/([a-zA-Z]*)$/.exec(source.trim());
  let body = delimited ? delimited[1]! : source.trim();
  const flags = delimited ? delimited[2]! : '';
  if (body === '' || /[^imsug]/.test(flags)) return null;
  const alternatives = /\|/.test(body);
  const [starts, ends] = [body.startsWith('^'), /(^|[^\\])(\\\\)*\$$/.test(body)];
  if (!alternatives && starts) body = body.slice(1);
  if (!alternatives && ends) body = body.slice(0, -1);
  const open = alternatives
    ? { before: '[\\s\\S]*', after: '[\\s\\S]*' }
    : { before: starts ? '' : '[\\s\\S]*', after: ends ? '' : '[\\s\\S]*' };
  const whole = `${open.before}${alternatives ? `(?:${body})` : body}${open.after}`;
  const pattern = `${flags.includes('i') ? '(?i)' : ''}${whole}`;
  return pattern.length <= 300 && isPattern(pattern) ? pattern : null;
}
