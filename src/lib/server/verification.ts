/** Checks the stored data against itself (reliability.md section 3): what `npm run verify` and the harness print. */
import { sql } from 'drizzle-orm';
import { type Db, rows } from './db/open.ts';
import { compareWithAnswers } from './recompute.ts';
import { compare, type Difference, queueLength } from './rollups.ts';

export interface Assertion {
  /** Letter of the checker's table, or a word of our own. */
  id: string;
  /** What holds, as a sentence for the console. */
  says: string;
  ok: boolean;
  /** How many cases break it, and the first few of them. */
  broken: number;
  examples: string[];
}

export interface Verification {
  ok: boolean;
  lines: string[];
  assertions: Assertion[];
  /** Responses that wait to be folded: they are in no rollup yet, and that is no fault. */
  waiting: number;
}

/** Queries that must give no row; each gives one text per case that breaks the sentence. */
const laws: { id: string; says: string; broken: ReturnType<typeof sql> }[] = [
  {
    id: 'e',
    says: 'an invitation is used if and only if its response exists',
    broken: sql`
      select 'invitation ' || i.id as at from invitation i
      where i.response_id is not null and not exists (select from response r where r.id = i.response_id)
      union all
      select 'response ' || r.id from response r join invitation i on i.id = r.invitation_id
      where r.source = 'page' and r.state = 'complete' and i.response_id is distinct from r.id`
  },
  {
    id: 'i',
    says: 'nothing refers to something that is gone',
    broken: sql`
      select 'response ' || r.id || ' without its customer' as at from response r
      where r.customer_id is not null and not exists (select from customer c where c.id = r.customer_id)
      union all
      select 'response ' || r.id || ' without its invitation' from response r
      where r.invitation_id is not null and not exists (select from invitation i where i.id = r.invitation_id)
      union all
      select 'response ' || r.id || ' without its survey version' from response r
      where r.survey_version_id is not null
        and not exists (select from survey_version v where v.id = r.survey_version_id)
      union all
      select 'fold queue ' || q.response_id from fold_queue q
      where not exists (select from response r where r.id = q.response_id)
      union all
      select 'response ' || r.id || ' of another company than its customer' from response r
      join customer c on c.id = r.customer_id where c.company_id <> r.company_id`
  },
  {
    id: 'once',
    says: 'no submission and no link has two responses',
    broken: sql`
      select 'invitation ' || invitation_id as at from response
      where invitation_id is not null and source = 'page' group by invitation_id having count(*) > 1
      union all
      select 'submission ' || submission_key from response where source = 'page'
      group by submission_key having count(*) > 1
      union all
      select 'external id ' || external_id from response where external_id is not null
      group by company_id, external_id having count(*) > 1`
  },
  {
    id: 'paper',
    says: 'a sheet of paper is stored if and only if its response exists, and no response is of two sheets',
    broken: sql`
      select 'sheet ' || s.id as at from paper_sheet s
      where (s.state = 'stored') <> exists (select from response r where r.id = s.response_id)
      union all
      select 'response ' || response_id from paper_sheet where response_id is not null
      group by response_id having count(*) > 1`
  },
  {
    id: 'arrays',
    says: 'every response has as many contributions as codes and series, none of them twice',
    broken: sql`
      select 'response ' || id as at from response
      where cardinality(metric) <> cardinality(value) or cardinality(metric) <> cardinality(code)
        or cardinality(metric) <> (select count(distinct m) from unnest(metric) m)`
  }
];

const SHOWN = 5;

/** Runs every assertion on what is committed now. Takes the handle that sees every row. */
export async function verifyDatabase(db: Db): Promise<Verification> {
  const assertions: Assertion[] = [];
  for (const { id, says, broken } of laws) {
    const found = rows<{ at: string }>(await db.execute(sql`select at from (${broken}) as broken`));
    assertions.push({
      id,
      says,
      ok: found.length === 0,
      broken: found.length,
      examples: first(found.map((f) => f.at))
    });
  }
  assertions.push(held('f1', 'rollups are what all contributions give from scratch', await compare(db)));
  assertions.push(held('f2', 'rollups are what the raw answers give in plain SQL', await compareWithAnswers(db)));
  const waiting = await queueLength(db);
  const lines = assertions.flatMap(({ id, says, ok, broken, examples }) => [
    `${ok ? 'ok    ' : 'BROKEN'} ${id.padEnd(6)} ${says}${ok ? '' : ` (${broken})`}`,
    ...examples.map((example) => `         ${example}`)
  ]);
  if (waiting > 0) lines.push(`       ${waiting} responses wait to be folded`);
  return { ok: assertions.every((a) => a.ok), lines, assertions, waiting };
}

/** The same for a running application. */
export function verify(app: { db: { system: Db } }): Promise<Verification> {
  return verifyDatabase(app.db.system);
}

function held(id: string, says: string, differences: readonly Difference[]): Assertion {
  const examples = differences.map(
    (d) => `${d.key}: stored ${d.folded ?? 'nothing'}, should be ${d.rebuilt ?? 'nothing'}`
  );
  return { id, says, ok: differences.length === 0, broken: differences.length, examples: first(examples) };
}

function first(examples: readonly string[]): string[] {
  return examples.slice(0, SHOWN);
}
