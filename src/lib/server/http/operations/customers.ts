import { z } from 'zod';
import * as customers from '../../customer-records.ts';
import { byId, id, iso, isoOrNull, line, moment, none, pageFrom, pageOf, paging, pagingOf } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';

const code = z.string().min(1).max(64);

const shown = z
  .strictObject({
    id,
    companyId: id,
    legacyId: z.string().describe('The id of the customer at its company'),
    name: z.string(),
    account: z.string().nullable(),
    email: z.string().nullable(),
    locale: z.string(),
    stage: z.string().nullable(),
    segment: z.string().nullable(),
    region: z.string().nullable(),
    tier: z.string().nullable(),
    value: z.number().nullable().describe('Yearly value in the base currency'),
    answeredAt: moment.nullable().describe('The last answer'),
    nps: z.int().nullable().describe('The code of the last answer to the recommendation question on 0-10'),
    invitedAt: moment.nullable()
  })
  .meta({ id: 'Customer' });

function show(one: customers.CustomerLine): z.input<typeof shown> {
  const { sortKey: _, ...rest } = one;
  return { ...rest, answeredAt: isoOrNull(one.answeredAt), invitedAt: isoOrNull(one.invitedAt) };
}

export const getCustomers = operation({
  id: 'listCustomers',
  method: 'GET',
  path: '/customers',
  tag: 'Customers',
  summary: 'List and search customers, by name',
  permission: 'customers.read',
  params: none,
  query: z.strictObject({
    search: line(100)
      .optional()
      .describe('Words of name, pinyin, account, e-mail address or id; every word must be found'),
    company: id.optional(),
    stage: code.optional(),
    segment: code.optional(),
    region: code.optional(),
    tier: code.optional(),
    ...paging
  }),
  answer: pageOf(shown),
  status: 200,
  run: async (call) => {
    const { search, company, stage, segment, region, tier } = call.query;
    const page = pagingOf(call, 'listCustomers', call.query);
    if (!page.ok) return refuse(page.problem);
    const filter = { search, companyId: company, stage, segment, region, tier };
    const after = page.after === null ? null : { sortKey: page.after.key, id: page.after.id };
    const found = await customers.listCustomers(call.db, call.scope, filter, page.limit + 1, after);
    return answer(pageFrom(call, page, found, (one) => ({ key: one.sortKey, id: one.id }), show));
  }
});

const one = shown
  .omit({ answeredAt: true, nps: true, invitedAt: true })
  .extend({
    phone: z.string().nullable(),
    country: z.string().nullable(),
    industry: z.string().nullable(),
    channel: z.string().nullable().describe('The sales channel'),
    since: z.string().nullable(),
    attributes: z.record(z.string(), z.string()),
    moves: z.array(z.strictObject({ stage: z.string(), from: z.string() })).describe('Stages, the newest first'),
    createdAt: moment,
    updatedAt: moment
  })
  .meta({ id: 'CustomerRecord' });

export const getCustomer = operation({
  id: 'readCustomer',
  method: 'GET',
  path: '/customers/{id}',
  tag: 'Customers',
  summary: 'Read a customer with the history of its stages',
  permission: 'customers.read',
  params: byId,
  query: none,
  answer: one,
  status: 200,
  run: async ({ db, scope, params }) => {
    const found = await customers.readCustomer(db, scope, params.id);
    if (found === null) return missing;
    const { companyId, legacyId, name, account, email, locale, stage, segment, region, tier, value } = found;
    const { phone, country, industry, channel, since, attributes, moves } = found;
    return answer({
      ...{ id: found.id, companyId, legacyId, name, account, email, locale, stage, segment, region, tier, value },
      ...{ phone, country, industry, channel, since, attributes, moves },
      createdAt: iso(found.createdAt),
      updatedAt: iso(found.updatedAt)
    });
  }
});

export const customerOperations = [getCustomers, getCustomer];
