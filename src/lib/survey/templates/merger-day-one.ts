/** Wave 1 of a merger: Day 1, shortly after the closing. What customers have heard, what worries them, and whether they stay. */
import { communication, communicationIndex, headline, lastWords, mergerPurpose, outlook } from './merger-questions.ts';
import {
  agreeFive,
  among,
  ask,
  atLeast,
  atMost,
  callBack,
  grid,
  is,
  items,
  nothing,
  one,
  options,
  other,
  page,
  questionnaire,
  several,
  thanksBy,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const mergerDayOne = questionnaire({
  key: 'merger-day-one',
  title: say('Merger wave 1: Day 1', '合并第 1 轮：交割日'),
  heading: say('{{company}} is changing. What does it mean to you?', '{{company}} 正在变化，这对您意味着什么？'),
  minutes: 3,
  reason: say(
    'you are a customer of {{company}}, which has joined with another company',
    '{{company}} 已与另一家公司合并，而您是它的客户'
  ),
  purpose: mergerPurpose,
  sources: [
    source.merger,
    'Reactions to an acquisition: Thorbjornsen, H., Dahlen, M. (2011). Customer Reactions to Acquirer-Dominant Mergers and Acquisitions. International Journal of Research in Marketing 28(4), 332-341.',
    source.nps,
    source.acsi,
    source.intentions
  ],
  pages: [
    headline,
    page('news', [
      ask(
        'heard',
        'yesno',
        say('Before this survey, did you know about the merger?', '在收到这份问卷之前，您知道这次合并吗？')
      )
    ]),
    page(
      'how_told',
      [
        one('first_told', say('From whom did you hear of it first?', '您最早是从哪里得知的？'), [
          ...options(
            ['company', 'From {{company}}', '{{company}} 告知'],
            ['press', 'From the press or the internet', '媒体或网络'],
            ['competitor', 'From a competitor', '竞争对手'],
            ['others', 'From other customers or colleagues', '其他客户或同事']
          ),
          other
        ]),
        communication
      ],
      { showIf: is('heard', 'yes') }
    ),
    page('meaning', [
      one(
        'expect',
        say('All in all, what do you expect of the merger for yourself?', '总体来看，您觉得这次合并对您会怎样？'),
        options(
          ['better', 'More good than bad', '利大于弊'],
          ['same', 'Little will change', '变化不大'],
          ['worse', 'More bad than good', '弊大于利'],
          ['unsure', 'I cannot say yet', '还说不清']
        )
      ),
      grid(
        'confidence',
        say('How far do you agree?', '您是否同意以下说法？'),
        agreeFive,
        items(
          ['know_whom', 'I know whom to turn to at {{company}}.', '我知道在 {{company}} 该找谁。'],
          ['agreements', 'What was agreed with me will be kept.', '与我的约定会继续履行。'],
          [
            'cares',
            '{{company}} takes care of its customers in this merger.',
            '合并过程中，{{company}} 顾及了客户的感受。'
          ]
        )
      )
    ]),
    page(
      'worries',
      [
        several('worries', say('What worries you?', '您担心什么？'), [
          ...options(
            ['price', 'Higher prices', '涨价'],
            ['service', 'Worse service', '服务变差'],
            ['contact', 'Losing my contact person', '熟悉的联系人离开'],
            ['product', 'Products that are discontinued', '在用的产品停产或停售'],
            ['systems', 'New systems, contracts or invoices', '系统、合同或账单改变'],
            ['data', 'What happens to my data', '我的信息会怎样处理']
          ),
          other,
          nothing
        ]),
        words('worry_words', say('What would take this worry from you?', '怎样做能打消您的顾虑？'))
      ],
      { showIf: { any: [among('expect', 'worse', 'unsure'), atMost('satisfaction', 2)] } }
    ),
    outlook,
    page('words', [lastWords]),
    callBack({ any: [among('expect', 'worse'), atLeast('leave', 4), atMost('recommend', 6)] })
  ],
  indexes: communicationIndex,
  thanks: thanksBy('recommend', [0, 6, 9, 10])
});
