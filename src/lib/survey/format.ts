/** Reading a survey document from outside, with a JSON pointer to every place that is not as it should be. */
import * as z from 'zod';
import { pointerOf, type Problem, type SurveyDocument } from './document.ts';
import { schema } from './schema.ts';
import { languageProblems, structureProblems } from './structure.ts';

/** Most problems one reading reports. */
export const problemLimit = 200;

export type Reading =
  | { readonly ok: true; readonly document: SurveyDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** The JSON Schema of the document, for the API description. */
export function documentJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', reused: 'ref' });
}

/**
 * Reads a document from a value. A kind's own demands (scale, options, metric) are checked here too, so that a document that
 * was read can always be drawn. At most 200 problems come back.
 */
export function readDocument(input: unknown): Reading {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    return failed(
      parsed.error.issues.map((issue) => ({
        pointer: pointerOf(issue.path),
        code: issue.code,
        message: issue.message.slice(0, 300)
      }))
    );
  }
  const problems = [...languageProblems(parsed.data), ...structureProblems(parsed.data)];
  return problems.length > 0 ? failed(problems) : { ok: true, document: parsed.data };
}

function failed(problems: readonly Problem[]): Reading {
  return { ok: false, problems: problems.slice(0, problemLimit) };
}
