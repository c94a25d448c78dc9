/** The parts that replays and alerts share, as the API shows them: weeks as their Mondays, scores in points. */
import { z } from 'zod';
import type { WindowEvidence } from '#lib/alerts/detector.ts';
import type { Node } from '#lib/alerts/lattice.ts';
import { mondayText } from '#lib/alerts/week.ts';
import { day, id } from '../fields.ts';

export const node = z
  .strictObject({
    companyId: id.nullable(),
    stage: z.string().nullable(),
    value: z.string().nullable().describe('A region or segment, where the rule watches them')
  })
  .describe('A group of customers; null = all of them')
  .meta({ id: 'AlertNode' });

const span = z.strictObject({ from: day, to: day }).describe('Weeks, by their Mondays, both included');

export const evidence = z
  .strictObject({
    score: z.number(),
    baselineScore: z.number(),
    change: z.number().describe('Against the own baseline, points'),
    excess: z.number().describe('The part of it that the rest of the company does not share'),
    low: z.number().describe('95 % interval of the excess'),
    high: z.number(),
    n: z.int(),
    baselineN: z.int(),
    window: span,
    baseline: span
  })
  .meta({ id: 'AlertEvidence' });

export const showNode = ({ company, stage, value }: Node): z.input<typeof node> => ({
  companyId: company,
  stage,
  value
});

const showSpan = ({ from, to }: { from: number; to: number }) => ({ from: mondayText(from), to: mondayText(to) });

export function showEvidence(one: WindowEvidence): z.input<typeof evidence> {
  const { score, baselineScore, change, excess, low, high, n, baselineN, window, baseline } = one;
  const figures = { score, baselineScore, change, excess, low, high, n, baselineN };
  return { ...figures, window: showSpan(window), baseline: showSpan(baseline) };
}
