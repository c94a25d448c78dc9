import { overwriteGetLocale } from '#lib/paraglide/runtime.js';

overwriteGetLocale(() => (document.documentElement.lang === 'zh-CN' ? 'zh-CN' : 'en'));
