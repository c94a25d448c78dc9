/** The OpenAPI 3.1 document of the API, made from the schemas that validate it (API-02, API-03). */
import { z } from 'zod';
import { documentJsonSchema } from '#lib/survey/format.ts';
import { apiBase, type Operation } from './operation.ts';

type Json = Record<string, unknown>;

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', description: 'urn:concord:problem:<code>' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'detail'],
        properties: {
          pointer: { type: 'string', description: 'JSON Pointer into the body' },
          parameter: { type: 'string', description: 'Name of a parameter of path, query or header' },
          code: { type: 'string' },
          detail: { type: 'string' },
          allowed: { type: 'array', items: { type: 'string' }, description: 'What would have been accepted' }
        }
      }
    }
  }
};

/** The document. `schemas` that carry an id become components; everything else stands where it is used. */
export function openApiDocument(operations: readonly Operation[], origin: string): Json {
  const components: Record<string, unknown> = { Problem: problemSchema };
  components.SurveyDocument = lifted(documentJsonSchema() as Json, 'SurveyDocument_', components);
  const paths: Record<string, Json> = {};
  for (const one of operations) {
    const item = (paths[one.path] ??= {});
    item[one.method.toLowerCase()] = chapterOf(one, components);
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: 'Concord',
      version: '1',
      description:
        'Customers of merging companies, the surveys they get, the scores they give and the alerts these raise. ' +
        'Every call carries a bearer key; a key has a role and a scope like a person. Moments are RFC 3339 in UTC.'
    },
    servers: [{ url: `${origin}${apiBase}` }],
    security: [{ key: [] }],
    tags: [...new Set(operations.map((one) => one.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'A key made by an administrator' } },
      schemas: components
    }
  };
}

/** The schema as JSON Schema; named parts move to the components. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output', components: Json): Json {
  const made = z.toJSONSchema(schema, { io, target: 'draft-2020-12', unrepresentable: 'any' }) as Json;
  const rest = lifted(made, '', components);
  if (typeof rest.id !== 'string') return rest;
  const name = rest.id;
  delete rest.id;
  components[name] ??= rest;
  return { $ref: `#/components/schemas/${name}` };
}

/** A schema whose definitions have become components, under a prefix of its own. */
function lifted(schema: Json, prefix: string, components: Json): Json {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', `"#/components/schemas/${prefix}`);
  const { $defs, $schema: _dialect, ...rest } = JSON.parse(text) as { $defs?: Record<string, Json> } & Json;
  for (const [name, part] of Object.entries($defs ?? {})) {
    delete part.id;
    components[prefix + name] ??= part;
  }
  return rest;
}

function parametersOf(schema: z.ZodObject, place: 'path' | 'query', components: Json): Json[] {
  return Object.entries(schema.shape).map(([name, part]) => {
    const { description, ...rest } = jsonSchema(part as z.ZodType, 'input', components);
    const optional = (part as z.ZodType).safeParse(undefined).success;
    return {
      name,
      in: place,
      required: place === 'path' || !optional,
      ...(description === undefined ? {} : { description }),
      schema: rest
    };
  });
}

const problemAnswer = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
});

function chapterOf(one: Operation, components: Json): Json {
  const parameters = [...parametersOf(one.params, 'path', components), ...parametersOf(one.query, 'query', components)];
  if (one.method === 'POST') {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description: 'A repeat with the same key gets the first answer again, for a day',
      schema: { type: 'string', minLength: 1, maxLength: 255 }
    });
  }
  const binary = { schema: { type: 'string', contentMediaType: 'application/octet-stream' } };
  const content =
    one.body !== undefined
      ? { 'application/json': { schema: jsonSchema(one.body, 'input', components) } }
      : one.stream && Object.fromEntries(one.stream.map((type) => [type, binary]));
  const good: Json = { description: one.summary };
  if (one.answer) good.content = { 'application/json': { schema: jsonSchema(one.answer, 'output', components) } };
  if (one.file) good.content = { [one.file]: { schema: { type: 'string' } } };
  return {
    operationId: one.id,
    tags: [one.tag],
    summary: one.summary,
    ...(one.description === undefined ? {} : { description: one.description }),
    'x-permission': one.permission,
    parameters,
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: {
      [one.status]: good,
      401: problemAnswer('No bearer key, or not a valid one'),
      403: problemAnswer('The role of the key does not allow this'),
      ...(Object.keys(one.params.shape).length > 0
        ? { 404: problemAnswer('Not there, or outside the scope of the key') }
        : {}),
      422: problemAnswer('Not valid; `errors` says what and where'),
      429: problemAnswer('Too many requests; Retry-After says when to come back')
    }
  };
}
