/** The form of an entrance: what it may hold, and how it becomes an entrance's value. */
import { z } from 'zod';
import { entranceChannels, sitesIn } from '#lib/outreach/entrance.ts';
import type { NewEntrance } from '../entrances.ts';

const DAY = 86_400_000;

export const entranceSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    companyId: z.uuid(),
    programId: z.union([z.literal(''), z.uuid()]).default(''),
    channel: z.enum(entranceChannels),
    withCode: z.literal('yes').optional(),
    oncePerDevice: z.literal('yes').optional(),
    sites: z
      .string()
      .max(4_000)
      .default('')
      .transform((text, context) => {
        const sites = sitesIn(text);
        if (sites === null) context.addIssue({ code: 'custom', message: 'invalid_sites' });
        return sites ?? [];
      }),
    most: z
      .union([
        z.literal(''),
        z
          .string()
          .trim()
          .regex(/^[1-9]\d{0,7}$/, 'invalid_value')
      ])
      .default(''),
    /** The last day on which it may be begun. */
    lastDay: z.union([z.literal(''), z.iso.date('invalid_value')]).default('')
  })
  .refine(({ channel, sites }) => channel !== 'embed' || sites.length > 0, { path: ['sites'], message: 'missing' });

export function entranceOf(form: z.output<typeof entranceSchema>, surveyId: string): NewEntrance {
  const { name, companyId, programId, channel, withCode, oncePerDevice, sites, most, lastDay } = form;
  return {
    ...{ name, companyId, channel, surveyId },
    programId: programId === '' ? null : programId,
    withCode: withCode === 'yes',
    oncePerDevice: oncePerDevice === 'yes',
    sites: channel === 'embed' ? sites : [],
    most: most === '' ? null : Number(most),
    endsAt: lastDay === '' ? null : new Date(Date.parse(`${lastDay}T00:00:00Z`) + DAY)
  };
}
