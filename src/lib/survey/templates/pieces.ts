/** What the shipped questionnaires share: scales, standard questions with their published wording, trust, privacy and thanks. */
import type { Condition } from '../condition.ts';
import type { Ending, Item, Localised, Option, Page, Question, Scale, SurveyDocument } from '../document.ts';
import { customerDetails, customerPrivacy, employeeDetails, employeePrivacy, trust, usualPurpose } from './promises.ts';
import { say } from './say.ts';

const scale = (min: number, max: number, low: Localised, high: Localised): Scale => ({
  min,
  max,
  labels: { [min]: { ...low }, [max]: { ...high } },
  direction: 'ascending'
});

export const satisfied = scale(1, 5, say('very dissatisfied', '非常不满意'), say('very satisfied', '非常满意'));
export const likely = scale(1, 5, say('very unlikely', '非常不可能'), say('very likely', '非常可能'));
export const agreeFive = scale(1, 5, say('strongly disagree', '非常不同意'), say('strongly agree', '非常同意'));
export const agreeSeven = scale(1, 7, say('strongly disagree', '非常不同意'), say('strongly agree', '非常同意'));
export const ease = scale(1, 7, say('very difficult', '非常困难'), say('very easy', '非常容易'));
const recommended = scale(0, 10, say('not at all likely', '完全不可能'), say('extremely likely', '极有可能'));
/** Ten points with words of one's own, as the satisfaction indexes ask. */
export const tenPoints = (low: Localised, high: Localised): Scale => scale(1, 10, low, high);

export const notApplicable = say('Does not apply', '不适用');
export const cannotSay = say('I cannot say', '说不清');

type Rest = Partial<Omit<Question, 'id' | 'kind' | 'text'>>;

/** A question of any kind; optional unless it says otherwise. */
export function ask(id: string, kind: Question['kind'], text: Localised, rest: Rest = {}): Question {
  return { id, kind, text: { ...text }, required: false, ...rest };
}

export const recommend = (text: Localised, rest: Rest = {}): Question =>
  ask('recommend', 'nps', text, { scale: recommended, metric: 'nps', naLabel: cannotSay, ...rest });

/** The standard wording of the recommendation question (Reichheld 2003). */
export const recommendCompany = recommend(
  say(
    'How likely are you to recommend {{company}} to a friend or colleague?',
    '您有多大可能向朋友或同事推荐 {{company}}？'
  )
);

export const rate = (id: string, text: Localised, on: Scale, metric?: string, rest: Rest = {}): Question =>
  ask(id, 'rating', text, { scale: on, ...(metric === undefined ? {} : { metric }), naLabel: cannotSay, ...rest });

/** Items as `[id, English, Chinese, metric]`. */
export const items = (...list: readonly (readonly [id: string, en: string, zh: string, metric?: string])[]): Item[] =>
  list.map(([id, en, zh, metric]) => ({ id, text: say(en, zh), ...(metric === undefined ? {} : { metric }) }));

export const grid = (id: string, text: Localised, on: Scale, list: Item[], rest: Rest = {}): Question =>
  ask(id, 'matrix', text, { scale: on, items: list, naLabel: notApplicable, ...rest });

/** Options as `[code, English, Chinese]`. */
export const options = (...list: readonly (readonly [code: string, en: string, zh: string])[]): Option[] =>
  list.map(([code, en, zh]) => ({ code, text: say(en, zh) }));

export const other: Option = { code: 'other', text: say('Something else', '其他'), other: true };
export const nothing: Option = { code: 'none', text: say('None of these', '以上都没有'), exclusive: true };

/** A choice of several, in an order of chance but for the last ones. */
export const several = (id: string, text: Localised, list: Option[], rest: Rest = {}): Question =>
  ask(id, 'multiple', text, { options: list, shuffle: true, hint: say('Choose all that apply.', '可多选。'), ...rest });

export const one = (id: string, text: Localised, list: Option[], rest: Rest = {}): Question =>
  ask(id, 'choice', text, { options: list, ...rest });

export const words = (id: string, text: Localised, rest: Rest = {}): Question =>
  ask(id, 'text', text, {
    lines: 4,
    hint: say('If you like. Please name no other people.', '选填。请不要写出他人的姓名。'),
    ...rest
  });

export const page = (id: string, questions: Question[], rest: Partial<Page> = {}): Page => ({
  id,
  groups: [],
  questions,
  ...rest
});

export const atMost = (question: string, value: number): Condition => ({ question, op: 'le', value });
export const atLeast = (question: string, value: number): Condition => ({ question, op: 'ge', value });
export const is = (question: string, value: string): Condition => ({ question, op: 'eq', value });
export const among = (question: string, ...value: string[]): Condition => ({ question, op: 'in', value });

/** What went wrong, and in the customer's own words. */
export const whatWentWrong = (showIf: Condition, list: Option[] = usualTroubles): Page =>
  page(
    'trouble',
    [
      several('wrong', say('What did not go well?', '哪些方面做得不好？'), [...list, other, nothing]),
      words(
        'story',
        say('What happened, and what should {{company}} have done?', '具体发生了什么？您希望 {{company}} 怎么做？')
      )
    ],
    { showIf }
  );

