/**
 * E-mail by SMTP. Keeps a few connections open and tells, for every message, what is known to have happened: the difference
 * between "the server never had it" and "we do not know" decides whether it may be sent again (reliability.md section 6).
 * SMTP_URL: smtp(s)://user:password@host:port/?from=surveys@acme.example&bounces=bounce@acme.example&dkim=selector:/path/key.pem
 */
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import DKIM from 'nodemailer/lib/dkim';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { parseEmail } from '#lib/customers/contact.ts';

export interface Mail {
  /** One plain address (S-25). */
  to: string;
  /** Name of the legacy brand, shown beside the address of the sender. */
  fromName: string;
  replyTo: string | null;
  subject: string;
  text: string;
  html: string;
  /** Left side of the Message-ID: the same whatever is tried again. */
  messageId: string;
  /** Marks the return path, so that a bounce names its delivery. */
  returnTag: string;
  language: string;
  /** One-click leaving (RFC 8058); null for mail to staff. */
  stopUrl: string | null;
  /** Campaign, customer, mail type and sender, as mailbox providers group complaints. */
  feedbackId: string;
}

/** `refused` by `mailbox` says that the address itself is bad; `deferred` may be tried again, `unknown` never by itself. */
export type Outcome =
  | { kind: 'sent' }
  | { kind: 'deferred'; code: string; connection: boolean }
  | { kind: 'refused'; code: string; mailbox: boolean }
  | { kind: 'unknown'; code: string };

export interface Mailer {
  /** How many messages may be on their way at once. */
  readonly width: number;
  send(mail: Mail, now: Date): Promise<Outcome>;
  close(): void;
}

interface Settings {
  connection: SMTPConnection.Options;
  auth: { user: string; pass: string } | null;
  from: string;
  bounces: string | null;
  dkim: { domainName: string; keySelector: string; privateKey: string } | null;
}

const WIDTH = 5;
const IDLE = 20_000;
/** Message headers a signature covers; the default list lacks the two of RFC 8058. */
const SIGNED =
  'from:sender:reply-to:subject:date:message-id:to:mime-version:content-type:content-transfer-encoding:list-unsubscribe:list-unsubscribe-post:feedback-id:auto-submitted';

/** Reads SMTP_URL. Without `from` the user name is the sender where it is an address, else concord@ the host of APP_URL. */
export function settingsOf(smtpUrl: string, appUrl: string): Settings {
  const url = new URL(smtpUrl);
  const secure = url.protocol === 'smtps:';
  const user = decodeURIComponent(url.username);
  const given = [url.searchParams.get('from') ?? '', user].find((text) => parseEmail(text).ok);
  const from = given ?? `concord@${new URL(appUrl).hostname}`;
  const [keySelector = '', keyFile = ''] = (url.searchParams.get('dkim') ?? '').split(/:(.*)/s);
  return {
    connection: {
      host: url.hostname,
      port: Number(url.port) || (secure ? 465 : 587),
      secure,
      name: new URL(appUrl).hostname,
      connectionTimeout: 15_000,
      greetingTimeout: 15_000,
      socketTimeout: 60_000
    },
    auth: user === '' ? null : { user, pass: decodeURIComponent(url.password) },
    from,
    bounces: url.searchParams.get('bounces'),
    dkim:
      keyFile === ''
        ? null
        : { domainName: from.split('@')[1] ?? '', keySelector, privateKey: readFileSync(keyFile, 'utf8') }
  };
}

