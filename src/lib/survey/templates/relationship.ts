/** Relationship survey: recommendation, satisfaction and what drives them, with what went wrong for those who are not content. */
import {
  atMost,
  buyAgain,
  callBack,
  dimensionItems,
  grid,
  overallSatisfaction,
  page,
  questionnaire,
  recommendCompany,
  satisfied,
  thanksBy,
  whatWentWrong,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const relationship = questionnaire({
  key: 'relationship',
  title: say('Customer relationship', '客户关系调查'),
  heading: say('How is {{company}} doing for you?', '{{company}} 让您满意吗？'),
  minutes: 2,
  reason: say('you are a customer of {{company}}', '您是 {{company}} 的客户'),
  sources: [source.nps, source.acsi, source.servqual, source.loyalty],
  pages: [
    page('overall', [
      recommendCompany,
      words('reason', say('What is the main reason for your mark?', '您打这个分的主要原因是什么？')),
      overallSatisfaction
    ]),
    page('drivers', [
      grid(
        'drivers',
        say(
          'How satisfied have you been with each of these at {{company}} over the last three months?',
          '最近三个月，您对 {{company}} 的以下各方面满意吗？'
        ),
        satisfied,
        dimensionItems
      )
    ]),
    whatWentWrong({ any: [atMost('recommend', 6), atMost('satisfaction', 2)] }),
    page('outlook', [buyAgain]),
    callBack({ any: [atMost('recommend', 6), atMost('satisfaction', 2)] })
  ],
  thanks: thanksBy('recommend', [0, 6, 9, 10])
});
