import { z } from 'zod';
import { flags } from '#lib/survey/quality.ts';
import * as responses from '../../responses.ts';
import { byId, id, iso, moment, none, pageFrom, pageOf, paging, pagingOf } from '../fields.ts';
import { answer, missing, operation, refuse } from '../operation.ts';

const shown = z
  .strictObject({
    id,
    companyId: id,
    customerId: id.nullable().describe('Null where nobody knows who answered: an open link, a frame in a site'),
    invitationId: id.nullable(),
    programId: id.nullable(),
    surveyVersionId: id.nullable(),
    externalId: z.string().nullable(),
    state: z.enum(['complete', 'partial', 'screened_out', 'quota_full']),
    source: z.enum(['page', 'import']),
    answers: z.record(z.string(), z.unknown()).describe('Answers by question id, as given'),
    metrics: z
      .array(
        z.strictObject({
          metric: z.string(),
          value: z.number().nullable().describe('Points this response adds; null where nothing could be scored'),
          code: z.int().nullable().describe('The code as answered')
        })
      )
      .describe('What the answers contribute to scores'),
    stage: z.string(),
    segment: z.string(),
    region: z.string(),
    tier: z.string(),
    channel: z.string(),
    askedBy: id
      .nullable()
      .describe('Id of the person who asked, of an interview by phone; null for answers given alone'),
    locale: z.string(),
    phase: z.string(),
    flags: z
      .array(z.string())
      .describe(`Signs that the answer may not be meant; it is kept and counted. Of ${flags.join(', ')}`),
    seconds: z.int().nullable().describe('Seconds in front of the pages; null where not known of every page'),
    answeredAt: moment,
    changedAt: moment.nullable().describe('When its respondent changed the answers last; what they were is kept'),
    contactAt: moment.nullable().describe('When its respondent asked to be contacted about the answers'),
    receivedAt: moment
  })
  .describe('One sitting of one respondent, with what the customer was when answering')
  .meta({ id: 'Response' });

/** Contributions are kept in ten-thousandths of a point. */
const unit = 10_000;

function show(one: responses.Response): z.input<typeof shown> {
  return {
    id: one.id,
    companyId: one.companyId,
    customerId: one.customerId,
    invitationId: one.invitationId,
    programId: one.programId,
    surveyVersionId: one.surveyVersionId,
    externalId: one.externalId,
    state: one.state,
    source: one.source,
    answers: one.answers,
    metrics: one.metric.map((metric, i) => {
      const value = one.value[i] ?? null;
      return { metric, value: value === null ? null : value / unit, code: one.code[i] ?? null };
    }),
    stage: one.stage,
    segment: one.segment,
    region: one.region,
    tier: one.tier,
    channel: one.channel,
    askedBy: one.askedBy,
    locale: one.locale,
    phase: one.phase,
    flags: one.flags,
    seconds: one.seconds,
    answeredAt: iso(one.answeredAt),
    changedAt: one.changedAt && iso(one.changedAt),
    contactAt: one.contactAt && iso(one.contactAt),
    receivedAt: iso(one.receivedAt)
  };
}

export const getResponses = operation({
  id: 'listResponses',
  method: 'GET',
  path: '/responses',
  tag: 'Responses',
  summary: 'List responses, the last answered first',
  permission: 'responses.read',
  params: none,
  query: z.strictObject({ company: id.optional(), customer: id.optional(), program: id.optional(), ...paging }),
  answer: pageOf(shown),
  status: 200,
  run: async (call) => {
    const { company, customer, program } = call.query;
    const page = pagingOf(call, 'listResponses', call.query);
    if (!page.ok) return refuse(page.problem);
    const filter = {
      ...(company === undefined ? {} : { companyId: company }),
      ...(customer === undefined ? {} : { customerId: customer }),
      ...(program === undefined ? {} : { programId: program })
    };
    const before = page.after === null ? null : { answeredAt: new Date(page.after.key), id: page.after.id };
    const found = await responses.list(call.db, call.scope, filter, page.limit + 1, before);
    return answer(pageFrom(call, page, found, (one) => ({ key: iso(one.answeredAt), id: one.id }), show));
  }
});

export const getResponse = operation({
  id: 'readResponse',
  method: 'GET',
  path: '/responses/{id}',
  tag: 'Responses',
  summary: 'Read a response',
  permission: 'responses.read',
  params: byId,
  query: none,
  answer: shown,
  status: 200,
  run: async ({ db, scope, params }) => {
    const found = await responses.read(db, scope, params.id);
    return found === null ? missing : answer(show(found));
  }
});

export const responseOperations = [getResponses, getResponse];
