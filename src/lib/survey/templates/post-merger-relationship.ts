/** The shipped relationship survey after a merger: recommendation, satisfaction, ease, six dimensions, repurchase, one open question. */
import type { SurveyDocument } from '../document.ts';

type Input = Pick<SurveyDocument['pages'][number]['questions'][number], 'id' | 'text' | 'metric'>;
type Template = SurveyDocument;

const satisfied = {
  '1': { en: 'very dissatisfied', 'zh-CN': '非常不满意' },
  '5': { en: 'very satisfied', 'zh-CN': '非常满意' }
};
const notApplicable = { en: 'Does not apply', 'zh-CN': '不适用' };
const cannotSay = { en: 'I cannot say', 'zh-CN': '说不清' };

/** One of the six dimensions, on the common five-point scale, in the group that asks about them together. */
function dimension({ id, text, metric }: Input): SurveyDocument['pages'][number]['questions'][number] {
  return {
    id,
    kind: 'rating',
    text,
    required: false,
    scale: { min: 1, max: 5, labels: satisfied, direction: 'ascending' },
    metric,
    naLabel: notApplicable,
    group: 'dimensions'
  };
}

export const postMergerRelationship: Template = {
  format: 'concord-survey-1',
  key: 'post-merger-relationship',
  title: { en: 'Post-merger relationship', 'zh-CN': '合并后客户关系调查' },
  heading: { en: 'How is {{company}} doing for you?', 'zh-CN': '{{company}} 让您满意吗？' },
  baseLanguage: 'en',
  languages: ['en', 'zh-CN'],
  sources: [
    'Recommendation: Reichheld, F. F. (2003). The One Number You Need to Grow. Harvard Business Review 81(12), 46-54.',
    'Overall satisfaction: Fornell, C. et al. (1996). The American Customer Satisfaction Index. Journal of Marketing 60(4), 7-18.',
    'Ease: Dixon, M., Toman, N., DeLisi, R. (2013). The Effortless Experience. Portfolio; seven-point form, worded for a relationship.',
    'Service dimension: Parasuraman, A., Zeithaml, V. A., Berry, L. L. (1988). SERVQUAL. Journal of Retailing 64(1), 12-40.',
    'Repurchase intent: Oliver, R. L. (1999). Whence Consumer Loyalty? Journal of Marketing 63, 33-44.'
  ],
  trust: {
    line: {
      en: 'Eleven questions, about two minutes. You are asked because you are a customer of {{company}}.',
      'zh-CN': '共 11 题，约两分钟。您是 {{company}} 的客户，所以想听听您的看法。'
    },
    details: [
      { term: { en: 'Who asks', 'zh-CN': '谁在询问' }, text: { en: '{{company}}', 'zh-CN': '{{company}}' } },
      {
        term: { en: 'Who sees my answers', 'zh-CN': '谁能看到' },
        text: {
          en: 'The people at {{company}} entrusted with customer records. Everybody else sees totals of five or more people.',
          'zh-CN': '{{company}} 负责客户资料的人员。其他人只能看到五人及以上的汇总结果。'
        }
      },
      {
        term: { en: 'My name', 'zh-CN': '我的姓名' },
        text: {
          en: 'Stands beside your answers for those people only, so that they can come back to you.',
          'zh-CN': '只有上述人员能看到姓名与答案的对应关系，以便与您联系。'
        }
      },
      {
        term: { en: 'Questions', 'zh-CN': '联系方式' },
        text: {
          en: '{{contact|Reply to the message that brought you here.}}',
          'zh-CN': '{{contact|请直接回复您收到的邀请。}}'
        }
      }
    ]
  },
  privacy: {
    version: '1',
    text: {
      en: `{{company}} asks you these questions to learn how the merger works out for its customers and to put right what does not work. Answering is voluntary. You can leave out any question and stop at any time.

We keep your answers together with the time, the language, the way you were invited, and what we knew about your customer relationship on that day: company, region, segment and stage. We do not keep your network address with them.

People at {{company}} who are entrusted with customer records see your answers with your name. Everybody else, the leadership included, sees totals of five or more people.

You may ask at any time what is kept about you, have it corrected or erased, and say that you want no more surveys. {{contact|Reply to the message that brought you here.}}`,
      'zh-CN': `{{company}} 希望通过这份问卷了解合并给客户带来了哪些变化，并改进做得不好的地方。是否作答由您决定；任何一题都可以跳过，也可以随时停下。

我们会保存您的答案，以及作答时间、所用语言、邀请方式和当天的客户关系信息（所属公司、地区、客户类别与所处阶段）。答案中不保存您的网络地址。

{{company}} 负责客户资料的人员可以看到您的姓名和答案。其他人（包括管理层）只能看到五人及以上的汇总结果。

您可以随时查询我们保存的信息，要求更正或删除，也可以选择不再接收问卷。{{contact|请直接回复您收到的邀请。}}`
    }
  },
  pages: [
    {
      id: 'overall',
      groups: [],
      questions: [
        {
          id: 'recommend',
          kind: 'nps',
          text: {
            en: 'How likely are you to recommend {{company}} to a friend or colleague?',
            'zh-CN': '您有多大可能向朋友或同事推荐 {{company}}？'
          },
          required: false,
          scale: {
            min: 0,
            max: 10,
            labels: {
              '0': { en: 'not at all likely', 'zh-CN': '完全不可能' },
              '10': { en: 'extremely likely', 'zh-CN': '极有可能' }
            },
            direction: 'ascending'
          },
          metric: 'nps',
          naLabel: cannotSay
        },
        {
          id: 'satisfaction',
          kind: 'rating',
          text: {
            en: 'Overall, how satisfied have you been with {{company}} over the last three months?',
            'zh-CN': '总体而言，最近三个月您对 {{company}} 满意吗？'
          },
          required: false,
          scale: { min: 1, max: 5, labels: satisfied, direction: 'ascending' },
          metric: 'csat',
          naLabel: cannotSay
        },
        {
          id: 'ease',
          kind: 'ces',
          text: {
            en: 'Over the last three months, how easy has it been to get what you needed from {{company}}?',
            'zh-CN': '最近三个月，您在 {{company}} 办成一件事容易吗？'
          },
          required: false,
          scale: {
            min: 1,
            max: 7,
            labels: {
              '1': { en: 'very difficult', 'zh-CN': '非常困难' },
              '7': { en: 'very easy', 'zh-CN': '非常容易' }
            },
            direction: 'ascending'
          },
          metric: 'ces',
          naLabel: cannotSay
        }
      ]
    },
    {
      id: 'dimensions',
      groups: [
        {
          id: 'dimensions',
          text: {
            en: 'How satisfied have you been with each of these at {{company}} over the last three months?',
            'zh-CN': '最近三个月，您对 {{company}} 的以下各方面满意吗？'
          },
          hint: { en: '1 is very dissatisfied, 5 is very satisfied', 'zh-CN': '1 为非常不满意，5 为非常满意' }
        }
      ],
      questions: [
        dimension({ id: 'product', text: { en: 'Product quality', 'zh-CN': '产品质量' }, metric: 'dim_product' }),
        dimension({
          id: 'service',
          text: { en: 'Service from our people', 'zh-CN': '人员服务' },
          metric: 'dim_service'
        }),
        dimension({ id: 'innovation', text: { en: 'Innovation', 'zh-CN': '创新' }, metric: 'dim_innovation' }),
        dimension({ id: 'brand', text: { en: 'Brand image', 'zh-CN': '品牌形象' }, metric: 'dim_brand' }),
        dimension({ id: 'price', text: { en: 'Fairness of the price', 'zh-CN': '价格公道' }, metric: 'dim_price' }),
        dimension({ id: 'supply', text: { en: 'Reliable delivery', 'zh-CN': '供货可靠' }, metric: 'dim_supply' })
      ]
    },
    {
      id: 'outlook',
      groups: [],
      questions: [
        {
          id: 'repurchase',
          kind: 'rating',
          text: {
            en: 'How likely are you to buy from {{company}} again in the next 12 months?',
            'zh-CN': '未来 12 个月内，您再次选择 {{company}} 的可能性有多大？'
          },
          required: false,
          scale: {
            min: 1,
            max: 5,
            labels: {
              '1': { en: 'very unlikely', 'zh-CN': '非常不可能' },
              '5': { en: 'very likely', 'zh-CN': '非常可能' }
            },
            direction: 'ascending'
          },
          metric: 'repurchase',
          naLabel: notApplicable
        },
        {
          id: 'reason',
          kind: 'text',
          text: { en: 'What is the main reason for your marks?', 'zh-CN': '您这样评价的主要原因是什么？' },
          hint: { en: 'If you like. Please name no other people.', 'zh-CN': '选填。请不要写出他人的姓名。' },
          required: false,
          lines: 5
        }
      ]
    }
  ],
  thanks: {
    by: 'recommend',
    bands: [
      {
        from: 0,
        to: 6,
        title: { en: 'Thank you. We have your answers.', 'zh-CN': '谢谢您，答案已收到。' },
        text: {
          en: 'You are not content with everything. Low marks are read first at {{company}}, together with the reason you gave.',
          'zh-CN': '看来我们有做得不够好的地方。{{company}} 会优先查看评分较低的答卷和您写下的原因。'
        }
      },
      {
        from: 9,
        to: 10,
        title: { en: 'Thank you. We have your answers.', 'zh-CN': '谢谢您，答案已收到。' },
        text: {
          en: 'Good to know what works for you. {{company}} will take care that the merger does not change it.',
          'zh-CN': '很高兴知道哪些方面让您满意。{{company}} 会用心守住这些优点。'
        }
      }
    ],
    otherwise: {
      title: { en: 'Thank you. We have your answers.', 'zh-CN': '谢谢您，答案已收到。' },
      text: {
        en: 'Your answers go to the people at {{company}} who look after customers.',
        'zh-CN': '您的答案会交给 {{company}} 负责客户关系的人员。'
      }
    }
  }
};
