/**
 * Segments: named groups by rule over attributes. A dimension is a family of segments that do not overlap, because the first
 * rule that fits decides.
 */
import { z } from 'zod';

export type AttributeValue = string | number | null;
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

const code = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$/);

export const conditionSchema = z.discriminatedUnion('op', [
  z.strictObject({ attribute: z.string().min(1).max(100), op: z.literal('in'), values: z.array(z.string()).min(1) }),
  z.strictObject({
    attribute: z.string().min(1).max(100),
    op: z.literal('not_in'),
    values: z.array(z.string()).min(1)
  }),
  z.strictObject({ attribute: z.string().min(1).max(100), op: z.literal('from'), value: z.number() }),
  z.strictObject({ attribute: z.string().min(1).max(100), op: z.literal('below'), value: z.number() }),
  z.strictObject({ attribute: z.string().min(1).max(100), op: z.literal('known') }),
  z.strictObject({ attribute: z.string().min(1).max(100), op: z.literal('unknown') })
]);
export type Condition = z.infer<typeof conditionSchema>;

/** Stored form of a dimension. `attribute` alone = every value of that attribute is a segment of its own (region). */
export const dimensionSchema = z.strictObject({
  code,
  attribute: z.string().min(1).max(100).nullable(),
  segments: z.array(z.strictObject({ code, all: z.array(conditionSchema).min(1) })).max(50),
  /** Segment of whoever fits no rule; null = none. */
  otherwise: code.nullable()
});
export type Dimension = z.infer<typeof dimensionSchema>;

/** The segment of a customer in a dimension, or null. Rules are tried in order and all conditions of a rule must hold. */
export function segmentOf(dimension: Dimension, attributes: Attributes): string | null {
  for (const segment of dimension.segments) {
    if (segment.all.every((condition) => holds(condition, attributes[condition.attribute] ?? null)))
      return segment.code;
  }
  if (dimension.attribute !== null) {
    const value = attributes[dimension.attribute];
    if (value !== undefined && value !== null && value !== '') return String(value);
  }
  return dimension.otherwise;
}

/** Whether a condition holds. An unknown value fits `unknown` and `not_in` only; words are never at least a number. */
function holds(condition: Condition, value: AttributeValue): boolean {
  const known = value !== null && value !== '';
  switch (condition.op) {
    case 'in':
      return known && condition.values.includes(String(value));
    case 'not_in':
      return !known || !condition.values.includes(String(value));
    case 'from':
      return typeof value === 'number' && value >= condition.value;
    case 'below':
      return typeof value === 'number' && value < condition.value;
    case 'known':
      return known;
    case 'unknown':
      return !known;
  }
}
