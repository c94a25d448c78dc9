/** Satisfaction index in the manner of ACSI and ECSI: three questions on ten points make the index; causes and consequences stand around it. */
import { ask, buyAgain, is, page, questionnaire, rate, recommendCompany, tenPoints, words } from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

const poorExcellent = tenPoints(say('very poor', '非常差'), say('very good', '非常好'));

export const satisfactionIndex = questionnaire({
  key: 'satisfaction-index',
  title: say('Customer satisfaction index (ACSI, ECSI)', '顾客满意度指数 (ACSI、ECSI)'),
  heading: say('How satisfied are you with {{company}}?', '您对 {{company}} 满意吗？'),
  minutes: 3,
  reason: say(
    'you have been a customer of {{company}} over the last twelve months',
    '过去一年您一直是 {{company}} 的客户'
  ),
  sources: [
    source.acsi,
    'ECSI model: ECSI Technical Committee (1998). European Customer Satisfaction Index: Foundation and Structure for Harmonized National Pilot Projects.',
    'Indicators and weights: Tenenhaus, M., Esposito Vinzi, V., Chatelin, Y.-M., Lauro, C. (2005). PLS Path Modeling. Computational Statistics & Data Analysis 48(1), 159-205.',
    source.nps
  ],
  pages: [
    page('index', [
      rate(
        'overall',
        say(
          'Thinking of your experience with {{company}} over the last twelve months: how satisfied are you?',
          '综合过去一年的经历，您对 {{company}} 的满意程度如何？'
        ),
        tenPoints(say('very dissatisfied', '非常不满意'), say('very satisfied', '非常满意'))
      ),
      rate(
        'confirmation',
        say(
          'How does your experience with {{company}} compare with what you had expected?',
          '与您原来的期望相比，{{company}} 做得如何？'
        ),
        tenPoints(say('falls far short', '远不如期望'), say('far surpasses them', '远超期望'))
      ),
      rate(
        'ideal',
        say(
          'Imagine the ideal company of this kind. How close does {{company}} come to it?',
          '设想一家理想的同类企业，{{company}} 离它有多近？'
        ),
        tenPoints(say('very far from it', '相差很远'), say('very close to it', '非常接近'))
      )
    ]),
    page('causes', [
      rate(
        'image',
        say('How do you rate the reputation of {{company}}?', '您觉得 {{company}} 的声誉如何？'),
        poorExcellent
      ),
      rate(
        'quality',
        say('How do you rate the quality of the products of {{company}}?', '您如何评价 {{company}} 的产品质量？'),
        poorExcellent
      ),
      rate(
        'service',
        say('How do you rate the service of {{company}}?', '您如何评价 {{company}} 的服务质量？'),
        poorExcellent
      ),
      rate(
        'value',
        say(
          'Given the quality, how do you rate the prices of {{company}}?',
          '就质量而言，您觉得 {{company}} 的价格如何？'
        ),
        poorExcellent
      )
    ]),
    page('consequences', [
      ask(
        'complained',
        'yesno',
        say('Have you complained to {{company}} over the last twelve months?', '过去一年，您向 {{company}} 投诉过吗？')
      ),
      rate(
        'handled',
        say('How well was your latest complaint handled?', '最近一次投诉处理得如何？'),
        poorExcellent,
        undefined,
        { showIf: is('complained', 'yes') }
      ),
      recommendCompany,
      buyAgain,
      words('better', say('What would make you more satisfied?', '怎样做会让您更满意？'))
    ])
  ],
  indexes: [
    {
      metric: 'acsi',
      items: ['overall', 'confirmation', 'ideal'].map((field) => ({ field, weight: 1 }))
    }
  ]
});
