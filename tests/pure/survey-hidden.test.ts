import { describe, expect, test } from 'vitest';
import type { Answers } from '#lib/survey/condition.ts';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { readDocument } from '#lib/survey/format.ts';
import { whyHidden, type Why } from '#lib/survey/hidden.ts';
import { specialise } from '#lib/survey/specialise.ts';

const say = (text: string) => ({ en: text });
const scale = { min: 1, max: 5, labels: { 1: say('low'), 5: say('high') } };
const low = { question: 'mood', op: 'le', value: 2 };
const reading = readDocument({
  format: 'concord-survey-1',
  key: 'hidden',
  title: say('Hidden'),
  baseLanguage: 'en',
  languages: ['en'],
  trust: { line: say('We ask.') },
  privacy: { version: '1', text: say('Nothing.') },
  endings: [{ id: 'out', kind: 'screened_out', title: say('Bye'), text: say('Bye.') }],
  pages: [
    {
      id: 'one',
      questions: [
        { id: 'mood', kind: 'rating', text: say('Mood?'), scale },
        { id: 'why', kind: 'text', text: say('Why?'), showIf: low },
        { id: 'guests', kind: 'text', text: say('Guests?'), showIf: { known: 'channel', op: 'eq', value: 'kiosk' } },
        {
          id: 'which',
          kind: 'choice',
          text: say('Which?'),
          options: [{ code: 'a', text: say('A'), showIf: low }]
        }
      ],
      next: [
        { if: { question: 'mood', op: 'eq', value: 4 }, to: 'three' },
        { if: { question: 'mood', op: 'eq', value: 5 }, to: 'out' }
      ]
    },
    { id: 'two', questions: [{ id: 'more', kind: 'text', text: say('More?') }] },
    {
      id: 'three',
      showIf: { not: { question: 'mood', op: 'eq', value: 3 } },
      questions: [{ id: 'last', kind: 'text', text: say('Last?') }]
    },
    { id: 'four', questions: [{ id: 'end', kind: 'text', text: say('End?') }] }
  ],
  thanks: { otherwise: { title: say('Thanks'), text: say('Thanks.') } }
});
const document = (reading as { document: SurveyDocument }).document;

function why(id: string, answers: Answers): Why | null {
  const met = specialise(document, { seed: 's', known: { channel: 'link' } });
  return whyHidden(document, met, pathOf(met, answers), id);
}

describe('why a question does not show', () => {
  test('UX-32 the first thing on the way that says so is named', () => {
    expect(why('why', { mood: 3 })).toEqual({ because: 'condition', of: 'question', condition: low });
    expect(why('which', { mood: 3 })).toEqual({ because: 'parts' });
    expect(why('guests', { mood: 1 })).toMatchObject({ because: 'known', of: 'question' });
    expect(why('more', { mood: 4 })).toEqual({ because: 'branch', from: 'one' });
    expect(why('last', { mood: 3 })).toMatchObject({ because: 'condition', of: 'page' });
    expect(why('end', { mood: 5 })).toEqual({ because: 'ending', from: 'one' });
  });

  test('UX-32 what shows, and what is not there, is not hidden', () => {
    expect(why('why', { mood: 1 })).toBeNull();
    expect(why('more', { mood: 1 })).toBeNull();
    expect(why('nobody', {})).toBeNull();
  });
});
