import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Components that may put a string of markup on a page. There is none: charts are drawn as elements. */
const allowed: string[] = [];

describe('markup', () => {
  it('S-05 no component outside the list writes raw markup, names its element from data or sets inner HTML', () => {
    const found = globSync('src/**/*.{svelte,ts,js}')
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => !file.startsWith('src/lib/paraglide/'))
      .filter((file) =>
        /\{@html|<svelte:element\s|\.innerHTML\s*=|insertAdjacentHTML|document\.write/.test(readFileSync(file, 'utf8'))
      );
    expect(found).toEqual(allowed);
  });
});
