/** Satisfaction with one contact: asked right after it, three questions for whoever is content. */
import {
  ask,
  atMost,
  callBack,
  grid,
  is,
  items,
  options,
  other,
  page,
  questionnaire,
  rate,
  satisfied,
  several,
  thanksBy,
  words
} from './pieces.ts';
import { say } from './say.ts';

export const transaction = questionnaire({
  key: 'transaction',
  title: say('Satisfaction with a contact (CSAT)', '服务接触满意度 (CSAT)'),
  heading: say('How did we do?', '这次服务让您满意吗？'),
  minutes: 1,
  reason: say('you have just been in touch with {{company}}', '您刚刚与 {{company}} 有过接触'),
  sources: [
    'Satisfaction with an encounter: ISO 10004:2018. Quality management, customer satisfaction, guidelines for monitoring and measuring.',
    'Encounter aspects: Parasuraman, A., Zeithaml, V. A., Berry, L. L. (1988). SERVQUAL. Journal of Retailing 64(1), 12-40.'
  ],
  pages: [
    page('contact_with_us', [
      rate(
        'satisfaction',
        say(
          'How satisfied are you with how {{company}} handled your latest request?',
          '您对 {{company}} 最近一次处理您的事情满意吗？'
        ),
        satisfied,
        'csat'
      ),
      ask('solved', 'yesno', say('Is your request settled?', '您的事情解决了吗？'))
    ]),
    page(
      'open',
      [
        several('missing', say('What is still missing?', '还差什么没有解决？'), [
          ...options(
            ['answer', 'An answer', '还没有得到答复'],
            ['decision', 'A decision', '还没有处理结果'],
            ['delivery', 'A delivery or repair', '还没有发货或维修'],
            ['refund', 'A refund or corrected invoice', '还没有退款或更正账单']
          ),
          other
        ])
      ],
      { showIf: is('solved', 'no') }
    ),
    page(
      'aspects',
      [
        grid(
          'aspects',
          say('How satisfied are you with each of these?', '您对以下各方面满意吗？'),
          satisfied,
          items(
            ['speed', 'How quickly somebody took care of it', '处理速度'],
            ['knowledge', 'How well they knew their subject', '专业水平'],
            ['courtesy', 'How they treated you', '服务态度'],
            ['clarity', 'The explanations you were given', '给您的解释说明']
          )
        ),
        words('story', say('What should we have done differently?', '您觉得我们哪里应该做得不一样？'))
      ],
      { showIf: { any: [atMost('satisfaction', 3), is('solved', 'no')] } }
    ),
    callBack({ any: [atMost('satisfaction', 2), is('solved', 'no')] })
  ],
  indexes: [
    {
      metric: 'dim_service',
      items: ['speed', 'knowledge', 'courtesy', 'clarity'].map((id) => ({ field: `aspects.${id}`, weight: 1 }))
    }
  ],
  thanks: thanksBy('satisfaction', [1, 2, 4, 5])
});
