/** Follow-up of an event: a customer day, a training, a trade fair. Who was not there leaves after one question. */
import {
  ask,
  atMost,
  grid,
  is,
  items,
  likely,
  one,
  options,
  page,
  questionnaire,
  rate,
  satisfied,
  thanksBy,
  words
} from './pieces.ts';
import { say } from './say.ts';

export const event = questionnaire({
  key: 'event',
  title: say('Event follow-up', '活动回访'),
  heading: say('How was the event?', '这次活动怎么样？'),
  minutes: 2,
  reason: say('you had registered for an event of {{company}}', '您报名参加了 {{company}} 的活动'),
  sources: [
    'Events and the relationship: Close, A. G., Finney, R. Z., Lacey, R. Z., Sneath, J. Z. (2006). Engaging the Consumer Through Event Marketing. Journal of Advertising Research 46(4), 420-433.',
    'Levels of evaluation: Kirkpatrick, D. L., Kirkpatrick, J. D. (2006). Evaluating Training Programs, 3rd edition. Berrett-Koehler.'
  ],
  pages: [
    page('attendance', [ask('was_there', 'yesno', say('Were you there?', '您到场了吗？'), { required: true })], {
      next: [{ if: is('was_there', 'no'), to: 'missed' }]
    }),
    page('event', [
      rate(
        'satisfaction',
        say('Overall, how satisfied were you with the event?', '总体而言，您对这次活动满意吗？'),
        satisfied
      ),
      grid(
        'parts',
        say('How satisfied were you with each of these?', '您对以下各方面满意吗？'),
        satisfied,
        items(
          ['topics', 'Topics', '议题'],
          ['speakers', 'Speakers', '演讲者'],
          ['people', 'Meeting people', '交流机会'],
          ['place', 'Place', '场地'],
          ['organisation', 'Organisation', '组织工作']
        )
      )
    ]),
    page('use', [
      one(
        'learned',
        say('How much of it can you use?', '活动内容对您有多少用处？'),
        options(['much', 'Much', '很有用'], ['some', 'Something', '有些用处'], ['nothing', 'Nothing', '没有用处'])
      ),
      rate(
        'next_step',
        say(
          'How likely are you to talk to {{company}} about what you saw?',
          '您就活动内容进一步联系 {{company}} 的可能性有多大？'
        ),
        likely
      ),
      rate('again', say('How likely are you to come again?', '您下次再来的可能性有多大？'), likely)
    ]),
    page('weak', [words('weak', say('What did not go well?', '哪些方面做得不好？'))], {
      showIf: atMost('satisfaction', 3)
    }),
    page('wishes', [words('topics', say('Which topics would you like next time?', '下次您希望听到哪些议题？'))], {
      next: [{ to: 'done' }]
    }),
    page('missed', [
      one(
        'why_missed',
        say('What kept you from coming?', '您没能到场的原因是什么？'),
        options(
          ['time', 'No time', '没有时间'],
          ['travel', 'The journey', '路途不便'],
          ['topic', 'The topics did not appeal to me', '议题不感兴趣'],
          ['other', 'Something else', '其他原因']
        )
      ),
      ask('send', 'yesno', say('Shall we send you the documents?', '需要把会议资料发给您吗？'))
    ])
  ],
  endings: [
    {
      id: 'done',
      kind: 'complete',
      title: say('Thank you. We have your answers.', '谢谢您，答案已收到。'),
      text: say('We look forward to the next time with you.', '期待下次再见。')
    }
  ],
  thanks: thanksBy('satisfaction', [1, 2, 4, 5])
});
