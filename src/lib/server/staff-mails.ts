/** The letters that let people in: joining and resetting a password. Their links are handed in and kept nowhere. */
import { m } from '#lib/paraglide/messages.js';
import type { Person } from './access/session.ts';
import { type Post, sendOneTimeLink } from './deliveries.ts';

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
