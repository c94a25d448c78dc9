/** npm run admin: keys and links from the console of the machine, beside a running app or without one. */
import { run } from './run.ts';

await run('admin', process.argv.slice(2));
