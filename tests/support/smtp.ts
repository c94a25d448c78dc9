/** A real mail server on a free port that does what a script says and keeps every message as it came over the wire. */
import { createServer, type Server, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface Received {
  raw: string;
  from: string;
  to: string[];
}

export interface MailSink {
  url: string;
  received: Received[];
  /** Answer to RCPT TO, or nothing to take it. */
  onRecipient: (address: string) => { code: number; text: string } | null;
  close(): Promise<void>;
}

export async function openSink(): Promise<MailSink> {
  const received: Received[] = [];
  const refusal = ({ code, text }: { code: number; text: string }) =>
    Object.assign(new Error(text), { responseCode: code });
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo: (address, _session, done) => {
      const answer = sink.onRecipient(address.address);
      done(answer ? refusal(answer) : undefined);
    },
    onData: (stream, session, done) => {
      const pieces: Buffer[] = [];
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          raw: Buffer.concat(pieces).toString('utf8'),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address)
        });
        done();
      });
    }
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as { port: number };
  const sink: MailSink = {
    url: `smtp://127.0.0.1:${port}/?from=surveys@acme.example`,
    received,
    onRecipient: () => null,
    close: () => new Promise((resolve) => server.close(() => resolve()))
  };
  return sink;
}

/**
 * A mail server that speaks line by line: `script` maps a command to the answer, or to `drop` (the connection is cut). `.` is
 * the end of a message. Counts the messages whose end it saw.
 */
export async function openScripted(
  script: Record<string, string>
): Promise<{ url: string; ends: () => number; close(): Promise<void> }> {
  let ends = 0;
  const sockets = new Set<Socket>();
  const normal: Record<string, string> = {
    ...{ CONNECT: '220 test', EHLO: '250 test', MAIL: '250 ok', RCPT: '250 ok', DATA: '354 go on', '.': '250 ok' },
    ...{ QUIT: '221 bye', RSET: '250 ok' }
  };
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const answer = (command: string) => {
      const line = script[command] ?? normal[command] ?? '500 unknown';
      if (line === 'drop') socket.destroy();
      else socket.write(`${line}\r\n`);
    };
    let inBody = false;
    let rest = '';
    socket.on('data', (piece) => {
      rest += piece.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (inBody && line !== '.') continue;
        const command = inBody ? '.' : line.split(/[ :]/)[0]!.toUpperCase();
        if (command === '.') ends += 1;
        inBody = command === 'DATA' && (script.DATA ?? '354').startsWith('354');
        answer(command);
      }
    });
    answer('CONNECT');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}/?from=surveys@acme.example`,
    ends: () => ends,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      })
  };
}
