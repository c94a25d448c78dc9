/** Every operation of the API, in the order of its document. */
import type { Operation } from '../operation.ts';
import { companyOperations } from './companies.ts';
import { organisationOperations } from './organisation.ts';
import { timelineOperations } from './timeline.ts';

export const operations: readonly Operation[] = [
  ...organisationOperations,
  ...companyOperations,
  ...timelineOperations
];
