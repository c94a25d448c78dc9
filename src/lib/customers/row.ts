/** The typed rows an import makes of the records of a file, and the reports about cells that could not be read. */
import type { ContactReason, Email } from './contact.ts';
import type { Scale } from './fields.ts';
import type { ValueReason } from './values.ts';

export type RowReason =
  | ValueReason
  | ContactReason
  | 'wrong_number_of_cells'
  | 'undecodable'
  | 'missing_value'
  | 'unknown_code'
  | 'unknown_country'
  | 'unknown_language'
  | 'invalid_flag'
  | 'missing_scale'
  | 'unknown_scale'
  | 'question_twice'
  | 'answered_before_invited'
  | 'shortened';

export interface CellReport {
  /** The header of the column; '' where the whole record is meant. */
  readonly column: string;
  readonly reason: RowReason;
  /** What stood there, cut to 200 characters. */
  readonly value: string;
  /** What would have been read, where that can be listed. */
  readonly expected: readonly string[];
}

/** What every row has. */
export interface Base {
  readonly company: string;
  readonly customerId: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface CustomerRow extends Base {
  readonly kind: 'customers';
  readonly name: string;
  readonly account: string | null;
  readonly email: Email | null;
  /** `+` and digits. */
  readonly phone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly segment: string | null;
  readonly industry: string | null;
  /** Yearly value in the base currency, to the cent. */
  readonly value: number | null;
  readonly since: string | null;
  readonly stage: string | null;
  readonly locale: string | null;
  readonly salesChannel: string | null;
}

export interface StageRow extends Base {
  readonly kind: 'stages';
  readonly stage: string;
  readonly from: string;
}

export interface InvitationRow extends Base {
  readonly kind: 'invitations';
  readonly invitationId: string;
  readonly invitedAt: Date;
  readonly channel: string | null;
  readonly locale: string | null;
  readonly surveyKind: string | null;
  readonly surveyVersion: string | null;
}

/** One answer as it was given: `value` may lie outside the scale (99, -1) and is then counted as invalid, never scored. */
export interface ImportedAnswer {
  readonly question: string;
  readonly metric: string;
  readonly aspect: 'perceived' | 'expected';
  readonly scale: Scale;
  readonly value: number;
}

export interface AnswerRow extends Base {
  readonly kind: 'answers';
  readonly responseId: string;
  readonly invitationId: string | null;
  readonly invitedAt: Date | null;
  readonly answeredAt: Date;
  readonly receivedAt: Date | null;
  readonly channel: string | null;
  readonly locale: string | null;
  readonly comment: string | null;
  readonly repurchased: boolean | null;
  /** Questions without an answer are absent. */
  readonly answers: readonly ImportedAnswer[];
}

export type ImportRow = CustomerRow | StageRow | InvitationRow | AnswerRow;

export type RowResult =
  | { readonly ok: true; readonly row: ImportRow; readonly notes: readonly CellReport[] }
  | { readonly ok: false; readonly errors: readonly CellReport[] };
