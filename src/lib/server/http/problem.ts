/** Problem details (RFC 9457): how the API says no. Codes are for programs, titles and details for developers, in English. */
import type { z } from 'zod';
import { pointerOf } from '#lib/survey/document.ts';

/** One thing that is wrong. `pointer` leads into the body (RFC 6901); `parameter` names a parameter of path, query or header. */
export interface ProblemError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly code: string;
  readonly detail: string;
  /** What would have been accepted, where that can be listed. */
  readonly allowed?: readonly string[];
}

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail?: string;
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'A bearer key is needed',
  403: 'The role of this key does not allow this',
  404: 'There is nothing here',
  405: 'This method is not offered here',
  409: 'The state of things does not allow this now',
  413: 'The body is too large',
  415: 'The body is of a type that is not taken here',
  421: 'This server answers under another name',
  422: 'The request is not valid',
  429: 'Too many requests',
  500: 'Something went wrong here'
};

const codes: Readonly<Record<number, string>> = {
  400: 'unreadable',
  401: 'unauthorised',
  403: 'forbidden',
  404: 'not-found',
  405: 'method-not-allowed',
  409: 'conflict',
  413: 'too-large',
  415: 'unsupported-type',
  421: 'misdirected',
  422: 'invalid',
  429: 'too-many-requests',
  500: 'internal'
};

/** A problem of a status with its usual code and title. */
export function problem(status: number, more: Partial<Omit<Problem, 'status'>> = {}): Problem {
  return { status, code: codes[status] ?? 'error', title: titles[status] ?? 'Error', ...more };
}

/** What an id that does not exist and an id outside the scope are both answered with. */
export const notFound: Problem = problem(404);

export function invalid(errors: readonly ProblemError[]): Problem {
  return problem(422, { errors });
}

/** The state of a thing does not allow what was asked; `code` says which rule it was. */
export function conflict(code: string, detail: string): Problem {
  return problem(409, { code, detail });
}

/** The problem as a response. */
export function problemResponse(given: Problem, requestId: string): Response {
  const { status, code, title, detail, errors, headers } = given;
  const body = {
    type: `urn:concord:problem:${code}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance: `urn:uuid:${requestId}`,
    requestId,
    ...(errors === undefined ? {} : { errors })
  };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers }
  });
}

const mostErrors = 50;

/** The issues of a failed schema as errors: `pointer`s for a body, `parameter`s for a query. `known` are the names that exist. */
export function errorsOf(
  issues: readonly z.core.$ZodIssue[],
  place: 'body' | 'query',
  known: readonly string[] = []
): ProblemError[] {
  const found: ProblemError[] = [];
  const at = (path: readonly PropertyKey[]) =>
    place === 'body' ? { pointer: pointerOf(path) } : { parameter: String(path[0] ?? '').slice(0, 100) };
  const walk = (list: readonly z.core.$ZodIssue[], above: readonly PropertyKey[]): void => {
    for (const issue of list) {
      if (found.length >= mostErrors) return;
      const path = [...above, ...issue.path];
      if (issue.code === 'unrecognized_keys') {
        for (const key of issue.keys.slice(0, mostErrors)) {
          const allowed = path.length === 0 && known.length > 0 ? { allowed: known } : {};
          found.push({ ...at([...path, key]), code: 'unknown', detail: 'This name is not known here', ...allowed });
        }
      } else if (issue.code === 'invalid_value') {
        found.push({ ...at(path), code: 'not-allowed', detail: issue.message, allowed: issue.values.map(String) });
      } else if (issue.code === 'invalid_type' && issue.input === undefined) {
        found.push({ ...at(path), code: 'required', detail: 'A value is needed here' });
      } else if (issue.code === 'invalid_union' && issue.errors.length === 1) {
        walk(issue.errors[0] ?? [], path);
      } else {
        found.push({ ...at(path), code: issue.code.replaceAll('_', '-'), detail: issue.message });
      }
    }
  };
  walk(issues, []);
  return found;
}
