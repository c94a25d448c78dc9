/** The form of an entrance: what it may hold, and how it becomes an entrance's value. */
import { z } from 'zod';
import { entranceChannels, sitesIn } from '#lib/outreach/entrance.ts';
import { kioskDefaults, kioskLimits, type KioskSettings, pinPattern } from '#lib/outreach/kiosk.ts';
import { hashPin } from '../access/pin.ts';
import type { NewEntrance } from '../entrances.ts';

const DAY = 86_400_000;

/** A whole number of seconds, as it is typed; without one what is usual. */
const seconds = (of: keyof typeof kioskLimits) =>
  z
    .string()
    .trim()
    .default('')
    .transform((text, context) => {
      const { min, max } = kioskLimits[of];
      const said = text === '' ? kioskDefaults[of] : /^\d{1,4}$/.test(text) ? Number(text) : 0;
      if (said < min || said > max) context.addIssue({ code: 'custom', message: 'invalid_seconds' });
      return said;
    });
const pin = z.union([z.literal(''), z.string().regex(pinPattern, 'invalid_pin')]).default('');
const ofKiosk = { pin, idleSeconds: seconds('idleSeconds'), thanksSeconds: seconds('thanksSeconds') };

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
    lastDay: z.union([z.literal(''), z.iso.date('invalid_value')]).default(''),
    ...ofKiosk
  })
  .refine(({ channel, sites }) => channel !== 'embed' || sites.length > 0, { path: ['sites'], message: 'missing' })
  .refine(({ channel, pin }) => channel !== 'kiosk' || pin !== '', { path: ['pin'], message: 'missing' });

/** A kiosk as it is set anew. An empty PIN leaves the one that is there. */
export const kioskSchema = z.strictObject(ofKiosk);

export async function kioskWith(
  form: z.output<typeof kioskSchema>,
  before: KioskSettings | null
): Promise<KioskSettings | null> {
  const { pin, idleSeconds, thanksSeconds } = form;
  const kept = pin === '' ? before?.pin : await hashPin(pin);
  return kept ? { pin: kept, idleSeconds, thanksSeconds } : null;
}

export async function entranceOf(form: z.output<typeof entranceSchema>, surveyId: string): Promise<NewEntrance> {
  const { name, companyId, programId, channel, withCode, oncePerDevice, sites, most, lastDay } = form;
  // Whoever stands at a kiosk has no code and no device of their own.
  const atKiosk = channel === 'kiosk';
  return {
    ...{ name, companyId, channel, surveyId },
    kiosk: atKiosk ? await kioskWith(form, null) : null,
    programId: programId === '' ? null : programId,
    withCode: !atKiosk && withCode === 'yes',
    oncePerDevice: !atKiosk && oncePerDevice === 'yes',
    sites: channel === 'embed' ? sites : [],
    most: most === '' ? null : Number(most),
    endsAt: lastDay === '' ? null : new Date(Date.parse(`${lastDay}T00:00:00Z`) + DAY)
  };
}
