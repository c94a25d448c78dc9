/** What a survey starts from that is written from nothing: one page, one question without words, and what every survey must say. */
import type { Localised, SurveyDocument } from '../document.ts';

const words = {
  title: { en: 'New survey', 'zh-CN': '新问卷' },
  line: {
    en: 'A few questions. You are asked because you are a customer of {{company}}.',
    'zh-CN': '只有几道题。您是 {{company}} 的客户，所以想听听您的看法。'
  },
  privacy: {
    en: `{{company}} asks you these questions to learn what works for its customers and to put right what does not. Answering is voluntary. You can leave out any question and stop at any time.

We keep your answers together with the time, the language, the way you were invited, and what we knew about your customer relationship on that day. We do not keep your network address with them.

You may ask at any time what is kept about you, have it corrected or erased, and say that you want no more surveys. {{contact|Reply to the message that brought you here.}}`,
    'zh-CN': `{{company}} 希望通过这份问卷了解哪些方面让客户满意，并改进做得不好的地方。是否作答由您决定；任何一题都可以跳过，也可以随时停下。

我们会保存您的答案，以及作答时间、所用语言、邀请方式和当天的客户关系信息。答案中不保存您的网络地址。

您可以随时查询我们保存的信息，要求更正或删除，也可以选择不再接收问卷。{{contact|请直接回复您收到的邀请。}}`
  },
  low: { en: 'very poor', 'zh-CN': '非常差' },
  high: { en: 'very good', 'zh-CN': '非常好' },
  thanks: { en: 'Thank you. We have your answers.', 'zh-CN': '谢谢您，答案已收到。' },
  seen: {
    en: 'Your answers go to the people at {{company}} who look after customers.',
    'zh-CN': '您的答案会交给 {{company}} 负责客户关系的人员。'
  }
};

/** An empty survey in one language, which it can be given more of. */
export function blank(language: keyof (typeof words)['title']): SurveyDocument {
  const say = (text: Localised): Record<string, string> => ({ [language]: text[language] as string });
  return {
    format: 'concord-survey-1',
    key: 'survey',
    title: say(words.title),
    baseLanguage: language,
    languages: [language],
    sources: [],
    trust: { line: say(words.line), details: [] },
    privacy: { version: '1', text: say(words.privacy) },
    pages: [
      {
        id: 'page1',
        groups: [],
        questions: [
          {
            id: 'q1',
            kind: 'rating',
            text: {},
            required: false,
            scale: {
              min: 1,
              max: 5,
              labels: { '1': say(words.low), '5': say(words.high) },
              direction: 'ascending'
            }
          }
        ]
      }
    ],
    thanks: { bands: [], otherwise: { title: say(words.thanks), text: say(words.seen) } }
  };
}
