/** Key-account interview: led by the account manager or an interviewer, by phone or in person. The questions are worded to be read aloud. */
import {
  agreeSeven,
  ask,
  buyAgain,
  cannotSay,
  grid,
  items,
  leaving,
  one,
  options,
  other,
  page,
  questionnaire,
  rate,
  recommendCompany,
  satisfied,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const keyAccount = questionnaire({
  key: 'key-account',
  title: say('Key-account interview', '大客户访谈'),
  heading: say('Our work together', '我们的合作'),
  minutes: 6,
  reason: say(
    'your company is one of the most important customers of {{company}}',
    '贵公司是 {{company}} 最重要的客户之一'
  ),
  sources: [
    'Key accounts: Homburg, C., Workman, J. P., Jensen, O. (2002). A Configurational Perspective on Key Account Management. Journal of Marketing 66(2), 38-60.',
    source.trust,
    source.nps,
    source.acsi,
    source.merger
  ],
  pages: [
    page('opening', [
      ask(
        'guide',
        'statement',
        say(
          'For the interviewer: read the questions as they are written, note answers in the words of the customer, and promise nothing.',
          '访谈者须知：请按原文提问，用客户的原话记录，不作任何承诺。'
        )
      ),
      one(
        'role',
        say('What is your part in working with {{company}}?', '在与 {{company}} 的合作中，您的角色是什么？'),
        [
          ...options(
            ['decides', 'I decide on purchases', '决定采购'],
            ['advises', 'I prepare or advise on decisions', '参与或影响决策'],
            ['uses', 'I work with the products or services', '使用产品或服务'],
            ['buys', 'I place the orders', '负责下单']
          ),
          other
        ]
      ),
      words(
        'most_valued',
        say('What do you value most in working with {{company}}?', '与 {{company}} 合作，您最看重什么？')
      )
    ]),
    page('overall', [
      recommendCompany,
      words('reason', say('Why this mark?', '为什么打这个分？')),
      rate(
        'satisfaction',
        say(
          'Overall, how satisfied are you with {{company}} over the last twelve months?',
          '总体而言，过去一年您对 {{company}} 满意吗？'
        ),
        satisfied,
        'csat'
      )
    ]),
    page('work', [
      grid(
        'work',
        say('How satisfied are you with each of these?', '您对以下各方面满意吗？'),
        satisfied,
        items(
          ['product', 'Product quality', '产品质量', 'dim_product'],
          ['service', 'Service from our people', '人员服务', 'dim_service'],
          ['innovation', 'Innovation', '创新', 'dim_innovation'],
          ['price', 'Fairness of the price', '价格公道', 'dim_price'],
          ['supply', 'Reliable delivery', '供货可靠', 'dim_supply'],
          ['merger', 'How you are told about the merger', '合并相关事项的沟通', 'dim_communication']
        )
      )
    ]),
    page('relationship', [
      grid(
        'relationship',
        say('How far do you agree?', '您是否同意以下说法？'),
        agreeSeven,
        items(
          ['manager', 'Our account manager understands our business.', '客户经理了解我们的业务。'],
          ['access', 'We reach the people who can decide.', '我们能找到能拍板的人。'],
          ['trust', '{{company}} keeps its word.', '{{company}} 说到做到。'],
          ['plan', 'We plan the next years together.', '我们共同规划今后几年的合作。']
        )
      )
    ]),
    page('future', [
      buyAgain,
      leaving,
      ask(
        'share',
        'slider',
        say(
          'Of what you spend in this field, about what share goes to {{company}}?',
          '在这一领域的采购中，{{company}} 大约占多少？'
        ),
        {
          range: {
            min: 0,
            max: 100,
            step: 5,
            unit: say('%', '%'),
            ends: { low: say('nothing', '没有'), high: say('everything', '全部') }
          },
          naLabel: cannotSay
        }
      ),
      one(
        'share_next',
        say('In a year, will this share be larger or smaller?', '一年后，这一比例会怎样变化？'),
        options(['larger', 'Larger', '增加'], ['same', 'About the same', '大致不变'], ['smaller', 'Smaller', '减少'])
      ),
      words('why_smaller', say('Why smaller?', '为什么会减少？'), {
        showIf: { question: 'share_next', op: 'eq', value: 'smaller' }
      })
    ]),
    page('next_steps', [
      words(
        'projects',
        say('Which plans of yours should {{company}} know about?', '贵公司有哪些计划是 {{company}} 应当了解的？')
      ),
      words(
        'one_thing',
        say('If {{company}} changed one thing, what should it be?', '如果 {{company}} 只改变一件事，应该是什么？')
      ),
      ask('follow_up', 'date', say('When shall we come back to you with an answer?', '我们何时给您答复比较合适？'))
    ])
  ]
});
