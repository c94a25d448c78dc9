/** What `npm run admin` does. It is for whoever owns the machine: it needs no log-in and is written down as the console's doing. */
import { parseArgs } from 'node:util';
import type { Access, Grant, Role } from '#lib/merger/scope.ts';
import type { App } from '../app.ts';
import { listCompanies } from '../companies.ts';
import type { Outcome } from '../console.ts';
import { createKey } from './api-keys.ts';
import { consoleActor } from './audit.ts';
import * as people from './people.ts';
import { roles } from './roles.ts';

const HELP = [
  'npm run admin -- COMMAND',
  '',
  '  create-key --name NAME --role ROLE (--clean-team | --company KEY:ACCESS ...)',
  '                        makes an API key and prints it, once',
  `                        ROLE: ${roles.join(', ')}`,
  '                        ACCESS: records or aggregates; KEY is the key of a company',
  '  first-link            a one-time link that makes the first administrator',
  '  reset-link EMAIL      a link, good for 30 minutes, by which a person sets a new password',
  '  list-people           everybody with an account',
  '  help                  this text'
];

const refuse = (...lines: string[]): Outcome => ({ ok: false, lines });

export async function administer(app: App, args: string[]): Promise<Outcome> {
  const [name = 'help', ...rest] = args;
  if (name === 'create-key') return createKeyFrom(app, rest);
  if (name === 'first-link') return firstLink(app);
  if (name === 'reset-link') return resetLink(app, rest);
  if (name === 'list-people') return listPeople(app);
  if (name === 'help' || name === '--help') return { ok: true, lines: HELP };
  return refuse(`there is no command "${name}"`, '', ...HELP);
}

async function createKeyFrom(app: App, args: string[]): Promise<Outcome> {
  const read = readKeyArguments(args);
  if (typeof read === 'string') return refuse(read, '', ...HELP);
  const companies: { companyId: string; access: Access }[] = [];
  const known = await listCompanies(app.db.system);
  for (const { key, access } of read.companies) {
    const found = known.find((one) => one.key === key);
    if (!found)
      return refuse(`there is no company "${key}"; there are: ${known.map((one) => one.key).join(', ') || 'none yet'}`);
    companies.push({ companyId: found.id, access });
  }
  const grant: Grant & { name: string } = { name: read.name, role: read.role, cleanTeam: read.cleanTeam, companies };
  const { secret } = await createKey(app.db.system, consoleActor, grant, app.clock());
  return { ok: true, lines: [secret] };
}

interface KeyArguments {
  name: string;
  role: Role;
  cleanTeam: boolean;
  companies: { key: string; access: Access }[];
}

/** The arguments of `create-key`, or one sentence that says what is wrong with them. */
function readKeyArguments(args: string[]): KeyArguments | string {
  const options = {
    name: { type: 'string' },
    role: { type: 'string' },
    'clean-team': { type: 'boolean', default: false },
    company: { type: 'string', multiple: true, default: [] as string[] }
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options, allowPositionals: false }));
  } catch (error) {
    return (error as Error).message;
  }
  const name = values.name?.trim() ?? '';
  if (name === '' || name.length > 120) return '--name is missing or longer than 120 characters';
  const role = roles.find((one) => one === values.role);
  if (!role) return `--role must be one of ${roles.join(', ')}`;
  const cleanTeam = values['clean-team'];
  if (cleanTeam === values.company.length > 0) return 'give either --clean-team or at least one --company KEY:ACCESS';
  const companies: KeyArguments['companies'] = [];
  for (const text of values.company) {
    const [, key, access] = /^(.+):(records|aggregates)$/.exec(text) ?? [];
    if (!key) return `--company ${text}: write KEY:records or KEY:aggregates`;
    companies.push({ key, access: access as Access });
  }
  return { name, role, cleanTeam, companies };
}

async function firstLink(app: App): Promise<Outcome> {
  const token = await people.firstToken(app.db.system, app.clock());
  if (token === null) return refuse('there are people already: use reset-link, or let an administrator invite');
  return { ok: true, lines: [`${app.config.appUrl}/first/${token}`] };
}

async function resetLink(app: App, [email]: string[]): Promise<Outcome> {
  if (!email) return refuse('say whose: reset-link EMAIL');
  const found = (await people.list(app.db.system)).find((one) => one.email === people.emailOf(email));
  const token = found ? await people.resetLink(app.db.system, consoleActor, found.id, app.clock()) : null;
  if (token === null) return refuse('nobody active has this address');
  return { ok: true, lines: [`${app.config.appUrl}/reset/${token}`] };
}

async function listPeople(app: App): Promise<Outcome> {
  const everybody = await people.list(app.db.system);
  const lines = everybody.map(({ email, name, role, state, cleanTeam }) =>
    [email, role, state, cleanTeam ? 'clean team' : '', name].filter(Boolean).join('  ')
  );
  return { ok: true, lines: lines.length > 0 ? lines : ['nobody yet: npm run admin -- first-link'] };
}
