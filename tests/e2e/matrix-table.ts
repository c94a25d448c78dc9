/** What the matrix expects of every door: who may come in, and whose record its address names. A door that is missing fails. */
import type { Permission } from '../../src/lib/server/access/roles.ts';
import type { Kind } from '../support/two-companies.ts';

export interface Expectation {
  /** A permission, any person who is logged in, or everybody. */
  needs: Permission | 'person' | 'nobody';
  /** Kind of the record that stands for [id]. */
  of?: Kind;
  /** What stands in the place of the parameter where that is no record. */
  param?: string;
  /** The record belongs to one person: for everybody who walks it does not exist. */
  private?: boolean;
  /** Not walked by those who may: it ends the session that walks. */
  ends?: boolean;
  /** What a redirect of an open page or a page without one may answer. */
  redirects?: boolean;
}

const open: Expectation = { needs: 'nobody' };
const person: Expectation = { needs: 'person' };
const needs = (permission: Permission, of?: Kind): Expectation => ({ needs: permission, ...(of && { of }) });

/** Kinds whose records belong to one company: a record of another company answers like one that does not exist. */
export const ownedByCompany: readonly Kind[] = [
  'customer',
  'delivery',
  'invitation',
  'response',
  'import',
  'alert',
  'entrance',
  'sheet'
];

