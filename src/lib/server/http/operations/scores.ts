import { z } from 'zod';
import { breakdownParameters, combinedViews, dimensions, parseBreakdown, timeGrains } from '#lib/scores/breakdown.ts';
import type { Shown } from '#lib/scores/disclosure.ts';
import type { Figure } from '#lib/scores/figures.ts';
import { metricKeys } from '#lib/scores/metrics.ts';
import { answer as answerBreakdown } from '../../breakdowns.ts';
import { listCompanies } from '../../companies.ts';
import { iso, mayName, moment, none } from '../fields.ts';
import { answer, operation, refuse } from '../operation.ts';
import { invalid } from '../problem.ts';

const change = z
  .strictObject({
    delta: z.number(),
    low: z.number(),
    high: z.number(),
    p: z.number().nullable(),
    q: z.number().nullable().describe('After correction for all changes judged together'),
    sure: z.boolean(),
    meaning: z.enum(['better', 'worse', 'same'])
  })
  .describe('Change since the period of comparison')
  .meta({ id: 'ScoreChange' });

const figure = z
  .discriminatedUnion('state', [
    z.strictObject({
      state: z.literal('value'),
      n: z.int(),
      score: z.number(),
      low: z.number(),
      high: z.number(),
      invalid: z.int().describe('Codes outside the scale, left out of the score'),
      missing: z.int().describe('"Does not apply", left out of the score'),
      flagged: z
        .int()
        .nullable()
        .describe('Flagged answers, counted or left out as asked; null where the key may not tell them apart'),
      change: change.nullable()
    }),
    z.strictObject({ state: z.literal('few').describe('Hidden: too few answers, or it would give such a cell away') }),
    z.strictObject({ state: z.literal('none').describe('Nobody answered') })
  ])
  .meta({ id: 'ScoreFigure' });

const shown = z
  .strictObject({
    metric: z.string(),
    by: z.array(z.string()),
    grain: z.enum(timeGrains).nullable(),
    asOf: moment.describe('Data as of'),
    source: z.enum(['rollups', 'answers']),
    flagged: z
      .enum(['included', 'excluded', 'closed'])
      .describe('What became of flagged answers; closed: they count, and the key may not tell them apart'),
    unavailable: z.boolean().describe('Only answers could tell, and the key may not see them'),
    tests: z.int().describe('Changes judged together'),
    cells: z.array(z.strictObject({ row: z.string(), column: z.string(), figure })),
    total: figure.nullable()
  })
  .meta({ id: 'Scores' });

const text = z.union([z.string(), z.array(z.string())]).optional();
const hints: Readonly<Record<string, string>> = {
  metric: `Required: one of ${metricKeys.join(', ')}, or a series such as nps@1-5`,
  by: `Up to two of ${dimensions.join(', ')}, parted by commas; with a grain one`,
  grain: `Points in time: ${timeGrains.join(', ')}`,
  combined: `How several companies become one figure: ${combinedViews.join(', ')}`,
  flagged: 'Answers with signs of little care or of a machine: include (as usual) or exclude',
  company: 'Keys of companies, repeated'
};
const query = z.strictObject(
  Object.fromEntries(
    breakdownParameters.map((name) => [name, hints[name] === undefined ? text : text.describe(hints[name])])
  )
);

function show(given: Shown<Figure>): z.input<typeof figure> {
  if (given.kind !== 'value') return { state: given.kind };
  const { score, invalid: wrong, missing, flagged, change: moved } = given.value;
  const judged =
    moved === null
      ? null
      : {
          ...{ delta: moved.delta, low: moved.low, high: moved.high, p: moved.p, q: moved.q },
          ...{ sure: moved.sure, meaning: moved.meaning }
        };
  return {
    ...{ state: 'value', n: given.n, score: score.score, low: score.low, high: score.high },
    ...{ invalid: wrong, missing, flagged, change: judged }
  };
}

export const getScores = operation({
  id: 'readScores',
  method: 'GET',
  path: '/scores',
  tag: 'Scores',
  summary: 'Ask for scores: the breakdown of a dashboard as parameters',
  description:
    'Every figure carries its n and its 95 % interval. Small cells are hidden from keys without access to the answers behind ' +
    'them. The parameters are those of the address of a dashboard.',
  permission: 'scores.read',
  params: none,
  query,
  answer: shown,
  status: 200,
  run: async ({ db, scope, now, url }) => {
    const companies = (await listCompanies(db)).filter((one) => mayName(scope, one.id));
    const keys = companies.map(({ key }) => key);
    const read = parseBreakdown(url.searchParams, { known: { company: keys } });
    if (!read.ok) {
      const errors = read.errors.map(({ parameter, reason, allowed }) => ({
        parameter,
        code: reason,
        detail: 'This cannot be asked for',
        ...(allowed.length > 0 ? { allowed } : {})
      }));
      return refuse(invalid(errors));
    }
    const { breakdown } = read;
    const found = await answerBreakdown(db, scope, breakdown, companies, now);
    return answer({
      metric: breakdown.metric,
      by: [...breakdown.by],
      grain: breakdown.grain,
      asOf: iso(found.asOf),
      source: found.source,
      flagged: found.flagged,
      unavailable: found.unavailable,
      tests: found.tests,
      cells: found.cells.map(({ row, column, shown: one }) => ({ row, column, figure: show(one) })),
      total: found.total === null ? null : show(found.total)
    });
  }
});

export const scoreOperations = [getScores];
