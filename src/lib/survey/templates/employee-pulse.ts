/** Employee pulse: the people of both companies during the merger. Its scores are of employees alone, in totals of ten or more. */
import {
  agreeFive,
  ask,
  atMost,
  grid,
  items,
  likely,
  nothing,
  one,
  options,
  other,
  page,
  plainThanks,
  questionnaire,
  rate,
  recommend,
  several,
  words
} from './pieces.ts';
import { say } from './say.ts';

export const employeePulse = questionnaire({
  key: 'employee-pulse',
  title: say('Employee pulse in a merger', '合并期员工脉搏调查'),
  heading: say('How are things going for you?', '您最近工作得怎么样？'),
  minutes: 3,
  reason: say('you work at {{company}}', '您在 {{company}} 工作'),
  employees: true,
  sources: [
    'Beliefs about change: Armenakis, A. A., Bernerth, J. B., Pitts, J. P., Walker, H. J. (2007). Organizational Change Recipients’ Beliefs Scale. Journal of Applied Behavioral Science 43(4), 481-505.',
    'Communication in a merger: Schweiger, D. M., DeNisi, A. S. (1991). Communication with Employees Following a Merger. Academy of Management Journal 34(1), 110-135.',
    'Engagement: Kahn, W. A. (1990). Psychological Conditions of Personal Engagement and Disengagement at Work. Academy of Management Journal 33(4), 692-724.',
    'Recommendation, adapted to employers: Reichheld, F. F. (2003). The One Number You Need to Grow. Harvard Business Review 81(12), 46-54.'
  ],
  pages: [
    page('overall', [
      recommend(
        say(
          'How likely are you to recommend {{company}} as a place to work?',
          '您有多大可能推荐他人来 {{company}} 工作？'
        ),
        { metric: 'employee_nps' }
      )
    ]),
    page('engagement', [
      grid(
        'engagement',
        say('How far do you agree?', '您是否同意以下说法？'),
        agreeFive,
        items(
          ['energy', 'I put my energy into my work.', '我在工作中投入全部精力。'],
          ['meaning', 'My work means something to me.', '我的工作对我有意义。'],
          ['tools', 'I have what I need to serve customers well.', '我有条件把客户服务好。'],
          ['valued', 'My work is valued.', '我的付出得到认可。']
        )
      )
    ]),
    page('merger', [
      grid(
        'change',
        say('Thinking of the merger, how far do you agree?', '关于这次合并，您是否同意以下说法？'),
        agreeFive,
        items(
          ['sense', 'The merger makes sense.', '这次合并是有道理的。'],
          ['able', 'We will make it work.', '我们能把整合做好。'],
          ['leaders', 'Those who lead us stand behind it.', '领导层真心支持这次合并。'],
          ['support', 'I get the support I need for what changes.', '面对变化，我得到了需要的支持。'],
          ['future', 'I see a good future for myself here.', '我在这里有好的前景。'],
          ['told', 'I am told in time what concerns me.', '与我有关的事，我能及时得知。']
        )
      )
    ]),
    page('customers', [
      one(
        'customers_feel',
        say('What do customers feel of the merger?', '您觉得客户对这次合并的感受如何？'),
        options(
          ['better', 'More good than bad', '利大于弊'],
          ['nothing_yet', 'Little so far', '目前感受不多'],
          ['worse', 'More bad than good', '弊大于利'],
          ['unknown', 'I cannot say', '不清楚']
        )
      ),
      several('obstacles', say('What gets in the way of serving customers well?', '哪些因素妨碍您服务好客户？'), [
        ...options(
          ['systems', 'Systems that do not fit together', '系统不统一'],
          ['rules', 'Unclear responsibilities', '职责不清'],
          ['staff', 'Too few people', '人手不足'],
          ['information', 'Too little information', '信息不足'],
          ['cultures', 'Different ways of working', '做事方式不同']
        ),
        other,
        nothing
      ])
    ]),
    page('staying', [
      rate(
        'stay',
        say('How likely are you to be working here in twelve months?', '一年后您仍在这里工作的可能性有多大？'),
        likely,
        'employee_stay'
      )
    ]),
    page('leaving', [words('why', say('What would make you stay?', '怎样做能让您留下？'), { hint: keepPrivate() })], {
      showIf: atMost('stay', 2)
    }),
    page('words', [
      ask('tell', 'text', say('What should the leadership know?', '您最想让领导层知道什么？'), {
        lines: 5,
        hint: keepPrivate()
      })
    ])
  ],
  indexes: [
    {
      metric: 'employee_engagement',
      items: ['energy', 'meaning', 'tools', 'valued'].map((id) => ({ field: `engagement.${id}`, weight: 1 }))
    },
    {
      metric: 'employee_confidence',
      items: ['sense', 'able', 'leaders', 'support', 'future', 'told'].map((id) => ({
        field: `change.${id}`,
        weight: 1
      }))
    }
  ],
  thanks: {
    bands: [],
    otherwise: {
      title: plainThanks.otherwise.title,
      text: say(
        'The results are shown in totals of ten or more people, to you as well.',
        '结果将以十人及以上的汇总形式公布，您也可以看到。'
      )
    }
  }
});

function keepPrivate() {
  return say(
    'If you like. Write nothing that tells who you or others are.',
    '选填。请不要写出可识别您或他人身份的内容。'
  );
}
