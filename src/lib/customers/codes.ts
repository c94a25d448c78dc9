/**
 * Values of other systems and the codes they mean. A mapping starts with the table of values we know and a person edits it;
 * a value that is not in the table is reported with its row and never taken for something similar.
 */
import type { CodeSet } from './fields.ts';
import { shippedModels, type LifecycleModel } from './lifecycle.ts';
import { foldCode } from './text.ts';

/** Folded value to code. */
export type CodeTable = Readonly<Record<string, string>>;

const known: Readonly<Record<Exclude<CodeSet, 'company'>, Readonly<Record<string, string>>>> = {
  stage: {
    exploration: '考察期,考察,探索期,explore,prospect',
    development: '形成期,发展期,形成,develop,developing',
    stable: '稳定期,稳定,stability',
    degradation: '退化期,退化,衰退期,degrading',
    introduction: '引入期,导入期,intro',
    growth: '成长期,成长,growing',
    maturity: '成熟期,成熟,mature',
    decline: '衰退期,衰退,declining',
    churned: '已流失,流失,已离开,left,lost,churn,inactive,closed,former'
  },
  region: {
    R1: 'north,北区,北部,北方,region 1,r1',
    R2: 'east,东区,东部,region 2,r2',
    R3: 'south,南区,南部,南方,region 3,r3',
    R4: 'west,西区,西部,region 4,r4',
    R5: 'central,centre,center,中区,中部,region 5,r5'
  },
  segment: {
    enterprise: '大客户,大型,大型企业,large,key account,corporate',
    mid: '中型,中型企业,mid-market,mid market,medium,midsize',
    small: '小微,小型,小微企业,small business,smb,sme,micro',
    consumer: '个人,个人客户,消费者,private,individual,retail customer'
  },
  sales_channel: {
    web: '网络,线上,网上,online,internet,shop',
    phone: '电话,热线,telephone,hotline,call centre,call center',
    store: '门店,线下,店铺,branch,in store',
    partner: '代理,代理商,合作伙伴,经销商,agent,reseller,dealer'
  },
  channel: {
    email: 'e-mail,邮件,电子邮件',
    sms: '短信,text message',
    link: '链接,web link',
    qr: '二维码,qr code',
    embed: '嵌入,in-app,website widget',
    kiosk: '自助机,terminal',
    phone: '电话,热线,telephone,hotline,interview',
    paper: '纸质,问卷纸',
    mail: '信件,邮寄,letter,post',
    web: '网络,线上,网上,online,internet',
    store: '门店,线下,in store',
    partner: '代理,代理商,合作伙伴,经销商'
  },
  kind: {
    relationship: '关系,关系型,relational,periodic,pulse',
    transactional: '交易,交易型,事务型,transaction,event,touchpoint'
  },
  industry: {
    construction: '建筑业,建筑',
    education: '教育,教育业',
    energy: '能源,能源业',
    finance: '金融业,金融,financial services,banking',
    healthcare: '医疗健康,医疗,health,medical',
    logistics: '物流业,物流,transport',
    manufacturing: '制造业,制造,industrial',
    retail: '零售业,零售,retail trade'
  }
};

/** The table a new mapping starts with. Stages depend on the model: only its own codes are guessed. */
export function startingCodes(set: CodeSet, model: LifecycleModel): CodeTable {
  if (set === 'company') return {};
  const table: Record<string, string> = {};
  const own = set === 'stage' ? codesOf('stage', model) : Object.keys(known[set]);
  for (const code of own) {
    table[foldCode(code)] = code;
    for (const value of known[set][code]?.split(',') ?? []) table[foldCode(value)] ??= code;
  }
  return table;
}

/** Codes a person can choose from; empty = any (industry, company ids come from elsewhere). */
export function codesOf(set: CodeSet, model: LifecycleModel): string[] {
  if (set === 'company') return [];
  if (set === 'stage') return model.stages.map((stage) => stage.code);
  return Object.keys(known[set]);
}

/** A table of values as a person wrote them; of two that fold to the same the later one counts. */
export function tableOf(pairs: Iterable<readonly [value: string, code: string]>): CodeTable {
  return Object.fromEntries([...pairs].map(([value, code]) => [foldCode(value), code]));
}

