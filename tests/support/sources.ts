/** The source tree as text: every file of src/ with what it imports. For tests about the house itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface Source {
  /** From the project's root, such as src/lib/merger/scope.ts. */
  path: string;
  text: string;
  /** Modules it names: paths of this tree where they are ours, package names where not. */
  imports: Import[];
}

export interface Import {
  to: string;
  /** Vanishes when types are stripped. */
  typeOnly: boolean;
}

/** Files under a folder of the project, generated ones left out. */
export function filesOf(folder: string, ends: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ends.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('/paraglide/'))
    .sort();
}

export const textOf = (path: string) => readFileSync(join(root, path), 'utf8');

export function readSources(): Source[] {
  return filesOf('src', /\.(ts|svelte)$/).map((path) => {
    const text = textOf(path);
    return { path, text, imports: importsOf(path, text) };
  });
}

const FROM =
  /(?:^|[\n;])\s*(?:import|export)\s+(type\s+)?((?:[\w$*\s{},]|\btype\b)*?)\s*from\s*['"]([^'"]+)['"]|(?:^|[\n;])\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function importsOf(path: string, text: string): Import[] {
  const found: Import[] = [];
  for (const [, type, names = '', from, bare, dynamic] of text.matchAll(FROM)) {
    const named = /^\{([\s\S]*)\}$/
      .exec(names.trim())?.[1]
      ?.split(',')
      .filter((one) => one.trim() !== '');
    const typeOnly = type !== undefined || (named?.every((one) => one.trim().startsWith('type ')) ?? false);
    found.push({ to: place(path, from ?? bare ?? dynamic ?? ''), typeOnly });
  }
  return found;
}

function place(from: string, to: string): string {
  if (to.startsWith('#lib/')) return `src/lib/${to.slice(5)}`;
  return to.startsWith('.') ? join(dirname(from), to).replaceAll('\\', '/') : to;
}
