/** The shipped relationship survey after a merger: recommendation, satisfaction, ease, six dimensions, repurchase, one open question. */
import type { Question, SurveyDocument } from '../document.ts';
import { mergerPurpose } from './merger-questions.ts';
import {
  ask,
  buyAgain,
  cannotSay,
  dimensionItems,
  ease,
  notApplicable,
  overallSatisfaction,
  page,
  recommendCompany,
  satisfied,
  thanked,
  words
} from './pieces.ts';
import { customerDetails, customerPrivacy } from './promises.ts';
import { say } from './say.ts';

/** The six dimensions as questions of their own, in the group that asks about them together. */
const dimensions = dimensionItems.map(({ id, text, metric }): Question =>
  ask(id, 'rating', text, { scale: satisfied, metric, naLabel: notApplicable, group: 'dimensions' })
);

export const postMergerRelationship: SurveyDocument = {
  format: 'concord-survey-1',
  key: 'post-merger-relationship',
  title: say('Post-merger relationship', '合并后客户关系调查'),
  heading: say('How is {{company}} doing for you?', '{{company}} 让您满意吗？'),
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
    line: say(
      'Eleven questions, about two minutes. You are asked because you are a customer of {{company}}.',
      '共 11 题，约两分钟。您是 {{company}} 的客户，所以想听听您的看法。'
    ),
    details: customerDetails
  },
  privacy: customerPrivacy(mergerPurpose),
  pages: [
    page('overall', [
      recommendCompany,
      overallSatisfaction,
      ask(
        'ease',
        'ces',
        say(
          'Over the last three months, how easy has it been to get what you needed from {{company}}?',
          '最近三个月，您在 {{company}} 办成一件事容易吗？'
        ),
        { scale: ease, metric: 'ces', naLabel: cannotSay }
      )
    ]),
    page('dimensions', dimensions, {
      groups: [
        {
          id: 'dimensions',
          text: say(
            'How satisfied have you been with each of these at {{company}} over the last three months?',
            '最近三个月，您对 {{company}} 的以下各方面满意吗？'
          ),
          hint: say('1 is very dissatisfied, 5 is very satisfied', '1 为非常不满意，5 为非常满意')
        }
      ]
    }),
    page('outlook', [
      { ...buyAgain, naLabel: notApplicable },
      words('reason', say('What is the main reason for your marks?', '您这样评价的主要原因是什么？'), { lines: 5 })
    ])
  ],
  thanks: {
    by: 'recommend',
    bands: [
      {
        from: 0,
        to: 6,
        title: thanked,
        text: say(
          'You are not content with everything. Low marks are read first at {{company}}, together with the reason you gave.',
          '看来我们有做得不够好的地方。{{company}} 会优先查看评分较低的答卷和您写下的原因。'
        )
      },
      {
        from: 9,
        to: 10,
        title: thanked,
        text: say(
          'Good to know what works for you. {{company}} will take care that the merger does not change it.',
          '很高兴知道哪些方面让您满意。{{company}} 会用心守住这些优点。'
        )
      }
    ],
    otherwise: {
      title: thanked,
      text: say(
        'Your answers go to the people at {{company}} who look after customers.',
        '您的答案会交给 {{company}} 负责客户关系的人员。'
      )
    }
  }
};
