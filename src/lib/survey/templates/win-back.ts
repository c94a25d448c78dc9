/** Win-back: customers who left some months ago. How they fare now, what would bring them back, and whether they want to be asked. */
import {
  ask,
  atLeast,
  grid,
  is,
  items,
  likely,
  nothing,
  one,
  options,
  other,
  page,
  questionnaire,
  rate,
  several,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

const compared = {
  min: 1,
  max: 5,
  labels: {
    '1': say('{{company}} was much better', '{{company}} 好得多'),
    '3': say('about the same', '差不多'),
    '5': say('the new one is much better', '现在的好得多')
  },
  direction: 'ascending' as const
};

export const winBack = questionnaire({
  key: 'win-back',
  title: say('Lost-customer win-back', '流失客户赢回'),
  heading: say('What would bring you back?', '怎样才能让您回来？'),
  minutes: 2,
  reason: say('you used to be a customer of {{company}}', '您曾经是 {{company}} 的客户'),
  purpose: say(
    '{{company}} asks its former customers these questions to learn what it should do better and whether they would consider coming back.',
    '{{company}} 向以往的客户发出这份问卷，希望了解应当改进之处，以及您是否愿意再次合作。'
  ),
  sources: [
    'Regaining customers: Stauss, B., Friege, C. (1999). Regaining Service Customers. Journal of Service Research 1(4), 347-361.',
    'Who comes back: Thomas, J. S., Blattberg, R. C., Fox, E. J. (2004). Recapturing Lost Customers. Journal of Marketing Research 41(1), 31-45.',
    source.switching
  ],
  pages: [
    page('now', [
      one(
        'today',
        say('How do you meet this need today?', '这方面的需求，您现在怎样解决？'),
        options(
          ['other_supplier', 'With another supplier', '使用其他供应商'],
          ['ourselves', 'By ourselves', '自己解决'],
          ['no_need', 'The need is gone', '已没有这项需求']
        )
      )
    ]),
    page(
      'comparison',
      [
        grid(
          'compared',
          say(
            'How does your supplier of today compare with {{company}}?',
            '与 {{company}} 相比，您现在的供应商怎么样？'
          ),
          compared,
          items(
            ['product', 'Products', '产品'],
            ['service', 'Service', '服务'],
            ['price', 'Price', '价格'],
            ['delivery', 'Delivery', '交付']
          )
        )
      ],
      { showIf: is('today', 'other_supplier') }
    ),
    page('return', [
      rate(
        'return',
        say(
          'How likely are you to become a customer of {{company}} again in the next 12 months?',
          '未来 12 个月内，您再次成为 {{company}} 客户的可能性有多大？'
        ),
        likely
      ),
      several(
        'bring_back',
        say('What would have to be different?', '需要有哪些改变？'),
        [
          ...options(
            ['price', 'Price', '价格'],
            ['product', 'Products', '产品'],
            ['service', 'Service', '服务'],
            ['person', 'A contact person of my own', '专属的联系人'],
            ['amends', 'An old matter is put right', '先解决遗留问题']
          ),
          other,
          nothing
        ],
        { choose: { max: 3 }, hint: say('Up to three.', '最多选三项。') }
      )
    ]),
    page('old_matter', [words('matter', say('Which matter is it?', '是什么事情？'))], {
      showIf: { question: 'bring_back', op: 'includes', value: 'amends' }
    }),
    page('offer', [
      ask('offer', 'yesno', say('May {{company}} make you an offer?', '{{company}} 可以为您提供一份合作方案吗？'), {
        showIf: { any: [atLeast('return', 3), { not: { question: 'return', op: 'answered' } }] }
      }),
      ask('reach', 'contact', say('Whom and where do we reach?', '请留下联系人和联系方式。'), {
        parts: [
          { part: 'name', required: true },
          { part: 'company', required: false },
          { part: 'email', required: true },
          { part: 'phone', required: false }
        ],
        showIf: is('offer', 'yes')
      })
    ])
  ]
});
