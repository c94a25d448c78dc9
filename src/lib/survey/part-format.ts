/** Reading a part of a questionnaire from outside: what stands on a clipboard can come from anywhere. */
import * as z from 'zod';
import type { Part } from './part.ts';
import { schema } from './schema.ts';

const { pages, key, baseLanguage } = schema.shape;

const part = z.strictObject({
  format: z.literal('concord-part-1'),
  what: z.enum(['questions', 'pages']),
  from: key,
  baseLanguage,
  pages,
  outside: z.record(
    z.string().max(40),
    z.strictObject({ kind: z.string().max(40), text: z.record(z.string().max(20), z.string().max(4000)) })
  )
});

/** The part a text holds; null when it holds none, or one that is not as it should be. */
export function readPart(text: string): Part | null {
  if (!text.includes('concord-part-1')) return null;
  try {
    const read = part.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
