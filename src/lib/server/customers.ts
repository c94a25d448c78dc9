/**
 * Customers, their accounts and the history of their stages. The one writer of `customer`, `account` and `stage_entry`.
 * Everything is written in sets: a constant number of statements however many rows. Reads are in customer-records.ts.
 */
import { type SQL, sql } from 'drizzle-orm';
import { foldName, loadNameKeys } from '#lib/customers/names.ts';
import type { CustomerRow, StageRow } from '#lib/customers/row.ts';
import { shippedTiers } from '#lib/customers/tiers.ts';
import { dayOf } from '#lib/merger/day.ts';
import { newId } from './db/id.ts';
import { type Db, rows as rowsOf } from './db/open.ts';

/** What writing a row would do, or why it cannot be written. */
export type Verdict = 'added' | 'changed' | 'unchanged' | 'unknown_customer' | 'other_payload' | 'other_customer';

/** A customer of a file, with the keys it is sorted, found and matched by, as the statements take it. */
export interface GivenCustomer {
  place: number;
  id: string;
  accountId: string;
  [column: string]: string | number | null | Readonly<Record<string, string>>;
}

/** Rows made ready for `judgeCustomers` and `putCustomers`. */
export async function prepareCustomers(given: readonly CustomerRow[], now: Date): Promise<GivenCustomer[]> {
  const keys = await loadNameKeys();
  return given.map((row, place) => ({
    place,
    id: newId(now),
    accountId: newId(now),
    company: row.company,
    legacy: row.customerId,
    name: row.name,
    sort_key: keys.sortKey(row.name),
    name_search: keys.searchKey(row.name),
    account: row.account,
    account_key: row.account === null ? null : foldName(row.account),
    account_search: row.account === null ? null : keys.searchKey(row.account),
    email: row.email?.address ?? null,
    email_key: row.email?.key ?? null,
    phone: row.phone,
    country: row.country,
    region: row.region,
    segment: row.segment,
    industry: row.industry,
    value: row.value,
    since: row.since,
    stage: row.stage,
    locale: row.locale,
    channel: row.salesChannel,
    attributes: row.attributes
  }));
}

const recordset = (given: readonly GivenCustomer[]): SQL => sql`
  given as (select * from jsonb_to_recordset(${JSON.stringify(given)}::text::jsonb) as g(place int, id uuid,
    "accountId" uuid, company uuid, legacy text, name text, sort_key text, name_search text, account text,
    account_key text, account_search text, email text, email_key text, phone text, country text, region text,
    segment text, industry text, value numeric(16, 2), since date, stage text, locale text, channel text,
    attributes jsonb))`;

/** What each field of an import writes: columns of `customer`, and the value from the file (g), the row there is (c). */
const written: Readonly<Record<string, readonly (readonly [column: string, value: string])[]>> = {
  name: [
    ['name', 'g.name'],
    ['sort_key', 'g.sort_key']
  ],
  email: [
    ['email', 'g.email'],
    ['email_key', 'g.email_key']
  ],
  phone: [['phone', 'g.phone']],
  country: [['country', 'g.country']],
  region: [['region', 'g.region']],
  segment: [['segment', 'g.segment']],
  industry: [['industry', 'g.industry']],
  value: [['value', 'g.value']],
  since: [['since', 'g.since']],
  salesChannel: [['channel', 'g.channel']],
  // An empty cell says nothing about these two.
  locale: [['locale', `coalesce(g.locale, c.locale, 'en')`]],
  stage: [['stage', 'coalesce(g.stage, c.stage)']]
};

const always: readonly (readonly [string, string])[] = [['attributes', `coalesce(c.attributes, '{}') || g.attributes`]];

/** The columns a file with these fields writes; what it does not mention stays as it is. */
function columnsOf(fields: ReadonlySet<string>): (readonly [column: string, value: string])[] {
  const named = Object.entries(written).flatMap(([field, columns]) => (fields.has(field) ? columns : []));
  const account = fields.has('account') ? 'g.account_search' : 'a.name_key';
  const email = fields.has('email') ? 'g.email_key' : 'c.email_key';
  const search = `concat_ws(E'\\n', g.name_search, lower(g.legacy), ${email}, ${account})`;
  const own: [string, string][] = fields.has('account') ? [['account_id', 'n.id']] : [];
  return [...named, ...always, ...own, ['search_key', search]];
}

const there = sql`
  left join customer c on c.company_id = g.company and c.legacy_id = g.legacy
  left join account a on a.id = c.account_id
  left join account n on n.company_id = g.company and n.name_key = g.account_key`;

/** What `putCustomers` would do with each row, in the order of the rows. */
export async function judgeCustomers(
  tx: Db,
  given: readonly GivenCustomer[],
  fields: ReadonlySet<string>
): Promise<Verdict[]> {
  const compared = columnsOf(fields).map(([column, value]) =>
    column === 'account_id' ? 'a.name_key is distinct from g.account_key' : `c.${column} is distinct from ${value}`
  );
  const found = await tx.execute(sql`
    with ${recordset(given)}
    select g.place, case when c.id is null then 'added' when ${sql.raw(compared.join(' or '))} then 'changed'
      else 'unchanged' end as verdict
    from given g ${there} order by g.place`);
  return rowsOf<{ verdict: Verdict }>(found).map(({ verdict }) => verdict);
}

/**
 * Adds the customers and changes those that are there, by company and legacy id. Accounts are found by their folded name and
 * made where there is none. A stage that differs from the latest of the history is a move of today.
 */
