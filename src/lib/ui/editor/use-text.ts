/** Places that name something, in words: “Page 2: when it shows”. */
import { m } from '#lib/paraglide/messages.js';
import { stepsOf, type SurveyDocument } from '#lib/survey/document.ts';
import { metricName } from '#lib/ui/charts/names.ts';
import { labelOf } from './text-labels.ts';
import { questionLabel } from './words.ts';

/** What stands at a JSON pointer and what it does there; the pointer itself where there are no words. */
export function useText(document: SurveyDocument, pointer: string, language: string): string {
  const [area = '', first = '', second = '', third = '', ...rest] = stepsOf(pointer);
  const at = Number(first);
  const part = (place: string, words: string): string => m.builder_place_part({ place, part: words });
  if (area === 'pages') {
    const page = m.builder_page({ number: at + 1 });
    if (second === 'showIf') return part(page, m.logic_use_shown());
    if (second === 'next') return part(page, m.logic_use_branch());
    const question = document.pages[at]?.questions[Number(third)];
    if (question === undefined || second !== 'questions') return second ? part(page, m.logic_use_text()) : page;
    return part(questionLabel(question, document, language), questionUse(rest));
  }
  if (area === 'quotas') {
    const { id = first, name } = document.quotas?.[at] ?? {};
    return m.builder_known_quota({ name: name || id });
  }
  if (area === 'experiments') {
    const { id = first, name } = document.experiments?.[at] ?? {};
    return m.logic_experiment_called({ name: name || id });
  }
  if (area === 'computed') {
    const { id = first, name } = document.computed?.[at] ?? {};
    return m.builder_subject_computed({ name: name || id });
  }
  if (area === 'indexes') return m.logic_index_called({ name: metricName(document.indexes?.[at]?.metric ?? first) });
  if (area === 'shuffledPages') return m.logic_set_called({ number: at + 1 });
  if (area === 'thanks' && first === 'by') return part(m.builder_thanks(), m.logic_use_bands());
  if (area === 'endings')
    return part(endingName(document, document.endings?.[at]?.id ?? first, language), m.logic_use_text());
  if (area === 'languages') return m.builder_languages();
  return labelOf(document, pointer) || pointer;
}

function questionUse([area, , inside, last]: readonly string[]): string {
  if (area === 'showIf') return m.logic_use_shown();
  if (area === 'requiredIf') return m.logic_use_required();
  if (area === 'checks') return m.logic_use_check();
  if (area === 'optionsFrom' || area === 'itemsFrom') return m.logic_use_carried();
  if ((area === 'options' || area === 'items') && (inside === 'showIf' || last === 'showIf'))
    return m.logic_use_option();
  return m.logic_use_text();
}

/** What an ending is called: its title. */
export function endingName(document: SurveyDocument, id: string, language: string): string {
  const ending = document.endings?.find((one) => one.id === id);
  if (ending === undefined) return m.builder_condition_gone({ name: id });
  const title = ending.title[language] || ending.title[document.baseLanguage] || id;
  return m.builder_ending({ name: title });
}
