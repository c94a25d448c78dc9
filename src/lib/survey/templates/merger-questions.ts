/** Questions that the waves around a merger share, so that what is asked before can be compared with what is asked after. */
import type { Page, SurveyDocument } from '../document.ts';
import {
  buyAgain,
  dimensionItems,
  grid,
  items,
  leaving,
  overallSatisfaction,
  page,
  recommendCompany,
  satisfied,
  words
} from './pieces.ts';
import { say } from './say.ts';

/** Recommendation and satisfaction, first in every wave and in the same words. */
export const headline: Page = page('overall', [recommendCompany, overallSatisfaction]);

export const dimensions: Page = page('dimensions', [
  grid(
    'dimensions',
    say(
      'How satisfied have you been with each of these at {{company}} over the last three months?',
      '最近三个月，您对 {{company}} 的以下各方面满意吗？'
    ),
    satisfied,
    dimensionItems
  )
]);

/** Communication about the merger, by what a customer needs from it: timely, clear, about me, with somebody to ask. */
export const communication = grid(
  'communication',
  say(
    'How satisfied are you with how {{company}} tells you about the merger?',
    '关于这次合并，您对 {{company}} 的告知工作满意吗？'
  ),
  satisfied,
  items(
    ['timely', 'Told early enough', '告知及时'],
    ['clear', 'Easy to understand', '内容清楚易懂'],
    ['for_me', 'Said what changes for me', '说明了对我的影响'],
    ['reachable', 'There was somebody to ask', '有疑问时找得到人']
  )
);

export const communicationIndex: NonNullable<SurveyDocument['indexes']> = [
  {
    metric: 'dim_communication',
    items: ['timely', 'clear', 'for_me', 'reachable'].map((id) => ({ field: `communication.${id}`, weight: 1 }))
  }
];

export const outlook: Page = page('outlook', [buyAgain, leaving]);

export const lastWords = words(
  'wish',
  say('What should {{company}} keep, whatever else changes?', '无论怎样变化，您最希望 {{company}} 保持什么？')
);

export const mergerPurpose = say(
  '{{company}} asks you these questions to learn how the merger works out for its customers and to put right what does not work.',
  '{{company}} 希望通过这份问卷了解合并给客户带来了哪些变化，并改进做得不好的地方。'
);
