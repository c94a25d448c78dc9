/**
 * The files two companies' old systems would export of a simulated merger: customers of A in English and UTF-8, customers of B in
 * Chinese (written here as text; the encoding is the writer's), stage history, invitations and answers. Rows are lines of CSV.
 */
import { items, type Code } from './answers.ts';
import { industries } from './names.ts';
import { live, type Answered, type Asked, type StageChange, type World } from './merger.ts';
import { dateText, type Person } from './people.ts';
import { weeksOf, type Channel, type Language, type Region, type Segment, type Stage } from './settings.ts';

/** One CSV field, quoted when it must be. */
const field = (value: string | number): string => {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const line = (values: readonly (string | number)[]): string => values.map(field).join(',');
/** An instant to the minute, as the files have it. */
const moment = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}:00Z`;

const words = {
  region: {
    A: { R1: 'North', R2: 'East', R3: 'South', R4: 'West', R5: 'Central' },
    B: { R1: '北区', R2: '东区', R3: '南区', R4: '西区', R5: '中区' }
  } satisfies Record<string, Record<Region, string>>,
  segment: {
    A: { enterprise: 'Enterprise', mid: 'Mid-market', small: 'Small business', consumer: 'Consumer' },
    B: { enterprise: '大客户', mid: '中型', small: '小微', consumer: '个人' }
  } satisfies Record<string, Record<Segment, string>>,
  stage: {
    A: {
      exploration: 'Exploration',
      development: 'Development',
      stable: 'Stable',
      degradation: 'Degradation',
      churned: 'Churned'
    },
    B: { exploration: '考察期', development: '形成期', stable: '稳定期', degradation: '退化期', churned: '已流失' }
  } satisfies Record<string, Record<Stage | 'churned', string>>,
  channel: { web: '网络', phone: '电话', store: '门店', partner: '代理' } satisfies Record<Channel, string>,
  language: { zh: '中文', en: '英文', fr: '法文', de: '德文' } satisfies Record<Language, string>,
  country: { CN: '中国', GB: '英国', FR: '法国', DE: '德国' }
};

export const headers = {
  acmeCustomers:
    'customer_id,name,account,email,phone,country,region,segment,industry,value_eur,since,stage,language,channel',
  borealisCustomers: '客户编号,姓名,企业,邮箱,手机,国家,地区,客户类别,行业,年贡献(元),开户日期,生命周期,语言,渠道',
  stageHistory: 'customer_id,company,stage,valid_from',
  invitations: 'invitation_id,customer_id,company,invited_at,channel,locale,kind,survey_version',
  responses:
    'response_id,customer_id,company,invited_at,answered_at,channel,locale,nps,csat,ces,q_product,q_service,q_innovation,q_brand,q_price,q_supply,' +
    'repurchase_intent,comment,received_at,invitation_id,nps_scale,nps_old_scale,exp_product,exp_service,exp_innovation,exp_brand,exp_price,exp_supply,repurchased_180d'
} as const;

const localeOf = (person: Person) => (person.language === 'zh' ? 'zh-CN' : person.language);

/** A customer of A as its file has it, with the stage of today. */
export const acmeCustomer = (p: Person): string =>
  line([
    p.id,
    p.name,
    p.account,
    p.email,
    p.phone,
    p.country,
    words.region.A[p.region],
    words.segment.A[p.segment],
    p.industry === null ? '' : industries[p.industry]![0],
    p.value.toFixed(2),
    p.since,
    words.stage.A[p.stage],
    p.language,
    p.channel
  ]);

/** Yuan, one in ten with thousands commas; three ways to write a date: as in real files. */
export function borealisCustomer(p: Person): string {
  const serial = Number(p.id.slice(2));
  const yuan = (p.value * 7.8).toFixed(2);
  const amount = serial % 10 === 0 ? yuan.replace(/\B(?=(\d{3})+\.)/g, ',') : yuan;
  const [year, month, date] = p.since.split('-').map(Number);
  const since = [`${year}/${month}/${date}`, p.since, `${year}年${month}月${date}日`][serial % 3]!;
  return line([
    p.id,
    p.name,
    p.account,
    p.email,
    p.phone,
    words.country[p.country],
    words.region.B[p.region],
    words.segment.B[p.segment],
    p.industry === null ? '' : industries[p.industry]![1],
    amount,
    since,
    words.stage.B[p.stage],
    words.language[p.language],
    words.channel[p.channel]
  ]);
}

export const stageChange = ({ person, stage, at }: StageChange): string =>
  line([person.id, person.company, stage, dateText(at)]);

export const invitation = ({ id, person, at, channel, kind }: Asked, surveyVersion: string): string =>
  line([id, person.id, person.company, moment(at), channel, localeOf(person), kind, surveyVersion]);

/** One answer. `end` is the day the files are written: whether somebody bought again is known after 180 days. */
export function response(
  id: string,
  { asked, answeredAt, receivedAt, scale, sheet, comment }: Answered,
  end: number
): string {
  const { person } = asked;
  const codes = (of: Readonly<Record<(typeof items)[number], Code>>) => items.map((item) => of[item]);
  return line([
    id,
    person.id,
    person.company,
    moment(asked.at),
    moment(answeredAt),
    asked.channel,
    localeOf(person),
    sheet.nps,
    sheet.csat,
    sheet.ces,
    ...codes(sheet.perceived),
    sheet.repurchase,
    comment,
    moment(receivedAt),
    asked.id,
    scale,
    sheet.oldScale,
    ...codes(sheet.expected),
    answeredAt + 180 * 86_400_000 > end ? '' : sheet.repurchased
  ]);
}

/** The five files as lists of lines, headers first. */
export interface Files {
  readonly acmeCustomers: readonly string[];
  readonly borealisCustomers: readonly string[];
  readonly stageHistory: readonly string[];
  readonly invitations: readonly string[];
  readonly responses: readonly string[];
}

/** Lives a world to its end and writes its files. Answers come in the order they were received, stage changes in order of time. */
export function writeFiles(world: World): Files {
  const end = world.settings.start.getTime() + (world.settings.to + 1) * 7 * 86_400_000;
  const changes: StageChange[] = [];
  const invitations: string[] = [headers.invitations];
  const answered: Answered[] = [];
  for (const week of live(world)) {
    changes.push(...week.changes);
    for (const asked of week.asked) invitations.push(invitation(asked, week.week < weeksOf.redesign ? 'S1' : 'S2'));
    answered.push(...week.answered);
  }
  changes.sort((a, b) => a.at - b.at);
  answered.sort((a, b) => a.receivedAt - b.receivedAt || (a.asked.id < b.asked.id ? -1 : 1));
  const of = (company: string) => world.people.filter((p) => p.company === company);
  return {
    acmeCustomers: [headers.acmeCustomers, ...of('A').map(acmeCustomer)],
    borealisCustomers: [headers.borealisCustomers, ...of('B').map(borealisCustomer)],
    stageHistory: [headers.stageHistory, ...changes.map(stageChange)],
    invitations,
    responses: [headers.responses, ...answered.map((a, i) => response(`Q${String(i + 1).padStart(7, '0')}`, a, end))]
  };
}
