/** What each kind of import can hold: its fields, what a cell of them must be, and the headers other systems give them. */

export const importKinds = ['customers', 'stages', 'invitations', 'answers'] as const;
export type ImportKind = (typeof importKinds)[number];

/** Families of codes; each has one table of values in the mapping. */
export const codeSets = [
  'company',
  'stage',
  'region',
  'segment',
  'sales_channel',
  'channel',
  'kind',
  'industry'
] as const;
export type CodeSet = (typeof codeSets)[number];

export type FieldType =
  | 'id'
  | 'name'
  | 'text'
  | 'comment'
  | 'email'
  | 'phone'
  | 'country'
  | 'locale'
  | 'money'
  | 'currency'
  | 'day'
  | 'moment'
  | 'flag'
  | CodeSet;

export interface Field {
  readonly code: string;
  readonly type: FieldType;
  /** A file without a column for it cannot be imported. */
  readonly required: boolean;
  /** Known headers, folded: lower case, no spaces, no punctuation. */
  readonly headers: readonly string[];
}

const field = (code: string, type: FieldType, required: boolean, headers: string): Field => ({
  code,
  type,
  required,
  headers: headers.split(' ')
});

const customerId = field(
  'customerId',
  'id',
  true,
  'customerid customerno customernumber customer custid custno clientid accountnumber crmid id 客户编号 客户号 客户id 客户代码 编号'
);
const company = field(
  'company',
  'company',
  false,
  'company companycode legacycompany org brand 公司 所属公司 公司代码'
);

/** Fields of each kind. `company` is required unless the whole file belongs to one company (`Mapping.company`). */
export const fieldsOf: Readonly<Record<ImportKind, readonly Field[]>> = {
  customers: [
    customerId,
    field(
      'name',
      'name',
      true,
      'name fullname customername contact contactname contactperson 姓名 客户姓名 联系人 名字 名称 客户名称'
    ),
    field(
      'account',
      'text',
      false,
      'account accountname organisation organization employer firm businessname companyname 企业 企业名称 公司名称 单位 单位名称'
    ),
    field('email', 'email', false, 'email mail emailaddress mailaddress 邮箱 电子邮箱 电子邮件 邮件'),
    field(
      'phone',
      'phone',
      false,
      'phone phonenumber telephone tel mobile mobilenumber cell cellphone 手机 手机号 手机号码 电话 电话号码 联系电话'
    ),
    field('country', 'country', false, 'country countrycode nation 国家 国别 国家地区'),
    field('region', 'region', false, 'region area territory district 地区 区域 大区'),
    field(
      'segment',
      'segment',
      false,
      'segment customersegment size customertype customerclass class category 客户类别 客户类型 客户分类 客户分级 规模'
    ),
    field('industry', 'industry', false, 'industry sector branch 行业 所属行业'),
    field(
      'value',
      'money',
      false,
      'value yearlyvalue annualvalue revenue annualrevenue clv ltv lifetimevalue contribution 年贡献 贡献 价值 客户价值 年收入 年消费 终身价值'
    ),
    field('currency', 'currency', false, 'currency currencycode 币种 货币'),
    field(
      'since',
      'day',
      false,
      'since customersince startdate start opened openingdate created createdat joindate 开户日期 开户时间 入网日期 注册日期 客户自'
    ),
    field('stage', 'stage', false, 'stage lifecycle lifecyclestage status phase 生命周期 生命周期阶段 阶段'),
    field('locale', 'locale', false, 'language lang locale 语言 语种'),
    field('salesChannel', 'sales_channel', false, 'channel saleschannel 渠道 销售渠道'),
    company
  ],
  stages: [
    customerId,
    company,
    field('stage', 'stage', true, 'stage lifecycle lifecyclestage status phase newstage 生命周期 生命周期阶段 阶段'),
    field(
      'from',
      'day',
      true,
      'validfrom from date since changedat changedon effectivefrom startdate 生效日期 日期 起始日期 变更日期'
    )
  ],
  invitations: [
    field('invitationId', 'id', true, 'invitationid inviteid id 邀请编号 邀请id'),
    { ...customerId, headers: customerId.headers.filter((header) => header !== 'id' && header !== '编号') },
    company,
    field(
      'invitedAt',
      'moment',
      true,
      'invitedat sentat senton invitedon invitationdate date 邀请时间 邀请日期 发送时间'
    ),
    field('channel', 'channel', false, 'channel invitationchannel 渠道 邀请渠道'),
    field('locale', 'locale', false, 'locale language lang 语言 语种'),
    field('kind', 'kind', false, 'kind type surveytype program 类型 调查类型'),
    field('surveyVersion', 'text', false, 'surveyversion version survey questionnaire 问卷版本 问卷 版本')
  ],
  answers: [
    field('responseId', 'id', true, 'responseid answerid interviewid id 答卷编号 答卷id 回复编号'),
    { ...customerId, headers: customerId.headers.filter((header) => header !== 'id' && header !== '编号') },
    company,
    field('invitationId', 'id', false, 'invitationid inviteid 邀请编号 邀请id'),
    field('invitedAt', 'moment', false, 'invitedat sentat senton invitationdate 邀请时间 邀请日期'),
    field(
      'answeredAt',
      'moment',
      true,
      'answeredat completedat submittedat responsedate answeredon date timestamp 答题时间 回答时间 提交时间 完成时间'
    ),
    field('receivedAt', 'moment', false, 'receivedat recordedat importedat 收到时间 接收时间 录入时间'),
    field('channel', 'channel', false, 'channel responsechannel mode 渠道 答题渠道'),
    field('locale', 'locale', false, 'locale language lang 语言 语种'),
    field(
      'comment',
      'comment',
      false,
      'comment comments verbatim feedback remark remarks opentext reason 评论 留言 意见 备注 建议 反馈'
    ),
    field('repurchased', 'flag', false, 'repurchased repurchased180d boughtagain 是否复购 复购 180天复购')
  ]
};

