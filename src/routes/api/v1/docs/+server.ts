import { docsPage, docsPolicy } from '#lib/server/http/api-docs.ts';
import { operations } from '#lib/server/http/operations/all.ts';

export const GET = () =>
  new Response(docsPage(operations), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': docsPolicy }
  });
