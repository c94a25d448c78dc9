/**
 * Whose figures and records a reader may see (security.md section 1). A scope is a value: it is worked out once per request
 * from what was granted and from the clean-team switch, and handed to every read.
 */

/** `records`: customers, answers, invitations. `aggregates`: scores above the privacy minimum only. */
export type Access = 'records' | 'aggregates';

export interface Scope {
  /** Company id to access. A company that is absent is invisible. */
  readonly companies: Readonly<Record<string, Access>>;
  /** Sees that a customer of one company is also a customer of another. */
  readonly overlap: boolean;
}

export type Role = 'admin' | 'editor' | 'analyst' | 'agent' | 'leader';

/** What an administrator gave to a person or a key. The first company with records is the home company. */
export interface Grant {
  readonly role: Role;
  readonly cleanTeam: boolean;
  readonly companies: readonly { readonly companyId: string; readonly access: Access }[];
}

export const noScope: Scope = { companies: {}, overlap: false };

/**
 * The scope a grant gives at this moment. `separationEndsAt` is the dated clean-team switch: before it (or while it is not
 * set) only the clean team holds records of more than one company; others keep the records of their home company and lose
 * every other company's figures unless aggregates were granted for them. Leaders hold aggregates whatever was granted.
 * `companyIds` are the companies that exist: the clean team has records on all of them, and ids that no longer exist fall away.
 */
export function scopeOf(grant: Grant, companyIds: readonly string[], separationEndsAt: Date | null, now: Date): Scope {
  const companies: Record<string, Access> = {};
  const leader = grant.role === 'leader';
  if (grant.cleanTeam && !leader) {
    for (const id of companyIds) companies[id] = 'records';
    return { companies, overlap: true };
  }
  const separated = separationEndsAt === null || now.getTime() < separationEndsAt.getTime();
  let home: string | null = null;
  for (const { companyId, access } of grant.companies) {
    if (!companyIds.includes(companyId)) continue;
    if (leader || access === 'aggregates') {
      companies[companyId] ??= 'aggregates';
    } else if (!separated || home === null || home === companyId) {
      home ??= companyId;
      companies[companyId] = 'records';
    }
  }
  return { companies, overlap: !separated && Object.values(companies).filter((a) => a === 'records').length > 1 };
}

/** Ids of the companies whose customer-level data the scope opens. */
export function recordCompanies(scope: Scope): string[] {
  return Object.keys(scope.companies).filter((id) => scope.companies[id] === 'records');
}

/** Ids of the companies whose scores the scope opens, with or without records. */
export function scoreCompanies(scope: Scope): string[] {
  return Object.keys(scope.companies);
}

/** True where the reader may see the answers behind a figure, so that small cells need not be hidden from them. */
export function seesRecords(scope: Scope, companyId: string): boolean {
  return scope.companies[companyId] === 'records';
}
