import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid
} from 'drizzle-orm/pg-core';
import type { KioskSettings } from '#lib/outreach/kiosk.ts';
import { customer } from './customers.ts';
import { numbersOrNull } from './numbers.ts';
import { company, moment } from './organisation.ts';
import { person } from './people.ts';

export const survey = pgTable('survey', {
  id: uuid('id').primaryKey(),
  key: text('key').notNull().unique(),
  title: text('title').notNull(),
  /** The document being worked on; what respondents see is a version. */
  draft: jsonb('draft').$type<unknown>().notNull(),
  revision: integer('revision').notNull().default(1),
  closedAt: moment('closed_at'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull()
});

/** What was published. Never updated, never deleted. */
export const surveyVersion = pgTable(
  'survey_version',
  {
    id: uuid('id').primaryKey(),
    surveyId: uuid('survey_id')
      .notNull()
      .references(() => survey.id),
    number: integer('number').notNull(),
    document: jsonb('document').$type<unknown>().notNull(),
    publishedAt: moment('published_at').notNull(),
    publishedBy: uuid('published_by')
  },
  (t) => [unique('survey_version_number').on(t.surveyId, t.number)]
);

/** What the draft was: one row for each spell of work of one person, so that it can be compared and brought back. */
export const surveyRevision = pgTable(
  'survey_revision',
  {
    surveyId: uuid('survey_id')
      .notNull()
      .references(() => survey.id, { onDelete: 'cascade' }),
    /** The draft's revision at the end of the spell. */
    revision: integer('revision').notNull(),
    document: jsonb('document').$type<unknown>().notNull(),
    /** Who worked; null for a key or a command. */
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    startedAt: moment('started_at').notNull(),
    savedAt: moment('saved_at').notNull()
  },
  (t) => [primaryKey({ columns: [t.surveyId, t.revision] })]
);

/** Pictures of options, by the SHA-256 of their bytes: the same picture is kept once, and an address never changes its picture. */
export const picture = pgTable('picture', {
  sha256: text('sha256').primaryKey(),
  type: text('type').$type<'image/png' | 'image/jpeg' | 'image/webp'>().notNull(),
  base64: text('base64').notNull(),
  createdAt: moment('created_at').notNull()
});

/** How many completed responses each quota of a survey has. Written with the response. */
export const quotaCount = pgTable(
  'quota_count',
  {
    surveyId: uuid('survey_id')
      .notNull()
      .references(() => survey.id, { onDelete: 'cascade' }),
    quota: text('quota').notNull(),
    filled: integer('filled').notNull()
  },
  (t) => [primaryKey({ columns: [t.surveyId, t.quota] })]
);

/** What people say to each other about a questionnaire; respondents never see it. */
export const surveyComment = pgTable(
  'survey_comment',
  {
    id: uuid('id').primaryKey(),
    surveyId: uuid('survey_id')
      .notNull()
      .references(() => survey.id, { onDelete: 'cascade' }),
    /** Id of the question it is about; null for the whole. It may be gone from the draft. */
    questionId: text('question_id'),
    personId: uuid('person_id').references(() => person.id, { onDelete: 'set null' }),
    text: text('text').notNull(),
    writtenAt: moment('written_at').notNull(),
    resolvedAt: moment('resolved_at')
  },
  (t) => [index('survey_comment_survey').on(t.surveyId, t.writtenAt)]
);

/** `phone`: nothing is sent, people call. */
export type ProgramChannel = 'email' | 'link' | 'phone';

export const program = pgTable('program', {
  id: uuid('id').primaryKey(),
  surveyId: uuid('survey_id')
    .notNull()
    .references(() => survey.id),
  name: text('name').notNull(),
  channel: text('channel').$type<ProgramChannel>().notNull(),
  kind: text('kind').$type<'relationship' | 'transactional'>().notNull().default('relationship'),
  audience: jsonb('audience').$type<unknown>().notNull(),
  /** Least days between two asks of one customer. */
  fatigueDays: integer('fatigue_days').notNull().default(30),
  expiresDays: integer('expires_days').notNull().default(30),
  /** Whether people may change their answers while the link lasts. */
  editable: boolean('editable').notNull().default(false),
  /** Whether the thank-you page asks if they want to be contacted. */
  contactOffered: boolean('contact_offered').notNull().default(false),
  /** Where the thank-you page leads, on a site of the organisation's; at once, or by a link alone. */
  onward: text('onward'),
  onwardAtOnce: boolean('onward_at_once').notNull().default(false),
  state: text('state').$type<'draft' | 'running' | 'closed'>().notNull(),
  createdBy: uuid('created_by'),
  createdAt: moment('created_at').notNull(),
  updatedAt: moment('updated_at').notNull()
});

export const wave = pgTable(
  'wave',
  {
    id: uuid('id').primaryKey(),
    programId: uuid('program_id')
      .notNull()
      .references(() => program.id),
    number: integer('number').notNull(),
    launchedAt: moment('launched_at').notNull(),
    launchedBy: uuid('launched_by'),
    asked: integer('asked').notNull(),
    leftOut: integer('left_out').notNull()
  },
  (t) => [unique('wave_number').on(t.programId, t.number)]
);

/** Why a customer of the audience was not asked. */
export const waveExclusion = pgTable(
  'wave_exclusion',
  {
    waveId: uuid('wave_id')
      .notNull()
      .references(() => wave.id),
    customerId: uuid('customer_id')
      .notNull()
      .references(() => customer.id, { onDelete: 'cascade' }),
    companyId: uuid('company_id').notNull(),
    reason: text('reason').notNull()
  },
  (t) => [primaryKey({ columns: [t.waveId, t.customerId] })]
);

/**
 * An open door to a survey for whoever comes to it, under the name of one company: a link and its QR code, a frame in another
 * site. Tokens and code are derived from the id under the deployment's secret; what is stored of them opens nothing.
 */
export const entrance = pgTable(
  'entrance',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    surveyId: uuid('survey_id')
      .notNull()
      .references(() => survey.id),
    /** The program its answers count for; null for none. */
    programId: uuid('program_id').references(() => program.id),
    name: text('name').notNull(),
    channel: text('channel').$type<'link' | 'embed' | 'kiosk'>().notNull(),
    /** What a kiosk is set to; null for every other channel. */
    kiosk: jsonb('kiosk').$type<KioskSettings>(),
    tokenHash: text('token_hash').notNull().unique(),
    shortHash: text('short_hash').notNull().unique(),
    /** Which of its codes is asked for: a new number is a new code. Null asks for none. */
    codeNumber: integer('code_number'),
    /** A device that has answered is not asked again. */
    oncePerDevice: boolean('once_per_device').notNull(),
    /** Origins of the sites that may frame it. */
    sites: text('sites').array().notNull(),
    /** Responses it takes; null for any number. */
    most: integer('most'),
    endsAt: moment('ends_at'),
    closedAt: moment('closed_at'),
    begun: integer('begun').notNull().default(0),
    answered: integer('answered').notNull().default(0),
    createdBy: uuid('created_by'),
    createdAt: moment('created_at').notNull()
  },
  (t) => [index('entrance_survey').on(t.surveyId, t.createdAt)]
);

