import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { embed } from './vite-embed.ts';
import { kiosk } from './vite-kiosk.ts';
import { respond } from './vite-respond.ts';

export default defineConfig({
  plugins: [
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['globalVariable', 'baseLocale']
    }),
    respond(),
    embed(),
    kiosk(),
    sveltekit()
  ],
  test: {
    // Each project says for itself how many files run at once: what stands here is not handed down to them.
    projects: [
      {
        extends: false,
        test: {
          name: 'pure',
          maxWorkers: 2,
          include: ['tests/pure/**/*.test.ts', 'tests/*.test.ts'],
          environment: 'node'
        }
      },
      {
        extends: false,
        test: {
          name: 'server',
          maxWorkers: 2,
          include: ['tests/server/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/support/database-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000
        }
      },
      {
        extends: false,
        test: {
          name: 'e2e',
          maxWorkers: 2,
          include: ['tests/e2e/**/*.test.ts'],
          environment: 'node',
          globalSetup: ['tests/support/browser-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // A busy machine may take longer than a second to draw a page.
          expect: { poll: { timeout: 15_000 } }
        }
      }
    ]
  }
});
