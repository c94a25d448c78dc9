import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { embedScript } from '../../vite-embed.ts';
import { hexOf, respondScript, scripts, tokenRules } from '../../vite-respond.ts';

test('UX-17 the scripts of the survey page are small as sent and carry no library: 6.75 KB for scales, choices and texts', async () => {
  const most = { plain: 6912, full: 8192, more: 2816, framed: 600 };
  for (const name of scripts) {
    const { code, hash } = await respondScript(name);
    expect(gzipSync(code, { level: 9 }).length, name).toBeLessThanOrEqual(most[name]);
    expect(hash).toBe('sha256-' + createHash('sha256').update(code).digest('base64'));
    expect(code).not.toMatch(/<\/script|<!--|ZodError|\bimport\b/);
  }
});

test('scripts that were modules say that they are strict, as they were made shorter as such', async () => {
  const made = await Promise.all([...scripts.map(async (name) => (await respondScript(name)).code), embedScript()]);
  for (const code of made) expect(code).toMatch(/^(["'])use strict\1;/);
});

test('the colours of the survey page are those of the design tokens, as every old browser reads them', () => {
  const tokens = readFileSync(new URL('../../src/app.css', import.meta.url), 'utf8');
  expect(tokenRules(tokens, ['paper', 'ink'])).toMatch(
    /^:root\{color-scheme:light;--paper:#f[\da-f]{5};--ink:#[12][\da-f]{5}\}@media/
  );
  expect(() => tokenRules(tokens, ['mood'])).toThrow('--mood');
  // White, black and the sRGB primaries, from the published table of OKLCH.
  expect(
    ['1 0 0', '0 0 0', '0.62796 0.25768 29.23', '0.86644 0.29483 142.5', '0.45201 0.31321 264.05'].map(hexOf)
  ).toEqual(['#ffffff', '#000000', '#ff0000', '#00ff00', '#0000ff']);
});
