import { describe, expect, it } from 'vitest';
import { filesOf, readSources, type Source, textOf } from './support/sources.ts';

const sources = readSources();

/** Rooms of pure TypeScript and the rooms each may know besides itself. */
const rooms: Record<string, readonly string[]> = {
  stats: [],
  merger: [],
  customers: ['stats', 'merger'],
  survey: ['stats', 'merger'],
  outreach: ['stats', 'merger', 'customers', 'survey'],
  scores: ['stats', 'merger', 'customers', 'survey'],
  alerts: ['stats', 'merger', 'customers', 'survey', 'outreach', 'scores'],
  world: ['stats', 'merger', 'customers', 'survey', 'outreach', 'scores', 'alerts']
};

type Floor = 'pure' | 'server' | 'ui' | 'routes' | 'browser' | 'start';

function floorOf(path: string): Floor | null {
  const room = /^src\/lib\/([^/]+)\//.exec(path)?.[1];
  if (room && room in rooms) return 'pure';
  if (room === 'server' || path.startsWith('src/commands/')) return 'server';
  if (room === 'ui') return 'ui';
  if (path.startsWith('src/routes/')) return 'routes';
  if (/^src\/(respond|embed|kiosk)\//.test(path)) return 'browser';
  if (/^src\/(hooks|server|worker|app)\b/.test(path)) return 'start';
  return null;
}

const isFramework = (to: string) => /^(svelte|\$app|\$env|@sveltejs)(\/|$)/.test(to);
const isOurs = (to: string) => to.startsWith('src/');
const messages = (to: string) => to.startsWith('src/lib/paraglide/');

/** What is wrong with one import, or null. */
function complaint(source: Source, to: string): string | null {
  const from = floorOf(source.path);
  const target = isOurs(to) ? floorOf(to) : null;
  const inHttp = source.path.startsWith('src/lib/server/http/');
  if (from === 'pure') {
    const room = source.path.split('/')[2]!;
    const other = to.split('/')[2]!;
    if (target === 'pure') return other === room || rooms[room]!.includes(other) ? null : 'a room above or beside it';
    if (isOurs(to)) return 'something that is no pure room';
    // The packages a pure room may use: none of them touches anything outside its arguments.
    return ['zod', 'pinyin-pro', 're2js', 'sax'].includes(to) ? null : 'a package';
  }
  if (from === 'server') {
    if (target === 'ui' || target === 'routes' || target === 'browser') return 'a floor above';
    if (messages(to) && !inHttp && !/channels|mails|letters|server\/respond/.test(source.path))
      return 'words: codes travel';
    if (/^(\$app|\$env)/.test(to)) return 'the framework’s environment';
    return (isFramework(to) && !inHttp) || /^svelte/.test(to) ? 'the framework outside http/' : null;
  }
  if (from === 'ui') {
    if (target === 'server' || target === 'routes' || target === 'start') return 'server or routes';
    return /^(drizzle-orm|node:|postgres|pg-boss)/.test(to) ? 'a package of the server' : null;
  }
  if (from === 'routes') {
    if (to.startsWith('src/lib/server/db/schema/')) return 'the tables';
    return /^drizzle-orm/.test(to) ? 'a package of the server' : null;
  }
  // The worker of a kiosk draws pages as the server does.
  if (source.path === 'src/kiosk/drawn.ts' && to === 'svelte/server') return null;
  if (from === 'browser')
    return target === 'server' || target === 'routes' || isFramework(to) ? 'what it may not ship' : null;
  return null;
}

describe('the house', () => {
  it('every file of src/ stands on a floor', () => {
    expect(sources.filter(({ path }) => floorOf(path) === null).map(({ path }) => path)).toEqual([]);
  });

  it('imports go down: no file imports from a floor or room it may not know', () => {
    const wrong = sources.flatMap((source) =>
      source.imports.flatMap(({ to, typeOnly }) => {
        // What a door hands to its page is written down beside the page.
        if (typeOnly && to === 'src/lib/ui/questions/view.ts') return [];
        const why = complaint(source, to);
        return why === null ? [] : [`${source.path} imports ${to}: ${why}`];
      })
    );
    expect(wrong).toEqual([]);
  });

  it('what the respondent’s browser loads holds no schema library and no engine of patterns', () => {
    const byPath = new Map(sources.map((source) => [source.path, source]));
    const seen = new Set<string>();
    const walk = (path: string): string[] => {
      if (seen.has(path)) return [];
      seen.add(path);
      return (byPath.get(path)?.imports ?? [])
        .filter((one) => !one.typeOnly)
        .flatMap(({ to }) => (to === 'zod' || to === 're2js' ? [`${path} imports ${to}`] : walk(to)));
    };
    expect(sources.filter(({ path }) => path.startsWith('src/respond/')).flatMap(({ path }) => walk(path))).toEqual([]);
    // A kiosk judges answers where there is no server: it carries the engine of patterns, and reads no documents.
    const atKiosk = sources.filter(({ path }) => path.startsWith('src/kiosk/')).flatMap(({ path }) => walk(path));
    expect(atKiosk.filter((one) => one.endsWith('zod'))).toEqual([]);
  });

  it('the reader of imports sees them', () => {
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(sources.length * 2);
    const app = sources.find(({ path }) => path === 'src/lib/server/app.ts');
    expect(app?.imports).toContainEqual({ to: 'src/lib/server/db/open.ts', typeOnly: false });
    expect(app?.imports).toContainEqual({ to: 'src/lib/server/config.ts', typeOnly: true });
  });

  it('no import cycle', () => {
    const edges = new Map(
      sources.map(({ path, imports }) => [path, imports.filter((one) => !one.typeOnly).map((one) => one.to)])
    );
    const state = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const walk = (path: string, trail: string[]) => {
      if (state.get(path) === 'done') return;
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
        return;
      }
      state.set(path, 'open');
      // A component that draws itself inside itself is a tree, not a cycle.
      for (const to of edges.get(path) ?? []) if (to !== path && edges.has(to)) walk(to, [...trail, path]);
      state.set(path, 'done');
    };
    for (const path of edges.keys()) walk(path, []);
    expect(cycles).toEqual([]);
  });

  it('one writer per table', () => {
    const tables = new Map<string, string>();
    for (const path of filesOf('src/lib/server/db/schema', /\.ts$/))
      for (const [, variable, name] of textOf(path).matchAll(/export const (\w+) = pgTable\(\s*'(\w+)'/g))
        tables.set(variable!, name!);
    const names = new Set(tables.values());
    const writers = new Map<string, Set<string>>();
    const note = (table: string, path: string) => writers.set(table, (writers.get(table) ?? new Set()).add(path));
    for (const { path, text } of sources) {
      if (!path.startsWith('src/lib/server/') || path.includes('/db/schema/')) continue;
      for (const [, variable] of text.matchAll(/\.(?:insert|update|delete)\(\s*(\w+)\s*\)/g))
        if (tables.has(variable!)) note(tables.get(variable!)!, path);
      for (const [, variable, name] of text.matchAll(
        /\b(?:insert\s+into|update|delete\s+from)\s+(?:\$\{(\w+)\}|"?([a-z_]+)"?)/gi
      )) {
        if (variable && tables.has(variable)) note(tables.get(variable)!, path);
        else if (name && names.has(name)) note(name, path);
      }
    }
    // A queue has two ends: the submission fills it in its own statement, the folder empties it.
    const twoEnds = new Set(['fold_queue']);
    expect(writers.size).toBeGreaterThan(20);
    const several = [...writers].filter(([table, files]) => files.size > (twoEnds.has(table) ? 2 : 1));
    expect(several.map(([table, files]) => `${table}: ${[...files].join(', ')}`)).toEqual([]);
  });

  it('files are small, or say why not in a line that begins with "size:"', () => {
    const limits: [RegExp, number][] = [
      [/\/\+[^/]*\.ts$/, 80],
      [/\.ts$/, 350],
      [/\.svelte$/, 300]
    ];
    const tooLong = sources.flatMap(({ path, text }) => {
      const most = limits.find(([ends]) => ends.test(path))![1];
      const lines = text.trimEnd().split('\n').length;
      return lines > most && !/(\/\/|\*|<!--) size: \S/.test(text) ? [`${path}: ${lines} of ${most} lines`] : [];
    });
    expect(tooLong).toEqual([]);
  });

  it('no barrel and no drawer for everything', () => {
    const drawers = sources.filter(({ path }) => /\/(utils|helpers|common|services|types|misc|shared)\//.test(path));
    const barrels = sources.filter(
      ({ path, text }) =>
        /\/index\.ts$/.test(path) ||
        (text.trim() !== '' && text.split('\n').every((line) => /^(export .* from .*|\s*)$/.test(line)))
    );
    expect([...drawers, ...barrels].map(({ path }) => path)).toEqual([]);
  });

  it('file names are kebab-case nouns, components PascalCase', () => {
    const odd = sources.filter(({ path }) => {
      const name = path.split('/').at(-1)!;
      if (name.startsWith('+')) return false;
      return name.endsWith('.svelte')
        ? !/^[A-Z][A-Za-z0-9]*\.svelte$/.test(name)
        : !/^[a-z0-9]+(-[a-z0-9]+)*(\.\w+)*\.ts$/.test(name);
    });
    expect(odd.map(({ path }) => path)).toEqual([]);
  });
});
