/**
 * What an interviewer reads out besides the survey's own texts, in the language of the survey: for the server, which knows the words of
 * every language.
 */
import { fill } from '#lib/survey/piping.ts';
import type { Sheet, SheetQuestion } from '#lib/survey/sheet.ts';
import { speechOf } from '../questions/speech.svelte.ts';
import { wordsOf } from '../questions/words.ts';

export interface Script {
  /** Who calls, in whose name, and whom they want to speak to. */
  readonly hello: readonly string[];
  /** Why and how long, that it is voluntary, and where to go on. */
  readonly about: readonly string[];
  readonly may: string;
  /** For those who have another time, who do not want to, and who have answered. */
  readonly when: string;
  readonly sorry: string;
  readonly done: string;
  /** How an answer is to be given, read out after the question, by its id. */
  readonly how: Readonly<Record<string, string>>;
  readonly yesno: Readonly<Record<'yes' | 'no', string>>;
  readonly parts: Readonly<Record<string, string>>;
}

interface Call {
  interviewer: string;
  company: string;
  customer: string;
  /** Some of the questions have answers already. */
  resumes: boolean;
}

export function scriptOf(sheet: Sheet, { interviewer, company, customer, resumes }: Call): Script {
  const say = speechOf(sheet.language);
  const words = wordsOf(sheet.language);
  const how = sheet.pages.flatMap(({ questions }) =>
    questions.flatMap((question) => {
      const said = howOf(question);
      return said ? [[question.id, said] as const] : [];
    })
  );
  function howOf(question: SheetQuestion): string | null {
    const { scale, kind, range } = question;
    const expected = words.expected(question);
    if (kind === 'multiple') return expected ?? say('respond_call_several');
    if (kind === 'slider' && range?.min !== undefined && range.max !== undefined)
      return scaleOf(range.min, range.max, range.ends?.low, range.ends?.high);
    if (!scale) return expected;
    const { min, max, labels } = scale;
    return scaleOf(min, max, labels[min], labels[max]);
  }
  function scaleOf(min: number, max: number, low = '', high = ''): string {
    return low && high ? say('respond_call_scale', { min, max, low, high }) : say('respond_call_number', { min, max });
  }
  return {
    hello: [
      fill(say('respond_call_hello', { name: '{{name}}', company: '{{company}}' }), { company, name: interviewer }),
      fill(say('respond_call_whom', { customer: '{{name}}' }), { company, name: customer })
    ],
    about: [sheet.trust.line, say('respond_call_voluntary'), ...(resumes ? [say('respond_call_resume')] : [])],
    may: say('respond_call_may'),
    when: say('respond_call_when'),
    sorry: say('respond_call_sorry'),
    done: say('respond_call_done'),
    how: Object.fromEntries(how),
    yesno: words.yesno,
    parts: words.parts
  };
}
