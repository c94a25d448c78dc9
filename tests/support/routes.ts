/** Every door of the built app, read from the tree of src/routes: pages, their actions, and the methods of +server files. */
import { dirname } from 'node:path';
import { filesOf, textOf } from './sources.ts';

export interface Door {
  /** As in the table of the matrix: `GET /merger`, `POST /merger?/rename`, `POST /logout`. */
  key: string;
  method: string;
  /** With its parameters in brackets, without groups: /merger/companies/[id]. */
  path: string;
  /** Name of the form action; empty for the default one, null for what is no action. */
  action: string | null;
}

export function readDoors(): Door[] {
  return filesOf('src/routes', /^\+(page\.svelte|page\.server\.ts|server\.ts)$/).flatMap((file) => {
    const path = pathOf(file);
    if (file.endsWith('+page.svelte')) return [door('GET', path, null)];
    const text = textOf(file);
    if (file.endsWith('+server.ts')) return methodsOf(text).map((method) => door(method, path, null));
    const alone = textIfAny(file.replace('+page.server.ts', '+page.svelte')) === null;
    return [...(alone ? [door('GET', path, null)] : []), ...actionsOf(text).map((name) => door('POST', path, name))];
  });
}

/** Paths of everything a person sees as a page, with parameters in brackets. */
export function pagePaths(): string[] {
  return filesOf('src/routes', /^\+page\.svelte$/).map(pathOf);
}

function pathOf(file: string): string {
  const path = dirname(file).replace('src/routes', '');
  return path.replaceAll(/\/\([^)]*\)/g, '') || '/';
}

function door(method: string, path: string, action: string | null): Door {
  return { key: `${method} ${path}${action ? `?/${action}` : ''}`, method, path, action };
}

function methodsOf(text: string): string[] {
  const named = /export const \{([^}]*)\}/.exec(text)?.[1] ?? '';
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter(
    (method) =>
      new RegExp(`\\b${method}\\b`).test(named) ||
      new RegExp(`export (const|async function|function) ${method}\\b`).test(text)
  );
}

function actionsOf(text: string): string[] {
  const block = /export const actions(?:: \w+)? = \{\n([\s\S]*?)\n\}/.exec(text)?.[1];
  if (block === undefined) return [];
  return [...block.matchAll(/^ {2}(?:async )?(\w+)(?:: |,|\()/gm)].map(([, name]) => (name === 'default' ? '' : name!));
}

function textIfAny(path: string): string | null {
  try {
    return textOf(path);
  } catch {
    return null;
  }
}
