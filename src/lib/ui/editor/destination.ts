/** Where in the builder a place of the document is worked on: what to select, what to show, and which element gets the keys. */
import { tick } from 'svelte';
import { stepsOf, type SurveyDocument } from '#lib/survey/document.ts';
import type { Selection, View } from './editor.svelte.ts';

export interface Destination {
  readonly selection: Selection | null;
  /** What the middle shows; null where it may stay as it is. */
  readonly view: View | null;
  /** On a phone, the part that comes to the front. */
  readonly part: 'canvas' | 'properties';
  /** Ids of elements, the closest first: the first that is there gets the keys. */
  readonly anchors: readonly string[];
}

/** Never fails: what no part of the builder is for leads to the survey as a whole. */
export function destinationOf(document: SurveyDocument, pointer: string): Destination {
  const [area = '', first = '', second = '', third = ''] = stepsOf(pointer);
  const at = Number(first);
  const page = area === 'pages' ? document.pages[at] : undefined;
  if (page !== undefined) {
    const question = second === 'questions' ? page.questions[Number(third)] : undefined;
    return question !== undefined
      ? {
          selection: { question: question.id },
          view: 'questionnaire',
          part: 'canvas',
          anchors: [`card-${question.id}`]
        }
      : { selection: { page: page.id }, view: null, part: 'properties', anchors: ['builder-properties'] };
  }
  const inLogic = (...anchors: string[]): Destination => ({ selection: null, view: 'logic', part: 'canvas', anchors });
  switch (area) {
    case 'quotas':
      return inLogic(`quota-${document.quotas?.[at]?.id}`, 'logic-quotas');
    case 'experiments':
      return inLogic(`experiment-${document.experiments?.[at]?.id}`, 'logic-experiments');
    case 'computed':
      return inLogic(`computed-${document.computed?.[at]?.id}`, 'logic-computed');
    case 'indexes':
      return inLogic(`index-${document.indexes?.[at]?.metric}`, 'logic-indexes');
    case 'shuffledPages':
      return inLogic(`page-set-${first}`, 'logic-page-sets');
  }
  const closest: Readonly<Record<string, string>> = {
    thanks: first === 'bands' ? `band-${second}` : 'survey-thanks',
    endings: `ending-card-${document.endings?.[at]?.id}`,
    trust: first === 'details' ? 'trust-details' : 'survey-properties',
    sources: 'survey-sources'
  };
  return {
    selection: 'survey',
    view: null,
    part: 'properties',
    anchors: [closest[area] ?? 'survey-properties', 'survey-properties']
  };
}

/** Brings the place into view when it is drawn, opens it and gives it the keys. */
export async function arrive({ anchors }: Destination): Promise<void> {
  await tick();
  const found = anchors.map((id) => document.getElementById(id)).find((one) => one !== null);
  if (found instanceof HTMLDetailsElement) found.open = true;
  const target = found?.querySelector<HTMLElement>(':scope > summary, textarea') ?? found;
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'center' });
}
