import { sql } from 'drizzle-orm';
import { recordCompanies, type Scope } from '#lib/merger/scope.ts';
import type { Db } from './open.ts';

/**
 * Runs `work` in a transaction that may touch the records of the scope's companies and no others. Row-level security does the
 * rest: a scope without records gives no rows, whatever the query forgot to say.
 */
export function scoped<T>(db: Db, scope: Scope, work: (tx: Db) => Promise<T>): Promise<T> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('app.records', ${recordCompanies(scope).join(',')}, true)`);
    return work(tx);
  });
}
