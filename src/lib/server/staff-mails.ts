/** The letters about who gets in: joining, resetting a password, a warning. One-time links are handed in and kept nowhere. */
import { m } from '#lib/paraglide/messages.js';
import { record, systemActor } from './access/audit.ts';
import { findActive } from './access/people.ts';
import type { Person } from './access/session.ts';
import { type Post, queue, sendOneTimeLink } from './deliveries.ts';

export type LetterResult = Awaited<ReturnType<typeof sendOneTimeLink>>;

/** Sends somebody their joining link. `outbox`: no mail server is set, hand the link over yourself. */
export function sendJoinLetter(
  post: Post,
  to: Pick<Person, 'id' | 'email' | 'locale'>,
  token: string,
  now: Date
): Promise<LetterResult> {
  const speech = { locale: to.locale.startsWith('zh') ? ('zh-CN' as const) : ('en' as const) };
  const lines = [m.mail_join_text({}, speech), m.mail_join_expiry({}, speech)];
  const content = {
    locale: to.locale,
    subject: m.mail_join_subject({}, speech),
    lines,
    action: m.mail_join_action({}, speech)
  };
  const url = `${post.config.appUrl}/join/${token}`;
  return sendOneTimeLink(post, { kind: 'join', recipientId: to.id, address: to.email, content, url }, now);
}

/** Sends somebody a link to set a new password. Not awaited by the page that asks, so that it answers alike for everybody (S-12). */
export function sendResetLetter(
  post: Post,
  to: Pick<Person, 'id' | 'email' | 'locale'>,
  token: string,
  now: Date
): Promise<LetterResult> {
  const speech = { locale: to.locale.startsWith('zh') ? ('zh-CN' as const) : ('en' as const) };
  const lines = [m.mail_reset_text({}, speech), m.mail_reset_expiry({}, speech)];
  const content = {
    locale: to.locale,
    subject: m.mail_reset_subject({}, speech),
    lines,
    action: m.mail_reset_action({}, speech)
  };
  const url = `${post.config.appUrl}/reset/${token}`;
  return sendOneTimeLink(post, { kind: 'reset', recipientId: to.id, address: to.email, content, url }, now);
}

/**
 * Tells the owner of an account that somebody keeps trying passwords, at most once a day, and writes it down (S-28). Nothing
 * happens where nobody has the address.
 */
export async function warnOfTries(post: Pick<Post, 'db'>, email: string, now: Date): Promise<void> {
  const { system } = post.db;
  const owner = await findActive(system, email);
  if (owner === null) return;
  const speech = { locale: owner.locale.startsWith('zh') ? ('zh-CN' as const) : ('en' as const) };
  const style = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  const moment = `${new Intl.DateTimeFormat(speech.locale, style).format(now)} UTC`;
  const content = {
    locale: owner.locale,
    subject: m.mail_tries_subject({}, speech),
    lines: [m.mail_tries_text({ moment }, speech), m.mail_tries_self({}, speech), m.mail_tries_other({}, speech)],
    path: '/reset',
    action: m.mail_reset_action({}, speech)
  };
  const effectKey = `tries:${owner.id}:${now.toISOString().slice(0, 10)}`;
  await system.transaction(async (tx) => {
    const letter = { effectKey, kind: 'notice', address: owner.email, recipientId: owner.id, content } as const;
    if (!(await queue(tx, letter, now))) return;
    await record(tx, systemActor, 'person.log_in_slowed', { kind: 'person', id: owner.id }, now);
  });
}
