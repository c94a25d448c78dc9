/** A small survey with something of everything the builder talks about: conditions, a branch, piping, findings, a question nobody meets. */
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';

const both = (en: string, zh: string) => ({ en, 'zh-CN': zh });
const { trust, privacy, thanks } = postMergerRelationship;

export const trialSurvey: SurveyDocument = {
  format: 'concord-survey-1',
  key: 'trial',
  title: both('Trial', '试用问卷'),
  baseLanguage: 'en',
  languages: ['en', 'zh-CN'],
  sources: [],
  trust,
  privacy,
  pages: [
    {
      id: 'start',
      groups: [],
      next: [{ if: { question: 'recommend', op: 'ge', value: 9 }, to: 'last' }],
      questions: [
        {
          id: 'recommend',
          kind: 'rating',
          text: both('How likely are you to come back within a year?', '一年之内您再次光顾的可能性有多大？'),
          required: false,
          scale: {
            min: 0,
            max: 10,
            labels: { '0': both('not at all likely', '完全不可能'), '10': both('extremely likely', '极有可能') },
            direction: 'ascending'
          }
        },
        {
          id: 'price',
          kind: 'rating',
          text: both(
            'How satisfied are you with our excellent price and delivery?',
            '您对我们优秀的价格和送货服务满意吗？'
          ),
          required: false,
          scale: {
            min: 1,
            max: 5,
            labels: { '1': both('very dissatisfied', '非常不满意'), '5': both('very satisfied', '非常满意') },
            direction: 'ascending'
          }
        },
        {
          id: 'moved',
          kind: 'yesno',
          text: both('Did your contact change this month?', '这个月您的联系人有变化吗？'),
          required: false,
          showIf: { known: 'stage', op: 'eq', value: 'stable' }
        }
      ]
    },
    {
      id: 'reasons',
      groups: [],
      questions: [
        {
          id: 'why',
          kind: 'text',
          text: both(
            'You gave {{recommend|no mark}}. What was the reason?',
            '您打了 {{recommend|空}} 分，原因是什么？'
          ),
          required: false,
          showIf: { question: 'recommend', op: 'le', value: 6 }
        },
        {
          id: 'never',
          kind: 'yesno',
          text: both('Were you served today?', '今天有人接待您吗？'),
          required: false,
          showIf: {
            all: [
              { question: 'recommend', op: 'le', value: 3 },
              { question: 'recommend', op: 'ge', value: 8 }
            ]
          }
        }
      ]
    },
    {
      id: 'last',
      groups: [],
      questions: [
        { id: 'more', kind: 'text', text: both('What else would you like to say?', '您还想说什么？'), required: false }
      ]
    }
  ],
  thanks
};