export async function putCustomers(
  tx: Db,
  given: readonly GivenCustomer[],
  fields: ReadonlySet<string>,
  importId: string,
  now: Date
): Promise<void> {
  if (fields.has('account')) {
    await tx.execute(sql`
      with ${recordset(given)}
      insert into account (id, company_id, name, name_key, created_at)
      select distinct on (company, account_key) "accountId", company, account, account_key, ${now.toISOString()}::timestamptz
      from given where account_key is not null order by company, account_key, place
      on conflict (company_id, name_key) do nothing`);
  }
  const columns = columnsOf(fields);
  const names = columns.map(([column]) => column);
  const sets = names.map((column) => `${column} = excluded.${column}`).join(', ');
  await tx.execute(sql`
    with ${recordset(given)}
    insert into customer (id, company_id, legacy_id, import_id, created_at, updated_at, ${sql.raw(names.join(', '))})
    select g.id, g.company, g.legacy, ${importId}::uuid, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz,
      ${sql.raw(columns.map(([, value]) => value).join(', '))}
    from given g ${there} order by g.company, g.legacy
    on conflict (company_id, legacy_id) do update set updated_at = excluded.updated_at, ${sql.raw(sets)}`);
  if (fields.has('stage')) {
    await tx.execute(sql`
      with ${recordset(given)}
      insert into stage_entry (customer_id, company_id, stage, valid_from, import_id)
      select c.id, c.company_id, g.stage, ${dayOf(now)}::date, ${importId}::uuid
      from given g join customer c on c.company_id = g.company and c.legacy_id = g.legacy
      where g.stage is not null and g.stage is distinct from (
        select s.stage from stage_entry s where s.customer_id = c.id and s.valid_from <= ${dayOf(now)}::date
        order by s.valid_from desc limit 1)
      on conflict (customer_id, valid_from) do update set stage = excluded.stage`);
  }
}

/**
 * Gives every customer of these companies the tier of its rank by value among its company's (customers/tiers.ts, there as
 * the specification). Customers without a value have none.
 */
export async function assignTiers(tx: Db, companyIds: readonly string[]): Promise<void> {
  if (companyIds.length === 0) return;
  const companies = sql`company_id::text = any(string_to_array(${companyIds.join(',')}, ','))`;
  let share = 0;
  const cases = shippedTiers.map(({ tier, share: own }, at) => {
    share += own;
    if (at === shippedTiers.length - 1) return sql`else ${tier}::text`;
    return sql`when r.rank <= ceil(r.count * ${share.toFixed(9)}::numeric) then ${tier}::text`;
  });
  // Ranked without a join, and joined by id alone: a planner without statistics would nest the loops.
  await tx.execute(sql`
    update customer set tier = t.tier
    from (
      select id, old, case when rank is null then null ${sql.join(cases, sql` `)} end as tier
      from (
        select id, tier as old,
          case when value is not null then row_number() over (partition by company_id, value is null order by value desc, id) end as rank,
          count(value) over (partition by company_id) as count
        from customer where ${companies}
      ) r
    ) t
    where t.id = customer.id and t.tier is distinct from t.old`);
}

const moves = (given: readonly StageRow[]): SQL => sql`
  given as (select * from jsonb_to_recordset(${JSON.stringify(
    given.map((row, place) => ({
      place,
      company: row.company,
      legacy: row.customerId,
      stage: row.stage,
      day: row.from
    }))
  )}::text::jsonb) as g(place int, company uuid, legacy text, stage text, day date))`;

/** What `putStages` would do with each move, in the order of the moves. */
export async function judgeStages(tx: Db, given: readonly StageRow[]): Promise<Verdict[]> {
  const found = await tx.execute(sql`
    with ${moves(given)}
    select g.place, case when c.id is null then 'unknown_customer' when s.stage is null then 'added'
      when s.stage <> g.stage then 'changed' else 'unchanged' end as verdict
    from given g left join customer c on c.company_id = g.company and c.legacy_id = g.legacy
    left join stage_entry s on s.customer_id = c.id and s.valid_from = g.day order by g.place`);
  return rowsOf<{ verdict: Verdict }>(found).map(({ verdict }) => verdict);
}

/** Writes dated moves, one per customer and day, and sets the stage of today by the latest move up to today. */
export async function putStages(tx: Db, given: readonly StageRow[], importId: string, now: Date): Promise<void> {
  await tx.execute(sql`
    with ${moves(given)}
    insert into stage_entry (customer_id, company_id, stage, valid_from, import_id)
    select c.id, c.company_id, g.stage, g.day, ${importId}::uuid
    from given g join customer c on c.company_id = g.company and c.legacy_id = g.legacy
    order by c.id, g.day
    on conflict (customer_id, valid_from) do update set stage = excluded.stage, import_id = excluded.import_id`);
  await tx.execute(sql`
    with ${moves(given)},
    latest as (
      select distinct on (s.customer_id) s.customer_id, s.stage from stage_entry s
      where s.valid_from <= ${dayOf(now)}::date and s.customer_id in (
        select c.id from given g join customer c on c.company_id = g.company and c.legacy_id = g.legacy)
      order by s.customer_id, s.valid_from desc
    )
    update customer c set stage = l.stage, updated_at = ${now.toISOString()}::timestamptz
    from latest l where l.customer_id = c.id and c.stage is distinct from l.stage`);
}
