/**
 * Standard wordings and scales of the metrics that ship, and what differs from them or from the last version (UX-52). Sources:
 * Reichheld 2003 (recommendation), Fornell et al. 1996 (overall satisfaction), Dixon, Toman and DeLisi 2013 (ease), Oliver 1999
 * (repurchase); the dimensions ask for one thing each on the common five points.
 */
import { trendBreaks } from '../breaks.ts';
import { questionsOf, type SurveyDocument } from '../document.ts';
import type { Say } from './findings.ts';
import type { Line, Wording } from './wording.ts';

interface Standard {
  readonly scale: readonly [min: number, max: number];
  /** What the text must speak of, together with its heading. */
  readonly demands: Readonly<Record<Wording['family'], readonly RegExp[]>>;
  readonly wording: Readonly<Record<Wording['family'], string>>;
}

const five = [1, 5] as const;

function dimension(en: string, zh: string, english: RegExp, chinese: RegExp): Standard {
  return {
    scale: five,
    demands: { en: [english], zh: [chinese] },
    wording: {
      en: `How satisfied have you been with ${en} at {{company}} over the last three months?`,
      zh: `最近三个月，您对 {{company}} 的${zh}满意吗？`
    }
  };
}

/** The standard of each metric that a question can feed. */
export const standards: Readonly<Record<string, Standard>> = {
  nps: {
    scale: [0, 10],
    demands: {
      en: [/\brecommend/i, /\blikel(y|ihood)\b/i, /^(?!.*\b(would you say|never|again|unlikely)\b)/i],
      zh: [/推荐/, /可能/]
    },
    wording: {
      en: 'How likely are you to recommend {{company}} to a friend or colleague?',
      zh: '您有多大可能向朋友或同事推荐 {{company}}？'
    }
  },
  csat: {
    scale: five,
    demands: { en: [/\bsatisf/i], zh: [/满意/] },
    wording: {
      en: 'Overall, how satisfied have you been with {{company}} over the last three months?',
      zh: '总体而言，最近三个月您对 {{company}} 满意吗？'
    }
  },
  ces: {
    scale: [1, 7],
    demands: { en: [/\b(eas(y|e|ily|ier)|effort)\b/i], zh: [/容易|轻松|费力|省力|省事|方便/] },
    wording: {
      en: 'Over the last three months, how easy has it been to get what you needed from {{company}}?',
      zh: '最近三个月，您在 {{company}} 办成一件事容易吗？'
    }
  },
  repurchase: {
    scale: five,
    demands: {
      en: [/\b(likel(y|ihood)|intend|plan)\b/i, /\b(buy|purchase|order|renew|choose|use|stay|continue|remain)/i],
      zh: [/再|继续|续|还会/, /可能|打算|愿意|会/]
    },
    wording: {
      en: 'How likely are you to buy from {{company}} again in the next 12 months?',
      zh: '未来 12 个月内，您再次选择 {{company}} 的可能性有多大？'
    }
  },
  dim_product: dimension('product quality', '产品质量', /product|quality|goods/i, /产品|质量|商品|品质/),
  dim_service: dimension(
    'the service from our people',
    '人员服务',
    /service|staff|support|people/i,
    /服务|人员|客服|态度/
  ),
  dim_innovation: dimension('innovation', '创新', /innovat|new (product|idea)/i, /创新|新产品|研发/),
  dim_brand: dimension('the brand image', '品牌形象', /brand|image|reputation/i, /品牌|形象|口碑|声誉/),
  dim_price: dimension(
    'the fairness of the price',
    '价格公道程度',
    /price|cost|value|fair|charge/i,
    /价格|收费|费用|性价比|公道|合理/
  ),
  dim_supply: dimension(
    'reliable delivery',
    '供货可靠性',
    /deliver|supply|availab|on time/i,
    /交付|供应|供货|配送|送货|交货|物流/
  )
};

export function lintMetrics(
  document: SurveyDocument,
  lines: readonly Line[],
  previous: SurveyDocument | undefined,
  say: Say
): void {
  for (const [p, page] of document.pages.entries())
    for (const [q, question] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      const fed = [
        { metric: question.metric, pointer: `${at}/text` },
        ...(question.items ?? []).map(({ metric }, i) => ({ metric, pointer: `${at}/items/${i}/text` }))
      ];
      for (const { metric, pointer } of fed) {
        const standard = metric === undefined ? undefined : Object.hasOwn(standards, metric) && standards[metric];
        if (!standard) continue;
        const { scale } = question;
        const other = scale !== undefined && (scale.min !== standard.scale[0] || scale.max !== standard.scale[1]);
        if (other || (metric === 'nps' && scale?.direction === 'descending'))
          say('metric-wording', `${at}/scale`, 'scale');
        for (const { language, text, around, wording } of lines.filter((line) => line.pointer === pointer)) {
          // The reply scale of satisfaction may stand in the heading; what is rated must be in the text.
          const context = metric === 'csat' ? `${around} ${text}` : text;
          if (!standard.demands[wording.family].every((demand) => demand.test(context)))
            say('metric-wording', pointer, 'wording', { language, rewrite: standard.wording[wording.family] });
        }
      }
    }
  if (previous !== undefined) lintChanges(document, previous, say);
}

/** Questions that feed a metric and that the last version asked otherwise. */
function lintChanges(document: SurveyDocument, previous: SurveyDocument, say: Say): void {
  const before = new Map(questionsOf(previous).map((question) => [question.id, question] as const));
  for (const { field, what, language } of trendBreaks(previous, document)) {
    const [id, part] = field.split('.');
    const p = document.pages.findIndex(({ questions }) => questions.some((one) => one.id === id));
    const q = document.pages[p]?.questions.findIndex((one) => one.id === id) ?? -1;
    const question = document.pages[p]?.questions[q];
    if (question === undefined) {
      say('metric-wording', '/indexes', 'changed');
      continue;
    }
    const at = `/pages/${p}/questions/${q}`;
    if (what !== 'wording' || language === undefined) {
      say(
        'metric-wording',
        what === 'kind' || what === 'scale' ? `${at}/${what}` : what === 'order' ? at : `${at}/scale`,
        'changed'
      );
      continue;
    }
    const old = before.get(question.id);
    const i = question.items?.findIndex((one) => one.id === part) ?? -1;
    const was = old?.items?.find((one) => one.id === part)?.text[language];
    const ofItem = i >= 0 && was !== undefined && was !== question.items?.[i]?.text[language];
    const rewrite = ofItem ? was : old?.text[language];
    say('metric-wording', ofItem ? `${at}/items/${i}/text` : `${at}/text`, 'changed', {
      language,
      ...(rewrite === undefined ? {} : { rewrite })
    });
  }
}
