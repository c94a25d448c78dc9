/** What an alert rule is: the stored document, checked with one schema by the rule editor and by the API. Statistics.md section 3, A-02. */
import { z } from 'zod';
import { describe } from '#lib/scores/metrics.ts';

const whole = (low: number, high: number, what: string) =>
  z
    .number({ error: `${what} must be a number` })
    .int(`${what} must be a whole number`)
    .min(low, `${what} must be at least ${low}`)
    .max(high, `${what} must be at most ${high}`);

const points = (low: number, high: number, what: string) =>
  z
    .number({ error: `${what} must be a number of points` })
    .min(low, `${what} must be at least ${low} points`)
    .max(high, `${what} must be at most ${high} points`);

const date = z.iso.date({ error: 'must be a date written YYYY-MM-DD' });

const trailing = z.strictObject({
  kind: z.literal('trailing'),
  /** Length of the baseline, which ends `gap` weeks before the longest window begins. */
  weeks: whole(8, 156, 'The baseline'),
  gap: whole(0, 26, 'The gap').default(0)
});

const fixed = z
  .strictObject({ kind: z.literal('fixed'), from: date, to: date })
  .refine((b) => b.from < b.to, { error: 'The baseline must end after it begins', path: ['to'] });

/**
 * `comparison` says what a score is held against. `rest`: its own baseline, and what the rest of the same company did in the
 * same weeks is taken off, so that a season or an announcement that moves everybody is no alarm of one group; a whole company and
 * everybody are held against their own baseline (no company is a control for another in a merger). `own`: every node against its own baseline alone.
 */
export const ruleSchema = z
  .strictObject({
    metric: z
      .string()
      .regex(/^[a-z][a-z0-9_]*(@\d+-\d+)?$/, 'The metric must be a code such as nps or csat')
      .refine((id) => describe(id)?.higherIsBetter !== false, {
        error: 'A rule watches for a fall, and this metric is better the lower it is: watch loyalty or repurchase'
      }),
    detector: z.literal('drop', { error: "The detector must be 'drop'" }).default('drop'),
    comparison: z.enum(['rest', 'own'], { error: "The comparison must be 'rest' or 'own'" }).default('rest'),
    /** A smaller fall is no alert, however sure. */
    minimumEffect: points(0.5, 100, 'The smallest drop').default(5),
    /**
     * How far a score wanders by itself within a quarter, one standard deviation in points: a group against the rest of its
     * company, and a whole company (or everybody), which has only itself to be held against, so that a season, an announcement
     * and a company's own drift are all in it (statistics.md finding 1). What may be drift is not called a fall.
     * Left out: what `driftOf` says for the metric.
     */
    drift: z
      .strictObject({ group: points(0, 30, 'The drift of a group'), company: points(0, 30, 'The drift of a company') })
      .optional(),
    /** Lengths of the windows looked at each week; the fall shows best in the one that fits its age. */
    windows: z
      .array(whole(1, 52, 'A window'))
      .min(1, 'Name at least one window')
      .max(6, 'Name at most six windows')
      .refine((list) => list.every((w, i) => i === 0 || w > (list[i - 1] ?? 0)), 'Windows must grow from left to right')
      .default([4, 8, 13, 26]),
    baseline: z.discriminatedUnion('kind', [trailing, fixed]).default({ kind: 'trailing', weeks: 78, gap: 0 }),
    minimumN: z
      .strictObject({
        window: whole(5, 10_000, 'The answers in a window').default(20),
        baseline: whole(30, 100_000, 'The answers in the baseline').default(60)
      })
      .default({ window: 20, baseline: 60 }),
    /** False discovery rate over the nodes judged in one week. */
    fdr: z
      .number()
      .gt(0, 'The false discovery rate must be above 0')
      .max(0.5, 'The false discovery rate must be at most 0.5')
      .default(0.05),
    /** False alarms a year: of one stable node at most (0.1 = once in ten years), and of all watched nodes together. */
    falseAlarms: z
      .strictObject({
        perNode: z.number().min(0.001, 'at least 0.001 a year').max(2, 'at most 2 a year').default(0.1),
        together: z.number().min(0.01, 'at least 0.01 a year').max(52, 'at most 52 a year').default(4)
      })
      .default({ perNode: 0.1, together: 4 }),
    lattice: z
      .strictObject({
        company: z.boolean().default(true),
        stage: z.boolean().default(true),
        dimension: z
          .enum(['region', 'segment'], { error: "The dimension must be 'region' or 'segment'" })
          .nullable()
          .default(null)
      })
      .default({ company: true, stage: true, dimension: null }),
    /** Quiet weeks in a row before an open alert closes. */
    closeAfter: whole(1, 26, 'The quiet weeks').default(3)
  })
  .describe('An alert rule: a score dropped against its baseline');

export type Rule = z.infer<typeof ruleSchema>;

/** A rule as sent: everything but the metric has a default. */
export type RuleInput = z.input<typeof ruleSchema>;

/** Checks an unknown value. A bad rule gives every problem with the path it was found at. */
export function parseRule(
  value: unknown
): { ok: true; rule: Rule } | { ok: false; problems: { path: string; message: string }[] } {
  const result = ruleSchema.safeParse(value);
  if (result.success) return { ok: true, rule: result.data };
  return { ok: false, problems: result.error.issues.map((i) => ({ path: i.path.join('.'), message: i.message })) };
}

/**
 * The ordinary drift a rule reckons with, points a quarter. Without one of its own: season, announcement and a company's own walk
 * together make about .12 latent standard deviations a quarter (statistics.md W-05), 8 points of NPS and 4 of a score from 0 to 100.
 */
export const driftOf = (rule: Rule): { group: number; company: number } =>
  rule.drift ?? (rule.metric === 'nps' ? { group: 2, company: 8 } : { group: 1, company: 4 });

/** The longest window of a rule, weeks. */
export const longestWindow = (rule: Rule): number => rule.windows.at(-1) ?? 1;
