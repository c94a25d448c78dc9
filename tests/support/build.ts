/** The built app, for tests that start it. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Builds the app when the build is missing or older than its sources. */
export function ensureBuilt(): void {
  if (isBuildFresh()) return;
  const built = spawnSync('npm run --silent build', {
    cwd: root,
    stdio: 'inherit',
    shell: true,
    env: { ...process.env, NODE_ENV: 'production' }
  });
  if (built.status !== 0) throw new Error('the app could not be built: see the lines above');
}

function isBuildFresh(): boolean {
  const built = join(root, 'build/handler.js');
  if (!existsSync(built)) return false;
  const time = statSync(built).mtimeMs;
  return ['src', 'messages'].every((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).every(
      (entry) =>
        !entry.isFile() ||
        entry.parentPath.includes('paraglide') ||
        statSync(join(entry.parentPath, entry.name)).mtimeMs <= time
    )
  );
}
