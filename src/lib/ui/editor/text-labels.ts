/** What each text of a survey is called in the editor, by its place in the document. */
import { m } from '#lib/paraglide/messages.js';
import type { SurveyDocument } from '#lib/survey/document.ts';

/** The name of the text at a JSON pointer; the pointer itself for a place without a name. */
export function labelOf(document: SurveyDocument, pointer: string): string {
  const [area = '', first = '', second = '', third = '', ...rest] = pointer.slice(1).split('/');
  if (area === 'title') return m.survey_text_title();
  if (area === 'heading') return m.survey_text_heading();
  if (area === 'privacy') return m.survey_text_privacy();
  if (area === 'trust') {
    if (first === 'line') return m.survey_text_line();
    const number = Number(second) + 1;
    return third === 'term' ? m.survey_text_term({ number }) : m.survey_text_details({ number });
  }
  if (area === 'thanks') return thanksLabel(document, first, second, third);
  if (area === 'endings') {
    const ending = document.endings?.[Number(first)];
    const name = ending?.title[document.baseLanguage] || ending?.id || first;
    return second === 'title' ? m.survey_text_ending({ id: name }) : m.survey_text_ending_text({ id: name });
  }
  const page = document.pages[Number(first)];
  if (area !== 'pages' || !page) return pointer;
  if (second === 'title') return m.survey_text_page({ id: page.id });
  if (second === 'groups') {
    const id = page.groups[Number(third)]?.id ?? third;
    return rest[0] === 'hint' ? m.survey_text_group_hint({ id }) : m.survey_text_group({ id });
  }
  const question = page.questions[Number(third)];
  return question ? questionLabel(question, rest) : pointer;
}

function thanksLabel(document: SurveyDocument, first: string, second: string, third: string): string {
  const band = document.thanks.bands[Number(second)];
  const name =
    first === 'bands' && band ? m.survey_text_band({ from: band.from, to: band.to }) : m.survey_text_otherwise();
  const field = first === 'bands' ? third : second;
  // A band as a whole is called by its title.
  return field === 'text' ? m.survey_text_thanks_text({ band: name }) : m.survey_text_thanks({ band: name });
}

function questionLabel(question: SurveyDocument['pages'][number]['questions'][number], rest: string[]): string {
  const { id } = question;
  const [field, key, code] = rest;
  if (field === 'hint') return m.survey_text_hint({ id });
  if (field === 'naLabel') return m.survey_text_na({ id });
  if (field === 'scale' && key === 'labels') return m.survey_text_label({ id, code: code ?? '' });
  if (field === 'options') {
    const option = question.options?.[Number(key)]?.code ?? '';
    return code === 'image' ? m.survey_text_alt({ id, code: option }) : m.survey_text_option({ id, code: option });
  }
  if (field === 'items') return m.survey_text_option({ id, code: question.items?.[Number(key)]?.id ?? '' });
  if (field === 'sides') return key === 'expected' ? m.survey_text_expected({ id }) : m.survey_text_perceived({ id });
  if (field === 'range') {
    if (key === 'unit') return m.survey_text_unit({ id });
    return code === 'low' ? m.survey_text_low({ id }) : m.survey_text_high({ id });
  }
  if (field === 'pattern' || field === 'checks') return m.survey_text_message({ id });
  return m.survey_text_question({ id });
}
