/** How the files of a sample world are to be read: the mappings a customer's technician would write once. */

export type WorldFile = 'acme' | 'borealis' | 'stages' | 'invitations' | 'answers';

export interface FileToImport {
  readonly file: WorldFile;
  readonly name: string;
  readonly kind: 'customers' | 'stages' | 'invitations' | 'answers';
  /** Key of the company of every row; null = a column says it. */
  readonly company: 'A' | 'B' | null;
  readonly encoding: 'utf-8' | 'gb18030';
}

/** In the order they must come in: nobody is asked who is not a customer. */
export const filesToImport: readonly FileToImport[] = [
  { file: 'acme', name: 'acme-customers.csv', kind: 'customers', company: 'A', encoding: 'utf-8' },
  { file: 'borealis', name: 'borealis-customers.csv', kind: 'customers', company: 'B', encoding: 'gb18030' },
  { file: 'stages', name: 'stage-history.csv', kind: 'stages', company: null, encoding: 'utf-8' },
  { file: 'invitations', name: 'invitations.csv', kind: 'invitations', company: null, encoding: 'utf-8' },
  { file: 'answers', name: 'responses.csv', kind: 'answers', company: null, encoding: 'utf-8' }
];

const customerFields = [
  'customerId',
  'name',
  'account',
  'email',
  'phone',
  'country',
  'region',
  'segment',
  'industry',
  'value',
  'since',
  'stage',
  'locale',
  'salesChannel'
];

const scales = { five: { min: 1, max: 5 }, seven: { min: 1, max: 7 } };
const question = (code: string, scale: object) => ({ use: 'question', question: code, scale, scaleColumn: null });
const field = (code: string) => ({ use: 'field', field: code });

const dimensions = ['product', 'service', 'innovation', 'brand', 'price', 'supply'];

/** Column of answers.csv to what it becomes. `nps` takes its scale from the column `nps_scale`, row by row. */
const answerTargets: Readonly<Record<string, object>> = {
  response_id: field('responseId'),
  customer_id: field('customerId'),
  company: field('company'),
  invited_at: field('invitedAt'),
  answered_at: field('answeredAt'),
  channel: field('channel'),
  locale: field('locale'),
  csat: question('csat', scales.five),
  ces: question('ces', scales.seven),
  repurchase_intent: question('repurchase', scales.five),
  comment: field('comment'),
  received_at: field('receivedAt'),
  invitation_id: field('invitationId'),
  nps_scale: { use: 'scale' },
  nps_old_scale: question('nps', scales.five),
  repurchased_180d: field('repurchased'),
  ...Object.fromEntries(dimensions.map((name) => [`q_${name}`, question(`dim_${name}`, scales.five)])),
  ...Object.fromEntries(dimensions.map((name) => [`exp_${name}`, question(`exp_${name}`, scales.five)]))
};

const targetsOf: Readonly<Record<WorldFile, (headers: readonly string[]) => object[]>> = {
  acme: () => customerFields.map(field),
  borealis: () => customerFields.map(field),
  stages: () => ['customerId', 'company', 'stage', 'from'].map(field),
  invitations: () =>
    ['invitationId', 'customerId', 'company', 'invitedAt', 'channel', 'locale', 'kind', 'surveyVersion'].map(field),
  answers: (headers) =>
    headers.map((header) => {
      if (header === 'nps')
        return { use: 'question', question: 'nps', scale: null, scaleColumn: headers.indexOf('nps_scale') };
      const target = answerTargets[header];
      if (!target) throw new Error(`responses.csv has a column "${header}" that the mapping does not know`);
      return target;
    })
};

const table = (values: readonly string[], codes: readonly string[]) =>
  Object.fromEntries(values.map((value, i) => [value, codes[i]!]));
const same = (codes: readonly string[]) => table(codes, codes);

const codes = {
  region: ['R1', 'R2', 'R3', 'R4', 'R5'],
  segment: ['enterprise', 'mid', 'small', 'consumer'],
  stage: ['exploration', 'development', 'stable', 'degradation', 'churned'],
  sales_channel: ['web', 'phone', 'store', 'partner'],
  industry: ['construction', 'education', 'energy', 'finance', 'healthcare', 'logistics', 'manufacturing', 'retail']
};

const ofAcme = {
  region: table(['North', 'East', 'South', 'West', 'Central'], codes.region),
  segment: table(['Enterprise', 'Mid-market', 'Small business', 'Consumer'], codes.segment),
  stage: table(['Exploration', 'Development', 'Stable', 'Degradation', 'Churned'], codes.stage),
  sales_channel: same(codes.sales_channel),
  industry: table(
    ['Construction', 'Education', 'Energy', 'Finance', 'Healthcare', 'Logistics', 'Manufacturing', 'Retail'],
    codes.industry
  )
};

const ofBorealis = {
  region: table(['北区', '东区', '南区', '西区', '中区'], codes.region),
  segment: table(['大客户', '中型', '小微', '个人'], codes.segment),
  stage: table(['考察期', '形成期', '稳定期', '退化期', '已流失'], codes.stage),
  sales_channel: table(['网络', '电话', '门店', '代理'], codes.sales_channel),
  industry: table(['建筑业', '教育', '能源', '金融业', '医疗健康', '物流业', '制造业', '零售业'], codes.industry)
};

const channels = same(['web', 'phone', 'store', 'partner', 'mail', 'email', 'sms', 'link']);

/** The mapping of a file with these headers. `companies` maps the keys A and B to the ids the companies got. */
export function mappingOf(one: FileToImport, headers: readonly string[], companies: Readonly<Record<string, string>>) {
  const targets = targetsOf[one.file](headers);
  const several = { company: companies };
  const codesOf: Readonly<Record<WorldFile, object>> = {
    acme: ofAcme,
    borealis: ofBorealis,
    stages: { ...several, stage: same(codes.stage) },
    invitations: { ...several, channel: channels, kind: same(['relationship', 'transactional']) },
    answers: { ...several, channel: channels }
  };
  return {
    kind: one.kind,
    company: one.company === null ? null : companies[one.company]!,
    columns: headers.map((header, i) => ({ header, target: targets[i]! })),
    codes: codesOf[one.file],
    formats: {
      dayOrder: null,
      decimal: '.',
      currency: one.kind !== 'customers' ? null : one.company === 'A' ? 'EUR' : 'CNY',
      rates: { base: 'EUR', perBase: { CNY: 7.8 } },
      zone: 'Z',
      phoneCountry: one.kind === 'customers' && one.company === 'B' ? 'CN' : null
    }
  };
}
