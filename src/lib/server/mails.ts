/**
 * What a delivery says: composed when it is sent or looked at, from what is true then, so that no secret link is stored and
 * nobody is written to who has answered or left meanwhile. Reads only.
 */
import { eq } from 'drizzle-orm';
import { m } from '#lib/paraglide/messages.js';
import { compose, type Letter, type Message, oneLine } from '#lib/outreach/message.ts';
import { chooseLanguage } from '#lib/survey/language.ts';
import { speaker } from '#lib/survey/sheet.ts';
import type { Secret } from './access/secret.ts';
import type { Mail } from './channels/email.ts';
import { readOrganisation } from './companies.ts';
import type { Config } from './config.ts';
import type { Db } from './db/open.ts';
import { customer } from './db/schema/customers.ts';
import { type Brand, company } from './db/schema/organisation.ts';
import { delivery, invitation, program, survey } from './db/schema/surveys.ts';
import { linkOf } from './invitations.ts';
import { stopLinkOf } from './opt-outs.ts';
import { newestVersion, version } from './surveys.ts';
import { isSuppressed } from './suppressions.ts';

export type Delivery = typeof delivery.$inferSelect;

/** A plain letter to staff, in words already: what alerts, notices and one-time links are made of. */
export interface PlainContent {
  locale: string;
  subject: string;
  lines: string[];
  /** Where the button leads, a path of this site; never a secret. */
  path?: string | undefined;
  action?: string | undefined;
}

export interface Writing {
  config: Pick<Config, 'appUrl'>;
  secret: Secret;
}

export type Written =
  | { ok: true; mail: Mail; message: Message; link: string | null }
  /** Why it must not go out any more. */
  | { ok: false; reason: 'gone' | 'answered' | 'opted_out' | 'expired' | 'closed' | 'suppressed' | 'secret' };

/** The letter of a delivery as it would go out now. */
export async function write(db: Db, writing: Writing, row: Delivery, now: Date): Promise<Written> {
  if (row.kind === 'invitation') return writeInvitation(db, writing, row, now);
  if (row.kind === 'join' || row.kind === 'reset') return { ok: false, reason: 'secret' };
  const content = row.content as unknown as PlainContent;
  const url = content.path ? writing.config.appUrl + content.path : null;
  return writePlain(db, row, content, url, now);
}

/** A letter to staff with the one link it is about; the link of a one-time letter is handed in and kept nowhere. */
export async function writePlain(
  db: Db,
  row: Delivery,
  content: PlainContent,
  url: string | null,
  now: Date
): Promise<Extract<Written, { ok: true }>> {
  const organisation = await readOrganisation(db, now);
  const speech = { locale: localeOf(content.locale) };
  const sender = organisation.name || m.product_name({}, speech);
  const letter: Letter = {
    language: speech.locale,
    sender,
    subject: content.subject,
    preheader: content.lines[0] ?? '',
    title: content.subject,
    paragraphs: content.lines,
    button: url === null ? undefined : { label: content.action ?? m.mail_open({}, speech), url },
    footer: [m.mail_staff_footer({ organisation: sender }, speech)]
  };
  const message = compose(letter);
  return { ok: true, message, link: url, mail: mailOf(row, message, letter, { replyTo: null, stopUrl: null }) };
}

async function writeInvitation(db: Db, writing: Writing, row: Delivery, now: Date): Promise<Written> {
  const [found] = await db
    .select({
      invitation,
      name: customer.name,
      emailKey: customer.emailKey,
      company: { name: company.name, brand: company.brand },
      program: { id: program.id, surveyId: program.surveyId, state: program.state },
      closedAt: survey.closedAt
    })
    .from(invitation)
    .innerJoin(customer, eq(customer.id, invitation.customerId))
    .innerJoin(company, eq(company.id, invitation.companyId))
    .innerJoin(program, eq(program.id, invitation.programId))
    .innerJoin(survey, eq(survey.id, program.surveyId))
    .where(eq(invitation.id, row.invitationId ?? row.id));
  if (!found) return { ok: false, reason: 'gone' };
  const asked = found.invitation;
  if (asked.responseId !== null) return { ok: false, reason: 'answered' };
  if (asked.state === 'opted_out') return { ok: false, reason: 'opted_out' };
  if (asked.expiresAt !== null && asked.expiresAt <= now) return { ok: false, reason: 'expired' };
  if (found.closedAt !== null || found.program.state === 'closed') return { ok: false, reason: 'closed' };
  if (found.emailKey !== null && (await isSuppressed(db, writing.secret, found.emailKey))) {
    return { ok: false, reason: 'suppressed' };
  }
  const pinned = asked.surveyVersionId;
  const current = pinned === null ? await newestVersion(db, found.program.surveyId) : await version(db, pinned);
  if (current === null) return { ok: false, reason: 'closed' };
  const link = linkOf(writing, asked.id);
  const { document } = current;
  const { language } = chooseLanguage(document, { customer: asked.locale });
  const values = { company: found.company.name };
  const say = speaker(document, language, values);
  const speech = { locale: localeOf(language) };
  const heading = say(document.heading ?? document.title);
  const stopUrl = stopLinkOf(writing, asked.id);
  const letter: Letter = {
    language,
    sender: found.company.name,
    colour: found.company.brand.colour,
    subject: heading,
    preheader: say(document.trust.line),
    title: heading,
    paragraphs: [
      m.mail_greeting({ name: oneLine(found.name, 80) }, speech),
      say(document.trust.line),
      m.mail_own_link({}, speech)
    ],
    button: { label: m.mail_answer({}, speech), url: link },
    footer: [
      ...(asked.expiresAt === null ? [] : [m.mail_until({ date: dayOf(asked.expiresAt, language) }, speech)]),
      m.mail_customer_footer({ company: found.company.name }, speech)
    ],
    stop: { label: m.mail_stop({}, speech), url: stopUrl }
  };
  const message = compose(letter);
  const { brand } = found.company;
  return {
    ok: true,
    message,
    link,
    mail: mailOf(row, message, letter, { replyTo: brand.replyTo ?? null, stopUrl }, brand)
  };
}

function mailOf(
  row: Delivery,
  message: Message,
  letter: Letter,
  way: Pick<Mail, 'replyTo' | 'stopUrl'>,
  brand: Brand = {}
): Mail {
  return {
    ...message,
    ...way,
    to: row.address,
    fromName: oneLine(brand.senderName || letter.sender, 80),
    messageId: row.messageId,
    returnTag: row.id.replaceAll('-', ''),
    language: letter.language,
    feedbackId: [row.invitationId ?? row.id, row.companyId ?? 'staff', row.kind, 'concord'].join(':')
  };
}

function localeOf(language: string): 'en' | 'zh-CN' {
  return language.startsWith('zh') ? 'zh-CN' : 'en';
}

function dayOf(date: Date, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}
