/** The rule editor's form: what may be posted, and the rule document it stands for. */
import { z } from 'zod';
import { parseRule, type Rule, ruleSchema } from '#lib/alerts/rule.ts';

const number = z
  .string()
  .trim()
  .regex(/^\d{1,5}(\.\d{1,3})?$/, 'invalid_value');
const day = z.union([z.literal(''), z.iso.date('invalid_value')]);

export const ruleFields = z.strictObject({
  name: z.string().trim().min(1, 'missing').max(120, 'too_long'),
  metric: z.string().max(40),
  minimumEffect: number,
  comparison: z.enum(['rest', 'own']),
  baseline: z.enum(['trailing', 'fixed']),
  weeks: number,
  from: day,
  to: day,
  dimension: z.enum(['', 'region', 'segment']),
  minimumN: number,
  years: number,
  closeAfter: number,
  recipients: z.array(z.uuid()).default([]),
  openNow: z.literal('yes').optional(),
  revision: z
    .string()
    .regex(/^\d{1,9}$/)
    .optional()
});
export const ruleLists = ['recipients'];
export type RuleFields = z.infer<typeof ruleFields>;

/** Where a problem of the document stands in the form. */
const places: Readonly<Record<string, string>> = {
  'baseline.weeks': 'weeks',
  'baseline.from': 'from',
  'baseline.to': 'to',
  'minimumN.window': 'minimumN',
  'falseAlarms.perNode': 'years'
};

/** The rule of a form; what the form does not ask stays as it was in `before`. */
export function ruleOf(
  fields: RuleFields,
  before: Rule | null
): { ok: true; rule: Rule } | { ok: false; errors: Record<string, string> } {
  const base = before ?? ruleSchema.parse({ metric: 'nps' });
  const parsed = parseRule({
    ...base,
    metric: before?.metric ?? fields.metric,
    minimumEffect: Number(fields.minimumEffect),
    comparison: fields.comparison,
    baseline:
      fields.baseline === 'fixed'
        ? { kind: 'fixed', from: fields.from, to: fields.to }
        : {
            kind: 'trailing',
            weeks: Number(fields.weeks),
            gap: base.baseline.kind === 'trailing' ? base.baseline.gap : 0
          },
    lattice: {
      ...base.lattice,
      dimension: before === null ? fields.dimension || null : before.lattice.dimension
    },
    minimumN: { ...base.minimumN, window: Number(fields.minimumN) },
    falseAlarms: { ...base.falseAlarms, perNode: 1 / Math.max(0.1, Number(fields.years)) },
    closeAfter: Number(fields.closeAfter)
  });
  if (parsed.ok) return parsed;
  const errors = parsed.problems.map(({ path }) => [places[path] ?? path.split('.')[0] ?? 'form', 'invalid_value']);
  return { ok: false, errors: Object.fromEntries(errors) as Record<string, string> };
}

/** The form of a rule. */
export function fieldsOf(name: string, rule: Rule, recipients: readonly string[]): RuleFields {
  const { baseline } = rule;
  return {
    name,
    metric: rule.metric,
    minimumEffect: String(rule.minimumEffect),
    comparison: rule.comparison,
    baseline: baseline.kind,
    weeks: baseline.kind === 'trailing' ? String(baseline.weeks) : '78',
    from: baseline.kind === 'fixed' ? baseline.from : '',
    to: baseline.kind === 'fixed' ? baseline.to : '',
    dimension: rule.lattice.dimension ?? '',
    minimumN: String(rule.minimumN.window),
    years: String(Math.round(1 / rule.falseAlarms.perNode)),
    closeAfter: String(rule.closeAfter),
    recipients: [...recipients]
  };
}
