/** Every operation of the API, in the order of its document. */
import type { Operation } from '../operation.ts';
import { alertRuleOperations } from './alert-rules.ts';
import { alertOperations } from './alerts.ts';
import { companyOperations } from './companies.ts';
import { customerOperations } from './customers.ts';
import { importOperations } from './imports.ts';
import { invitationOperations } from './invitations.ts';
import { organisationOperations } from './organisation.ts';
import { programOperations } from './programs.ts';
import { responseOperations } from './responses.ts';
import { scoreOperations } from './scores.ts';
import { questionnaireOperations } from './questionnaires.ts';
import { surveyOperations } from './surveys.ts';
import { timelineOperations } from './timeline.ts';

export const operations: readonly Operation[] = [
  ...organisationOperations,
  ...companyOperations,
  ...timelineOperations,
  ...importOperations,
  ...customerOperations,
  ...surveyOperations,
  ...questionnaireOperations,
  ...programOperations,
  ...invitationOperations,
  ...responseOperations,
  ...scoreOperations,
  ...alertRuleOperations,
  ...alertOperations
];
