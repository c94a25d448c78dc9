/** npm run verify: checks the stored data against itself, one line per assertion, beside a running app or without one. */
import { run } from './run.ts';

await run('verify', process.argv.slice(2));
