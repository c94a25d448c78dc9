/** Whom a program asks, as a value: what is stored with the program, shown as a sentence and turned into one query. */
import { z } from 'zod';

const codes = z.array(z.string().min(1).max(100)).max(100).default([]);

/** An empty list means "all". A company the reader holds no records of is never part of it. */
export const audienceSchema = z.strictObject({
  companies: z.array(z.uuid()).max(50).default([]),
  stages: codes,
  segments: codes,
  regions: codes,
  tiers: codes,
  /** The customer's sales channel, not the channel of the invitation. */
  channels: codes,
  locales: codes,
  /** Customers without a usable address are no part of the audience, instead of being left out with a reason. */
  withEmail: z.boolean().default(false),
  /** Ask at most this many, drawn at random; null asks everybody. */
  sample: z.int().min(1).max(10_000_000).nullable().default(null)
});

export type Audience = z.infer<typeof audienceSchema>;

export const everybody: Audience = audienceSchema.parse({});
