/**
 * SERVQUAL: 22 statements in five dimensions, each said of an excellent company and of ours. The gap between the two is the score.
 * The statements keep the constructs of the refined instrument of 1991 (positive wording throughout) in words of our own.
 */
import { agreeSeven, ask, items, notApplicable, page, questionnaire, words } from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

const dimensions = [
  [
    'tangibles',
    say('What you see', '看得见的方面'),
    items(
      ['equipment', 'has modern equipment', '设备先进'],
      ['premises', 'has premises that look inviting', '营业场所美观舒适'],
      ['staff_look', 'has employees who look professional', '员工仪容整洁'],
      ['materials', 'has documents that are well made', '资料制作精良']
    )
  ],
  [
    'reliability',
    say('Keeping promises', '言而有信'),
    items(
      ['promises', 'does what it has promised by the time it has promised', '在承诺的时间内做到承诺的事'],
      ['interest', 'shows a sincere interest in solving a customer’s problem', '客户有问题时，真心实意地帮助解决'],
      ['first_time', 'gets the service right the first time', '第一次就把服务做对'],
      ['on_time', 'provides its services when it said it would', '按约定的时间提供服务'],
      ['records', 'keeps its records free of errors', '记录准确无误']
    )
  ],
  [
    'responsiveness',
    say('Quick help', '及时响应'),
    items(
      ['tells_when', 'tells customers exactly when something will be done', '明确告诉客户什么时候能办好'],
      ['prompt', 'has employees who serve customers promptly', '员工服务及时'],
      ['willing', 'has employees who are willing to help', '员工乐意帮助客户'],
      ['time_for', 'has employees who find the time for a request', '员工会抽出时间回应客户的请求']
    )
  ],
  [
    'assurance',
    say('Confidence', '让人放心'),
    items(
      ['confidence', 'has employees whose behaviour gives confidence', '员工的言行让人信任'],
      ['safe', 'makes customers feel safe in their dealings', '与其往来让人感到安心'],
      ['courteous', 'has employees who are courteous', '员工待人有礼'],
      ['knowledge', 'has employees who know how to answer questions', '员工具备解答问题的知识']
    )
  ],
  [
    'empathy',
    say('Care for the single customer', '关心每位客户'),
    items(
      ['attention', 'gives each customer individual attention', '对每位客户给予个别关注'],
      ['hours', 'has hours that suit all its customers', '服务时间方便所有客户'],
      ['personal', 'has employees who give personal attention', '员工给予个人化的关照'],
      ['interests', 'has the customer’s best interests at heart', '处处为客户的利益着想'],
      ['needs', 'understands what its customers need', '了解客户的具体需要']
    )
  ]
] as const;

export const servqual = questionnaire({
  key: 'servqual',
  title: say('Service quality, expected and perceived (SERVQUAL)', '服务质量：期望与感受 (SERVQUAL)'),
  heading: say('What you expect, and what you get', '您的期望与实际感受'),
  minutes: 7,
  reason: say('you know the service of {{company}} well', '您熟悉 {{company}} 的服务'),
  sources: [
    source.servqual,
    'Refined items: Parasuraman, A., Berry, L. L., Zeithaml, V. A. (1991). Refinement and Reassessment of the SERVQUAL Scale. Journal of Retailing 67(4), 420-450.',
    'Read the gap with care: Cronin, J. J., Taylor, S. A. (1992). Measuring Service Quality. Journal of Marketing 56(3), 55-68.'
  ],
  pages: [
    page('start', [
      ask(
        'how',
        'statement',
        say(
          'For each statement, say twice how far you agree: first for an excellent company of this kind, then for {{company}}. There are no right or wrong answers.',
          '请对每一句话作两次评价：先想一家优秀的同类企业，再看 {{company}}。答案没有对错之分。'
        )
      )
    ]),
    ...dimensions.map(([id, title, statements]) =>
      page(id, [
        ask(id, 'pairs', say(`${title.en}: the company …`, `${title['zh-CN']}：这家企业……`), {
          scale: agreeSeven,
          items: [...statements],
          sides: {
            expected: say('An excellent company', '优秀的企业'),
            perceived: say('{{company}}', '{{company}}')
          },
          naLabel: notApplicable
        })
      ])
    ),
    page('importance', [
      ask(
        'importance',
        'sum',
        say(
          'How much does each of these matter to you? Share out 100 points.',
          '以下各方面对您有多重要？请把 100 分分配给它们。'
        ),
        {
          total: 100,
          options: dimensions.map(([id, title]) => ({ code: id, text: { ...title } })),
          naLabel: say('I cannot say', '说不清')
        }
      ),
      words('improve', say('Where should {{company}} begin to get better?', '您认为 {{company}} 应先从哪里改进？'))
    ])
  ],
  indexes: [
    {
      metric: 'service_gap',
      // The dimensions count alike, however many statements each has.
      items: dimensions.flatMap(([id, , statements]) =>
        statements.map((item) => ({ field: `${id}.${item.id}`, weight: 20 / statements.length, gap: true }))
      )
    },
    ...dimensions.map(([id, , statements]) => ({
      metric: `gap_${id}`,
      items: statements.map((item) => ({ field: `${id}.${item.id}`, weight: 1, gap: true }))
    }))
  ]
});
