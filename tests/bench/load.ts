/**
 * Closed-loop load on a server of this machine: a fixed number of connections, each sends its next request when it has its
 * answer. Plain sockets and requests that are written beforehand: the client shares the processors with what it measures.
 */
import { connect } from 'node:net';

export interface Post {
  path: string;
  body: string;
}

export interface Load {
  /** Posts per second. */
  rate: number;
  /** Milliseconds within which 99 of 100 were answered. */
  p99: number;
}

/** Sends all posts over `clients` connections. Any answer but the expected status fails the run. */
export async function postAll(
  origin: string,
  posts: readonly Post[],
  clients: number,
  expected: number
): Promise<Load> {
  const { host, origin: from, port } = new URL(origin);
  const requests = posts.map(({ path, body }) =>
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${from}\r\nAccept: text/html\r\n` +
        `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    )
  );
  const waits: number[] = [];
  let next = 0;
  const one = () =>
    new Promise<void>((done, failed) => {
      const socket = connect(Number(port), '127.0.0.1');
      let sent = 0;
      let answer = '';
      const send = () => {
        const request = requests[next++];
        if (request === undefined) {
          socket.end();
          done();
          return;
        }
        sent = performance.now();
        socket.write(request);
      };
      socket.setNoDelay(true);
      socket.once('connect', send);
      socket.on('data', (piece) => {
        answer += piece.toString('latin1');
        if (!isWhole(answer)) return;
        const status = answer.slice(9, 12);
        if (status !== String(expected)) {
          socket.destroy();
          failed(new Error(`answered ${status}, not ${expected}:\n${answer.slice(0, 500)}`));
          return;
        }
        waits.push(performance.now() - sent);
        answer = '';
        send();
      });
      socket.on('error', failed);
      socket.on('close', () => failed(new Error('the server hung up')));
    });
  const start = performance.now();
  await Promise.all(Array.from({ length: clients }, one));
  const seconds = (performance.now() - start) / 1000;
  waits.sort((a, b) => a - b);
  return { rate: posts.length / seconds, p99: waits[Math.floor(waits.length * 0.99)]! };
}

/** Whether these bytes are one answer to its end. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = answer.slice(0, end).toLowerCase();
  const length = /\r\ncontent-length: (\d+)/.exec(head);
  if (length) return answer.length >= end + 4 + Number(length[1]);
  return !head.includes('transfer-encoding: chunked') || answer.endsWith('\r\n0\r\n\r\n');
}
