import { problem, type Problem } from './problem.ts';

export type JsonBody =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly problem: Problem };

/** The JSON body of a request: 415 where it says it is something else, 400 where it is not UTF-8 or no JSON. */
export async function readJson(request: Request): Promise<JsonBody> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== 'application/json') {
    return { ok: false, problem: problem(415, { detail: 'Send the body as application/json' }) };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await request.arrayBuffer());
    return { ok: true, value: JSON.parse(text) as unknown, text };
  } catch {
    const errors = [{ pointer: '', code: 'not-json', detail: 'The body is not JSON in UTF-8' }];
    return { ok: false, problem: problem(400, { errors }) };
  }
}
