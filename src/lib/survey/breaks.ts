/**
 * Breaks of a trend: what a later version of a survey changes about a question that feeds a metric, so that scores before and
 * after it are not the same measure (UX-05, UX-52). Nothing is stored: two versions say it all.
 */
import type { Item, Localised, Page, Question, SurveyDocument } from './document.ts';
import { fieldsOf, type Field } from './fields.ts';

export interface TrendBreak {
  readonly metric: string;
  /** Name of the field, as the later version calls it. */
  readonly field: string;
  /** `labels` also when "does not apply" came or went, `direction` also when the good end changed, `items` of an index. */
  readonly what: 'wording' | 'scale' | 'labels' | 'direction' | 'kind' | 'order' | 'items';
  /** Of words: the language they changed in. A language that was not there before breaks nothing. */
  readonly language?: string;
}

/** A field that feeds a metric, with everything a respondent meets of it. */
interface Fed {
  readonly metric: string;
  readonly field: Field<Question>;
  readonly page: Page;
  /** Its weight in an index; null for a question that feeds the metric alone. */
  readonly weight: number | null;
}

/** The breaks between two versions, in the order of the later one. A metric that comes or goes is no break of its trend. */
export function trendBreaks(previous: SurveyDocument, next: SurveyDocument): TrendBreak[] {
  const [before, after] = [feeding(previous), feeding(next)];
  const moved = movedBetween(questionIds(previous), questionIds(next));
  const breaks: TrendBreak[] = [];
  for (const fed of after) {
    const same = before.filter(({ metric }) => metric === fed.metric);
    const { name } = fed.field;
    const old =
      same.find(({ field }) => field.name === name) ??
      (fed.weight === null ? same.find((one) => one.weight === null) : undefined);
    const say = (what: TrendBreak['what'], language?: string): void => {
      breaks.push({ metric: fed.metric, field: name, what, ...(language === undefined ? {} : { language }) });
    };
    if (old !== undefined) {
      compare(old, fed, previous, next, say);
      if (moved.has(fed.field.question.id)) say('order');
    } else if (same.length > 0) say('items');
  }
  for (const gone of before) {
    const left = after.filter(({ metric }) => metric === gone.metric);
    const there = left.some(({ field }) => field.name === gone.field.name);
    if (gone.weight !== null && left.length > 0 && !there) {
      breaks.push({ metric: gone.metric, field: gone.field.name, what: 'items' });
    }
  }
  return breaks;
}

/** Every field that feeds a metric: by itself, or as an item of an index. */
function feeding(document: SurveyDocument): Fed[] {
  const all = document.pages.flatMap((page) =>
    page.questions.flatMap((question) => fieldsOf<Question>(question).map((field) => ({ page, field })))
  );
  const alone = all.flatMap(({ page, field }): Fed[] => {
    const { metric } = field.item === undefined ? field.question : itemOf(field);
    return metric === undefined || field.side === 'expected' ? [] : [{ metric, field, page, weight: null }];
  });
  const byName = new Map(all.map((one) => [one.field.name, one]));
  const inIndexes = (document.indexes ?? []).flatMap(({ metric, items }) =>
    items.flatMap(({ field: name, weight = 1, gap }) => {
      const names = gap ? [`${name}.expected`, `${name}.perceived`] : [name];
      return names.flatMap((one): Fed[] => {
        const found = byName.get(one);
        return found === undefined ? [] : [{ metric, weight, ...found }];
      });
    })
  );
  return [...alone, ...inIndexes];
}

const itemOf = ({ question, item }: Field<Question>): Partial<Item> =>
  question.items?.find(({ id }) => id === item?.id) ?? {};

function compare(
  old: Fed,
  fed: Fed,
  previous: SurveyDocument,
  next: SurveyDocument,
  say: (what: TrendBreak['what'], language?: string) => void
): void {
  const [was, is] = [old.field.question, fed.field.question];
  const languages = next.languages.filter((language) => previous.languages.includes(language));
  for (const language of languages) {
    if (differ(wordsOf(old), wordsOf(fed), language)) say('wording', language);
  }
  if (was.scale?.min !== is.scale?.min || was.scale?.max !== is.scale?.max) say('scale');
  else {
    const [labels, others] = [labelsOf(was), labelsOf(is)];
    for (const language of languages) if (differ(labels, others, language)) say('labels', language);
  }
  if ((was.naLabel === undefined) !== (is.naLabel === undefined)) say('labels');
  const turned = (one: Fed): boolean =>
    (one.field.item === undefined ? one.field.question : itemOf(one.field)).reversed ?? false;
  if (was.scale?.direction !== is.scale?.direction || turned(old) !== turned(fed)) say('direction');
  if (was.kind !== is.kind || (was.look ?? 'numbers') !== (is.look ?? 'numbers')) say('kind');
  if (old.weight !== fed.weight) say('items');
}

/** The words a respondent reads before answering the field: heading of the group, question, item, side. */
function wordsOf({ field, page }: Fed): (Localised | undefined)[] {
  const { question, side } = field;
  const group = page.groups.find(({ id }) => id === question.group);
  return [group?.text, question.text, itemOf(field).text, side && question.sides?.[side]];
}

function labelsOf({ scale }: Question): (Localised | undefined)[] {
  if (scale === undefined) return [];
  return Array.from({ length: scale.max - scale.min + 1 }, (_, step) => scale.labels[scale.min + step]);
}

/** Whether texts differ in a language; space does not count. */
function differ(
  some: readonly (Localised | undefined)[],
  others: readonly (Localised | undefined)[],
  language: string
) {
  const words = (list: readonly (Localised | undefined)[]): string =>
    JSON.stringify(list.map((text) => text?.[language]?.trim().replace(/\s+/g, ' ') ?? ''));
  return words(some) !== words(others);
}

function questionIds(document: SurveyDocument): string[] {
  return document.pages.flatMap(({ questions }) => questions.map(({ id }) => id));
}

/** The fewest questions of both lists that must have moved for the one order to become the other. */
function movedBetween(before: readonly string[], after: readonly string[]): Set<string> {
  const common = after.filter((id) => before.includes(id));
  const places = common.map((id) => before.indexOf(id));
  // The longest rising run of old places keeps its order; all others have moved.
  const length: number[] = [];
  const from: number[] = [];
  for (const [at, place] of places.entries()) {
    length[at] = 1;
    from[at] = -1;
    for (let earlier = 0; earlier < at; earlier += 1) {
      if (places[earlier]! < place && length[earlier]! + 1 > length[at]!) {
        length[at] = length[earlier]! + 1;
        from[at] = earlier;
      }
    }
  }
  const kept = new Set<string>();
  for (let at = length.indexOf(Math.max(0, ...length)); at >= 0; at = from[at]!) kept.add(common[at]!);
  return new Set(common.filter((id) => !kept.has(id)));
}