export interface Scale {
  readonly min: number;
  readonly max: number;
}

/** A question an imported column can answer. `expected` = what the customer expects; null metric = kept, not scored. */
export interface KnownQuestion {
  readonly code: string;
  readonly metric: string;
  readonly aspect: 'perceived' | 'expected';
  /** The scale assumed where the file names none; shown and editable in the mapping. */
  readonly scale: Scale;
  readonly headers: readonly string[];
}

const five: Scale = { min: 1, max: 5 };
const asked = (metric: string, headers: string, scale: Scale = five): KnownQuestion => ({
  code: metric,
  metric,
  aspect: 'perceived',
  scale,
  headers: headers.split(' ')
});
const wanted = (metric: string, headers: string): KnownQuestion => ({
  code: metric.replace('dim_', 'exp_'),
  metric,
  aspect: 'expected',
  scale: five,
  headers: headers.split(' ')
});

export const knownQuestions: readonly KnownQuestion[] = [
  asked(
    'nps',
    'nps recommend recommendation likelihoodtorecommend npsscore npsoldscale oldnps npsold 推荐意愿 推荐 净推荐值',
    {
      min: 0,
      max: 10
    }
  ),
  asked('csat', 'csat satisfaction overallsatisfaction 满意度 总体满意度'),
  asked('ces', 'ces effort ease customereffort 费力度 便捷度', { min: 1, max: 7 }),
  asked('dim_product', 'qproduct product productquality 产品质量 产品'),
  asked('dim_service', 'qservice service servicequality 服务质量 服务'),
  asked('dim_innovation', 'qinnovation innovation 创新'),
  asked('dim_brand', 'qbrand brandimage 品牌 品牌形象'),
  asked('dim_price', 'qprice price pricefairness 价格 价格公平'),
  asked('dim_supply', 'qsupply supply delivery supplyanddelivery 供货 交付 供应'),
  asked('repurchase', 'repurchaseintent repurchase buyagain repurchaseintention 复购意愿 再次购买'),
  wanted('dim_product', 'expproduct expectedproduct 产品期望 期望产品'),
  wanted('dim_service', 'expservice expectedservice 服务期望 期望服务'),
  wanted('dim_innovation', 'expinnovation expectedinnovation 创新期望 期望创新'),
  wanted('dim_brand', 'expbrand expectedbrand 品牌期望 期望品牌'),
  wanted('dim_price', 'expprice expectedprice 价格期望 期望价格'),
  wanted('dim_supply', 'expsupply expectedsupply 供货期望 期望供货')
];