const usualTroubles = options(
  ['product', 'The product or service itself', '产品或服务本身'],
  ['people', 'How I was treated', '服务态度'],
  ['speed', 'It took too long', '等待时间太长'],
  ['price', 'The price or the invoice', '价格或账单'],
  ['delivery', 'Delivery', '供货与交付'],
  ['information', 'I was not kept informed', '没有及时告知进展']
);

/** Asks whether somebody may come back to the respondent, and where, only after a yes. */
export const callBack = (showIf?: Condition): Page =>
  page(
    'contact',
    [
      ask(
        'call_back',
        'yesno',
        say(
          'May somebody from {{company}} get in touch with you about your answers?',
          '{{company}} 可以就您的回答与您联系吗？'
        )
      ),
      ask('reach', 'contact', say('How do we reach you best?', '怎样联系您最方便？'), {
        hint: say('Only used to answer you.', '仅用于回复您本次的反馈。'),
        parts: [
          { part: 'name', required: false },
          { part: 'phone', required: false },
          { part: 'email', required: false }
        ],
        showIf: is('call_back', 'yes')
      })
    ],
    showIf === undefined ? {} : { showIf }
  );

export const thanked = say('Thank you. We have your answers.', '谢谢您，答案已收到。');

export const plainThanks: SurveyDocument['thanks'] = {
  bands: [],
  otherwise: {
    title: thanked,
    text: say(
      'Your answers go to the people at {{company}} who look after customers.',
      '您的答案会交给 {{company}} 负责客户关系的人员。'
    )
  }
};

/** Other words for those who are not content: up to `low` on the answer to `by`, and from `high` on. */
export const thanksBy = (by: string, [min, low, high, max]: readonly [number, number, number, number]) => ({
  by,
  bands: [
    {
      from: min,
      to: low,
      title: thanked,
      text: say(
        'We are sorry that not everything went well. Low marks are read first at {{company}}.',
        '很抱歉，有些地方没有让您满意。{{company}} 会优先查看评分较低的答卷。'
      )
    },
    {
      from: high,
      to: max,
      title: thanked,
      text: say('Good to know what works for you.', '很高兴知道哪些方面让您满意。')
    }
  ],
  otherwise: plainThanks.otherwise
});

export const ending = (id: string, kind: Ending['kind'], title: Localised, text: Localised): Ending => ({
  id,
  kind,
  title: { ...title },
  text: { ...text }
});

interface Parts {
  readonly key: string;
  /** Name for those who run it. */
  readonly title: Localised;
  readonly heading: Localised;
  readonly minutes: number;
  /** Why this person is asked: follows "You are asked because". */
  readonly reason: Localised;
  /** What it is asked for; without it: to serve better. */
  readonly purpose?: Localised;
  readonly sources: readonly string[];
  readonly pages: Page[];
  readonly indexes?: SurveyDocument['indexes'];
  readonly endings?: Ending[];
  readonly thanks?: SurveyDocument['thanks'];
  readonly employees?: boolean;
}

/** A complete questionnaire in both languages. */
export function questionnaire(parts: Parts): SurveyDocument {
  const { key, title, heading, minutes, reason, purpose, sources, pages, indexes, endings, thanks, employees } = parts;
  return {
    format: 'concord-survey-1',
    key,
    title: { ...title },
    heading: { ...heading },
    baseLanguage: 'en',
    languages: ['en', 'zh-CN'],
    ...(employees ? { respondents: 'employees' as const } : {}),
    sources: [...sources],
    trust: trust(minutes, reason, employees ? employeeDetails : customerDetails),
    privacy: employees ? employeePrivacy : customerPrivacy(purpose ?? usualPurpose),
    pages,
    ...(indexes === undefined ? {} : { indexes }),
    ...(endings === undefined ? {} : { endings }),
    thanks: thanks ?? plainThanks
  };
}

/** Satisfaction with the six dimensions of the satisfaction index, and overall. */
export const dimensionItems = items(
  ['product', 'Product quality', '产品质量', 'dim_product'],
  ['service', 'Service from our people', '人员服务', 'dim_service'],
  ['innovation', 'Innovation', '创新', 'dim_innovation'],
  ['brand', 'Brand image', '品牌形象', 'dim_brand'],
  ['price', 'Fairness of the price', '价格公道', 'dim_price'],
  ['supply', 'Reliable delivery', '供货可靠', 'dim_supply']
);

export const overallSatisfaction = rate(
  'satisfaction',
  say(
    'Overall, how satisfied have you been with {{company}} over the last three months?',
    '总体而言，最近三个月您对 {{company}} 满意吗？'
  ),
  satisfied,
  'csat'
);

export const buyAgain = rate(
  'repurchase',
  say(
    'How likely are you to buy from {{company}} again in the next 12 months?',
    '未来 12 个月内，您再次选择 {{company}} 的可能性有多大？'
  ),
  likely,
  'repurchase'
);

export const leaving = rate(
  'leave',
  say(
    'How likely are you to move to another supplier in the next 12 months?',
    '未来 12 个月内，您改换其他供应商的可能性有多大？'
  ),
  likely,
  'churn_intent'
);
