/**
 * What the survey page needs of the build: its script as one string with its hash (`virtual:respond`), and Concord's colour
 * tokens as sRGB hex in its stylesheet, because in-app browsers of old phones know neither OKLCH nor light-dark().
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const virtual = 'virtual:respond';

/** The script of `src/respond` for browsers from about 2018 on, with the `sha256-…` of its bytes. */
export async function respondScript(): Promise<{ code: string; hash: string }> {
  const bundle = await rolldown({
    input: path('src/respond/main.ts'),
    resolve: { alias: { '#lib': path('src/lib') } },
    transform: { target: 'es2018' },
    treeshake: true
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const code = output[0].code.trim().replaceAll('</script', '<\\/script');
  return { code, hash: 'sha256-' + createHash('sha256').update(code).digest('base64') };
}

/** `:root` rules with the named tokens of a stylesheet as hex, light and, in the dark, dark. Throws for a name that is not there. */
export function tokenRules(stylesheet: string, names: readonly string[]): string {
  const pairs = names.map((name) => {
    const match = new RegExp(`--${name}:\\s*light-dark\\(oklch\\(([^)]+)\\),\\s*oklch\\(([^)]+)\\)\\)`).exec(
      stylesheet
    );
    if (!match) throw new Error(`app.css has no colour token --${name}`);
    return { name, light: hexOf(match[1] as string), dark: hexOf(match[2] as string) };
  });
  const rules = (theme: 'light' | 'dark'): string => pairs.map((p) => `--${p.name}:${p[theme]}`).join(';');
  return (
    `:root{color-scheme:light;${rules('light')}}` +
    `@media (prefers-color-scheme:dark){:root{color-scheme:dark;${rules('dark')}}}`
  );
}

/** `L C H` of OKLCH as sRGB hex, clipped to the gamut. Matrices of B. Ottosson, https://bottosson.github.io/posts/oklab/. */
export function hexOf(oklch: string): string {
  const [L = 0, C = 0, H = 0] = oklch.trim().split(/\s+/).map(Number);
  const [a, b] = [C * Math.cos((H * Math.PI) / 180), C * Math.sin((H * Math.PI) / 180)];
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  ];
  const part = (x: number): string => {
    const c = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
    return Math.round(Math.min(1, Math.max(0, c)) * 255)
      .toString(16)
      .padStart(2, '0');
  };
  return '#' + linear.map(part).join('');
}

export function respond(): Plugin {
  return {
    name: 'concord-respond',
    enforce: 'pre',
    resolveId: (id) => (id === virtual ? '\0' + virtual : undefined),
    async load(id) {
      if (id !== '\0' + virtual) return undefined;
      const { code, hash } = await respondScript();
      return `export const code = ${JSON.stringify(code)};\nexport const hash = ${JSON.stringify(hash)};`;
    },
    transform(code, id) {
      if (!id.split('?')[0]?.endsWith('/respond.css')) return undefined;
      const tokens = readFileSync(path('src/app.css'), 'utf8');
      return code.replace(/@tokens ([^;]+);/, (_, names: string) => tokenRules(tokens, names.trim().split(/\s+/)));
    }
  };
}
