import { getLocale } from '#lib/paraglide/runtime.js';

/** A moment in the reader's language, with the time zone named: everything is kept and shown in UTC. */
export function momentText(moment: Date): string {
  return new Intl.DateTimeFormat(getLocale(), {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC'
  })
    .format(moment)
    .concat(' UTC');
}

/** A calendar day, `YYYY-MM-DD`, in the reader's language. */
export function dayText(day: string): string {
  return new Intl.DateTimeFormat(getLocale(), { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`)
  );
}

/** A wait in the reader's language, in hours once minutes would be many. */
export function waitText(minutes: number): string {
  const long = minutes >= 120;
  const style = { style: 'unit', unit: long ? 'hour' : 'minute', unitDisplay: 'long' } as const;
  return new Intl.NumberFormat(getLocale(), style).format(long ? Math.ceil(minutes / 60) : minutes);
}
