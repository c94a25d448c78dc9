/** After a change-over: one group of customers has been moved to a new system, brand or contract. Asked a week later. */
import {
  ask,
  atMost,
  callBack,
  cannotSay,
  ease,
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
import { source } from './sources.ts';
import { mergerPurpose } from './merger-questions.ts';

export const migrationCheck = questionnaire({
  key: 'migration-check',
  title: say('After a change-over (system, brand, contract)', '切换回访（系统、品牌或合同）'),
  heading: say('How did the change-over go?', '这次切换顺利吗？'),
  minutes: 2,
  reason: say('{{company}} has recently moved you to a new system', '{{company}} 最近为您完成了系统切换'),
  purpose: mergerPurpose,
  sources: [source.effortTwo, source.merger],
  pages: [
    page('change_over', [
      ask('ease', 'ces', say('How easy has the change-over been for you?', '这次切换对您来说容易吗？'), {
        scale: ease,
        metric: 'ces',
        naLabel: cannotSay
      }),
      rate(
        'satisfaction',
        say(
          'Overall, how satisfied are you with {{company}} since the change-over?',
          '切换以来，您对 {{company}} 总体满意吗？'
        ),
        satisfied,
        'csat'
      ),
      ask('works', 'yesno', say('Does what you need work again?', '您需要的功能现在都正常吗？'))
    ]),
    page(
      'faults',
      [
        several('faults', say('What does not work?', '哪些还不正常？'), [
          ...options(
            ['access', 'Logging in', '登录'],
            ['data', 'My data are wrong or missing', '我的信息有误或缺失'],
            ['orders', 'Ordering', '下单'],
            ['invoice', 'Invoices or payment', '账单或付款'],
            ['support', 'Reaching somebody who helps', '找不到人帮忙']
          ),
          other
        ]),
        words('fault_words', say('What exactly happens?', '具体是什么情况？'))
      ],
      { showIf: is('works', 'no') }
    ),
    page('preparation', [
      grid(
        'communication',
        say('How satisfied are you with how the change-over was announced?', '您对切换前的告知满意吗？'),
        satisfied,
        items(
          ['timely', 'Told early enough', '告知及时'],
          ['clear', 'Easy to understand', '内容清楚易懂'],
          ['for_me', 'Said what I had to do', '说明了我需要做什么'],
          ['reachable', 'There was somebody to ask', '有疑问时找得到人']
        )
      )
    ]),
    callBack({ any: [is('works', 'no'), atMost('ease', 3)] })
  ],
  indexes: [
    {
      metric: 'dim_communication',
      items: ['timely', 'clear', 'for_me', 'reachable'].map((id) => ({ field: `communication.${id}`, weight: 1 }))
    }
  ],
  thanks: thanksBy('ease', [1, 3, 6, 7])
});
