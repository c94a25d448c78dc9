/** The API as a program of a customer's would call it: JSON in, JSON out, a bearer key, an idempotency key on every POST. */
import { randomUUID } from 'node:crypto';

export interface Page<Item> {
  items: Item[];
  next: string | null;
}

export interface Connection {
  /** Requests made so far. */
  readonly requests: number;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  patch<T>(path: string, body: unknown): Promise<T>;
  upload<T>(path: string, bytes: Uint8Array, type?: string): Promise<T>;
  /** Every row of a list, page by page. */
  all<T>(path: string): Promise<T[]>;
  /** Status of a request that is expected to be refused. */
  status(method: string, path: string, body?: unknown): Promise<number>;
}

export function connect(url: string, key: string): Connection {
  let requests = 0;
  const send = async (method: string, path: string, body?: string | Uint8Array, type?: string): Promise<Response> => {
    requests += 1;
    const headers: Record<string, string> = { authorization: `Bearer ${key}` };
    if (type !== undefined) headers['content-type'] = type;
    if (method === 'POST') headers['idempotency-key'] = randomUUID();
    const target = path.startsWith('/api/') ? path : `/api/v1${path}`;
    return fetch(url + target, { method, headers, ...(body === undefined ? {} : { body: body as BodyInit }) });
  };
  const read = async <T>(asked: Promise<Response>): Promise<T> => {
    const response = await asked;
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${response.status} from ${new URL(response.url).pathname}: ${text.slice(0, 800)}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  const json = (body: unknown) => (body === undefined ? undefined : JSON.stringify(body));
  const typeOf = (body: unknown) => (body === undefined ? undefined : 'application/json');
  const connection: Connection = {
    get requests() {
      return requests;
    },
    get: (path) => read(send('GET', path)),
    post: (path, body) => read(send('POST', path, json(body), typeOf(body))),
    patch: (path, body) => read(send('PATCH', path, json(body), 'application/json')),
    upload: (path, bytes, type = 'text/csv') => read(send('POST', path, bytes, type)),
    all: async <T>(path: string) => {
      const items: T[] = [];
      for (let next: string | null = path; next !== null;) {
        const page: Page<T> = await connection.get(next);
        items.push(...page.items);
        next = page.next ?? null;
      }
      return items;
    },
    status: async (method, path, body) => (await send(method, path, json(body), typeOf(body))).status
  };
  return connection;
}

/** Looks until the condition gives something other than null; fails after the time. */
export async function until<T>(what: string, seconds: number, look: () => Promise<T | null>): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (let pause = 100; ; pause = Math.min(pause * 1.5, 1000)) {
    const found = await look();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`waited ${seconds} s in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