/** A device that stands as a kiosk, as it last told of itself. */
export const kioskDevice = pgTable(
  'kiosk_device',
  {
    entranceId: uuid('entrance_id')
      .notNull()
      .references(() => entrance.id),
    /** Made on the device; it names nothing but this table's row. */
    device: uuid('device').notNull(),
    companyId: uuid('company_id').notNull(),
    seenAt: moment('seen_at').notNull(),
    /** Answers it has not sent yet, and those it keeps because they were refused. */
    waiting: integer('waiting').notNull(),
    refused: integer('refused').notNull()
  },
  (t) => [primaryKey({ columns: [t.entranceId, t.device] })]
);

export type InvitationState =
  'planned' | 'sent' | 'delivered' | 'bounced' | 'opened' | 'started' | 'completed' | 'expired' | 'opted_out';

/**
 * One customer asked once on one channel, or one stranger who came through an entrance. The row is where "at most one response" is decided: a conditional update that sets
 * `response_id`. The link's token is derived from the id under the deployment's secret, so the list of links can be shown
 * again while only its SHA-256 is stored.
 */
export const invitation = pgTable(
  'invitation',
  {
    id: uuid('id').primaryKey(),
    companyId: uuid('company_id')
      .notNull()
      .references(() => company.id),
    /** Null for somebody who came through an entrance: nobody knows who they are. */
    customerId: uuid('customer_id').references(() => customer.id, { onDelete: 'cascade' }),
    programId: uuid('program_id').references(() => program.id),
    waveId: uuid('wave_id').references(() => wave.id),
    entranceId: uuid('entrance_id').references(() => entrance.id),
    /** Set when the link is first opened; the respondent stays on it. */
    surveyVersionId: uuid('survey_version_id').references(() => surveyVersion.id),
    tokenHash: text('token_hash').unique(),
    channel: text('channel').notNull(),
    kind: text('kind').notNull(),
    locale: text('locale').notNull(),
    state: text('state').$type<InvitationState>().notNull(),
    invitedAt: moment('invited_at').notNull(),
    sentAt: moment('sent_at'),
    openedAt: moment('opened_at'),
    startedAt: moment('started_at'),
    completedAt: moment('completed_at'),
    expiresAt: moment('expires_at'),
    responseId: uuid('response_id'),
    submissionKey: uuid('submission_key'),
    externalId: text('external_id'),
    importId: uuid('import_id')
  },
  (t) => [
    unique('invitation_external').on(t.companyId, t.externalId),
    index('invitation_customer').on(t.customerId, t.invitedAt),
    index('invitation_invited').on(t.invitedAt),
    index('invitation_wave').on(t.waveId, t.id),
    unique('invitation_once').on(t.waveId, t.customerId)
  ]
);

