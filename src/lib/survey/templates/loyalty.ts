/** Loyalty: recommendation, repurchase, preference, tolerance of prices, and the intent to leave, with trust and commitment behind it. */
import {
  agreeFive,
  atLeast,
  buyAgain,
  grid,
  items,
  leaving,
  likely,
  nothing,
  options,
  other,
  page,
  questionnaire,
  rate,
  recommendCompany,
  several,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const loyalty = questionnaire({
  key: 'loyalty',
  title: say('Loyalty index', '忠诚度指数'),
  heading: say('You and {{company}}', '您与 {{company}}'),
  minutes: 2,
  reason: say('you are a customer of {{company}}', '您是 {{company}} 的客户'),
  sources: [source.loyalty, source.intentions, source.nps, source.trust],
  pages: [
    page('intentions', [
      recommendCompany,
      buyAgain,
      rate(
        'prefer',
        say(
          'If you had to choose again today, how likely is it that {{company}} would be your first choice?',
          '如果今天重新选择，您首选 {{company}} 的可能性有多大？'
        ),
        likely,
        'brand_preference'
      ),
      rate(
        'price',
        say(
          'If prices at {{company}} rose a little, how likely are you to stay a customer?',
          '如果 {{company}} 小幅提价，您继续合作的可能性有多大？'
        ),
        likely,
        'price_tolerance'
      ),
      leaving
    ]),
    page('bond', [
      grid(
        'bond',
        say('How far do you agree?', '您是否同意以下说法？'),
        agreeFive,
        items(
          ['trust', '{{company}} can be relied on to keep its word.', '{{company}} 说到做到，值得信赖。'],
          ['fair', '{{company}} treats me fairly.', '{{company}} 公平待我。'],
          ['value', 'The relationship with {{company}} is worth keeping up.', '与 {{company}} 的合作关系值得我维护。'],
          ['effort', 'Changing to another supplier would cost me much.', '更换供应商对我来说代价很大。']
        )
      )
    ]),
    page(
      'leaving',
      [
        several('why_leave', say('What would make you leave?', '哪些原因可能让您离开？'), [
          ...options(
            ['price', 'Price', '价格'],
            ['quality', 'Product quality', '产品质量'],
            ['service', 'Service', '服务'],
            ['contact', 'My contact person leaves', '熟悉的联系人离职'],
            ['offer', 'A better offer elsewhere', '别家有更好的方案'],
            ['change', 'Changes at {{company}}', '{{company}} 发生的变化']
          ),
          other,
          nothing
        ]),
        words('stay', say('What would make you stay?', '怎样做能让您留下？'))
      ],
      { showIf: atLeast('leave', 4) }
    )
  ],
  indexes: [
    {
      metric: 'loyalty',
      items: ['recommend', 'repurchase', 'prefer', 'price'].map((field) => ({ field, weight: 1 }))
    }
  ]
});
