/** Onboarding: some weeks after the beginning. Did the customer get going, and does it keep what was promised? */
import {
  agreeFive,
  among,
  ask,
  atMost,
  callBack,
  cannotSay,
  ease,
  grid,
  items,
  one,
  options,
  other,
  page,
  questionnaire,
  rate,
  recommendCompany,
  satisfied,
  several,
  thanksBy,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const onboarding = questionnaire({
  key: 'onboarding',
  title: say('Onboarding', '新客户上手回访'),
  heading: say('How have your first weeks been?', '最初几周，一切顺利吗？'),
  minutes: 2,
  reason: say('you have recently become a customer of {{company}}', '您最近成为 {{company}} 的客户'),
  sources: [
    'Customer journey: Lemon, K. N., Verhoef, P. C. (2016). Understanding Customer Experience Throughout the Customer Journey. Journal of Marketing 80(6), 69-96.',
    'Confirmed expectations: Oliver, R. L. (1980). A Cognitive Model of the Antecedents and Consequences of Satisfaction Decisions. Journal of Marketing Research 17(4), 460-469.',
    source.effortTwo,
    source.nps
  ],
  pages: [
    page('start', [
      ask('ease', 'ces', say('How easy was it to get started with {{company}}?', '开始与 {{company}} 合作容易吗？'), {
        scale: ease,
        metric: 'ces',
        naLabel: cannotSay
      }),
      one(
        'underway',
        say('How far have you come?', '您现在进展到哪一步了？'),
        options(
          ['using', 'It is in regular use', '已在正常使用'],
          ['trying', 'We are trying it out', '正在试用'],
          ['waiting', 'We are waiting for something', '还在等待'],
          ['stopped', 'We have stopped for now', '暂时停下来了']
        )
      )
    ]),
    page(
      'stuck',
      [
        several('stuck', say('What holds you up?', '是什么耽搁了进度？'), [
          ...options(
            ['delivery', 'A delivery or set-up that is outstanding', '尚未交货或安装'],
            ['knowledge', 'We do not know how it works', '不知道怎么使用'],
            ['help', 'We get no answer', '得不到答复'],
            ['fit', 'It does not fit our needs', '不符合我们的需要'],
            ['own', 'Something on our own side', '我们自己的原因']
          ),
          other
        ])
      ],
      { showIf: among('underway', 'waiting', 'stopped') }
    ),
    page('first_steps', [
      grid(
        'steps',
        say('How satisfied are you with each of these so far?', '到目前为止，您对以下各方面满意吗？'),
        satisfied,
        items(
          ['contract', 'Conclusion of the contract', '签约过程'],
          ['delivery', 'Delivery', '交付'],
          ['setup', 'Set-up', '安装'],
          ['training', 'Instructions', '使用说明'],
          ['contact', 'Your contact person', '您的联系人']
        )
      ),
      rate('promised', say('What you got is what you were promised.', '实际得到的与当初承诺的一致。'), agreeFive)
    ]),
    page('outlook', [
      rate(
        'satisfaction',
        say('Overall, how satisfied are you with {{company}} so far?', '总体而言，到目前为止您对 {{company}} 满意吗？'),
        satisfied,
        'csat'
      ),
      recommendCompany,
      words('help', say('What would help you most now?', '现在最需要我们帮您做什么？'))
    ]),
    callBack({ any: [among('underway', 'waiting', 'stopped'), atMost('satisfaction', 2)] })
  ],
  thanks: thanksBy('satisfaction', [1, 2, 4, 5])
});
