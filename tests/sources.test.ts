import { describe, expect, it } from 'vitest';
import { filesOf, readSources, textOf } from './support/sources.ts';

const sources = readSources();
const pages = sources.filter(({ path }) => path.endsWith('.svelte'));

/** Constants of a component that it spreads: attributes it wrote itself, nothing stored. */
const ownAttributes = new Set(['src/lib/ui/questions/TextAnswer.svelte field']);

/** Files whose SQL text is put together from constant tables of their own: column names, grains, families, metrics. */
const fromConstants = new Set(
  ['customers', 'recompute', 'cells', 'rollup-rows', 'rollups'].map((name) => `src/lib/server/${name}.ts`)
);

/** Components that may set HTML of their own making, each with the line that makes it harmless. */
const htmlAllowed = new Map<string, RegExp>([['src/lib/ui/questions/Letterhead.svelte', /respond/]]);

describe('what the pages are made of', () => {
  it('S-05 no page sets HTML, spreads a stored object or names its element by data, unless it is on the list', () => {
    const wrong = pages.flatMap(({ path, text }) => {
      const markup = text.replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '');
      const found: string[] = [];
      if (/\{@html\b/.test(markup) && !htmlAllowed.get(path)?.test(text)) found.push(`${path} uses {@html}`);
      if (/<svelte:element\b/.test(markup)) found.push(`${path} uses svelte:element`);
      for (const [, tag, name] of markup.matchAll(/<([a-z][\w-]*)\b[^<>]*?\{\.\.\.(\w+)/g))
        if (name !== 'rest' && !ownAttributes.has(`${path} ${name}`)) found.push(`${path} spreads ${name} on ${tag}`);
      return found;
    });
    expect(wrong).toEqual([]);
  });

  it('S-02 a stored address reaches href, src or action through safeUrl only', () => {
    const stored =
      /\b(?:href|src|action|formaction)=\{(?!safeUrl\(|withParameters\(page\.url)[^}`'"]*\b(?:url|logo|image|website|privacyUrl)\b[^}]*\}/gi;
    const wrong = pages.flatMap(({ path, text }) => [...text.matchAll(stored)].map(([found]) => `${path}: ${found}`));
    expect(wrong).toEqual([]);
  });

  it('S-23 no SQL is put together from text: values go in as parameters', () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith('src/lib/server/') && !fromConstants.has(path))
      .flatMap(({ path, text }) =>
        [...text.matchAll(/sql\.raw\(([^)]*)\)/g)]
          .filter(([, inside]) => !/^\s*(?:'[^']*'|`[^`$]*`|[A-Z_]+)\s*$/.test(inside!))
          .map(([found]) => `${path}: ${found}`)
      );
    expect(wrong).toEqual([]);
  });

  it('S-24 no GET changes anything: load functions call no verb that writes', () => {
    const writes =
      /\b(?:add|change|create|remove|revoke|invite|launch|publish|setEnabled|setLocale|rename|cancel)\w*\(/;
    const wrong = sources
      .filter(({ path }) => path.endsWith('+page.server.ts'))
      .flatMap(({ path, text }) => {
        const load =
          /export const load = [\s\S]*?\n(?=export |const |async function |function |$)/.exec(text)?.[0] ?? '';
        const found = writes.exec(load)?.[0];
        return found ? [`${path}: ${found}`] : [];
      });
    expect(wrong).toEqual([]);
  });
});

interface Message {
  [key: string]: unknown;
}

const read = (locale: string, area: string) => JSON.parse(textOf(`messages/${locale}/${area}`)) as Message;
const areas = filesOf('messages/en', /\.json$/).map((path) => path.split('/').at(-1)!);

/** Names in braces, of a plain message or of all its variants. */
function parametersOf(message: unknown): string[] {
  const text = JSON.stringify(
    typeof message === 'string' ? message : (message as { match: unknown }[]).map((one) => one.match)
  );
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!))].sort();
}

describe('what the product says', () => {
  it('UX-100 is in both languages, area by area and key by key', () => {
    expect(filesOf('messages/zh-CN', /\.json$/).map((path) => path.split('/').at(-1))).toEqual(areas);
    for (const area of areas)
      expect(Object.keys(read('zh-CN', area)).sort(), area).toEqual(Object.keys(read('en', area)).sort());
  });

  it('UX-100 no key stands in two areas, and every area is compiled', () => {
    const keys = areas.flatMap((area) => Object.keys(read('en', area)).filter((key) => key !== '$schema'));
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
    const compiled = textOf('project.inlang/settings.json');
    for (const area of areas) expect(compiled).toContain(`/messages/{locale}/${area}`);
  });

  it('UX-100 names nothing in one language that it does not name in the other', () => {
    const wrong = areas.flatMap((area) => {
      const [en, zh] = [read('en', area), read('zh-CN', area)];
      return Object.keys(en).filter(
        (key) => key !== '$schema' && parametersOf(en[key]).some((name) => !parametersOf(zh[key]).includes(name))
      );
    });
    expect(wrong).toEqual([]);
  });

  it('UX-100 a sentence that code asks for exists', () => {
    const known = new Set(areas.flatMap((area) => Object.keys(read('en', area))));
    const speaking = sources.filter(({ imports }) => imports.some(({ to }) => to.endsWith('paraglide/messages.js')));
    const missing = speaking.flatMap(({ path, text }) =>
      [...text.matchAll(/\bm\.([a-z][a-z0-9_]*)\b/g)]
        .filter(([, key]) => !known.has(key!))
        .map(([, key]) => `${path}: ${key}`)
    );
    expect(missing).toEqual([]);
  });

  it('UX-100 UX-103 no sentence is written into a page', () => {
    const wrong = pages.flatMap(({ path, text }) => {
      const markup = text
        .replaceAll(/<script[\s\S]*?<\/script>|<style[\s\S]*?<\/style>|<!--[\s\S]*?-->/g, '')
        .replaceAll(/\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g, ' ');
      const spoken = [...markup.matchAll(/\b(?:title|aria-label|placeholder|alt|label)="([^"]*\p{L}{3}[^"]*)"/gu)].map(
        ([, one]) => one!
      );
      const between = markup.replaceAll(/<\/?[a-zA-Z][^>]*>/g, '\n').split('\n');
      return [...spoken, ...between]
        .map((one) => one.replaceAll(/&\w+;/g, ' '))
        .filter((one) => /\p{L}{2,}/u.test(one) && !/^(English|简体中文|#0c5c50|Concord|EUR)$/.test(one.trim()))
        .map((one) => `${path}: ${one.trim()}`);
    });
    expect(wrong).toEqual([]);
  });

  it('UX-101 dates and numbers are written by Intl in the reader’s language, never by hand', () => {
    const wrong = pages.flatMap(({ path, text }) =>
      [...text.matchAll(/\.(?:toLocale(?:Date|Time)?String|toDateString|toUTCString)\(/g)].map(
        ([found]) => `${path}: ${found}`
      )
    );
    expect(wrong).toEqual([]);
  });
});