export const table: Record<string, Expectation> = {
  'GET /': { needs: 'nobody', redirects: true },
  'GET /healthz': open,
  'GET /readyz': open,
  'POST /preferences': open,
  'GET /login': { needs: 'nobody', redirects: true },
  'POST /login': open,
  'POST /logout': { needs: 'nobody', ends: true },
  'GET /first/[token]': open,
  'POST /first/[token]': open,
  'GET /join/[token]': open,
  'POST /join/[token]': open,
  'GET /reset': open,
  'POST /reset': open,
  'GET /reset/[token]': open,
  'POST /reset/[token]': open,
  'GET /s/[token]': open,
  'POST /s/[token]': open,
  'GET /s/[token]/privacy': open,
  'GET /s/[token]/thanks': open,
  'POST /s/[token]/thanks': open,
  'GET /o/[token]': open,
  'POST /o/[token]': open,
  'GET /embed.js': open,
  'GET /k/[token]': open,
  'POST /k/[token]/line': open,
  'GET /k/shell.js': open,
  'GET /k/worker.js': open,
  'GET /stop/[token]': open,
  'POST /stop/[token]': open,
  'GET /pictures/[sha256]': open,

  'GET /more': person,
  'GET /merger': needs('merger.read'),
  'POST /merger?/sites': needs('organisation.manage'),
  'POST /merger?/rename': needs('organisation.manage'),
  'POST /merger?/company': needs('organisation.manage'),
  'POST /merger?/event': needs('organisation.manage'),
  'POST /merger?/remove': needs('organisation.manage'),
  'GET /merger/companies/[id]': needs('organisation.manage', 'company'),
  'POST /merger/companies/[id]': needs('organisation.manage', 'company'),
  'GET /merger/separation': needs('organisation.manage'),
  'POST /merger/separation': needs('organisation.manage'),

  'GET /settings/account': person,
  'POST /settings/account?/self': person,
  'POST /settings/account?/password': person,
  'POST /settings/account?/end': person,
  'POST /settings/account?/others': person,
  'GET /settings/people': needs('people.manage'),
  'POST /settings/people': needs('people.manage'),
  'GET /settings/people/[id]': needs('people.manage', 'person'),
  'POST /settings/people/[id]?/change': needs('people.manage', 'person'),
  'POST /settings/people/[id]?/enable': needs('people.manage', 'person'),
  'POST /settings/people/[id]?/disable': needs('people.manage', 'person'),
  'POST /settings/people/[id]?/invite': needs('people.manage', 'person'),
  'POST /settings/people/[id]?/reset': needs('people.manage', 'person'),
  'GET /settings/keys': needs('keys.manage'),
  'POST /settings/keys?/create': needs('keys.manage'),
  'POST /settings/keys?/revoke': needs('keys.manage'),
  'GET /settings/health': needs('people.manage'),
  'GET /settings/audit': needs('people.manage'),

  'GET /surveys': needs('surveys.read'),
  'GET /surveys/library': needs('surveys.edit'),
  'GET /surveys/new': needs('surveys.edit'),
  'GET /surveys/new/preview': needs('surveys.read'),
  'POST /surveys/new?/blank': needs('surveys.edit'),
  'POST /surveys/new?/template': needs('surveys.edit'),
  'POST /surveys/new?/check': needs('surveys.edit'),
  'POST /surveys/new?/import': needs('surveys.edit'),
  'GET /surveys/[id]': needs('surveys.read', 'survey'),
  'POST /surveys/[id]?/publish': needs('surveys.edit', 'survey'),
  'POST /surveys/[id]?/close': needs('surveys.edit', 'survey'),
  'POST /surveys/[id]?/reopen': needs('surveys.edit', 'survey'),
  'GET /surveys/[id]/document': needs('surveys.read', 'survey'),
  'GET /surveys/[id]/exchange': needs('surveys.read', 'survey'),
  'GET /surveys/[id]/export': needs('surveys.read', 'survey'),
  'GET /surveys/[id]/paper': needs('surveys.read', 'survey'),
  'GET /surveys/[id]/preview': needs('surveys.read', 'survey'),
  'GET /surveys/[id]/texts': needs('surveys.edit', 'survey'),
  'POST /surveys/[id]/texts?/save': needs('surveys.edit', 'survey'),
  'POST /surveys/[id]/texts?/take': needs('surveys.edit', 'survey'),
  'GET /surveys/[id]/texts/file': needs('surveys.edit', 'survey'),
  'GET /surveys/[id]/edit': needs('surveys.edit', 'survey'),
  'PUT /surveys/[id]/draft': needs('surveys.edit', 'survey'),
  'GET /surveys/[id]/comments': needs('surveys.edit', 'survey'),
  'POST /surveys/[id]/comments': needs('surveys.edit', 'survey'),
  'POST /surveys/pictures': needs('surveys.edit'),
  'GET /surveys/[id]/past': needs('surveys.read', 'survey'),
  'GET /surveys/[id]/figures': needs('surveys.read', 'survey'),

  'GET /programs': needs('programs.read'),
  'GET /programs/new': needs('programs.run'),
  'POST /programs/new': needs('programs.run'),
  'GET /programs/[id]': needs('programs.read', 'program'),
  'POST /programs/[id]?/change': needs('programs.run', 'program'),
  'POST /programs/[id]?/launch': needs('programs.run', 'program'),
  'POST /programs/[id]?/end': needs('programs.run', 'program'),
  'GET /programs/[id]/invitations': needs('programs.run', 'program'),
  'GET /programs/[id]/paper': needs('programs.run', 'program'),

  'GET /interviews': needs('interviews.run'),
  'GET /programs/[id]/calls': needs('interviews.run', 'program'),
  'POST /programs/[id]/calls?/next': needs('interviews.run', 'program'),
  'GET /interviews/[id]': needs('interviews.run', 'invitation'),
  'POST /interviews/[id]?/claim': needs('interviews.run', 'invitation'),
  'POST /interviews/[id]?/begin': needs('interviews.run', 'invitation'),
  'POST /interviews/[id]?/answer': needs('interviews.run', 'invitation'),
  'POST /interviews/[id]?/outcome': needs('interviews.run', 'invitation'),
  'POST /interviews/[id]?/release': needs('interviews.run', 'invitation'),

  'GET /surveys/[id]/ways': needs('programs.read', 'survey'),
  'POST /surveys/[id]/ways': needs('programs.run', 'survey'),
  'GET /entrances/[id]': needs('programs.read', 'entrance'),
  'POST /entrances/[id]?/close': needs('programs.run', 'entrance'),
  'POST /entrances/[id]?/reopen': needs('programs.run', 'entrance'),
  'POST /entrances/[id]?/renew': needs('programs.run', 'entrance'),
  'POST /entrances/[id]?/kiosk': needs('programs.run', 'entrance'),
  'GET /entrances/[id]/qr': needs('programs.run', 'entrance'),
  'GET /entrances/[id]/sheet': needs('programs.run', 'entrance'),
  'GET /invitations/[id]/qr': needs('programs.run', 'invitation'),
  'GET /invitations/[id]/sheet': needs('programs.run', 'invitation'),

  'GET /keying': needs('paper.key'),
  'GET /keying/[id]': needs('paper.key', 'sheet'),
  'POST /keying/[id]?/first': needs('paper.key', 'sheet'),
  'POST /keying/[id]?/second': needs('paper.key', 'sheet'),
  'POST /keying/[id]?/settle': needs('paper.key', 'sheet'),
  'POST /keying/[id]?/aside': needs('paper.key', 'sheet'),
  'POST /keying/[id]?/back': needs('paper.key', 'sheet'),
  'GET /surveys/[id]/keying': needs('paper.key', 'survey'),
  'POST /surveys/[id]/keying?/next': needs('paper.key', 'survey'),
  'POST /surveys/[id]/keying?/find': needs('paper.key', 'survey'),
  'GET /surveys/[id]/keying/new': needs('paper.key', 'survey'),
  'POST /surveys/[id]/keying/new?/key': needs('paper.key', 'survey'),
  'POST /surveys/[id]/keying/new?/aside': needs('paper.key', 'survey'),

  'GET /overview': needs('scores.read'),
  'GET /scores': needs('scores.read'),
  'GET /customers': needs('customers.read'),
  'GET /customers/[id]': needs('customers.read', 'customer'),

  'GET /imports': needs('imports.run'),
  'POST /imports/upload': needs('imports.run'),
  'GET /imports/sample/[kind]': { needs: 'imports.run', param: 'customers' },
  'GET /imports/[id]': { needs: 'imports.run', of: 'import', private: true },
  'GET /imports/[id]/errors': { needs: 'imports.run', of: 'import', private: true },
  'POST /imports/[id]?/read': needs('imports.run', 'import'),
  'POST /imports/[id]?/check': needs('imports.run', 'import'),
  'POST /imports/[id]?/confirm': needs('imports.run', 'import'),
  'POST /imports/[id]?/cancel': needs('imports.run', 'import'),
  'POST /imports/[id]?/discard': needs('imports.run', 'import'),

  'GET /alerts': needs('alerts.read'),
  'GET /alerts/[id]': needs('alerts.read', 'alert'),
  'POST /alerts/[id]?/acknowledge': needs('alerts.work', 'alert'),
  'POST /alerts/[id]?/resolve': needs('alerts.work', 'alert'),
  'POST /alerts/[id]?/mute': needs('alerts.work', 'alert'),
  'POST /alerts/[id]?/reopen': needs('alerts.work', 'alert'),
  'GET /alerts/rules': needs('alerts.read'),
  'GET /alerts/rules/new': needs('alerts.manage'),
  'POST /alerts/rules/new?/try': needs('alerts.manage'),
  'POST /alerts/rules/new?/save': needs('alerts.manage'),
  'GET /alerts/rules/[id]': needs('alerts.read', 'rule'),
  'POST /alerts/rules/[id]?/try': needs('alerts.manage', 'rule'),
  'POST /alerts/rules/[id]?/save': needs('alerts.manage', 'rule'),
  'POST /alerts/rules/[id]?/on': needs('alerts.manage', 'rule'),
  'POST /alerts/rules/[id]?/off': needs('alerts.manage', 'rule'),

  'GET /outbox': needs('outbox.read'),
  'POST /outbox?/release': needs('outbox.read'),
  'GET /outbox/[id]': needs('outbox.read', 'delivery'),
  'POST /outbox/[id]': needs('outbox.read', 'delivery'),
  'GET /outbox/[id]/preview': needs('outbox.read', 'delivery')
};

/** Kind of the record that stands for {id} in a path of the API, by the word before it. */
export const apiKinds: Record<string, Kind> = {
  companies: 'company',
  programs: 'program',
  surveys: 'survey',
  responses: 'response',
  invitations: 'invitation',
  customers: 'customer',
  imports: 'import',
  alerts: 'alert',
  'alert-rules': 'rule'
};
