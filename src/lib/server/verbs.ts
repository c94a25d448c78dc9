import { administer } from './access/administer.ts';
import type { App } from './app.ts';
import type { Outcome, Verb } from './console.ts';
import { verify } from './verification.ts';

/** Every verb a command may ask for, by the name it travels under. */
const verbs: Record<string, Verb> = { admin: administer, verify: (app) => verify(app) };

export async function runVerb(app: App, verb: string, args: string[]): Promise<Outcome> {
  const known = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  return known ? known(app, args) : { ok: false, lines: [`there is no command "${verb}"`] };
}