/** The code of a value, or null where the table does not hold it. */
export function codeOf(table: CodeTable, value: string): string | null {
  const folded = foldCode(value);
  return Object.hasOwn(table, folded) ? (table[folded] ?? null) : null;
}

/** Values of a column that the table does not know, with how often each stands there: what the preview asks about. */
export function unknownValues(table: CodeTable, values: Iterable<string>): Map<string, number> {
  const unknown = new Map<string, number>();
  for (const value of values) {
    if (value.trim() === '' || codeOf(table, value) !== null) continue;
    unknown.set(value.trim(), (unknown.get(value.trim()) ?? 0) + 1);
  }
  return unknown;
}

/** The shipped model that knows most of these stage values; the first where none does better. */
export function guessModel(
  values: readonly string[],
  models: readonly LifecycleModel[] = shippedModels
): LifecycleModel {
  const hits = (model: LifecycleModel) => {
    const table = startingCodes('stage', model);
    return values.filter((value) => codeOf(table, value) !== null).length;
  };
  const [first = shippedModels[0], ...rest] = models;
  return rest.reduce(
    (best, model) => (hits(model) > hits(best as LifecycleModel) ? model : best),
    first
  ) as LifecycleModel;
}

const languages: CodeTable = {
  中文: 'zh-CN',
  汉语: 'zh-CN',
  简体中文: 'zh-CN',
  chinese: 'zh-CN',
  zh: 'zh-CN',
  'zh-hans': 'zh-CN',
  英文: 'en',
  英语: 'en',
  english: 'en',
  法文: 'fr',
  法语: 'fr',
  french: 'fr',
  français: 'fr',
  德文: 'de',
  德语: 'de',
  german: 'de',
  deutsch: 'de',
  日文: 'ja',
  日语: 'ja',
  japanese: 'ja',
  韩文: 'ko',
  韩语: 'ko',
  korean: 'ko',
  西班牙文: 'es',
  西班牙语: 'es',
  spanish: 'es',
  español: 'es'
};

/** A language tag (`zh` is `zh-CN`, `en_GB` is `en-GB`) or a language's name; null where it is neither. */
export function parseLocale(raw: string): string | null {
  const folded = foldCode(raw);
  const named = codeOf(languages, folded);
  if (named !== null) return named;
  if (!/^[a-z]{2}([-_][a-z0-9]{2,8})*$/.test(folded)) return null;
  const known = tags.get(folded) ?? canonicalTag(folded);
  if (tags.size < 1_000) tags.set(folded, known);
  return known === '' ? null : known;
}

/** Canonical tags by what files write, '' for none: a file repeats a handful of them, and each costs more than its row. */
const tags = new Map<string, string>();

function canonicalTag(folded: string): string {
  try {
    return Intl.getCanonicalLocales(folded.replaceAll('_', '-'))[0] ?? '';
  } catch {
    return '';
  }
}

let countries: Map<string, string> | undefined;

/** ISO 3166 code of a country by its code or its name in English, Chinese, German or French; null where there is none. */
export function parseCountry(raw: string): string | null {
  countries ??= countryNames();
  return countries.get(foldCode(raw)) ?? null;
}

function countryNames(): Map<string, string> {
  const names = new Map<string, string>();
  const displays = ['en', 'zh-CN', 'de', 'fr'].map(
    (locale) => new Intl.DisplayNames([locale], { type: 'region', fallback: 'none' })
  );
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  for (const code of letters.flatMap((a) => letters.map((b) => a + b))) {
    // Private use, groups of countries and codes that were replaced (DD is DE) name no country.
    if (/^(?:AA|Q[M-Z]|X[A-JL-Z]|ZZ|E[UZ]|UN)$/.test(code)) continue;
    if (Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`) continue;
    const found = displays.map((display) => display.of(code)).filter((name) => name !== undefined);
    if (found.length === 0) continue;
    names.set(code.toLowerCase(), code);
    for (const name of found) names.set(foldCode(name), names.get(foldCode(name)) ?? code);
  }
  for (const [name, code] of [
    ['usa', 'US'],
    ['uk', 'GB'],
    ['great britain', 'GB'],
    ['england', 'GB'],
    ['prc', 'CN'],
    ['中华人民共和国', 'CN']
  ] as const)
    names.set(name, code);
  return names;
}
