/** What the columns of the answers mean: question, field, kind, codes and their words, metric. */
import type { Localised, Question, SurveyDocument } from '../document.ts';
import { fieldsOf } from '../fields.ts';
import { kinds, notApplicable, yesNo, type Asks } from '../kinds.ts';

export interface CodebookField {
  /** Name of the field in answers. */
  readonly field: string;
  readonly question: string;
  readonly page: string;
  readonly kind: string;
  readonly asks: Asks;
  /** Question and row or side, in the language asked for. */
  readonly label: string;
  readonly codes: readonly { readonly code: string; readonly label: string }[];
  readonly metric: string | null;
}

/** Every field of a survey in the order it is asked, in one language. `words` says yes, no and ticked. */
export function codebookOf(
  document: SurveyDocument,
  language: string,
  words: { readonly yes: string; readonly no: string; readonly ticked: string }
): CodebookField[] {
  const say = (text: Localised | undefined): string => text?.[language] || text?.[document.baseLanguage] || '';
  return document.pages.flatMap((page) =>
    page.questions.flatMap((question) =>
      fieldsOf<Question>(question).map(({ name, asks, item, option, side, part }): CodebookField => {
        const row = question.items?.find(({ id }) => id === item?.id);
        const chosen = question.options?.find(({ code }) => code === option?.code);
        const parts = [
          say(question.text),
          say(row?.text),
          say(chosen?.text),
          side ? say(question.sides?.[side]) : '',
          part ?? ''
        ];
        return {
          ...{ field: name, question: question.id, page: page.id, kind: question.kind, asks },
          label: parts.filter((one) => one !== '').join(' – '),
          codes: codesOf(question, asks, say, words),
          metric: row?.metric ?? (item === undefined && option === undefined ? (question.metric ?? null) : null)
        };
      })
    )
  );
}

function codesOf(
  question: Question,
  asks: Asks,
  say: (text: Localised | undefined) => string,
  words: { readonly yes: string; readonly no: string; readonly ticked: string }
): { code: string; label: string }[] {
  const na =
    question.naLabel === undefined || asks === 'text' ? [] : [{ code: notApplicable, label: say(question.naLabel) }];
  switch (asks) {
    case 'code': {
      const { min, max, labels } = question.scale!;
      const codes = Array.from({ length: max - min + 1 }, (_, step) => min + step);
      return [...codes.map((code) => ({ code: String(code), label: say(labels[code]) })), ...na];
    }
    case 'option':
    case 'options':
      if (kinds[question.kind].needs.length === 0) {
        return [...yesNo.map((code) => ({ code, label: code === 'yes' ? words.yes : words.no })), ...na];
      }
      return [...(question.options ?? []).map(({ code, text }) => ({ code, label: say(text) })), ...na];
    case 'tick':
      return [{ code: 'yes', label: words.ticked }];
    default:
      return na;
  }
}

/** The codebook as rows of a table, the first being its header; one row for each code, one for a field without codes. */
export function codebookRows(fields: readonly CodebookField[]): string[][] {
  const rows = fields.flatMap(({ field, question, page, kind, label, codes, metric }) => {
    const start = [page, question, field, kind, label];
    return codes.length === 0
      ? [[...start, '', '', metric ?? '']]
      : codes.map(({ code, label: said }) => [...start, code, said, metric ?? '']);
  });
  return [['page', 'question', 'field', 'kind', 'label', 'code', 'code_label', 'metric'], ...rows];
}
