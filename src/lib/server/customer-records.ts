/** Reads of customers for readers with records: the list, searched and filtered, and one customer with what is known of them. */
import { and, asc, desc, eq, sql, type SQL } from 'drizzle-orm';
import { foldName } from '#lib/customers/names.ts';
import type { Scope } from '#lib/merger/scope.ts';
import { type Contributions, contributionsOf } from '#lib/scores/contribution.ts';
import { isId } from './db/id.ts';
import { type Db, rows } from './db/open.ts';
import { account, customer, stageEntry } from './db/schema/customers.ts';
import { response } from './db/schema/responses.ts';
import { invitation } from './db/schema/surveys.ts';
import { scoped } from './db/scoped.ts';
import { bindingsFor } from './sheets.ts';
import { version } from './surveys.ts';

export interface CustomerFilter {
  /** Name, pinyin, account, e-mail address or id, or parts of them; every word must be found. */
  search?: string | undefined;
  companyId?: string | undefined;
  stage?: string | undefined;
  segment?: string | undefined;
  region?: string | undefined;
  tier?: string | undefined;
}

export interface CustomerLine {
  id: string;
  companyId: string;
  legacyId: string;
  name: string;
  sortKey: string;
  account: string | null;
  email: string | null;
  locale: string;
  stage: string | null;
  segment: string | null;
  region: string | null;
  tier: string | null;
  value: number | null;
  /** The last answer, and its code on 0-10 where recommendation was asked on that scale. */
  answeredAt: Date | null;
  nps: number | null;
  invitedAt: Date | null;
}

/** Where a page ended: the next one begins behind it, however many rows were added meanwhile. */
export interface CustomerPlace {
  sortKey: string;
  id: string;
}

const LONGEST_SEARCH = 100;
const MOST_WORDS = 6;

function conditionsOf(filter: CustomerFilter): (SQL | undefined)[] {
  const { search = '', companyId, stage, segment, region, tier } = filter;
  const words = foldName(search.slice(0, LONGEST_SEARCH)).split(' ').filter(Boolean).slice(0, MOST_WORDS);
  return [
    ...words.map((word) => sql`${customer.searchKey} like ${`%${word.replace(/[\\%_]/g, '\\$&')}%`}`),
    companyId === undefined ? undefined : isId(companyId) ? eq(customer.companyId, companyId) : sql`false`,
    stage === undefined ? undefined : eq(customer.stage, stage),
    segment === undefined ? undefined : eq(customer.segment, segment),
    region === undefined ? undefined : eq(customer.region, region),
    tier === undefined ? undefined : eq(customer.tier, tier)
  ];
}

/** Names in the order of their keys, byte by byte, so that both databases agree. */
const order = sql`${customer.sortKey} collate "C"`;

/** A page of customers by name, behind `after`. */
export function listCustomers(
  db: Db,
  scope: Scope,
  filter: CustomerFilter,
  limit: number,
  after: CustomerPlace | null
): Promise<CustomerLine[]> {
  const beyond =
    after === null || !isId(after.id)
      ? undefined
      : sql`(${order}, ${customer.id}) > (${after.sortKey}, ${after.id}::uuid)`;
  return scoped(db, scope, async (tx) => {
    const found = await tx
      .select({
        id: customer.id,
        companyId: customer.companyId,
        legacyId: customer.legacyId,
        name: customer.name,
        sortKey: customer.sortKey,
        account: account.name,
        email: customer.email,
        locale: customer.locale,
        stage: customer.stage,
        segment: customer.segment,
        region: customer.region,
        tier: customer.tier,
        value: customer.value
      })
      .from(customer)
      .leftJoin(account, eq(account.id, customer.accountId))
      .where(and(...conditionsOf(filter), beyond))
      .orderBy(asc(order), asc(customer.id))
      .limit(limit);
    const last = await lastContacts(
      tx,
      found.map(({ id }) => id)
    );
    return found.map((line) => ({
      ...line,
      ...(last.get(line.id) ?? { answeredAt: null, nps: null, invitedAt: null })
    }));
  });
}

type LastContact = Pick<CustomerLine, 'answeredAt' | 'nps' | 'invitedAt'>;

async function lastContacts(tx: Db, ids: readonly string[]): Promise<Map<string, LastContact>> {
  if (ids.length === 0) return new Map();
  const found = rows<{ id: string; answered: string | null; nps: number | null; invited: string | null }>(
    await tx.execute(sql`
      select c.id, r.answered_at::text as answered, r.nps, i.invited_at::text as invited
      from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as g(id) join customer c on c.id = g.id::uuid
      left join lateral (select answered_at, case when jsonb_typeof(answers -> 'nps') = 'number'
          then (answers ->> 'nps')::numeric::float8 end as nps
        from response where customer_id = c.id and state <> 'partial' order by answered_at desc limit 1) r on true
      left join lateral (select invited_at from invitation where customer_id = c.id and state <> 'planned'
        order by invited_at desc limit 1) i on true`)
  );
  const date = (text: string | null) => (text === null ? null : new Date(text));
  return new Map(
    found.map(({ id, answered, nps, invited }) => {
      const valid = nps !== null && Number.isInteger(nps) && nps >= 0 && nps <= 10 ? nps : null;
      return [id, { answeredAt: date(answered), nps: valid, invitedAt: date(invited) }];
    })
  );
}

