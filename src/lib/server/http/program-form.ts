/** The form of a program: what it may hold, and how it becomes the program's value. */
import { z } from 'zod';
import { audienceSchema } from '#lib/outreach/audience.ts';
import { audienceParts } from '#lib/outreach/audience-parts.ts';
import type { ProgramInput } from '../programs.ts';

const codes = z.array(z.string().min(1).max(100)).max(100).default([]);
const number = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,8}$/, 'invalid_value')
    .transform(Number)
    .refine((value) => value >= least && value <= most, 'invalid_value');

export const programSchema = z.strictObject({
  name: z.string().trim().min(1).max(120),
  surveyId: z.uuid(),
  channel: z.enum(['email', 'link', 'phone']),
  kind: z.enum(['relationship', 'transactional']),
  companies: z.array(z.uuid()).max(50).default([]),
  stages: codes,
  segments: codes,
  regions: codes,
  tiers: codes,
  channels: codes,
  locales: codes,
  withEmail: z.literal('yes').optional(),
  sample: z.union([z.literal(''), number(1, 10_000_000)]).default(''),
  fatigueDays: number(0, 365),
  expiresDays: number(1, 365),
  editable: z.literal('yes').optional(),
  contactOffered: z.literal('yes').optional(),
  onward: z.string().trim().max(2000).default(''),
  onwardAtOnce: z.literal('yes').optional()
});

/** Fields that may come several times. */
export const programLists = ['companies', ...audienceParts];

export function programOf(form: z.output<typeof programSchema>): ProgramInput {
  const { name, surveyId, channel, kind, fatigueDays, expiresDays, withEmail, sample, ...more } = form;
  const { editable, contactOffered, onward, onwardAtOnce, ...lists } = more;
  const rest = { withEmail: withEmail === 'yes', sample: sample === '' ? null : sample };
  return {
    name,
    surveyId,
    channel,
    kind,
    fatigueDays,
    expiresDays,
    editable: editable === 'yes',
    contactOffered: contactOffered === 'yes',
    onward: onward || null,
    onwardAtOnce: onwardAtOnce === 'yes',
    audience: audienceSchema.parse({ ...lists, ...rest })
  };
}
