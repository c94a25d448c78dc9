import { z } from 'zod';
import * as invitations from '../../invitations.ts';
import { id, iso, isoOrNull, moment, none, pageFrom, pageOf, paging, pagingOf } from '../fields.ts';
import { answer, operation, refuse } from '../operation.ts';

const states = [
  'planned',
  'sent',
  'delivered',
  'bounced',
  'opened',
  'started',
  'completed',
  'expired',
  'opted_out'
] as const satisfies readonly invitations.InvitationLine['state'][];

const shown = z
  .strictObject({
    id,
    companyId: id,
    customerId: id,
    legacyId: z.string().describe('The id of the customer at its company'),
    customerName: z.string(),
    email: z.string().nullable(),
    programId: id.nullable(),
    waveId: id.nullable(),
    channel: z.string(),
    locale: z.string(),
    state: z.enum(states),
    invitedAt: moment,
    sentAt: moment.nullable(),
    openedAt: moment.nullable(),
    completedAt: moment.nullable(),
    expiresAt: moment.nullable(),
    responseId: id.nullable(),
    link: z
      .string()
      .nullable()
      .describe('The secret link, for a key that may run programs; null for others and for imported invitations')
  })
  .meta({ id: 'Invitation' });

export const getInvitations = operation({
  id: 'listInvitations',
  method: 'GET',
  path: '/invitations',
  tag: 'Programs',
  summary: 'List invitations with their links, in the order they were made',
  permission: 'programs.read',
  params: none,
  query: z.strictObject({
    program: id.optional(),
    wave: id.optional(),
    customer: id.optional(),
    state: z.enum(states).optional(),
    ...paging
  }),
  answer: pageOf(shown),
  status: 200,
  run: async (call) => {
    const { program, wave, customer, state } = call.query;
    const page = pagingOf(call, 'listInvitations', call.query);
    if (!page.ok) return refuse(page.problem);
    const { app, scope } = call;
    const found = await invitations.list({ config: app.config, secret: app.secret, db: app.db }, scope, {
      programId: program,
      waveId: wave,
      customerId: customer,
      states: state === undefined ? undefined : [state],
      after: page.after?.id,
      limit: page.limit + 1
    });
    const mayOpen = call.may('programs.run');
    return answer(
      pageFrom(
        call,
        page,
        found,
        (one) => ({ key: '', id: one.id }),
        (one): z.input<typeof shown> => ({
          ...one,
          invitedAt: iso(one.invitedAt),
          sentAt: isoOrNull(one.sentAt),
          openedAt: isoOrNull(one.openedAt),
          completedAt: isoOrNull(one.completedAt),
          expiresAt: isoOrNull(one.expiresAt),
          link: mayOpen ? one.link : null
        })
      )
    );
  }
});

export const invitationOperations = [getInvitations];
