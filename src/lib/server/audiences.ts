/**
 * Judges an audience: who would be asked and who is left out and why, in one statement whatever its size. Judging looks at the
 * invitations of all companies, because the contact budget is one over both; the audience itself is bound to the companies
 * whose records the reader holds, and what a reader is told is folded (outreach/fatigue.ts).
 */
import { type SQL, sql } from 'drizzle-orm';
import { recordCompanies, type Scope } from '#lib/merger/scope.ts';
import type { Audience } from '#lib/outreach/audience.ts';
import type { AudiencePart } from '#lib/outreach/audience-parts.ts';
import { fatigueStart, heldBackShare, type LeftOutReason, quarterOf } from '#lib/outreach/fatigue.ts';
import type { Secret } from './access/secret.ts';
import { type Db, rows } from './db/open.ts';
import type { ProgramChannel } from './db/schema/surveys.ts';
import { hashNumber, suppressedAmong } from './suppressions.ts';

export interface Plan {
  audience: Audience;
  channel: ProgramChannel;
  fatigueDays: number;
  /** Fixes who is drawn: the same seed draws the same customers. */
  seed: string;
}

export interface Judging {
  /** A query of `id, company_id, locale, name, email, draw, reason`; reason is null for those who are asked. */
  judged: SQL;
}

const columns: Record<AudiencePart, SQL> = {
  stages: sql`c.stage`,
  segments: sql`c.segment`,
  regions: sql`c.region`,
  tiers: sql`c.tier`,
  channels: sql`c.channel`,
  locales: sql`c.locale`
};

/** The mailbox behind an address, as in customers/contact.ts. */
const mailbox = (key: SQL) => sql`regexp_replace(${key}, '\\+[^@]*@', '@')`;

