import type { Handle, HandleServerError, RequestEvent, ServerInit } from '@sveltejs/kit';
import { noScope } from '#lib/merger/scope.ts';
import { personOfSession } from '#lib/server/access/session.ts';
import { systemActor } from '#lib/server/access/audit.ts';
import { type App, openApp } from '#lib/server/app.ts';
import { scopeOfGrant } from '#lib/server/companies.ts';
import { readConfig } from '#lib/server/config.ts';
import { newId } from '#lib/server/db/id.ts';
import { boundBody } from '#lib/server/http/body.ts';
import { clearSessionCookie, readSessionCookie } from '#lib/server/http/cookie.ts';
import { allowFrames, secure } from '#lib/server/http/headers.ts';
import { localeOf, speaking } from '#lib/server/http/locale.ts';
import { isForeign, judgeHost } from '#lib/server/http/origin.ts';
import { problem, problemResponse } from '#lib/server/http/problem.ts';
import {
  allowRespondScript,
  inlineFramed,
  inlineRespondScript,
  withoutMarks
} from '#lib/server/http/respond-script.ts';

/** Kept outside the module, so that a reload in development does not open the embedded database twice. */
const holder = globalThis as unknown as { concord?: App };

export const init: ServerInit = async () => {
  holder.concord ??= await openApp(readConfig(process.env), {
    works: process.env.WORKER !== 'apart',
    takeOver: process.env.TAKE_OVER === 'yes'
  });
};

/** Pages that answer whatever the Host is: machines ask them by address. */
const PROBES = new Set(['/healthz', '/readyz']);

/** A refusal before any route: a problem for programs, a line of text for everybody else. */
const refusal = (event: RequestEvent, status: number, text: string) =>
  event.url.pathname.startsWith('/api/')
    ? problemResponse(problem(status, { detail: text.trim() }), event.locals.requestId)
    : new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

export const handle: Handle = async ({ event, resolve }) => {
  const app = holder.concord!;
  const { appUrl } = app.config;
  const { pathname } = event.url;
  const now = app.clock();
  Object.assign(event.locals, {
    app,
    now,
    requestId: newId(now),
    person: null,
    sessionId: null,
    scope: noScope,
    actor: systemActor,
    theme: themeOf(event.cookies.get('theme'))
  });

  const host = judgeHost(event.request.headers.get('host'), appUrl, event.request.method);
  if (!PROBES.has(pathname)) {
    if (host === 'redirect') return Response.redirect(appUrl + pathname + event.url.search, 307);
    if (host === 'refuse') return refusal(event, 421, `This server answers as ${appUrl} only (APP_URL).\n`);
  }
  const isApi = pathname.startsWith('/api/');
  const oneClick = pathname.startsWith('/stop/');
  if (!isApi && !oneClick && isForeign(event.request, appUrl)) {
    app.log.warn({ requestId: event.locals.requestId, route: event.route.id }, 'refused a foreign origin');
    return refusal(event, 403, 'This form was not sent from our own page.\n');
  }
  // A packed body could be a thousand times what it says; nobody who answers or imports sends one.
  if (event.request.body !== null && (event.request.headers.get('content-encoding') ?? 'identity') !== 'identity')
    return refusal(event, 415, 'This server takes bodies as they are, not packed.\n');
  const body = await boundBody(event.request, pathname);
  if (!body.ok) return refusal(event, 413, 'This is larger than the server takes.\n');
  event.request = body.request;

  const isRespondent = event.route.id?.startsWith('/(respond)') ?? false;
  if (!isApi && !isRespondent) await logIn(event, app);
  event.locals.locale = localeOf(
    event.cookies.get('language'),
    event.locals.person?.locale,
    event.request.headers.get('accept-language')
  );
  const { locale, theme } = event.locals;
  const response = await speaking(locale, () =>
    resolve(event, {
      transformPageChunk: ({ html }) => {
        const page = html
          .replace('%lang%', event.locals.page?.language ?? locale)
          .replace('%dir%', event.locals.page?.dir ?? 'ltr')
          .replace(' data-theme="%theme%"', theme && ` data-theme="${theme}"`);
        const { frames } = event.locals;
        const answering = isRespondent ? inlineRespondScript(withoutMarks(page)) : page;
        return frames ? inlineFramed(answering, frames) : answering;
      }
    })
  );
  if (isRespondent) allowRespondScript(response.headers);
  if (event.locals.frames) allowFrames(response.headers, event.locals.frames);
  secure(response, event.url, appUrl);
  return response;
};

async function logIn(event: Parameters<Handle>[0]['event'], app: App): Promise<void> {
  const token = readSessionCookie(event.cookies, app.config.appUrl);
  if (token === null) return;
  const { locals } = event;
  const found = await personOfSession(app.db.app, token, locals.now);
  if (found === null) {
    clearSessionCookie(event.cookies, app.config.appUrl);
    return;
  }
  locals.person = found.person;
  locals.sessionId = found.sessionId;
  locals.actor = { kind: 'person', id: found.person.id };
  locals.scope = await scopeOfGrant(app.db.app, found.person, locals.now);
}

function themeOf(cookie: string | undefined): '' | 'light' | 'dark' {
  return cookie === 'light' || cookie === 'dark' ? cookie : '';
}

export const handleError: HandleServerError = ({ error, event, status, message }) => {
  const { app, requestId } = event.locals;
  if (status >= 500) {
    const cause = error as Error & { cause?: Error };
    app?.log.error(
      { requestId, route: event.route.id, reason: cause.message, cause: cause.cause?.message, stack: cause.stack },
      'error'
    );
  }
  return { message: status >= 500 ? 'internal' : message, requestId };
};
