/** The largest survey the product promises to be quick with: 200 questions on 40 pages, 500 comparisons, 20 computed values. */
import type { Condition } from '../../src/lib/survey/condition.ts';
import type { Page, Question, SurveyDocument } from '../../src/lib/survey/document.ts';
import { blank } from '../../src/lib/survey/templates/blank.ts';

export const large = { questions: 200, pages: 40, comparisons: 500, computed: 20 };

/** What question n looks at, of those before it: up to three answers, and with every tenth a mean of ten of them. */
export function looksAt(n: number): readonly number[] {
  return n < 10 || n >= 10 + Math.ceil(large.comparisons / 3) ? [] : [n - 1, n - 3, n - 7];
}

const kinds = ['rating', 'rating', 'choice', 'rating', 'text'] as const;
const isRating = (n: number): boolean => kinds[n % kinds.length] === 'rating';

/** The condition of question n; undefined where it always shows. */
export function conditionOf(n: number): Condition | undefined {
  const parts: Condition[] = looksAt(n).map((of, at) =>
    at === 2 && n % 10 === 0
      ? { computed: `c${Math.floor(of / 10)}`, op: 'ge', value: 1 }
      : isRating(of)
        ? { question: `q${of}`, op: at === 1 ? 'ne' : 'ge', value: at === 1 ? 5 : 1 }
        : { question: `q${of}`, op: 'answered' }
  );
  return parts.length === 0 ? undefined : { any: parts };
}

const subjects = 'price delivery support quality speed advice billing website stock training'.split(' ');
const chinese = '价格 送货 支持 质量 速度 建议 账单 网站 库存 培训'.split(' ');

function question(n: number): Question {
  const kind = kinds[n % kinds.length]!;
  const [subject, wort] = [subjects[n % 10]!, chinese[n % 10]!];
  const text = { en: `How was our ${subject} the ${n + 1}. time?`, 'zh-CN': `第 ${n + 1} 次，我们的${wort}怎么样？` };
  const base = { id: `q${n}`, kind, text, required: false, showIf: conditionOf(n) };
  if (kind === 'text') return { ...base, length: { max: 400 } } as Question;
  if (kind === 'choice') {
    const options = ['once', 'twice', 'often', 'never'].map((code, at) => ({
      code,
      text: { en: code, 'zh-CN': ['一次', '两次', '经常', '从不'][at]! }
    }));
    return { ...base, options } as Question;
  }
  const labels = { '1': { en: 'very poor', 'zh-CN': '非常差' }, '5': { en: 'very good', 'zh-CN': '非常好' } };
  return { ...base, scale: { min: 1, max: 5, labels, direction: 'ascending' } } as Question;
}

/** The survey as a document in two languages. */
export function largeSurvey(): SurveyDocument {
  const [en, zh] = [blank('en'), blank('zh-CN')];
  const both = (one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>) => ({
    ...one,
    ...other
  });
  const perPage = large.questions / large.pages;
  const pages: Page[] = Array.from({ length: large.pages }, (_, p) => ({
    id: `p${p}`,
    groups: [],
    questions: Array.from({ length: perPage }, (_, at) => question(p * perPage + at))
  }));
  return {
    ...en,
    key: 'large',
    title: { en: 'Everything at once', 'zh-CN': '全部问题' },
    languages: ['en', 'zh-CN'],
    trust: { line: both(en.trust.line, zh.trust.line), details: [] },
    privacy: { version: '1', text: both(en.privacy.text, zh.privacy.text) },
    pages,
    computed: Array.from({ length: large.computed }, (_, c) => ({
      id: `c${c}`,
      value: {
        mean: Array.from({ length: 10 }, (_, at) => c * 10 + at)
          .filter(isRating)
          .map((n) => ({ question: `q${n}` }))
      }
    })),
    thanks: {
      bands: [],
      otherwise: {
        title: both(en.thanks.otherwise.title!, zh.thanks.otherwise.title!),
        text: both(en.thanks.otherwise.text!, zh.thanks.otherwise.text!)
      }
    }
  };
}
