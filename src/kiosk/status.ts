/** How a kiosk stands, as the worker tells the page in front of the survey. */
import type { EntranceState } from '#lib/outreach/entrance.ts';
import type { Pin, Refusal } from '#lib/outreach/kiosk.ts';

export interface Status {
  readonly state: EntranceState;
  readonly stamp: string | null;
  readonly trouble: 'line' | 'busy' | 'gone' | null;
  /** Whether somebody can begin. */
  readonly ready: boolean;
  readonly version: number | null;
  readonly pin: Pin | null;
  readonly idleSeconds: number;
  readonly thanksSeconds: number;
  readonly waiting: number;
  readonly refused: readonly { readonly why: Refusal; readonly count: number }[];
  readonly sentToday: number;
  /** When the server was last heard of, by the clock of the device. */
  readonly heard: number | null;
}