/** How many customers a filter leaves, counted up to `most`. */
export async function countCustomers(db: Db, scope: Scope, filter: CustomerFilter, most: number): Promise<number> {
  return scoped(db, scope, async (tx) => {
    const some = tx
      .select({ id: customer.id })
      .from(customer)
      .where(and(...conditionsOf(filter)))
      .limit(most)
      .as('some');
    const [counted] = await tx.select({ count: sql<number>`count(*)::int` }).from(some);
    return counted?.count ?? 0;
  });
}

/** The codes that customers of the scope have, for the choices of the filter. */
export async function customerCodes(
  db: Db,
  scope: Scope
): Promise<Record<'stage' | 'segment' | 'region' | 'tier', string[]>> {
  return scoped(db, scope, async (tx) => {
    const found = rows<{ family: 'stage' | 'segment' | 'region' | 'tier'; code: string }>(
      await tx.execute(sql`
        select case 0 when grouping(stage) then 'stage' when grouping(segment) then 'segment'
            when grouping(region) then 'region' else 'tier' end as family,
          coalesce(stage, segment, region, tier) as code
        from customer group by grouping sets ((stage), (segment), (region), (tier))
        having coalesce(stage, segment, region, tier) is not null order by 1, 2`)
    );
    const of = (family: string) => found.filter((one) => one.family === family).map(({ code }) => code);
    return { stage: of('stage'), segment: of('segment'), region: of('region'), tier: of('tier') };
  });
}

/** Attributes that the latest customers of the scope have, with values that occur, a few of each: to choose from, not to count. */
export async function customerAttributes(db: Db, scope: Scope): Promise<Record<string, string[]>> {
  const found = await scoped(db, scope, async (tx) =>
    rows<{ name: string; value: string }>(
      await tx.execute(sql`
        select distinct one.key as name, one.value from
          (select attributes from customer where attributes <> '{}' order by id desc limit 2000) as latest,
          jsonb_each_text(attributes) as one where one.value <> '' and length(one.value) <= 200 order by 1, 2 limit 2000`)
    )
  );
  const values: Record<string, string[]> = Object.create(null) as Record<string, string[]>;
  for (const { name, value } of found) {
    const list = (values[name] ??= []);
    if (list.length < 50) list.push(value);
  }
  return { ...values };
}

/** One customer with moves, invitations and answers, newest first; null outside the scope as for one that never was (S-13). */
export async function readCustomer(db: Db, scope: Scope, id: string) {
  if (!isId(id)) return null;
  return scoped(db, scope, async (tx) => {
    const [found] = await tx
      .select({ customer, account: account.name })
      .from(customer)
      .leftJoin(account, eq(account.id, customer.accountId))
      .where(eq(customer.id, id));
    if (!found) return null;
    const moves = await tx
      .select({ stage: stageEntry.stage, from: stageEntry.validFrom })
      .from(stageEntry)
      .where(eq(stageEntry.customerId, id))
      .orderBy(desc(stageEntry.validFrom))
      .limit(100);
    const asked = await tx
      .select({
        id: invitation.id,
        channel: invitation.channel,
        kind: invitation.kind,
        state: invitation.state,
        invitedAt: invitation.invitedAt,
        responseId: invitation.responseId,
        programId: invitation.programId
      })
      .from(invitation)
      .where(eq(invitation.customerId, id))
      .orderBy(desc(invitation.invitedAt))
      .limit(50);
    const answered = await tx
      .select({
        id: response.id,
        state: response.state,
        versionId: response.surveyVersionId,
        answeredAt: response.answeredAt,
        channel: response.channel,
        source: response.source,
        answers: response.answers,
        metric: response.metric,
        value: response.value,
        code: response.code,
        stage: response.stage,
        flags: response.flags,
        changedAt: response.changedAt,
        contactAt: response.contactAt,
        askedBy: response.askedBy
      })
      .from(response)
      .where(eq(response.customerId, id))
      .orderBy(desc(response.answeredAt))
      .limit(50);
    const responses = await Promise.all(
      answered.map(async ({ versionId, ...one }) => ({ ...one, ...(await saidIn(tx, { ...one, versionId })) }))
    );
    return { ...found.customer, account: found.account, moves, invitations: asked, responses };
  });
}

/** What answers say that count in no score: they are read from the version they were given to, for display alone. */
async function saidIn(
  tx: Db,
  { state, versionId, answers }: { state: string; versionId: string | null; answers: Record<string, unknown> }
): Promise<Contributions | undefined> {
  const answeredTo = state === 'complete' || versionId === null ? null : await version(tx, versionId);
  return answeredTo === null ? undefined : contributionsOf(bindingsFor(answeredTo), answers);
}
