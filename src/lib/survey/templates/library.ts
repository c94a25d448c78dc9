/** The questionnaires that ship, grouped by what they are for, in the order they are offered. */
import type { SurveyDocument } from '../document.ts';
import { effort } from './effort.ts';
import { employeePulse } from './employee-pulse.ts';
import { event } from './event.ts';
import { exit } from './exit.ts';
import { keyAccount } from './key-account.ts';
import { loyalty } from './loyalty.ts';
import { mergerBaseline } from './merger-baseline.ts';
import { mergerDayOne } from './merger-day-one.ts';
import { mergerIntegration } from './merger-integration.ts';
import { migrationCheck } from './migration-check.ts';
import { onboarding } from './onboarding.ts';
import { postMergerRelationship } from './post-merger-relationship.ts';
import { recovery } from './recovery.ts';
import { relationship } from './relationship.ts';
import { satisfactionIndex } from './satisfaction-index.ts';
import { servqual } from './servqual.ts';
import { transaction } from './transaction.ts';
import { winBack } from './win-back.ts';

/** What a questionnaire is for: the merger, the relationship as a whole, one contact, the quality of service, leaving, employees. */
export const purposes = ['merger', 'relationship', 'contact', 'quality', 'leaving', 'employees'] as const;
export type Purpose = (typeof purposes)[number];

export interface Template {
  readonly purpose: Purpose;
  readonly document: SurveyDocument;
}

const under = (purpose: Purpose, ...documents: SurveyDocument[]): Template[] =>
  documents.map((document) => ({ purpose, document }));

export const library: readonly Template[] = [
  ...under('merger', postMergerRelationship, mergerBaseline, mergerDayOne, mergerIntegration, migrationCheck),
  ...under('relationship', relationship, loyalty, keyAccount, onboarding),
  ...under('contact', transaction, effort, recovery, event),
  ...under('quality', satisfactionIndex, servqual),
  ...under('leaving', exit, winBack),
  ...under('employees', employeePulse)
];
