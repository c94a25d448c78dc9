/** Recovery: a complaint or a case has been closed. Was the outcome fair, the way to it, and the people: the three kinds of justice. */
import {
  agreeFive,
  ask,
  atMost,
  callBack,
  grid,
  is,
  items,
  leaving,
  page,
  questionnaire,
  rate,
  recommendCompany,
  satisfied,
  thanksBy,
  words
} from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const recovery = questionnaire({
  key: 'recovery',
  title: say('After a complaint: recovery', '投诉处理回访'),
  heading: say('Have we put it right?', '问题解决得让您满意吗？'),
  minutes: 2,
  reason: say('{{company}} has closed a matter you had raised', '您反映的问题，{{company}} 已办结'),
  sources: [
    'Fair outcome, procedure and treatment: Tax, S. S., Brown, S. W., Chandrashekaran, M. (1998). Customer Evaluations of Service Complaint Experiences. Journal of Marketing 62(2), 60-76.',
    source.nps,
    source.intentions
  ],
  pages: [
    page('outcome', [
      rate(
        'satisfaction',
        say('How satisfied are you with how your matter was dealt with?', '您对这件事的处理满意吗？'),
        satisfied,
        'csat'
      ),
      ask('settled', 'yesno', say('Is the matter settled for you?', '对您来说，这件事了结了吗？'))
    ]),
    page('justice', [
      grid(
        'justice',
        say('How far do you agree?', '您是否同意以下说法？'),
        agreeFive,
        items(
          ['outcome', 'The outcome was fair.', '处理结果公平。'],
          ['quick', 'It went quickly enough.', '处理够及时。'],
          ['heard', 'I could say what I had to say.', '我的意见得到了充分倾听。'],
          ['respect', 'I was treated with respect.', '我受到了尊重。'],
          ['honest', 'I was told honestly what had gone wrong.', '对方如实说明了问题原因。']
        )
      )
    ]),
    page('open', [words('left', say('What is still to be done?', '还有什么需要处理？'))], {
      showIf: is('settled', 'no')
    }),
    page('outlook', [recommendCompany, leaving]),
    callBack({ any: [is('settled', 'no'), atMost('satisfaction', 2)] })
  ],
  thanks: thanksBy('satisfaction', [1, 2, 4, 5])
});
