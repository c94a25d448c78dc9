/** In which language a respondent is asked. */

export type LanguageSource = 'asked' | 'customer' | 'browser' | 'base';

/**
 * The language: what the address asks for, then the customer's, then the browser's `Accept-Language`, then the base language
 * (UX-12). `zh`, `zh-TW` and `zh-Hans` find `zh-CN` when no closer one is there. The source is told so that it can be counted.
 */
export function chooseLanguage(
  survey: { readonly languages: readonly string[]; readonly baseLanguage: string },
  wishes: { readonly asked?: string | null; readonly customer?: string | null; readonly accept?: string | null }
): { language: string; source: LanguageSource } {
  const asked = match(survey.languages, wishes.asked);
  if (asked !== null) return { language: asked, source: 'asked' };
  const customer = match(survey.languages, wishes.customer);
  if (customer !== null) return { language: customer, source: 'customer' };
  for (const tag of accepted(wishes.accept ?? '')) {
    const found = match(survey.languages, tag);
    if (found !== null) return { language: found, source: 'browser' };
  }
  return { language: survey.baseLanguage, source: 'base' };
}

/** `rtl` for languages written from right to left. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return /^(ar|dv|fa|he|ku|ps|sd|ug|ur|yi)(-|$)/.test(language) ? 'rtl' : 'ltr';
}

/** The language's own name, short where no other variant of it is on offer: English, 中文. */
export function nativeName(language: string, among: readonly string[]): string {
  const root = primary(language);
  const tag = among.filter((other) => primary(other) === root).length > 1 ? language : root;
  const known = names.get(`${language} ${tag}`);
  if (known !== undefined) return known;
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(tag) ?? language;
  if (names.size < 200) names.set(`${language} ${tag}`, name);
  return name;
}
/** Asking the platform costs as much as drawing a question. */
const names = new Map<string, string>();

function match(languages: readonly string[], wish: string | null | undefined): string | null {
  if (!wish) return null;
  const wanted = wish.toLowerCase().replace('_', '-');
  return (
    languages.find((language) => language.toLowerCase() === wanted) ??
    languages.find((language) => primary(language) === primary(wanted)) ??
    null
  );
}

function primary(tag: string): string {
  return (tag.split('-')[0] ?? '').toLowerCase();
}

/** Tags of an Accept-Language header, the most wanted first; at most ten. */
function accepted(header: string): string[] {
  return header
    .slice(0, 500)
    .split(',')
    .slice(0, 10)
    .map((part, at) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = Number(
        parameters
          .find((p) => p.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? '1'
      );
      return { tag, at, quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ tag, quality }) => tag !== '' && tag !== '*' && quality > 0)
    .sort((a, b) => b.quality - a.quality || a.at - b.at)
    .map(({ tag }) => tag);
}
