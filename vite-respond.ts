/**
 * What the survey page needs of the build: its script as one string with its hash (`virtual:respond`), and Concord's colour
 * tokens as sRGB hex in its stylesheet, because in-app browsers of old phones know neither OKLCH nor light-dark().
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';
import { contactParts, kinds, looks, notApplicable, pairSides, textLimit, yesNo } from './src/lib/survey/kinds.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const virtual = 'virtual:respond';

/** The scripts of the survey page: which one a page gets is written on its form (`src/lib/ui/questions/view.ts`). */
export const scripts = ['plain', 'full', 'more', 'framed'] as const;
export type ScriptName = (typeof scripts)[number];

/**
 * A script of `src/respond` for browsers from about 2018 on, with the `sha256-…` of its bytes. Of the table of kinds it carries
 * what answering needs. The plain one leaves out what a page of scales, choices and texts never runs.
 */
export async function respondScript(name: ScriptName): Promise<{ code: string; hash: string }> {
  const bundle = await rolldown({
    input: path(`src/respond/${name}.ts`),
    resolve: { alias: { '#lib': path('src/lib') } },
    transform: { target: 'es2018' },
    treeshake: true,
    plugins: [
      {
        name: 'concord-respond-leaves',
        load(id) {
          const file = id.slice(path('src/lib/survey/').length);
          if (!id.startsWith(path('src/lib/survey/'))) return null;
          if (file === 'kinds.ts') return bareKinds();
          return (name === 'plain' && leftOut[file]) || null;
        }
      }
    ]
  });
  // Modules are strict, and were made shorter as such: a script has to say that it is.
  const { output } = await bundle.generate({ format: 'iife', minify: true, strict: true });
  await bundle.close();
  const code = output[0].code.trim().replaceAll('</script', '<\\/script');
  return { code, hash: 'sha256-' + createHash('sha256').update(code).digest('base64') };
}

/** Computed values, and answers that can be there and not fit: a plain page has neither. */
const leftOut: Readonly<Record<string, string>> = {
  'expression.ts': 'export const computedOver = () => () => undefined;',
  'unfit.ts': 'export const partFault = () => null, unfit = () => null;'
};

/** `kinds.ts` with its table cut down to what is asked, and per what. */
function bareKinds(): string {
  const table = Object.entries(kinds).map(([kind, { asks, per }]) => `${kind}:{asks:'${asks}',per:'${per}'}`);
  const rest = { notApplicable, yesNo, looks, contactParts, pairSides, textLimit };
  const lines = Object.entries(rest).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
  return `export const kinds = {${table.join()}};\n${lines.join('\n')}`;
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
      const made = await Promise.all(scripts.map(async (name) => [name, await respondScript(name)] as const));
      return (
        `import css from ${JSON.stringify(path('src/lib/ui/questions/kinds.css') + '?inline')};\n` +
        `export const style = css;\nexport const scripts = ${JSON.stringify(Object.fromEntries(made))};`
      );
    },
    transform(code, id) {
      if (!id.split('?')[0]?.endsWith('/respond.css')) return undefined;
      const tokens = readFileSync(path('src/app.css'), 'utf8');
      return code.replace(/@tokens ([^;]+);/, (_, names: string) => tokenRules(tokens, names.trim().split(/\s+/)));
    }
  };
}
