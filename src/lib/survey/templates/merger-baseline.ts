/** Wave 0 of a merger: the baseline, asked before anything is announced. It names no merger: whoever is asked knows of none. */
import { dimensions, headline, outlook } from './merger-questions.ts';
import { ease, page, questionnaire, rate, words } from './pieces.ts';
import { say } from './say.ts';
import { source } from './sources.ts';

export const mergerBaseline = questionnaire({
  key: 'merger-baseline',
  title: say('Merger wave 0: baseline before the announcement', '合并第 0 轮：宣布前基线'),
  heading: say('How is {{company}} doing for you?', '{{company}} 让您满意吗？'),
  minutes: 2,
  reason: say('you are a customer of {{company}}', '您是 {{company}} 的客户'),
  sources: [source.nps, source.acsi, source.effortTwo, source.servqual, source.intentions, source.merger],
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
    dimensions,
    outlook,
    page('words', [words('reason', say('What is the main reason for your marks?', '您这样评价的主要原因是什么？'))])
  ]
});
