/**
 * The two scripts of a kiosk, each as one string (`virtual:kiosk`): that of the page in front of the survey, and the worker, which
 * draws the survey with the very components the server draws it with.
 */
import { fileURLToPath } from 'node:url';
import { svelte, vitePreprocess } from '@sveltejs/vite-plugin-svelte';
import { rolldown } from 'rolldown';
import { build, type Plugin, type Rolldown } from 'vite';
import { respond } from './vite-respond.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const virtual = 'virtual:kiosk';

/** `src/kiosk/shell.ts` for browsers from about 2022 on. */
async function shellScript(): Promise<string> {
  const bundle = await rolldown({
    input: path('src/kiosk/shell.ts'),
    resolve: { alias: { '#lib': path('src/lib') } },
    transform: { target: 'es2022' }
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  return strict(output[0].code);
}

/** Modules are strict, and were made shorter as such; a script has to say that it is. */
const strict = (code: string): string => `'use strict';${code.trim()}`;

/** A worker may not wait for a module while it is read: the words of all languages are simply there. */
const wordsAtOnce: Plugin = {
  name: 'concord-kiosk-words',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/speech.svelte.ts')) return undefined;
    const late = "(await import('./phrases.ts')).phrases";
    if (!code.includes(late)) throw new Error('speech.svelte.ts no longer reads its phrases as it did');
    return `import { phrases as all } from './phrases.ts';\n${code.replace(late, 'all')}`;
  }
};

async function workerScript(): Promise<string> {
  const built = await build({
    root: path('.'),
    configFile: false,
    logLevel: 'warn',
    mode: 'production',
    publicDir: false,
    resolve: { alias: { '#lib': path('src/lib') } },
    plugins: [wordsAtOnce, respond(), svelte({ configFile: false, preprocess: vitePreprocess() })],
    ssr: { target: 'webworker', noExternal: true },
    build: {
      ssr: path('src/kiosk/worker.ts'),
      write: false,
      minify: true,
      target: 'es2022',
      rolldownOptions: { external: [/^node:/], output: { format: 'es', codeSplitting: false } }
    }
  });
  const [{ output }] = [built].flat() as Rolldown.RolldownOutput[] as [Rolldown.RolldownOutput];
  if (output.length !== 1) throw new Error('the worker of a kiosk is to be one file');
  return strict(output[0].code);
}

export function kiosk(): Plugin {
  return {
    name: 'concord-kiosk',
    resolveId: (id) => (id === virtual ? '\0' + virtual : undefined),
    async load(id) {
      if (id !== '\0' + virtual) return undefined;
      const [shell, worker] = await Promise.all([shellScript(), workerScript()]);
      return `export const shell = ${JSON.stringify(shell)};\nexport const worker = ${JSON.stringify(worker)};`;
    }
  };
}
