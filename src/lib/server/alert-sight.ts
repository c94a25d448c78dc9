/**
 * Who may see an alert: readers whose scope holds its company; of a roll-up over all companies, readers whose scope holds all of
 * them. A reader of aggregates sees none that rests on fewer answers than the privacy minimum (S-13, S-17, S-55).
 */
import { and, inArray, isNull, notInArray, or, type SQL, sql } from 'drizzle-orm';
import { recordCompanies, scoreCompanies, seesRecords, type Scope } from '#lib/merger/scope.ts';
import type { Db } from './db/open.ts';
import { alert } from './db/schema/alerts.ts';
import { company } from './db/schema/organisation.ts';

interface Counts {
  readonly n: number;
  readonly baselineN: number;
}

/** Whether figures of a group over companies of the scope may be told: `companyId` null is all of the scope's companies. */
export function mayTell(scope: Scope, companyId: string | null, { n, baselineN }: Counts, minimum: number): boolean {
  const concerned = companyId === null ? scoreCompanies(scope) : [companyId];
  if (concerned.length === 0 || concerned.some((id) => scope.companies[id] === undefined)) return false;
  return concerned.every((id) => seesRecords(scope, id)) || Math.min(n, baselineN) >= minimum;
}

/** Whether a reader may see an alert; `all` are the companies that exist. The same as `visible` says in SQL. */
export function maySee(
  scope: Scope,
  found: { companyId: string | null; evidence: Counts },
  all: readonly string[],
  minimum: number
): boolean {
  if (found.companyId === null && all.some((id) => scope.companies[id] === undefined)) return false;
  return mayTell(scope, found.companyId, found.evidence, minimum);
}

/** The alerts a reader may see, as a condition on `alert`. */
export function visible(db: Db, scope: Scope, minimum: number): SQL {
  const scores = scoreCompanies(scope);
  const records = recordCompanies(scope);
  if (scores.length === 0) return sql`false`;
  const enough = sql`least((${alert.evidence}->>'n')::int, (${alert.evidence}->>'baselineN')::int) >= ${minimum}`;
  const holdsAll = sql`not exists ${db.select({ id: company.id }).from(company).where(notInArray(company.id, scores))}`;
  const onRecord = scores.length === records.length ? sql`true` : sql`false`;
  return or(
    records.length === 0 ? sql`false` : inArray(alert.companyId, records),
    and(inArray(alert.companyId, scores), enough),
    and(isNull(alert.companyId), holdsAll, or(onRecord, enough))
  )!;
}
