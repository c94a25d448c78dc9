/** A browser's way of talking HTTP without the browser: keeps cookies, sends Origin and Accept, follows nothing by itself. */
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** Where a redirect leads, as a path on this server where it stays here; null when the answer is none. */
  location: string | null;
  json<T = unknown>(): T;
}

export interface Sending {
  headers?: Record<string, string | string[] | null>;
  body?: string | Uint8Array;
}

export type Fields = Record<string, string | string[]>;

export interface Client {
  readonly url: string;
  readonly cookies: Map<string, string>;
  /** Any request; a header given as null is left out. Cookies, Origin and Accept are added. */
  send(method: string, path: string, sending?: Sending): Promise<Answer>;
  get(path: string, headers?: Sending['headers']): Promise<Answer>;
  /** A form post as a browser makes it. */
  post(path: string, fields?: Fields, headers?: Sending['headers']): Promise<Answer>;
  /** A GET that follows redirects, as the address line does. */
  open(path: string): Promise<Answer>;
}

export function openClient(url: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const cookies = new Map<string, string>();
  const { origin, hostname, port } = new URL(url);

  const send: Client['send'] = (method, path, { headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const all: Record<string, string | string[] | null> = {
        accept: 'text/html',
        origin: method === 'GET' || method === 'HEAD' ? null : origin,
        cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') || null,
        'content-length': body === undefined ? null : String(Buffer.byteLength(body)),
        ...headers
      };
      const given = Object.fromEntries(
        Object.entries(all).filter(([, value]) => value !== null)
      ) as OutgoingHttpHeaders;
      const target = hostname === 'localhost' || hostname.endsWith('.test') ? '127.0.0.1' : hostname;
      const options = { method, agent, host: target, port, path, headers: { host: `${hostname}:${port}`, ...given } };
      const sent = request(options, (response) => {
        const pieces: Buffer[] = [];
        response.on('data', (piece: Buffer) => pieces.push(piece));
        response.on('error', reject);
        response.on('end', () => {
          for (const line of response.headers['set-cookie'] ?? []) keep(cookies, line);
          const text = Buffer.concat(pieces).toString('utf8');
          const location = response.headers.location?.replace(origin, '') ?? null;
          const json = <T>() => JSON.parse(text) as T;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, location, json });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });

  const get: Client['get'] = (path, headers) => send('GET', path, { headers });
  return {
    url,
    cookies,
    send,
    get,
    post: (path, fields = {}, headers = {}) => {
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(fields)) for (const one of [value].flat()) form.append(name, one);
      const type = { 'content-type': 'application/x-www-form-urlencoded' };
      return send('POST', path, { headers: { ...type, ...headers }, body: form.toString() });
    },
    open: async (path) => {
      let answer = await get(path);
      for (let hops = 0; answer.location !== null && answer.status < 400 && hops < 8; hops += 1)
        answer = await get(answer.location);
      return answer;
    }
  };
}

function keep(cookies: Map<string, string>, line: string): void {
  const [pair = '', ...attributes] = line.split(';');
  const [name = '', ...value] = pair.split('=');
  const gone = attributes.some((one) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(one));
  if (gone) cookies.delete(name.trim());
  else cookies.set(name.trim(), value.join('='));
}
