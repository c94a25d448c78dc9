/**
 * Lifecycle stages: the models, their order, which stages mean that the customer has left, and the stage a customer was in
 * on a day.
 */
import { z } from 'zod';

export interface Stage {
  /** Stored with customers and answers; words for the shipped codes are in messages. */
  readonly code: string;
  /** The relationship has ended; such customers are not asked and do not count as active. */
  readonly left: boolean;
  /** The name a deployment gave it; null = the shipped words of this code. */
  readonly label: string | null;
}

/** Stages in the order a relationship goes through them. */
export interface LifecycleModel {
  readonly code: string;
  readonly stages: readonly Stage[];
}

const on = (code: string): Stage => ({ code, left: false, label: null });
const left: Stage = { code: 'churned', left: true, label: null };

/** Exploration, development, stable, degradation: the relationship between two sides. */
export const relationship: LifecycleModel = {
  code: 'relationship',
  stages: [on('exploration'), on('development'), on('stable'), on('degradation'), left]
};

/** Introduction, growth, maturity, decline: the life of a business. */
export const growth: LifecycleModel = {
  code: 'growth',
  stages: [on('introduction'), on('growth'), on('maturity'), on('decline'), left]
};

export const shippedModels: readonly LifecycleModel[] = [relationship, growth];

/** Stored form of a model. A custom one needs two to twelve stages, at least one that is on and one that is left, at the end. */
export const lifecycleSchema = z
  .strictObject({
    code: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
    stages: z
      .array(
        z.strictObject({
          code: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
          left: z.boolean(),
          label: z.string().min(1).max(60).nullable()
        })
      )
      .min(2)
      .max(12)
  })
  .refine((model) => new Set(model.stages.map((stage) => stage.code)).size === model.stages.length, 'duplicate_stage')
  .refine((model) => model.stages[0]?.left === false && model.stages.at(-1)?.left === true, 'left_not_last')
  .refine((model) => model.stages.every((s, i, all) => !s.left || all.slice(i).every((r) => r.left)), 'left_not_last');

/** Place in the model, 0 = first; -1 = no stage of it. */
export function stageOrder(model: LifecycleModel, code: string): number {
  return model.stages.findIndex((stage) => stage.code === code);
}

/** Whether the code means that the customer has left; false for a code of another model. */
export function isLeft(model: LifecycleModel, code: string): boolean {
  return model.stages.some((stage) => stage.code === code && stage.left);
}

/** One dated move. `day` is `YYYY-MM-DD`; the stage holds from that day on. */
export interface StageMove {
  readonly day: string;
  readonly stage: string;
}

/**
 * The stage on a day: the last move up to and including it, in the order of the days; of two on one day the later row wins.
 * Null before the first move.
 */
export function stageAt(history: readonly StageMove[], day: string): string | null {
  let found: StageMove | null = null;
  for (const move of history) {
    if (move.day > day) continue;
    if (found === null || move.day >= found.day) found = move;
  }
  return found?.stage ?? null;
}

/** The history in time order with one move per day (the later row) and without moves to where the customer already was. */
export function tidyHistory(history: readonly StageMove[]): StageMove[] {
  const byDay = new Map<string, StageMove>();
  for (const move of history) byDay.set(move.day, move);
  const tidy: StageMove[] = [];
  for (const move of [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    if (tidy.at(-1)?.stage !== move.stage) tidy.push(move);
  }
  return tidy;
}
