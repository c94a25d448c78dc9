import { describe, expect, test } from 'vitest';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { readDocument } from '#lib/survey/format.ts';
import { score, type Finding, type FindingCode } from '#lib/survey/review/findings.ts';
import { lint, type LintOptions } from '#lib/survey/review/lint.ts';
import { review } from '#lib/survey/review/review.ts';
import { standards } from '#lib/survey/review/standards.ts';
import { library } from '#lib/survey/templates/library.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';

type Raw = Record<string, unknown>;
const languages = ['en', 'zh-CN'] as const;
type Language = (typeof languages)[number];

function survey(language: Language, questions: readonly Raw[], perPage = 1): SurveyDocument {
  const label = (text: string) => ({ [language]: text });
  const pages: Raw[] = [];
  for (const [at, question] of questions.entries()) {
    if (at % perPage === 0) pages.push({ id: `p${at}`, questions: [] });
    (pages.at(-1)!.questions as Raw[]).push({ id: `q${at}`, ...question });
  }
  const reading = readDocument({
    format: 'concord-survey-1',
    key: 'x',
    title: label('X'),
    baseLanguage: language,
    languages: [language],
    trust: { line: label('L') },
    privacy: { version: '1', text: label('P') },
    thanks: { otherwise: { title: label('T'), text: label('T') } },
    pages
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.document;
}
const found = (document: SurveyDocument, code: FindingCode, options?: LintOptions): Finding[] =>
  lint(document, options).filter((one) => one.code === code);

const say = (language: Language, text: string) => ({ [language]: text });
const list = (language: Language, texts: readonly string[], more: Raw = {}): Raw => ({
  kind: 'choice',
  text: say(language, language === 'en' ? 'Which one?' : '哪一个？'),
  options: texts.map((text, at) => ({ code: `o${at}`, text: say(language, text) })),
  ...more
});

/** At least nine of ten bad cases are found, at most one of twenty good ones is. */
function judge(
  code: FindingCode,
  bad: readonly SurveyDocument[],
  good: readonly SurveyDocument[],
  detail?: string
): void {
  const hit = (one: SurveyDocument): boolean =>
    found(one, code).some((finding) => detail === undefined || finding.detail === detail);
  expect([bad.length >= 15, good.length >= 15]).toEqual([true, true]);
  const missed = bad.flatMap((one, at) => (hit(one) ? [] : [at]));
  const alarmed = good.flatMap((one, at) => (found(one, code).length > 0 ? [at] : []));
  expect({ missed: missed.length <= bad.length * 0.1 ? [] : missed }).toEqual({ missed: [] });
  expect({ alarmed: alarmed.length <= good.length * 0.05 ? [] : alarmed }).toEqual({ alarmed: [] });
}

const lists = {
  unbalanced: {
    en: [
      'Excellent,Very good,Good,Poor',
      'Very satisfied,Satisfied,Fairly satisfied,Dissatisfied',
      'Excellent,Great,Good,Fair,Poor',
      'Strongly agree,Agree,Disagree',
      'Very easy,Easy,Difficult',
      'Very likely,Likely,Quite likely,Unlikely',
      'Good,Bad,Terrible',
      'Outstanding,Excellent,Very good,Good',
      'Satisfied,Dissatisfied,Very dissatisfied',
      'Much better,Better,Same,Worse',
      'Very happy,Happy,Unhappy',
      'Perfect,Good,Average,Poor',
      'Very good,Good,Neutral,Bad,Very bad,Terrible',
      'Agree,Disagree,Strongly disagree',
      'Very clear,Easy to read,Unclear,Good'
    ],
    'zh-CN': [
      '非常好,很好,好,差',
      '非常满意,满意,比较满意,不满意',
      '优秀,很好,好,一般,差',
      '非常同意,同意,不同意',
      '非常容易,容易,困难',
      '非常可能,很可能,可能,不可能',
      '好,差,很差',
      '优,良好,很好,好',
      '满意,不满意,非常不满意',
      '好很多,好一些,差不多,差一些',
      '非常满意,满意,一般,不满意',
      '很棒,好,一般,差',
      '很好,好,一般,不好,很差,极差',
      '同意,不同意,非常不同意',
      '非常清楚,清楚,不清楚'
    ]
  },
  balanced: {
    en: [
      'Very good,Good,Neutral,Bad,Very bad',
      'Very satisfied,Satisfied,Dissatisfied,Very dissatisfied',
      'Strongly agree,Agree,Disagree,Strongly disagree',
      'Not at all satisfied,Slightly satisfied,Moderately satisfied,Very satisfied',
      'Better,Same,Worse',
      'Yes,No,Not sure',
      'Easy,Neither,Difficult',
      'Likely,Unlikely',
      'Excellent,Good,Average,Poor,Terrible',
      'Daily,Weekly,Monthly,Never',
      'Price,Delivery,Support',
      'Very easy,Easy,Difficult,Very difficult',
      'Red,Green,Blue',
      'Much better,Better,Same,Worse,Much worse',
      'Phone,E-mail,Branch,Other',
      'A good price and fast delivery,Friendly people who know me,High quality that lasts for years'
    ],
    'zh-CN': [
      '非常好,好,一般,差,很差',
      '非常满意,满意,不满意,非常不满意',
      '非常同意,同意,不同意,非常不同意',
      '有点满意,满意,非常满意',
      '更好,不变,更差',
      '是,否,不确定',
      '容易,一般,困难',
      '可能,不可能',
      '优秀,好,一般,差,很差',
      '每天,每周,每月,从不',
      '价格,送货,客服',
      '非常容易,容易,困难,非常困难',
      '红色,绿色,蓝色',
      '好很多,好一些,不变,差一些,差很多',
      '电话,邮件,门店,其他'
    ]
  },
  overlap: {
    en: [
      '18-25,25-35,35-45',
      '0 to 10,10 to 20,20 to 30',
      'Under 20,20-30,30-40,Over 40',
      '1-5,5-10,10-50',
      '€0-100,€100-200,€200-300',
      '1-2 years,2-3 years,3-4 years',
      '0-5,4-9,10-20',
      'up to 10,10-20,20-30',
      '1 to 3,3 to 5,5 or more',
      '100-500,500-1,000,1,000-5,000',
      '18-24,24-30,31-40',
      '10-19,20-29,29-39',
      '1-10,11-20,20 or more',
      '0-50,50-100,100+',
      '5-10,8-12,13-20'
    ],
    'zh-CN': [
      '18-25岁,25-35岁,35-45岁',
      '0至10,10至20,20至30',
      '20岁至30岁,30岁至40岁,40岁至50岁',
      '1-5,5-10,10-50',
      '0-100元,100-200元,200-300元',
      '1-2年,2-3年,3-4年',
      '0-5,4-9,10-20',
      '最多10,10-20,20-30',
      '1到3次,3到5次,5次及以上',
      '100-500,500-1000,1000-5000',
      '18-24,24-30,31-40',
      '10-19,20-29,29-39',
      '1-10,11-20,20及以上',
      '0-50,50-100,100及以上',
      '5-10,8-12,13-20'
    ]
  },
  gap: {
    en: [
      '18-24,26-35,36-45',
      '0-9,11-20,21-30',
      'Under 18,18-25,30-40',
      '1-5,7-10,11-20',
      '1 to 3,5 to 8,9 or more',
      '0-10,20-30,40-50',
      '1-2,4-5,6+',
      '10-19,20-29,31-39',
      'less than 5,6-10,11-20',
      '0-100,200-300,301-400',
      '1-10,11-20,over 30',
      '18-20,21-24,26+',
      '1-3,4-6,8-10',
      '0-5,6-9,more than 10',
      'under 10,10-20,25 or more'
    ],
    'zh-CN': [
      '18-24岁,26-35岁,36-45岁',
      '0-9,11-20,21-30',
      '不到18,18-25,30-40',
      '1-5,7-10,11-20',
      '1到3,5到8,9及以上',
      '0-10,20-30,40-50',
      '1-2,4-5,6及以上',
      '10-19,20-29,31-39',
      '少于5,6-10,11-20',
      '0-100,200-300,301-400',
      '1-10,11-20,超过30',
      '18-20,21-24,26及以上',
      '1-3,4-6,8-10',
      '0-5,6-9,超过10',
      '不到10,10-20,25及以上'
    ]
  },
  ranges: {
    en: [
      '18-24,25-34,35-44',
      '0-9,10-19,20-29',
      'Under 18,18-25,26-40,Over 40',
      '1-5,6-10,11-50,51 or more',
      '€0-99,€100-199,€200 or more',
      'less than 1 year,1-2 years,3-5 years,over 5 years',
      '0,1-2,3 or more',
      'Never,1-2 times,3-5 times,6 or more times',
      '1,2,3,4 or more',
      '0-100,101-200,201-300',
      'up to 10,11-20,21+',
      'Monday,Tuesday,Wednesday',
      '1-9,10-49,50-249,250 or more',
      '1 to 3,4 to 6,7 to 9',
      'under 10,10-20,21-30'
    ],
    'zh-CN': [
      '18-24岁,25-34岁,35-44岁',
      '0-9,10-19,20-29',
      '18岁以下,18-25岁,26-40岁,40岁以上',
      '1-5人,6-10人,11-50人,51人及以上',
      '0-99元,100-199元,200元以上',
      '不到1年,1-2年,3-5年,超过5年',
      '0次,1-2次,3次及以上',
      '从不,1-2次,3-5次,6次及以上',
      '1个,2个,3个,4个及以上',
      '0-100,101-200,201-300',
      '最多10,11-20,21及以上',
      '周一,周二,周三',
      '1-9人,10-49人,50-249人,250人以上',
      '1到3,4到6,7到9',
      '不到10,10-20,21-30'
    ]
  },
  nominal: {
    en: [
      'Price,Delivery,Support,Quality',
      'Phone,E-mail,Branch,Website',
      'Banking,Retail,Farming,Transport',
      'Colleague,Press,Advert,Fair',
      'Apples,Pears,Plums,Cherries',
      'Sales,Finance,Purchasing,Technics',
      'Invoice,Contract,Offer,Reminder',
      'Newspaper,Radio,Television,Internet',
      'Hotline,Chat,Letter,Visit',
      'Pumps,Valves,Pipes,Filters',
      'Engineer,Buyer,Manager,Owner',
      'Bus,Train,Car,Bicycle',
      'Paper,Plastic,Glass,Metal',
      'Product range,Location,Staff,Brand',
      'Laptop,Phone,Tablet,Printer'
    ],
    'zh-CN': [
      '价格,送货,客服,质量',
      '电话,邮件,门店,网站',
      '银行,零售,农业,运输',
      '同事,新闻,广告,展会',
      '苹果,梨,李子,樱桃',
      '销售,财务,采购,技术',
      '发票,合同,报价,催款',
      '报纸,广播,电视,网络',
      '热线,在线聊天,信件,上门',
      '水泵,阀门,管道,滤芯',
      '工程师,采购员,经理,老板',
      '公交,火车,汽车,自行车',
      '纸,塑料,玻璃,金属',
      '产品,地点,员工,品牌',
      '电脑,手机,平板,打印机'
    ]
  },
  open: {
    en: [
      'Price,Delivery,Support,Other',
      'Phone,E-mail,Branch,Something else',
      'North,South,East,West',
      'Yes,No,Not sure,Cannot say',
      'Daily,Weekly,Monthly,Never',
      'Monday,Tuesday,Wednesday,Thursday',
      'Price,Delivery,Support',
      'Very good,Good,Bad,Very bad',
      'Price,Delivery,Support,None of these',
      'Spring,Summer,Autumn,Winter',
      'Sales,Finance,Purchasing,Another department or other',
      'Morning,Afternoon,Evening,Night',
      '1,2,3,4',
      'Always,Often,Sometimes,Never',
      'Invoice,Contract,Offer,Do not know or don’t know'
    ],
    'zh-CN': [
      '价格,送货,客服,其他',
      '电话,邮件,门店,其它方式',
      '东部,南部,西部,北部',
      '是,否,不确定,说不清',
      '每天,每周,每月,从不',
      '周一,周二,周三,周四',
      '价格,送货,客服',
      '很好,好,差,很差',
      '价格,送货,客服,以上都不是',
      '春,夏,秋,冬',
      '销售,财务,采购,其他部门',
      '上午,下午,晚上',
      '1,2,3,4',
      '总是,经常,有时,从不',
      '发票,合同,报价,不知道'
    ]
  }
} as const;

const sensitive = {
  en: [
    'How old are you?',
    'What is your age group?',
    'What is your yearly income?',
    'What is your religion?',
    'What is your marital status?',
    'Are you married?',
    'What is your gender?',
    'Do you have a disability?',
    'What is your date of birth?',
    'What is your phone number?',
    'Which party did you vote for?',
    'Do you have debts?',
    'How is your health?',
    'What is your salary?',
    'What is your nationality?',
    'What is your home address?'
  ],
  'zh-CN': [
    '您的年龄是多少？',
    '您多大年纪？',
    '您的年收入是多少？',
    '您的宗教信仰是什么？',
    '您的婚姻状况是什么？',
    '您已婚吗？',
    '您的性别是什么？',
    '您是否有残疾？',
    '您的出生日期是哪天？',
    '您的手机号是多少？',
    '您的政治面貌是什么？',
    '您有负债吗？',
    '您的健康状况如何？',
    '您的月薪是多少？',
    '您的国籍是什么？',
    '您的家庭住址在哪里？'
  ]
} as const;
const harmless = {
  en: [
    'How is the price?',
    'How is the delivery?',
    'How is the support?',
    'How is the portal?',
    'How was the visit?',
    'How is the invoice?',
    'Which product do you use?',
    'How long is the way to us?',
    'How clear is the contract?',
    'How old is your machine?'.replace('How old', 'Which year'),
    'What is missing?',
    'How is the quality?',
    'How many sites are there?',
    'Which region are you in?',
    'How healthy is the competition?'
  ],
  'zh-CN': [
    '价格怎么样？',
    '送货怎么样？',
    '客服怎么样？',
    '网站怎么样？',
    '到访怎么样？',
    '账单怎么样？',
    '您使用哪种产品？',
    '路程有多远？',
    '合同清楚吗？',
    '设备是哪一年的？',
    '还缺什么？',
    '质量怎么样？',
    '有几个工厂？',
    '您在哪个地区？',
    '竞争激烈吗？'
  ]
} as const;

const metricBad = {
  en: [
    ['nps', 'How satisfied are you with us?'],
    ['nps', 'Would you recommend us?'],
    ['nps', 'How good are we?'],
    ['nps', 'How likely are you to praise us?'],
    ['csat', 'How good is our service?'],
    ['csat', 'Do you like us?'],
    ['csat', 'How would you rate us?'],
    ['ces', 'How satisfied were you with the order?'],
    ['ces', 'How fast did we react?'],
    ['repurchase', 'Do you like buying from us?'],
    ['repurchase', 'How likely are you to recommend us?'],
    ['dim_price', 'How satisfied are you with the delivery?'],
    ['dim_product', 'How friendly are we?'],
    ['dim_brand', 'How punctual are we?'],
    ['dim_supply', 'How friendly is the hotline?'],
    ['dim_innovation', 'How fair is the price?']
  ],
  'zh-CN': [
    ['nps', '您对我们满意吗？'],
    ['nps', '您会推荐我们吗？'],
    ['nps', '我们怎么样？'],
    ['nps', '您有多大可能表扬我们？'],
    ['csat', '我们的服务怎么样？'],
    ['csat', '您喜欢我们吗？'],
    ['csat', '您如何评价我们？'],
    ['ces', '您对下单满意吗？'],
    ['ces', '我们反应快吗？'],
    ['repurchase', '您喜欢从我们这里购买吗？'],
    ['repurchase', '您有多大可能推荐我们？'],
    ['dim_price', '您对送货满意吗？'],
    ['dim_product', '我们热情吗？'],
    ['dim_brand', '我们准时吗？'],
    ['dim_supply', '热线态度好吗？'],
    ['dim_innovation', '价格公道吗？']
  ]
} as const;
const metricGood = {
  en: [
    ['nps', 'How likely is it that you would recommend {{company}} to a colleague?'],
    ['nps', 'On a scale from 0 to 10, how likely are you to recommend us?'],
    ['csat', 'How satisfied are you with {{company}}?'],
    ['csat', 'Overall, how satisfied or dissatisfied are you?'],
    ['ces', 'How easy was it to place your order?'],
    ['ces', 'How much effort did it take to solve your problem?'],
    ['repurchase', 'How likely are you to renew your contract?'],
    ['repurchase', 'How likely are you to order from us again?'],
    ['dim_price', 'How fair is our price?'],
    ['dim_product', 'How satisfied are you with the quality?'],
    ['dim_service', 'How friendly are our staff?'],
    ['dim_brand', 'How good is our reputation?'],
    ['dim_supply', 'How punctual are deliveries?'],
    ['dim_innovation', 'How innovative are we?'],
    ['dim_service', 'Service from our people']
  ],
  'zh-CN': [
    ['nps', '您有多大可能把 {{company}} 推荐给同事？'],
    ['nps', '0 到 10 分，您推荐我们的可能性有多大？'],
    ['csat', '您对 {{company}} 满意吗？'],
    ['csat', '总体上您满意还是不满意？'],
    ['ces', '您下单容易吗？'],
    ['ces', '解决问题费力吗？'],
    ['repurchase', '您续约的可能性有多大？'],
    ['repurchase', '您有多大可能再次购买？'],
    ['dim_price', '我们的价格公道吗？'],
    ['dim_product', '您对质量满意吗？'],
    ['dim_service', '员工热情吗？客服好吗？'],
    ['dim_brand', '我们的口碑怎么样？'],
    ['dim_supply', '送货准时吗？'],
    ['dim_innovation', '我们有创新吗？'],
    ['dim_service', '人员服务']
  ]
} as const;
const metricQuestion = (language: Language, metric: string, text: string, more: Raw = {}): Raw => {
  const [min, max] = standards[metric]!.scale;
  const kind = metric === 'nps' ? 'nps' : metric === 'ces' ? 'ces' : 'rating';
  return {
    kind,
    metric,
    text: say(language, text),
    scale: { min, max, labels: { [min]: say(language, 'a'), [max]: say(language, 'b') }, ...more }
  };
};

describe.each(languages)('the lint of scales, options and whole surveys in %s', (language) => {
  const one = (texts: string, more?: Raw) => survey(language, [list(language, texts.split(','), more)]);

  test('UX-48 scales with more answers on one side are found, and balanced, one-sided and other lists are not', () => {
    judge(
      'unbalanced-scale',
      lists.unbalanced[language].map((texts) => one(texts)),
      lists.balanced[language].map((texts) => one(texts))
    );
  });

  test('UX-49 overlapping ranges, gaps, a missing “other” and a missing “does not apply” are found', () => {
    const good = lists.ranges[language].map((texts) => one(texts));
    judge(
      'options',
      lists.overlap[language].map((texts) => one(texts)),
      good,
      'overlap'
    );
    judge(
      'options',
      lists.gap[language].map((texts) => one(texts)),
      good,
      'gap'
    );
    judge(
      'options',
      lists.nominal[language].map((texts) => one(texts)),
      lists.open[language].map((texts) => one(texts)),
      'other'
    );
    expect(found(one(lists.nominal[language][0], { naLabel: say(language, '-') }), 'options')).toEqual([]);
    const rated = (more: Raw) =>
      survey(language, [
        metricQuestion(language, 'csat', 'satisfied 满意'),
        { ...metricQuestion(language, 'dim_price', 'price 价格'), ...more }
      ]);
    expect(found(rated({ required: true }), 'options').map(({ detail }) => detail)).toEqual(['na']);
    expect(found(rated({ required: true, naLabel: say(language, '-') }), 'options')).toEqual([]);
    expect(found(one('A,B,a '), 'options').map(({ detail }) => detail)).toEqual(['same']);
  });

  test('UX-50 sensitive questions are found at the beginning and left alone at the end', () => {
    const rating = (text: string): Raw => ({ kind: 'text', text: say(language, text) });
    const rest = harmless[language].slice(0, 5).map(rating);
    const ask = (text: string, first: boolean) =>
      survey(language, first ? [rating(text), ...rest] : [...rest, rating(text)]);
    const bad = sensitive[language].map((text) => ask(text, true));
    judge('sensitive-first', bad, [
      ...sensitive[language].map((text) => ask(text, false)),
      ...harmless[language].map((text) => ask(text, true))
    ]);
    expect(
      found(survey(language, [{ kind: 'text', text: say(language, 'x'), required: true }]), 'required-text')
    ).toHaveLength(1);
    expect(found(survey(language, [{ kind: 'text', text: say(language, 'x') }]), 'required-text')).toEqual([]);
  });

  test('UX-52 metrics in other words than their standard are found, and wordings that mean the same are not', () => {
    const asks = ([metric, text]: readonly [string, string]) =>
      survey(language, [metricQuestion(language, metric, text)]);
    judge('metric-wording', metricBad[language].map(asks), metricGood[language].map(asks), 'wording');
    const family = language === 'en' ? 'en' : 'zh';
    for (const [metric, { wording }] of Object.entries(standards))
      expect(found(asks([metric, wording[family]]), 'metric-wording')).toEqual([]);
    for (const finding of found(asks(metricBad[language][0]), 'metric-wording'))
      expect(finding.rewrite).toBe(standards.nps!.wording[family]);
  });

  test('UX-52 another scale or direction, and anything that changed since the last version, breaks the trend and is told', () => {
    const csat = standards.csat!.wording[language === 'en' ? 'en' : 'zh'];
    const before = survey(language, [metricQuestion(language, 'csat', csat)]);
    const details = (more: Raw, text = csat) =>
      found(survey(language, [metricQuestion(language, 'csat', text, more)]), 'metric-wording', {
        previous: before
      }).map(({ detail, pointer }) => `${detail} ${pointer.split('/').at(-1)}`);
    expect(details({})).toEqual([]);
    expect(details({}, `${csat}!`)).toEqual(['changed text']);
    expect(details({ max: 7, labels: { '1': say(language, 'a'), '7': say(language, 'b') } })).toEqual([
      'scale scale',
      'changed scale'
    ]);
    expect(details({ direction: 'descending' })).toEqual(['changed scale']);
    expect(details({ labels: { '1': say(language, 'c'), '5': say(language, 'b') } })).toEqual(['changed scale']);
  });

  test('UX-51 over seven minutes, over five open questions and grids over five rows are found', () => {
    const open = (count: number) =>
      survey(
        language,
        Array.from({ length: count }, () => ({ kind: 'text', text: say(language, 'x') }))
      );
    expect([open(5), open(6)].map((document) => found(document, 'survey-length').map(({ detail }) => detail))).toEqual([
      [],
      ['open']
    ]);
    const grid = (rows: number) =>
      survey(language, [
        {
          ...metricQuestion(language, 'csat', 'x'),
          metric: undefined,
          kind: 'matrix',
          items: Array.from({ length: rows }, (_, at) => ({ id: `i${at}`, text: say(language, `${at}`) }))
        }
      ]);
    expect([grid(5), grid(6)].map((document) => found(document, 'survey-length').map(({ detail }) => detail))).toEqual([
      [],
      ['rows']
    ]);
    const long = (count: number) =>
      survey(
        language,
        Array.from({ length: count }, () => metricQuestion(language, 'dim_price', 'price 价格')),
        2
      );
    expect(
      [long(60), long(120)].map((document) => found(document, 'survey-length').map(({ detail }) => detail))
    ).toEqual([[], ['minutes']]);
  });
});

describe('the question lint', () => {
  test('UX-48 scales that run the other way are found by their direction and by their words', () => {
    const scale = (low: string, high: string, direction = 'ascending'): Raw => ({
      kind: 'rating',
      text: { en: 'How?' },
      scale: { min: 1, max: 5, direction, labels: { '1': { en: low }, '5': { en: high } } }
    });
    const run = (...rows: Raw[]) => found(survey('en', rows), 'mixed-directions').map(({ pointer }) => pointer);
    expect(run(scale('bad', 'good'), scale('poor', 'excellent'))).toEqual([]);
    expect(run(scale('bad', 'good'), scale('bad', 'good', 'descending'))).toEqual([
      '/pages/1/questions/0/scale/direction'
    ]);
    expect(run(scale('bad', 'good'), scale('excellent', 'poor'))).toEqual(['/pages/1/questions/0/scale/labels']);
    const slider = { kind: 'slider', text: { en: 'How?' }, range: { min: 0, max: 10 } };
    expect(found(survey('en', [slider]), 'unlabelled-ends').map(({ severity }) => severity)).toEqual(['warning']);
  });

  test('UX-53 the same question twice is found, and once for each of two groups of people is not', () => {
    const rating = (text: string, showIf?: unknown): Raw => ({
      ...metricQuestion('en', 'csat', text),
      metric: undefined,
      showIf
    });
    expect(
      found(survey('en', [rating('How is the price?'), rating('How do you rate the price?')]), 'asked-twice')
    ).toEqual([
      { code: 'asked-twice', severity: 'warning', pointer: '/pages/1/questions/0/text', detail: 'q0', language: 'en' }
    ]);
    const arm = (value: string) => ({ known: 'company', op: 'eq', value });
    expect(
      found(survey('en', [rating('How is the price?', arm('A')), rating('How is the price?', arm('B'))]), 'asked-twice')
    ).toEqual([]);
  });

  test('UX-45 words of the organisation are found where it lists them, and abbreviations it explains are not', () => {
    const document = survey('en', [{ kind: 'text', text: { en: 'How was the Borealis One gate with SLA?' } }]);
    expect(
      lint(document, { jargon: ['borealis one'], acronyms: ['SLA'] }).map(({ code, detail }) => [code, detail])
    ).toEqual([['jargon', 'borealis one']]);
  });

  test('UX-40 the questionnaire that ships has nothing to find, and its lint is the same every time', () => {
    expect(lint(postMergerRelationship)).toEqual([]);
    expect(lint(postMergerRelationship, { previous: postMergerRelationship })).toEqual([]);
  });

  test('UX-40 no questionnaire of the library has an error, and hardly anything to mend', () => {
    for (const { document } of library) {
      const findings = review(document);
      expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(score(findings)).toBeGreaterThanOrEqual(90);
    }
  });
});
