/** The API's documentation as one plain page, made from its OpenAPI document: no script, nothing from elsewhere (API-03). */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { apiBase, type Operation } from './operation.ts';

const style = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
body{max-width:60rem;margin:0 auto;padding:1.5rem}
h2{margin-top:2.5rem;border-bottom:1px solid}
article{padding:.75rem 0;border-bottom:1px solid color-mix(in srgb,currentColor 20%,transparent)}
h3{font:600 1rem/1.5 ui-monospace,monospace;margin:0}
p{margin:.25rem 0}
pre{overflow-x:auto;font:.8125rem/1.45 ui-monospace,monospace;padding:.5rem .75rem;margin:.5rem 0;
background:color-mix(in srgb,currentColor 6%,transparent)}
summary{cursor:pointer}`;

/** Content-Security-Policy of the page: its own style and nothing else. */
export const docsPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; frame-ancestors 'none'`;

const escape = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function schemaBlock(title: string, schema: z.ZodType | undefined, io: 'input' | 'output'): string {
  if (schema === undefined) return '';
  const made = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' });
  return `<details><summary>${title}</summary><pre>${escape(JSON.stringify(made, null, 2))}</pre></details>`;
}

function chapter(one: Operation): string {
  const query = Object.keys(one.query.shape);
  return [
    `<article id="${one.id}"><h3>${one.method} ${escape(apiBase + one.path)}</h3>`,
    `<p>${escape(one.summary)}</p>`,
    one.description === undefined ? '' : `<p>${escape(one.description)}</p>`,
    query.length === 0 ? '' : schemaBlock(`Query: ${query.join(', ')}`, one.query, 'input'),
    schemaBlock('Body', one.body, 'input'),
    one.stream === undefined ? '' : `<p>Body: ${escape(one.stream.join(' or '))}, streamed</p>`,
    schemaBlock(`Answer ${one.status}`, one.answer, 'output'),
    '</article>'
  ].join('');
}

export function docsPage(operations: readonly Operation[]): string {
  const tags = [...new Set(operations.map((one) => one.tag))];
  const part = (tag: string) =>
    `<section><h2>${escape(tag)}</h2>${operations
      .filter((one) => one.tag === tag)
      .map(chapter)
      .join('')}</section>`;
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
    `<title>Concord API</title><style>${style}</style></head><body><main><h1>Concord API</h1>` +
    '<p>Every call carries a bearer key (<code>Authorization: Bearer ck_…</code>). Answers are JSON; refusals are ' +
    '<code>application/problem+json</code> (RFC 9457). Every POST takes an <code>Idempotency-Key</code>. ' +
    `For machines: <a href="${apiBase}/openapi.json">openapi.json</a>.</p>${tags.map(part).join('')}</main></body></html>`
  );
}
