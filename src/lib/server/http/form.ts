import type { z } from 'zod';

export type FormResult<T> =
  { ok: true; data: T } | { ok: false; errors: Record<string, string>; values: Record<string, string> };

/**
 * Reads a posted form against a strict schema: fields that are not in it are refused (S-16). `errors` maps a field to a code
 * with a sentence in messages/; `values` is what was typed, to be shown again, without passwords. A field named in `lists`
 * may come several times.
 */
export async function readForm<S extends z.ZodType>(
  source: Request | FormData,
  schema: S,
  lists: readonly string[] = []
): Promise<FormResult<z.output<S>>> {
  const form = source instanceof FormData ? source : await source.formData();
  // Without a prototype, so that a field named __proto__ is a field like any other.
  const raw = Object.create(null) as Record<string, unknown>;
  const values: Record<string, string> = {};
  for (const key of new Set(form.keys())) {
    const all = form.getAll(key).filter((value) => typeof value === 'string');
    raw[key] = lists.includes(key) ? all : all.length === 1 ? all[0] : all;
    if (!key.toLowerCase().includes('password')) values[key] = String(all[0] ?? '');
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { ok: true, data: parsed.data };
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) {
    const field = issue.code === 'unrecognized_keys' ? 'form' : String(issue.path[0] ?? 'form');
    errors[field] ??= issue.code === 'unrecognized_keys' ? 'unknown_field' : codeOf(issue);
  }
  return { ok: false, errors, values };
}

/** The code of a problem: the schema's own message where it is a code, else the kind of the problem. */
function codeOf(issue: z.core.$ZodIssue): string {
  if (/^[a-z]+(_[a-z]+)*$/.test(issue.message)) return issue.message;
  if (issue.code === 'too_big') return 'too_long';
  if (issue.code === 'too_small') return 'missing';
  if (issue.code === 'invalid_format') return `invalid_${issue.format === 'email' ? 'email' : 'value'}`;
  return issue.code === 'invalid_type' && issue.input === undefined ? 'missing' : 'invalid_value';
}
