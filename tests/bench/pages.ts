/** What the pages whose tables grow with the answers read, as their `load` does. */
import type { Scope } from '../../src/lib/merger/scope.ts';
import { parseBreakdown } from '../../src/lib/scores/breakdown.ts';
import * as inbox from '../../src/lib/server/alert-inbox.ts';
import { answer } from '../../src/lib/server/breakdowns.ts';
import * as callList from '../../src/lib/server/call-list.ts';
import { listCompanies, listTimeline } from '../../src/lib/server/companies.ts';
import { countCustomers, customerCodes, listCustomers } from '../../src/lib/server/customer-records.ts';
import type { Database } from '../../src/lib/server/db/open.ts';
import { newId } from '../../src/lib/server/db/id.ts';
import { list as listInvitations } from '../../src/lib/server/invitations.ts';
import * as paper from '../../src/lib/server/paper-lists.ts';
import { readOverview } from '../../src/lib/server/overview.ts';
import * as programs from '../../src/lib/server/programs.ts';
import { waves } from '../../src/lib/server/waves.ts';
import { list as listResponses } from '../../src/lib/server/responses.ts';
import * as surveys from '../../src/lib/server/surveys.ts';
import { testSecret } from '../support/outreach.ts';

export interface Reader {
  db: Database;
  scope: Scope;
  programId: string;
  now: Date;
}

export interface Page {
  name: string;
  read(reader: Reader): Promise<unknown>;
  /** How many times as long it may take at a hundred times as many answers; null: for the record. */
  atMost: number | null;
}

function asked(query: string) {
  const parsed = parseBreakdown(new URLSearchParams(query));
  if (!parsed.ok) throw new Error(`${query} does not parse`);
  return parsed.breakdown;
}

const customers =
  (filter: Parameters<typeof listCustomers>[2]) =>
  async ({ db, scope }: Reader) => {
    await listCustomers(db.app, scope, filter, 51, null);
    await countCustomers(db.app, scope, filter, 100_000);
    await customerCodes(db.app, scope);
  };

export const pages: readonly Page[] = [
  {
    name: 'overview',
    atMost: 1.3,
    read: async ({ db, scope, now }) => {
      const [companies, timeline] = [await listCompanies(db.app), await listTimeline(db.app)];
      const breakdown = asked('metric=nps&combined=customer-base');
      const overview = await readOverview(db.app, scope, breakdown, 'default', companies, timeline, now);
      if (overview.heads[0]?.combined?.kind !== 'value') throw new Error('the overview shows nothing');
    }
  },
  {
    name: 'scores by company and region',
    atMost: null,
    read: async ({ db, scope, now }) =>
      answer(
        db.app,
        scope,
        asked('metric=csat&by=company&by=region&from=2025-07-01&to=2025-12-31'),
        await listCompanies(db.app),
        now
      )
  },
  {
    name: 'alerts',
    atMost: null,
    read: async ({ db, scope, now }) => {
      await inbox.list(db.app, scope, {}, 200, null, now);
      await inbox.unread(db.app, scope, newId(now), now);
      await inbox.counts(db.app, scope, now);
    }
  },
  {
    name: 'survey',
    atMost: null,
    read: async ({ db }) => {
      for (const { id } of await surveys.list(db.app)) {
        await surveys.read(db.app, id);
        await surveys.newestVersion(db.app, id);
        await surveys.listVersions(db.app, id);
      }
    }
  },
  {
    name: 'paper',
    atMost: null,
    read: async ({ db, scope, now }) => {
      const [survey] = await surveys.list(db.app);
      const surveyId = survey!.id;
      await paper.list(db.app, scope, newId(now), { surveyId, states: null, before: null }, 51);
      await paper.counts(db.app, scope, surveyId);
      await paper.quality(db.app, scope, surveyId);
    }
  },
  { name: 'customers', atMost: null, read: customers({}) },
  { name: 'customers, searched', atMost: null, read: customers({ search: 'c4ca' }) },
  {
    name: 'program with 24 waves',
    atMost: null,
    read: async ({ db, scope, programId }) => {
      await programs.read(db.app, programId);
      await waves(db.app, scope, programId);
    }
  },
  {
    name: 'call list of a program',
    atMost: null,
    read: ({ db, scope, programId, now }) =>
      callList.page(db.app, testSecret, scope, { programId, filter: {}, after: null, limit: 50 }, now)
  },
  {
    name: 'invitations of a program, last page',
    atMost: null,
    read: ({ db, scope, programId, now }) => {
      const after = newId(new Date(now.getTime() - 1_000_000));
      const app = { db, config: { appUrl: 'http://localhost' }, secret: testSecret };
      return listInvitations(app, scope, { programId, after, limit: 100 });
    }
  },
  {
    name: 'responses, newest',
    atMost: null,
    read: ({ db, scope }) => listResponses(db.app, scope, {}, 100, null)
  },
  {
    name: 'responses of a program, a year back',
    atMost: null,
    read: ({ db, scope, now, programId }) => {
      const answeredAt = new Date(now.getTime() - 365 * 86_400_000);
      return listResponses(db.app, scope, { programId }, 100, { answeredAt, id: newId(answeredAt) });
    }
  }
];
