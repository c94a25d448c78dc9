/**
 * Kiosks: an entrance on a device that many people use one after the other. What the device is given, what it sends back, and
 * when an answer was given that comes from a device whose clock nobody knows. No library: the device carries this file.
 */
import type { Face } from '#lib/survey/brand.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import type { EntranceState } from './entrance.ts';

/** What the database keeps of a kiosk's settings. */
export interface KioskSettings {
  readonly pin: Pin;
  /** Seconds without a touch after which it asks whether somebody is still there. */
  readonly idleSeconds: number;
  /** Seconds the thank-you stays. */
  readonly thanksSeconds: number;
}

/** A PIN as PBKDF2 over SHA-256: what browsers can work out by themselves, so that it works without a line. Base64. */
export interface Pin {
  readonly salt: string;
  readonly iterations: number;
  readonly hash: string;
}

export const pinPattern = /^\d{4,8}$/;
export const kioskDefaults = { idleSeconds: 60, thanksSeconds: 10 } as const;
export const kioskLimits = { idleSeconds: { min: 15, max: 600 }, thanksSeconds: { min: 5, max: 120 } } as const;
/** So long whoever stands there is asked whether they are, as WCAG 2.2.1 wants it: no less than 20 seconds. */
export const countdownSeconds = 20;

/** Everything a device needs to ask without a line. */
export interface Pack extends KioskSettings {
  /** Another one wherever anything in it, or the page in front of the survey, is another. */
  readonly stamp: string;
  readonly state: EntranceState;
  /** Milliseconds since 1970 at which the way in ends, by the server's clock; null for never. */
  readonly endsAt: number | null;
  readonly company: Face;
  /** What the survey's texts may name. */
  readonly values: Readonly<Record<string, string>>;
  readonly version: { readonly id: string; readonly number: number };
  readonly document: SurveyDocument;
}

/** Answers of one person as a device sends them. */
export interface Given {
  /** Made on the device: whatever is sent again under it is stored once. Decides orders and arms as well. */
  readonly key: string;
  readonly version: string;
  readonly language: string;
  /** Whether somebody finished, or walked away. */
  readonly done: boolean;
  /** Id of the page they were on. */
  readonly page: string;
  /** Milliseconds between the last touch and the moment of sending, by the device. */
  readonly age: number;
  /** Milliseconds between the first and the last touch. */
  readonly took: number;
  /** The server's time when the device last heard of it before these answers. */
  readonly since: number | null;
  /** Seconds in front of each page, as the survey page writes them. */
  readonly times: string;
  readonly fields: readonly (readonly [string, string])[];
}

export interface Call {
  readonly device: string;
  /** How many wait on the device after these, and how many it keeps that were refused. */
  readonly waiting: number;
  readonly refused: number;
  /** Stamp of the pack it has. */
  readonly known: string | null;
  readonly given: readonly Given[];
}

/** Why answers will not be taken however often they come. */
export const refusals = ['closed', 'late', 'version', 'invalid', 'large'] as const;
export type Refusal = (typeof refusals)[number];

export type Outcome =
  | { readonly key: string; readonly is: 'stored' | 'known' }
  | { readonly key: string; readonly is: 'refused'; readonly why: Refusal };

export interface Reply {
  /** The server's time. */
  readonly at: number;
  readonly state: EntranceState;
  readonly outcomes: readonly Outcome[];
  /** Null for a device that has the newest. */
  readonly pack: Pack | null;
}

/** Most answers of one call, and most bytes of their JSON: well under what the server reads. */
export const mostPerCall = 50;
export const mostBytes = 300_000;
/** Answers older than this are taken no more. */
export const keptMs = 7 * 86_400_000;

/**
 * When answers were given, by the server's clock: as long before `now` as the device says, never in the future, and never before
 * the server's time that the device had heard by then. So a clock that stands wrong does no harm, and one that was put right in
 * between cannot move an answer out of the span it must lie in. Null for answers that are too old.
 */
export function givenAt({ age, since }: Pick<Given, 'age' | 'since'>, now: Date): Date | null {
  const latest = now.getTime();
  const earliest = Math.min(since ?? -Infinity, latest);
  const at = Math.max(earliest, Math.min(latest, latest - age));
  return at < latest - keptMs ? null : new Date(at);
}

/** Answers as the fields of a form: what the server reads, and what a hidden field of the survey page carries on. */
export function fieldsOf(answers: Readonly<Record<string, unknown>>): [string, string][] {
  return Object.entries(answers).flatMap(([name, said]) =>
    [said].flat().map((value): [string, string] => [name, String(value)])
  );
}
