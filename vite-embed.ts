/** The script for other people's websites as one string (`virtual:embed`). */
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vite';

const virtual = 'virtual:embed';

/** `src/embed/main.ts` for browsers from about 2020 on. */
export async function embedScript(): Promise<string> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('src/embed/main.ts', import.meta.url)),
    transform: { target: 'es2020' }
  });
  // As its module was read: strictly.
  const { output } = await bundle.generate({ format: 'iife', minify: true, strict: true });
  await bundle.close();
  return output[0].code.trim();
}

export function embed(): Plugin {
  return {
    name: 'concord-embed',
    resolveId: (id) => (id === virtual ? '\0' + virtual : undefined),
    load: async (id) =>
      id === '\0' + virtual ? `export const code = ${JSON.stringify(await embedScript())};` : undefined
  };
}
