/** How a SurveyJS survey ends: triggers that complete it or skip ahead, and what is said at the end. */
import { fieldsIn } from '../../condition.ts';
import type { Localised, Page, SurveyDocument } from '../../document.ts';
import { objectOf, textOf, type Json, type JsonObject } from '../json.ts';
import { leaveAfter } from '../logic.ts';
import { conditionOf, take, wordsOf, type Context } from './context.ts';

/** What ends a survey early, and what is said at the end by answers. */
export function ends(
  context: Context,
  top: { source: JsonObject; at: string; used: Set<string> },
  pages: Page[],
  id: (wish: string) => string
) {
  const endings: NonNullable<SurveyDocument['endings']> = [];
  const pageOfField = new Map(
    pages.flatMap((page, at) => page.questions.map((question) => [question.id, at] as const))
  );
  const triggers = take(top, 'triggers');
  for (const one of (Array.isArray(triggers) ? (triggers as readonly Json[]) : []).map(objectOf)) {
    const type = textOf(one.type).replace(/trigger$/, '');
    const logic = conditionOf(context, textOf(one.expression));
    const named =
      logic === null || typeof logic === 'boolean'
        ? []
        : fieldsIn(logic).map((name) => pageOfField.get(name.split('.')[0]!) ?? 0);
    const after = Math.max(0, ...named);
    const target =
      type === 'skip'
        ? pages.findIndex(
            (page) =>
              page.questions.some((question) => question.id === context.ids.get(textOf(one.gotoName).toLowerCase())) ||
              page.id === textOf(one.gotoName)
          )
        : -1;
    const page = pages[after];
    const usable = logic !== null && typeof logic !== 'boolean' && page !== undefined;
    if (usable && type === 'complete') {
      if (!endings.some((ending) => ending.id === 'completed'))
        endings.push({ id: 'completed', kind: 'complete', ...farewellOf(context, top) });
      page.next = [...(page.next ?? []), { if: logic, to: 'completed' }];
    } else if (usable && type === 'skip' && target > after)
      page.next = [...(page.next ?? []), { if: logic, to: pages[target]!.id }];
    else context.report.say('triggers', 'flow_gone', JSON.stringify(one));
  }
  const byAnswer = take(top, 'completedHtmlOnCondition');
  for (const one of (Array.isArray(byAnswer) ? (byAnswer as readonly Json[]) : []).map(objectOf)) {
    const logic = conditionOf(context, textOf(one.expression));
    const words = parted(context, 'completedHtml', wordsOf(one.html, context.base));
    if (logic === null || logic === false) {
      context.report.say(
        'completedHtml',
        'logic_gone',
        [textOf(one.expression), ...Object.values(words.title), ...Object.values(words.text)].join('\n')
      );
      continue;
    }
    const ending = id('end');
    endings.push({ id: ending, kind: 'complete', ...words });
    if (!leaveAfter(pages, pages.length - 1, logic, ending))
      context.report.say('completedHtml', 'flow_gone', textOf(one.expression));
  }
  return endings;
}

/** The words at the end. */
export function farewellOf(
  context: Context,
  top: { source: JsonObject; used: Set<string> }
): { title: Localised; text: Localised } {
  return parted(context, 'completedHtml', wordsOf(take(top, 'completedHtml'), context.base));
}

/** A heading at the start of a text is its title. */
function parted(
  context: Context,
  at: string,
  words: Readonly<Record<string, string>>
): { title: Localised; text: Localised } {
  const heads: Record<string, string> = {};
  const rests: Record<string, string> = {};
  for (const [name, text] of Object.entries(words)) {
    const [whole, head] = /^\s*<h[1-6][^>]*>([^<]{0,200})<\/h[1-6]>/.exec(text) ?? ['', ''];
    heads[name] = head ?? '';
    rests[name] = text.slice(whole.length);
  }
  return { title: context.html.say(at, heads, 200), text: context.html.say(at, rests, 2000) };
}
