/** Wave 2 of a merger: integration. What changed for the customer, whether it went smoothly, and the measures of wave 0 once more. */
import {
  communication,
  communicationIndex,
  dimensions,
  headline,
  lastWords,
  mergerPurpose,
  outlook
} from './merger-questions.ts';
import {
  among,
  atMost,
  callBack,
  ease,
  nothing,
  one,
  options,
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
import type { Condition } from '../condition.ts';

const changed = (code: string): Condition => ({ question: 'changes', op: 'includes', value: code });

export const mergerIntegration = questionnaire({
  key: 'merger-integration',
  title: say('Merger wave 2: integration', '合并第 2 轮：整合期'),
  heading: say('Some months on: how is {{company}} doing for you?', '合并数月之后，{{company}} 让您满意吗？'),
  minutes: 4,
  reason: say(
    'you are a customer of {{company}} and have seen the merger from its beginning',
    '您是 {{company}} 的客户，经历了这次合并'
  ),
  purpose: mergerPurpose,
  sources: [source.merger, source.nps, source.acsi, source.effortTwo, source.servqual, source.intentions],
  pages: [
    headline,
    page('effort', [
      rate(
        'ease',
        say(
          'Over the last three months, how easy has it been to get what you needed from {{company}}?',
          '最近三个月，您在 {{company}} 办成一件事容易吗？'
        ),
        ease,
        'ces'
      )
    ]),
    page('changes', [
      several('changes', say('What has changed for you since the merger?', '合并以来，您遇到了哪些变化？'), [
        ...options(
          ['contact', 'My contact person', '联系人'],
          ['systems', 'Portal, ordering or support system', '门户、订购或客服系统'],
          ['invoice', 'Invoices', '账单'],
          ['contract', 'Contract', '合同'],
          ['price', 'Prices', '价格'],
          ['product', 'Products on offer', '产品种类'],
          ['brand', 'Name or brand', '名称或品牌']
        ),
        nothing
      ])
    ]),
    page('each_change', [
      rate(
        'new_contact',
        say('How satisfied are you with how your contact was handed over?', '您对联系人的交接满意吗？'),
        satisfied,
        undefined,
        { showIf: changed('contact') }
      ),
      rate(
        'new_systems',
        say('How satisfied are you with how the systems were changed over?', '您对系统切换的过程满意吗？'),
        satisfied,
        undefined,
        { showIf: changed('systems') }
      ),
      rate(
        'new_invoice',
        say('How satisfied are you with the new invoices?', '您对新的账单满意吗？'),
        satisfied,
        undefined,
        { showIf: changed('invoice') }
      ),
      rate(
        'new_price',
        say('How satisfied are you with how new prices were explained?', '您对新价格的说明满意吗？'),
        satisfied,
        undefined,
        { showIf: changed('price') }
      )
    ]),
    dimensions,
    page('told', [communication]),
    page('balance', [
      one(
        'balance',
        say('For you, what has the merger brought so far?', '到目前为止，这次合并给您带来的影响如何？'),
        options(
          ['better', 'More good than bad', '利大于弊'],
          ['same', 'Little has changed', '变化不大'],
          ['worse', 'More bad than good', '弊大于利']
        )
      )
    ]),
    page(
      'worse',
      [
        words(
          'what_worse',
          say('What has become worse, and what would put it right?', '哪些方面变差了？怎样才能改好？')
        )
      ],
      { showIf: among('balance', 'worse') }
    ),
    outlook,
    page('words', [lastWords]),
    callBack({ any: [among('balance', 'worse'), atMost('recommend', 6)] })
  ],
  indexes: communicationIndex,
  thanks: thanksBy('recommend', [0, 6, 9, 10])
});
