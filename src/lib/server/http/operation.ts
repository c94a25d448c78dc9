/**
 * An operation of the API, declared once as a value with its schemas and its handler. The same value validates the request,
 * writes the answer, and becomes its chapter of the OpenAPI document.
 */
import type { z } from 'zod';
import type { Role, Scope } from '#lib/merger/scope.ts';
import type { Actor } from '../access/audit.ts';
import type { Permission } from '../access/roles.ts';
import type { App } from '../app.ts';
import type { Db } from '../db/open.ts';
import { errorsOf, invalid, notFound, type Problem } from './problem.ts';

export const apiBase = '/api/v1';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** Who calls, and what the call may see. */
export interface Caller {
  readonly app: App;
  /** The database behind row-level security; inside an atomic operation its transaction. */
  readonly db: Db;
  readonly now: Date;
  readonly scope: Scope;
  readonly actor: Actor;
  readonly keyId: string;
  readonly role: Role;
  readonly may: (permission: Permission) => boolean;
  readonly requestId: string;
  readonly url: URL;
  /** The body of a streamed upload; null elsewhere. */
  readonly bytes: AsyncIterable<Uint8Array> | null;
}

export type Outcome<A> =
  { readonly ok: true; readonly body: A; readonly status?: number } | { readonly ok: false; readonly problem: Problem };

export const answer = <A>(body: A, status?: number): Outcome<A> => ({
  ok: true,
  body,
  ...(status === undefined ? {} : { status })
});
export const refuse = (given: Problem): { ok: false; problem: Problem } => ({ ok: false, problem: given });
export const missing = refuse(notFound);

/** A file as an answer: text of a type that is no JSON. */
export interface FileAnswer {
  readonly file: string;
  readonly type: string;
  readonly content: ReadableStream<Uint8Array> | string;
}

interface Declared<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> {
  readonly id: string;
  readonly method: Method;
  /** Below /api/v1, with `{name}` for every parameter. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  /** More for the reader of the document. */
  readonly description?: string;
  readonly permission: Permission;
  readonly params: P;
  readonly query: Q;
  readonly body?: B;
  /** Media types of a body that is taken as a stream. */
  readonly stream?: readonly string[];
  /** What comes back; absent = 204, or a file where `file` names its type. */
  readonly answer?: A;
  readonly file?: string;
  readonly status: number;
  /** A POST that does something outside the database's transaction. */
  readonly apart?: boolean;
}

interface Spec<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType> extends Declared<
  P,
  Q,
  B,
  A
> {
  run(
    call: Caller & { readonly params: z.output<P>; readonly query: z.output<Q>; readonly body: z.output<B> }
  ): Promise<Outcome<z.input<A> | FileAnswer | undefined>>;
}

export type Prepared =
  | { readonly ok: true; run(caller: Caller): Promise<Outcome<unknown>> }
  | { readonly ok: false; readonly problem: Problem };

export interface Operation extends Declared<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType> {
  prepare(given: { params: unknown; query: Record<string, unknown>; body: unknown }): Prepared;
}

/** Makes an operation of its declaration and its handler. What it answers is checked against its own schema before it leaves. */
export function operation<P extends z.ZodObject, Q extends z.ZodObject, B extends z.ZodType, A extends z.ZodType>(
  spec: Spec<P, Q, B, A>
): Operation {
  return {
    ...spec,
    prepare(given) {
      const params = spec.params.safeParse(given.params);
      if (!params.success) return { ok: false, problem: notFound };
      const query = spec.query.safeParse(given.query);
      if (!query.success) {
        return { ok: false, problem: invalid(errorsOf(query.error.issues, 'query', Object.keys(spec.query.shape))) };
      }
      const body = spec.body?.safeParse(given.body);
      if (body && !body.success) {
        return { ok: false, problem: invalid(errorsOf(body.error.issues, 'body', namesOf(spec.body))) };
      }
      return {
        ok: true,
        run: async (caller) => {
          const call = { ...caller, params: params.data, query: query.data, body: body?.data as z.output<B> };
          const outcome = await spec.run(call);
          if (!outcome.ok || spec.answer === undefined || isFile(outcome.body)) return outcome;
          return { ...outcome, body: spec.answer.parse(outcome.body) };
        }
      };
    }
  };
}

function namesOf(schema: z.ZodType | undefined): string[] {
  const shape = (schema as { shape?: Record<string, unknown> } | undefined)?.shape;
  return shape ? Object.keys(shape) : [];
}

export function isFile(body: unknown): body is FileAnswer {
  return typeof body === 'object' && body !== null && 'file' in body && 'content' in body && 'type' in body;
}

export function reasonOf(error: unknown): Record<string, unknown> {
  const { message, stack, cause } = error as Error & { cause?: Error };
  return { reason: message, cause: cause?.message, stack };
}

/** The link to the next page of a list. */
export function nextLink(url: URL, cursor: string): string {
  const next = new URLSearchParams(url.searchParams);
  next.set('cursor', cursor);
  return `${url.pathname}?${next.toString()}`;
}
