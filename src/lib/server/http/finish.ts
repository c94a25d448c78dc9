/**
 * The post that finishes a survey, answered in front of the framework. It comes from nearly every respondent, from thousands of
 * them after a mailing, and the framework's own work on a request would be most of its cost. Same rules and same verbs as the
 * page's action (`routes/(respond)/s/[token]`); whatever is not plainly a finished survey is left to that, its body put back.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { matches } from '#lib/survey/pattern.ts';
import { visit } from '#lib/survey/visit.ts';
import type { App } from '../app.ts';
import { open } from '../invitations.ts';
import { meet } from '../respondents.ts';
import { complete } from '../responses.ts';
import { languageFor, savedOf, submissionOf } from '../sittings.ts';
import { BODY_LIMIT } from './body.ts';
import { headersOf } from './headers.ts';
import { isForeign, judgeHost } from './origin.ts';

/** What the page's script accepts. */
const JSON_ONLY = 'application/json';
const LINK = /^\/s\/([A-Za-z0-9_-]{22})$/;

/** Answers the request if it finishes a survey; false leaves it untouched for the page. */
export async function finish(app: App, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const token = tokenOf(app, request);
  if (token === null) return false;
  const body = await readAhead(request);
  if (body === null) return false;
  try {
    if (await isStored(app, token, body, request.headers['accept-language'])) {
      request.resume();
      thank(app, request, response, `/s/${token}/thanks`);
      return true;
    }
  } catch {
    // The page meets the same trouble and has the words for it.
  }
  request.unshift(body);
  return false;
}

/** The token of a request that may finish a survey: a plain form of known length, for our host and from our own pages. */
function tokenOf({ config: { appUrl } }: App, request: IncomingMessage): string | null {
  const { headers, method = '', url = '' } = request;
  const token = method === 'POST' ? LINK.exec(url)?.[1] : undefined;
  if (token === undefined || !headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return null;
  const length = Number(headers['content-length']);
  if (!(length > 0 && length <= BODY_LIMIT) || headers.expect !== undefined) return null;
  if (headers['content-encoding'] !== undefined) return null;
  if (headers.accept !== JSON_ONLY && !headers.accept?.startsWith('text/html')) return null;
  if (judgeHost(headers.host ?? null, appUrl, method) !== 'ok') return null;
  const get = (name: string) => headers[name]?.toString() ?? null;
  return isForeign({ method, headers: { get } }, appUrl) ? null : token;
}

/** True when this body finished the survey just now; a repeat, a fault or a page before the last is the page's business. */
async function isStored(app: App, token: string, body: Buffer, accept: string | undefined): Promise<boolean> {
  const entries = [...new URLSearchParams(new TextDecoder().decode(body))];
  if (entries.some(([name, value]) => name === '_go' && (value === 'save' || value === 'back'))) return false;
  const now = app.clock();
  const opened = await open(app.db.system, token, now);
  // Who changes what was sent is the page's business.
  if (!opened.ok || opened.invitation.responseId !== null) return false;
  const language = languageFor(opened, { accept });
  const met = await meet(app.db.system, opened, language, now);
  const seen = visit(met.document, savedOf(opened).answers, entries, matches);
  if (seen.turn.to !== 'end') return false;
  const submission = submissionOf(app.secret, opened, met, seen, language, now);
  const done = await complete(app.db.system, submission, now);
  return done.ok && !done.repeated;
}

/** The page's script asks for JSON, a browser without it is sent on: both as the framework would answer them. */
function thank(app: App, request: IncomingMessage, response: ServerResponse, location: string): void {
  const headers = { ...headersOf(app.config.appUrl), 'cache-control': 'no-store' };
  if (request.headers.accept !== JSON_ONLY) {
    response.writeHead(303, { ...headers, location }).end();
    return;
  }
  const text = JSON.stringify({ type: 'redirect', status: 303, location });
  const length = Buffer.byteLength(text);
  response.writeHead(200, { ...headers, 'content-type': 'application/json', 'content-length': length }).end(text);
}

/** The whole body, taken from the stream before its end is told, so that it can be put back; null when it does not come. */
function readAhead(request: IncomingMessage): Promise<Buffer | null> {
  const length = Number(request.headers['content-length']);
  return new Promise((resolve) => {
    const end = (body: Buffer | null) => {
      request.off('readable', look).off('close', gone).off('error', gone);
      resolve(body);
    };
    const look = () => {
      const body = request.read(length) as Buffer | null;
      if (body !== null) end(body);
    };
    const gone = () => end(null);
    request.on('readable', look).once('close', gone).once('error', gone);
  });
}