/** Answers on the way: the last saved state of a sitting that is not finished. */
export const sitting = pgTable(
  'sitting',
  {
    invitationId: uuid('invitation_id')
      .primaryKey()
      .references(() => invitation.id, { onDelete: 'cascade' }),
    companyId: uuid('company_id').notNull(),
    key: uuid('key').notNull(),
    revision: integer('revision').notNull(),
    page: integer('page').notNull().default(0),
    answers: jsonb('answers').$type<Record<string, unknown>>().notNull(),
    /** The response that is being changed: what was sent is open again. */
    changes: uuid('changes'),
    updatedAt: moment('updated_at').notNull(),
    surveyVersionId: uuid('survey_version_id'),
    /** Seconds in front of each page of the version so far; null for a page that was not seen. */
    pageSeconds: numbersOrNull('page_seconds', 'smallint')
  },
  (t) => [index('sitting_version').on(t.surveyVersionId, t.updatedAt)]
);

/**
 * How fast a version is answered: count, sum and sum of squares of the logarithms of seconds, in ten-thousandths. From a hundred
 * answers on it says who was much faster than others (server/pace.ts).
 */
export const pace = pgTable('pace', {
  surveyVersionId: uuid('survey_version_id')
    .primaryKey()
    .references(() => surveyVersion.id, { onDelete: 'cascade' }),
  n: integer('n').notNull(),
  sum: bigint('sum', { mode: 'bigint' }).notNull(),
  sum2: numeric('sum2', { precision: 40, scale: 0 }).notNull(),
  /** Whether those who came before the hundredth have been looked at. */
  settled: boolean('settled').notNull().default(false)
});

/**
 * One thing that goes out to one address, once. `effect_key` is unique: whatever is repeated before it, there is one row.
 * States: queued, claimed, sending (written before connecting), sent, failed, deferred, unknown; `outbox` when no mail
 * server is set. The message is composed when it is sent or looked at, so no secret link is stored.
 */
export const delivery = pgTable(
  'delivery',
  {
    id: uuid('id').primaryKey(),
    effectKey: text('effect_key').notNull().unique(),
    kind: text('kind').$type<'invitation' | 'join' | 'reset' | 'notice' | 'alert'>().notNull(),
    companyId: uuid('company_id'),
    invitationId: uuid('invitation_id').references(() => invitation.id, { onDelete: 'cascade' }),
    recipientId: uuid('recipient_id'),
    address: text('address').notNull(),
    /** What the composer needs besides the ids; never a secret. */
    content: jsonb('content').$type<Record<string, unknown>>().notNull().default({}),
    state: text('state')
      .$type<'queued' | 'claimed' | 'sending' | 'sent' | 'failed' | 'deferred' | 'unknown' | 'outbox'>()
      .notNull(),
    attempts: integer('attempts').notNull().default(0),
    nextAt: moment('next_at').notNull(),
    leaseUntil: moment('lease_until'),
    fence: integer('fence').notNull().default(0),
    messageId: text('message_id').notNull(),
    failure: text('failure'),
    createdAt: moment('created_at').notNull(),
    sentAt: moment('sent_at')
  },
  (t) => [index('delivery_due').on(t.state, t.nextAt), index('delivery_created').on(t.createdAt, t.id)]
);
