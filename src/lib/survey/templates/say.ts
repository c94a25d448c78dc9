import type { Localised } from '../document.ts';

/** A text in both languages. */
export const say = (en: string, zh: string): Localised & Record<string, string> => ({ en, 'zh-CN': zh });
