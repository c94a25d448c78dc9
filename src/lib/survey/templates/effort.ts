/** Customer effort: how easy it was to get something done, where it got stuck, and how often somebody had to come back. */
import {
  agreeSeven,
  among,
  ask,
  atMost,
  callBack,
  cannotSay,
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

export const effort = questionnaire({
  key: 'effort',
  title: say('Customer effort (CES 2.0)', '客户费力度 (CES 2.0)'),
  heading: say('Was it easy?', '办事省力吗？'),
  minutes: 1,
  reason: say('you have recently asked {{company}} for something', '您最近在 {{company}} 办过事'),
  sources: [source.effort, source.effortTwo],
  pages: [
    page('ease', [
      ask(
        'ease',
        'ces',
        say('{{company}} made it easy for me to handle my request.', '{{company}} 让我很容易就把事情办好了。'),
        { scale: agreeSeven, metric: 'ces', naLabel: cannotSay }
      ),
      one(
        'contacts',
        say(
          'How often did you have to get in touch until your latest request was settled?',
          '最近这件事办好之前，您一共联系了几次？'
        ),
        options(
          ['once', 'Once', '一次'],
          ['twice', 'Twice', '两次'],
          ['more', 'Three times or more', '三次或更多'],
          ['open', 'It is not settled yet', '到现在还没有办好']
        )
      )
    ]),
    page(
      'hurdles',
      [
        several('hurdles', say('What made it laborious?', '哪些地方让您费力？'), [
          ...options(
            ['find', 'Finding out whom to turn to', '不知道该找谁'],
            ['wait', 'Waiting', '等待时间长'],
            ['repeat', 'Explaining the same thing again', '同样的情况要反复说明'],
            ['passed', 'Being passed from one to the next', '在不同人员之间被转来转去'],
            ['channel', 'Having to change the channel, such as from web to phone', '需要换渠道，例如从网上改为打电话'],
            ['rules', 'Forms and rules', '手续和规定繁琐']
          ),
          other,
          nothing
        ]),
        words('easier', say('What would have made it easier?', '怎样做会让您更省力？'))
      ],
      { showIf: { any: [atMost('ease', 4), among('contacts', 'more', 'open')] } }
    ),
    callBack(among('contacts', 'open'))
  ],
  thanks: thanksBy('ease', [1, 3, 6, 7])
});
