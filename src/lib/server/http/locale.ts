import { AsyncLocalStorage } from 'node:async_hooks';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

export type Locale = 'en' | 'zh-CN';

const current = new AsyncLocalStorage<Locale>();

/** Sentences made while `work` runs are in this language. */
export function speaking<T>(locale: Locale, work: () => T): T {
  return current.run(locale, work);
}

overwriteGetLocale(() => current.getStore() ?? 'en');

/** The language of the application for a reader: chosen, else the person's, else the browser's. */
export function localeOf(chosen: string | undefined, own: string | undefined, acceptLanguage: string | null): Locale {
  for (const candidate of [chosen, own, ...(acceptLanguage ?? '').split(',')]) {
    const tag = candidate?.split(';')[0]?.trim().toLowerCase() ?? '';
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return 'en';
}
