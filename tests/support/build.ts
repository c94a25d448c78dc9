/** The built app, for tests that start it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Builds the app when the build is missing or older than its sources. */
export function ensureBuilt(): void {
  if (!isFresh(root, root)) build(root);
}

/** Builds the tree under this folder as `npm run build` does. */
export function build(folder: string): void {
  const built = spawnSync('npm run --silent build', {
    cwd: folder,
    stdio: 'inherit',
    shell: true,
    env: { ...process.env, NODE_ENV: 'production' }
  });
  if (built.status !== 0) throw new Error('the app could not be built: see the lines above');
}

/** Whether the build in one folder is younger than the sources in another. */
export function isFresh(folder: string, sources: string): boolean {
  const built = join(folder, 'build/handler.js');
  if (!existsSync(built)) return false;
  const time = statSync(built).mtimeMs;
  return ['src', 'messages'].every((part) =>
    readdirSync(join(sources, part), { recursive: true, withFileTypes: true }).every(
      (entry) =>
        !entry.isFile() ||
        entry.parentPath.includes('paraglide') ||
        statSync(join(entry.parentPath, entry.name)).mtimeMs <= time
    )
  );
}
