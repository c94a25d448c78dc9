/**
 * Concord in a language that nobody speaks: the tree copied beside itself with every English sentence accented, 40 % longer and
 * in brackets, and built there as it stands. So nothing of it can reach a real build, and no source knows of it.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, isFresh } from './build.ts';
import { filesOf } from './sources.ts';

const root = resolve(import.meta.dirname, '../..');
const copy = join(root, 'test-results/pseudo');
const copied = ['src', 'messages', 'drizzle', 'project.inlang/settings.json', 'package.json', 'tsconfig.json'];
const scripts = ['vite.config.ts', 'vite-respond.ts', 'vite-embed.ts', 'vite-kiosk.ts', 'svelte.config.js'];

export const brackets = ['⟦', '⟧'] as const;

/** The root of the built copy; builds it when it is missing or older than its sources. */
export function ensurePseudo(): string {
  if (isFresh(copy, root)) return copy;
  rmSync(copy, { recursive: true, force: true });
  for (const path of [...copied, ...scripts]) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(root, path), join(copy, path), { recursive: true, filter: (from) => !from.includes('paraglide') });
  }
  if (!existsSync(join(copy, 'node_modules')))
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'dir');
  for (const path of filesOf('messages/en', /\.json$/)) {
    const messages = JSON.parse(readFileSync(join(root, path), 'utf8')) as Record<string, unknown>;
    const said = Object.entries(messages).map(([key, message]) => [
      key,
      key === '$schema' ? message : inPseudo(message)
    ]);
    writeFileSync(join(copy, path), JSON.stringify(Object.fromEntries(said)));
  }
  build(copy);
  return copy;
}

interface Variants {
  match: Record<string, string>;
}

function inPseudo(message: unknown): unknown {
  if (typeof message === 'string') return pseudo(message);
  return (message as Variants[]).map((one) => ({
    ...one,
    match: Object.fromEntries(Object.entries(one.match).map(([when, text]) => [when, pseudo(text)]))
  }));
}

const plain = 'aceginorsuyACEGINORSUY';
const strange = 'åçéĝíñøŕšûýÅÇÉĜÍÑØŔŠÛÝ';

/** `Save {name}` is `⟦Šååvéé {name}⟧`: vowels doubled, parameters as they were. */
export function pseudo(text: string): string {
  const said = text
    .split(/(\{[^}]*\})/)
    .map((part) =>
      part.startsWith('{')
        ? part
        : [...part.replaceAll(/[aeiou]/g, '$&$&')].map((one) => strange[plain.indexOf(one)] ?? one).join('')
    );
  return `${brackets[0]}${said.join('')}${brackets[1]}`;
}
