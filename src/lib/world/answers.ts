/**
 * How a feeling becomes an answer (W-07): a graded response model with a style of answering. Missing answers are '', "don't know"
 * is 99 and one answer in a hundred is a code outside the scale, as in real files.
 */
import { normalDraw } from '#lib/stats/generator.ts';
import type { Language } from './settings.ts';

/** Standard deviation of one answer around the person's feeling. */
export const answerSpread = 0.8;

/**
 * Cut points between the eleven answers 0 … 10. With a spread of 1.06 around .35 (A, stable) they give .18 / .30 / .52
 * detractors, passives and promoters, an NPS of +34.
 */
export const npsCuts = [-2.75, -2.45, -2.15, -1.85, -1.5, -1.05, -0.62, -0.2, 0.3, 0.95];
const csatCuts = [-1.7, -1.05, -0.35, 0.75];
const cesCuts = [-1.9, -1.45, -0.95, -0.4, 0.2, 0.9];
const itemCuts = [-1.6, -0.9, -0.15, 0.8];
const fiveCuts = [-1.85, -1.05, -0.3, 0.55];

export const items = ['product', 'service', 'innovation', 'brand', 'price', 'supply'] as const;
export type Item = (typeof items)[number];
const loading: Readonly<Record<Item, number>> = {
  product: 0.85,
  service: 0.8,
  innovation: 0.6,
  brand: 0.7,
  price: 0.5,
  supply: 0.65
};

/** A code as written in a file: a number, 99, or '' for no answer. */
export type Code = number | '';

export interface Sheet {
  readonly nps: Code;
  readonly csat: Code;
  readonly ces: Code;
  readonly perceived: Readonly<Record<Item, Code>>;
  readonly expected: Readonly<Record<Item, Code>>;
  readonly repurchase: Code;
  readonly oldScale: Code;
  readonly repurchased: 0 | 1;
}

const graded = (x: number, cuts: readonly number[]) => cuts.reduce((n, cut) => n + (x > cut ? 1 : 0), 0);

/** The code that reaches the file instead of the answer given. */
function coded(answer: number, low: number, high: number, missing: number, random: () => number): Code {
  const u = random();
  if (u < missing) return '';
  if (u < missing + 0.03) return 99;
  if (u < missing + 0.04) return random() < 0.5 ? low - 1 : high + 1;
  return answer;
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/** One filled-in sheet. `feeling` is the person's true satisfaction; `phone` the kinder tone of an interview. */
export function fillIn(
  feeling: number,
  language: Language,
  phone: boolean,
  scale: '0-10' | '1-5',
  withOld: boolean,
  random: () => number
): Sheet {
  const style = language === 'en' ? 0.1 : language === 'zh' ? 0 : -0.1;
  const stretch = 1 + 0.2 * normalDraw(random);
  const said = feeling + style + (phone ? 0.25 : 0);
  const around = (weight: number) => said * weight + (1 - weight) * 0.2 + answerSpread * stretch * normalDraw(random);
  const recommend = said + answerSpread * stretch * normalDraw(random);
  const nps =
    scale === '0-10'
      ? coded(graded(recommend, npsCuts), 0, 10, 0.04, random)
      : coded(1 + graded(recommend, fiveCuts), 1, 5, 0.04, random);
  const mood = 0.45 * normalDraw(random);
  const five = (item: Item, lift: number) => {
    const x = loading[item] * said + mood + lift + 0.6 * stretch * normalDraw(random);
    const shy = item === 'price' && feeling < -0.4 ? 0.085 : 0.04;
    return coded(1 + graded(x, itemCuts), 1, 5, shy, random);
  };
  const both = (lift: number) =>
    Object.fromEntries(items.map((item) => [item, five(item, lift)])) as Record<Item, Code>;
  return {
    nps,
    csat: coded(1 + graded(around(0.85), csatCuts), 1, 5, 0.04, random),
    ces: coded(1 + graded(around(0.6), cesCuts), 1, 7, 0.04, random),
    perceived: both(0),
    expected: both(0.5),
    repurchase: coded(1 + graded(around(0.7), fiveCuts), 1, 5, 0.04, random),
    oldScale: withOld ? coded(1 + graded(recommend, fiveCuts), 1, 5, 0.04, random) : '',
    repurchased: random() < logistic(-1 + 0.9 * feeling) ? 1 : 0
  };
}

const comments = {
  zh: {
    good: ['服务很好，谢谢。', '客户经理响应及时，合作愉快。', '质量稳定，会推荐给朋友。', '送货很快，包装也仔细。'],
    fair: ['总体还行，希望价格再优惠一点。', '基本满意，热线有时要等很久。', '合并以后流程变了，还在适应。'],
    poor: [
      '换了系统以后账单总是出错。',
      '合并后找不到以前的客户经理了。',
      '电话打了三次才有人处理。',
      '涨价没有提前通知。'
    ]
  },
  en: {
    good: [
      'Very happy with the product, works as promised.',
      'Our account manager always calls back.',
      'Fast delivery, good quality.'
    ],
    fair: [
      'Fine so far, a little expensive.',
      'Mostly good; the hotline takes long.',
      'Still finding my way around since the merger.'
    ],
    poor: [
      'The new bill is wrong every month.',
      'Since the merger nobody answers.',
      'Had to call three times, then gave up.',
      'Prices went up without a word.'
    ]
  }
} as const;

/** What a quarter of the people write; '' for the others. Nobody speaks of the merger before it is `announced`. */
export function remark(feeling: number, language: Language, announced: boolean, random: () => number): string {
  if (random() > 0.25) return '';
  const mood = feeling > 0.6 ? 'good' : feeling > -0.4 ? 'fair' : 'poor';
  const list = comments[language === 'zh' ? 'zh' : 'en'][mood].filter(
    (text) => announced || !/merger|合并|new bill|换了系统/.test(text)
  );
  return list[Math.floor(random() * list.length)] ?? '';
}
