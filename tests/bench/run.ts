/** npm run bench: what the product promises about speed, each as a ratio against a reference in the same run. */
import { benchOverview } from './overview.ts';
import { benchPage } from './page.ts';
import { benchSubmissions } from './submissions.ts';
import type { Verdict } from './measure.ts';

const url = process.env.TEST_DATABASE_URL;
if (!url) {
  process.stderr.write(
    'npm run bench needs PostgreSQL: set TEST_DATABASE_URL=postgres://… of a server where databases may be made\n'
  );
  process.exit(1);
}
const print = (line: string) => process.stdout.write(`${line}\n`);
const benches: Record<string, (url: string, print: (line: string) => void) => Promise<Verdict[]>> = {
  overview: benchOverview,
  page: benchPage,
  submissions: benchSubmissions
};
const wanted = process.argv.slice(2);
const verdicts: Verdict[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (wanted.length === 0 || wanted.includes(name)) verdicts.push(...(await bench(url, print)));
}
for (const { ok, name, value, target } of verdicts)
  print(`${ok ? 'holds' : 'MISSES'}  ${name}: ${value}, target ${target}`);
process.exitCode = verdicts.every(({ ok }) => ok) ? 0 : 1;
