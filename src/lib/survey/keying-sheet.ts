/** A survey as whoever keys its paper sees it: every question in the order of the paper, with its number and what may be typed. */
import type { Option, SurveyDocument } from './document.ts';
import { fieldsOf, type Field } from './fields.ts';
import { frameOf, type Frame } from './frame.ts';
import { type Asks, kinds, ruleOf, yesNo } from './kinds.ts';
import type { PipedValues } from './piping.ts';
import { codesOf, speaker } from './sheet.ts';
import { withCarried } from './specialise.ts';

export interface KeyField {
  readonly name: string;
  readonly asks: Asks;
  /** What the line of the paper says, where a question has several: an item, an option, a side. */
  readonly label: string;
  /** Part of a contact; its word is a message. */
  readonly part: string | null;
}

export interface KeyQuestion {
  readonly id: string;
  readonly number: number;
  readonly text: string;
  readonly fields: readonly KeyField[];
  /** What may be typed and what it stands for, in the order of the paper; `text` is null for yes and no. */
  readonly choices: readonly { readonly type: string; readonly text: string | null; readonly code: string }[];
  /** Several may be ticked. */
  readonly many: boolean;
  /** The words of "does not apply". */
  readonly na: string;
  readonly lines: number;
}

export interface KeySheet {
  readonly language: string;
  readonly questions: readonly KeyQuestion[];
  readonly frame: Frame;
}

const printed = new WeakMap<SurveyDocument, SurveyDocument>();

/** The document with every list written out: on paper nothing is taken over from an earlier answer. */
export function asPrinted(document: SurveyDocument): SurveyDocument {
  const known = printed.get(document);
  if (known) return known;
  const pages = document.pages.map((page) => ({
    ...page,
    questions: page.questions.map((question) => withCarried(document, question))
  }));
  const made = { ...document, pages };
  printed.set(document, made);
  return made;
}

/** What is typed at in one language. `values` name the company whose sheet it is. */
export function keySheetOf(version: SurveyDocument, language: string, values: PipedValues): KeySheet {
  const document = asPrinted(version);
  const say = speaker(version, language, values);
  const asked = document.pages
    .flatMap(({ questions }) => questions)
    .filter(({ kind }) => kinds[kind].asks !== 'nothing');
  return {
    language,
    frame: frameOf(document),
    questions: asked.map((question, at): KeyQuestion => {
      const { id, kind, options, items, sides, scale } = question;
      const { asks } = ruleOf(kind);
      const labelOf = ({ asks: of, item, option, side }: Field): string => {
        if (item)
          return [items?.find((one) => one.id === item.id)?.text, side && sides?.[side]]
            .map((text) => say(text) ?? '')
            .filter(Boolean)
            .join(' – ');
        if (of === 'na') return say(question.naLabel) ?? '';
        const found: Option | undefined = option && options?.find(({ code }) => code === option.code);
        return say(found?.text) ?? '';
      };
      const choices =
        asks === 'code'
          ? codesOf(scale!).map((code) => ({
              type: String(code),
              text: say(scale!.labels[String(code)]) ?? '',
              code: String(code)
            }))
          : asks === 'option' || asks === 'options'
            ? (options ?? yesNo.map((code) => ({ code, text: undefined }))).map(({ code, text }, place) => ({
                ...{ type: String(place + 1), code },
                text: say(text) ?? null
              }))
            : [];
      return {
        ...{ id, number: at + 1, text: say(question.text), choices, many: asks === 'options' },
        fields: fieldsOf(question).map((field) => ({
          ...{ name: field.name, asks: field.asks, label: labelOf(field), part: field.part ?? null }
        })),
        na: say(question.naLabel) ?? '',
        lines: asks === 'text' && kind === 'text' ? (question.lines ?? 3) : 1
      };
    })
  };
}
