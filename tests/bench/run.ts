/** npm run bench: what the product promises about speed, each as a ratio against a reference in the same run. */
import { benchEngine } from './engine.ts';
import { benchMemory } from './memory.ts';
import { benchOverview } from './overview.ts';
import { benchPage } from './page.ts';
import { benchSubmissions } from './submissions.ts';
import type { Verdict } from './measure.ts';

const url = process.env.TEST_DATABASE_URL ?? '';
const wanted = process.argv.slice(2);
const print = (line: string) => process.stdout.write(`${line}\n`);
const benches: Record<string, (url: string, print: (line: string) => void) => Promise<Verdict[]>> = {
  engine: (_, print) => benchEngine(print),
  memory: benchMemory,
  overview: benchOverview,
  page: benchPage,
  submissions: benchSubmissions
};
const chosen = Object.keys(benches).filter((name) => wanted.length === 0 || wanted.includes(name));
/** These bring their own database, or need none. */
const alone = ['engine', 'page'];
if (url === '' && chosen.some((name) => !alone.includes(name))) {
  process.stderr.write(
    'npm run bench needs PostgreSQL: set TEST_DATABASE_URL=postgres://… of a server where databases may be made\n'
  );
  process.exit(1);
}
const verdicts: Verdict[] = [];
for (const name of chosen) verdicts.push(...(await benches[name]!(url, print)));
for (const { ok, name, value, target } of verdicts)
  print(`${ok ? 'holds' : 'MISSES'}  ${name}: ${value}, target ${target}`);
process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1;