/** The message as it travels. */
export async function rawOf(mail: Mail, settings: Settings, now: Date): Promise<Buffer> {
  const domain = settings.from.split('@')[1] ?? 'localhost';
  const stop = mail.stopUrl
    ? {
        'List-Unsubscribe': `<${mail.stopUrl}>, <mailto:${mail.replyTo ?? settings.from}?subject=unsubscribe>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click'
      }
    : {};
  const composed = new MailComposer({
    from: { name: mail.fromName, address: settings.from },
    to: { name: '', address: mail.to },
    ...(mail.replyTo ? { replyTo: { name: mail.fromName, address: mail.replyTo } } : {}),
    subject: mail.subject,
    date: now,
    messageId: `<${mail.messageId}@${domain}>`,
    text: mail.text,
    html: mail.html,
    headers: {
      ...stop,
      'Auto-Submitted': 'auto-generated',
      'Content-Language': mail.language,
      'Feedback-ID': mail.feedbackId
    },
    disableFileAccess: true,
    disableUrlAccess: true
  }).compile();
  const plain = await buffer(composed.createReadStream());
  if (settings.dkim === null) return plain;
  return buffer(new DKIM({ ...settings.dkim, headerFieldNames: SIGNED }).sign(plain));
}

export function openMailer(smtpUrl: string, appUrl: string): Mailer {
  const settings = settingsOf(smtpUrl, appUrl);
  const idle: { connection: SMTPConnection; timer: NodeJS.Timeout }[] = [];

  async function connected(): Promise<SMTPConnection> {
    for (let kept = idle.pop(); kept; kept = idle.pop()) {
      clearTimeout(kept.timer);
      if (!kept.connection.destroyed) return kept.connection;
    }
    return connect(settings);
  }

  function keep(connection: SMTPConnection): void {
    if (connection.destroyed) return;
    const timer = setTimeout(() => connection.quit(), IDLE);
    timer.unref();
    idle.push({ connection, timer });
  }

  return {
    width: WIDTH,
    send: async (mail, now) => {
      const to = parseEmail(mail.to);
      if (!to.ok) return { kind: 'refused', code: 'invalid_email', mailbox: false };
      const raw = await rawOf({ ...mail, to: to.value.address }, settings, now);
      let connection: SMTPConnection;
      try {
        connection = await connected();
      } catch (error) {
        return { kind: 'deferred', code: codeOf(error), connection: true };
      }
      const envelope = { from: returnPath(settings, mail.returnTag), to: [to.value.address] };
      const outcome = await transfer(connection, envelope, raw);
      if (outcome.kind === 'sent') keep(connection);
      else connection.close();
      return outcome;
    },
    close: () => {
      for (const { connection, timer } of idle.splice(0)) {
        clearTimeout(timer);
        connection.close();
      }
    }
  };
}

function returnPath({ from, bounces }: Settings, tag: string): string {
  return bounces === null ? from : bounces.replace('@', `+${tag}@`);
}

function connect({ connection: options, auth }: Settings): Promise<SMTPConnection> {
  const connection = new SMTPConnection(options);
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      connection.close();
      reject(error as Error);
    };
    connection.on('error', fail);
    connection.once('end', () => fail(new Error('ended')));
    connection.connect((error) => {
      if (error) return fail(error);
      if (auth === null) return resolve(connection);
      connection.login({ credentials: auth }, (problem) => (problem ? fail(problem) : resolve(connection)));
    });
  });
}

/**
 * Hands one message over. The body is a stream that notes when it was read: it is only read after the server asked for it, so
 * an error before that is safe to repeat, and one after it without an answer is `unknown`.
 */
function transfer(connection: SMTPConnection, envelope: { from: string; to: string[] }, raw: Buffer): Promise<Outcome> {
  let given = false;
  const body = new Readable({
    read() {
      given = true;
      this.push(raw);
      this.push(null);
    }
  });
  return new Promise((resolve) => {
    const ended = () => broken(new Error('ended'));
    const broken = (error: SmtpError) => settle(judge(error, given));
    function settle(outcome: Outcome): void {
      connection.off('end', ended);
      connection.off('error', broken);
      resolve(outcome);
    }
    connection.once('end', ended);
    connection.on('error', broken);
    connection.send(envelope, body, (error) => (error ? broken(error) : settle({ kind: 'sent' })));
  });
}

interface SmtpError extends Error {
  code?: string;
  responseCode?: number;
  response?: string;
  command?: string;
}

/** What an error of the server means. Exported for its test: every phase has a row there. */
export function judge(error: SmtpError, given: boolean): Outcome {
  const { responseCode: status, command = '' } = error;
  const code = codeOf(error);
  if (status === undefined || status < 400) {
    return given ? { kind: 'unknown', code } : { kind: 'deferred', code, connection: true };
  }
  const aboutMessage = command === 'RCPT TO' || command === 'DATA';
  if (!aboutMessage || status === 421) return { kind: 'deferred', code, connection: true };
  if (status < 500 || status === 552) return { kind: 'deferred', code, connection: false };
  const policy = /\b5\.7\.\d+/.test(error.response ?? '');
  return { kind: 'refused', code, mailbox: !policy };
}

function codeOf(error: unknown): string {
  const { responseCode, response, code } = error as SmtpError;
  if (!responseCode) return (code ?? 'connection').toLowerCase().slice(0, 40);
  const enhanced = /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(response ?? '')?.[0];
  return enhanced ? `${responseCode} ${enhanced}` : String(responseCode);
}
