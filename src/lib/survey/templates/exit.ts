/** Exit: a customer is leaving. Why, what set it off, whether it could have been prevented, and whether the door stays open. */
import {
  among,
  ask,
  atLeast,
  callBack,
  likely,
  one,
  options,
  other,
  page,
  plainThanks,
  questionnaire,
  rate,
  satisfied,
  several,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const exit = questionnaire({
  key: 'exit',
  title: say('Churn and exit', '客户流失与离开原因'),
  heading: say('We are sorry to see you go', '很遗憾您要离开'),
  minutes: 2,
  reason: say('you have ended your contract with {{company}}', '您结束了与 {{company}} 的合作'),
  purpose: say(
    '{{company}} asks you these questions to learn why customers leave and what it should do better. They are not meant to talk you round.',
    '{{company}} 希望通过这份问卷了解客户离开的原因以及应当改进之处，并不是要劝您改变决定。'
  ),
  sources: [source.switching, source.intentions],
  pages: [
    page(
      'reasons',
      [
        one(
          'decided',
          say('Whose decision was it to leave?', '离开是出于谁的决定？'),
          options(
            ['mine', 'Mine or my company’s', '我本人或我们公司的决定'],
            ['forced', 'It had to be, for example because of a move or a closure', '不得已，例如搬迁或停业'],
            ['stays', 'I have not left', '我并没有离开']
          ),
          { required: true }
        )
      ],
      {
        next: [
          { if: among('decided', 'stays'), to: 'still_here' },
          { if: among('decided', 'forced'), to: 'looking_back' }
        ]
      }
    ),
    page('why', [
      several(
        'why',
        say('Why did you leave?', '您为什么离开？'),
        [
          ...options(
            ['price', 'Price', '价格'],
            ['product', 'Product or core service', '产品或核心服务'],
            ['people', 'How I was treated', '服务态度'],
            ['response', 'How a problem was dealt with', '问题处理不当'],
            ['effort', 'It was laborious', '办事太费力'],
            ['offer', 'A better offer elsewhere', '别家有更好的方案'],
            ['merger', 'Changes since the merger', '合并带来的变化'],
            ['values', 'Something I cannot approve of', '对企业的做法不认同']
          ),
          other
        ],
        { required: true }
      ),
      ask(
        'weightiest',
        'ranking',
        say('Which of them weighed most? Put up to three in order.', '哪些原因最重要？请最多排出三项。'),
        {
          optionsFrom: { question: 'why', which: 'chosen' },
          options: [],
          choose: { min: 1, max: 3 }
        }
      ),
      words('trigger', say('Was there one event that settled it?', '有没有哪件事让您最终下了决心？'))
    ]),
    page('prevent', [
      one(
        'preventable',
        say('Could {{company}} have kept you?', '当时 {{company}} 有机会留住您吗？'),
        options(['yes', 'Yes', '有'], ['perhaps', 'Perhaps', '也许'], ['no', 'No', '没有'])
      ),
      words('how_kept', say('How?', '怎样做可以留住您？'), { showIf: among('preventable', 'yes', 'perhaps') }),
      one(
        'went_to',
        say('Where do you go now?', '您现在转向哪里？'),
        options(
          ['competitor', 'To another supplier', '其他供应商'],
          ['own', 'We do it ourselves', '自己解决'],
          ['none', 'I need it no longer', '不再需要']
        )
      )
    ]),
    page('looking_back', [
      rate(
        'satisfaction',
        say('Looking back, how satisfied were you with {{company}}?', '回顾以往，您对 {{company}} 满意吗？'),
        satisfied
      ),
      rate(
        'ending_handled',
        say('How satisfied are you with how your leaving was handled?', '您对离开手续的办理满意吗？'),
        satisfied
      ),
      rate('return', say('How likely are you to come back one day?', '将来您再回来的可能性有多大？'), likely)
    ]),
    callBack(atLeast('return', 4))
  ],
  endings: [
    {
      id: 'still_here',
      kind: 'screened_out',
      title: say('Then this survey is not for you.', '那么这份问卷就不需要您填写了。'),
      text: say(
        'Thank you for telling us. We will correct our records at {{company}}.',
        '谢谢您告诉我们，{{company}} 会更正记录。'
      )
    }
  ],
  thanks: {
    bands: [],
    otherwise: {
      title: plainThanks.otherwise.title,
      text: say(
        'It helps {{company}} to do better. We wish you all the best.',
        '这会帮助 {{company}} 做得更好。祝您一切顺利。'
      )
    }
  }
});