/** Prepares the judgement of a plan for a reader. Takes two queries, four where people are called; the judgement itself is one more. */
export async function judge(
  db: Db,
  secret: Secret,
  scope: Scope,
  plan: Plan,
  severalCompanies: boolean,
  now: Date
): Promise<Judging> {
  const within = sql`from customer c where ${conditionOf(plan.audience, scope)}`;
  const keys = rows<{ key: string }>(
    await db.execute(sql`select distinct c.email_key as key ${within} and c.email_key is not null`)
  );
  const suppressed = [
    ...(await suppressedAmong(
      db,
      secret,
      keys.map(({ key }) => key)
    ))
  ];
  const list = (values: readonly string[]) => sql`(select jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;
  const byMail = plan.channel === 'email';
  const byPhone = plan.channel === 'phone';
  const numbers = byPhone ? await suppressedNumbers(db, secret, within) : [];
  const holdsBack = severalCompanies && !scope.overlap;
  const salt = secret.sign('hold back', quarterOf(now));
  const judged = sql`
    with audience as (
      select c.id, c.company_id, c.locale, c.name, c.email, c.email_key, c.phone, c.stage,
        ${mailbox(sql`c.email_key`)} as mailbox, md5(${plan.seed}::text || c.id::text) as draw ${within}
    ), asked as (
      select distinct customer_id from invitation where customer_id is not null and invited_at > ${fatigueStart(now, plan.fatigueDays).toISOString()}::timestamptz
    ), asked_mailbox as (
      select distinct ${mailbox(sql`c.email_key`)} as mailbox from asked join customer c on c.id = asked.customer_id
      where c.email_key is not null
    ), single as (
      select a.*, case
        when a.stage = 'churned' then 'left'
        when ${byMail}::boolean and a.email is null then 'no_email'
        when ${byMail}::boolean and a.email_key is null then 'invalid_email'
        when ${byPhone}::boolean and (a.phone is null or exists (select from call_attempt w
          where w.outcome = 'wrong_number' and w.customer_id = a.id and w.phone = a.phone)) then 'no_phone'
        when a.email_key in ${list(suppressed)} or a.phone in ${list(numbers)} or (a.email_key is null
          and a.id in (select customer_id from suppression where customer_id is not null)) then 'suppressed'
        when a.id in (select customer_id from asked) or a.mailbox in (select mailbox from asked_mailbox) then 'fatigue'
        when ${holdsBack}::boolean
          and ('x' || substr(md5(${salt}::text || a.id::text), 1, 7))::bit(28)::int < ${Math.round(heldBackShare * 2 ** 28)}::int
          then 'held_back'
        end as reason
      from audience a
    ), paired as (
      select s.*, row_number() over (partition by s.reason is null, s.mailbox order by s.draw, s.id) as place from single s
    ), once as (
      select p.*, case when p.reason is null and p.mailbox is not null and p.place > 1 then 'same_address' else p.reason end as why
      from paired p
    ), drawn as (
      select o.*, row_number() over (partition by o.why is null order by o.draw, o.id) as turn from once o
    )
    select d.id, d.company_id, d.locale, d.name, d.email, d.phone, d.draw, case
      when d.why is null and d.turn > coalesce(${plan.audience.sample}::bigint, 9223372036854775807) then 'outside_sample'
      else d.why end as reason
    from drawn d`;
  return { judged };
}

async function suppressedNumbers(db: Db, secret: Secret, within: SQL): Promise<string[]> {
  const found = rows<{ phone: string }>(
    await db.execute(sql`select distinct c.phone ${within} and c.phone is not null`)
  );
  const phones = found.map(({ phone }) => phone);
  return [...(await suppressedAmong(db, secret, phones, hashNumber))];
}

export interface Count {
  companyId: string;
  locale: string;
  /** Null: asked. */
  reason: LeftOutReason | null;
  n: number;
}

export async function countJudged(db: Db, { judged }: Judging): Promise<Count[]> {
  return rows<Count>(
    await db.execute(sql`
      select company_id as "companyId", locale, reason, count(*)::int as n
      from (${judged}) j group by 1, 2, 3 order by 1, 2, 3`)
  );
}

export interface Asked {
  id: string;
  companyId: string;
  locale: string;
  name: string;
  email: string | null;
  phone: string | null;
}

/** Those who are asked, in the order they were drawn; the first `limit` of them. */
export async function askedOf(db: Db, { judged }: Judging, limit: number | null): Promise<Asked[]> {
  return rows<Asked>(
    await db.execute(sql`
      select id, company_id as "companyId", locale, name, email, phone from (${judged}) j where reason is null
      order by draw, id limit ${limit}`)
  );
}

/** Values that customers within reach have, for the choices of the form. */
export async function choicesOf(db: Db, scope: Scope): Promise<Record<AudiencePart, string[]>> {
  const reach = inReach(scope, []);
  const parts = Object.entries(columns) as [AudiencePart, SQL][];
  const each = parts.map(
    ([part, column]) =>
      sql`select ${part}::text as part, ${column} as code from customer c where ${reach} and ${column} is not null group by 2`
  );
  const found = rows<{ part: AudiencePart; code: string }>(
    await db.execute(sql`select part, code from (${sql.join(each, sql` union all `)}) v order by part, code limit 1000`)
  );
  const choices = { stages: [], segments: [], regions: [], tiers: [], channels: [], locales: [] } as Record<
    AudiencePart,
    string[]
  >;
  for (const { part, code } of found) choices[part].push(code);
  return choices;
}

function conditionOf(audience: Audience, scope: Scope): SQL {
  const wanted = (Object.keys(columns) as AudiencePart[])
    .filter((part) => audience[part].length > 0)
    .map((part) => sql`${columns[part]} in ${audience[part]}`);
  const mail = audience.withEmail ? [sql`c.email_key is not null`] : [];
  return sql.join([inReach(scope, audience.companies), ...wanted, ...mail], sql` and `);
}

function inReach(scope: Scope, wanted: readonly string[]): SQL {
  const companies = recordCompanies(scope).filter((id) => wanted.length === 0 || wanted.includes(id));
  return companies.length === 0 ? sql`false` : sql`c.company_id in ${companies}`;
}
