/** The flow of a Qualtrics survey as pages: blocks in their order, branches, chance, skips and ends. */
import type { Page, SurveyDocument } from '../../document.ts';
import { listOf, numberOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { allOf, fits, leaveAfter, shown, type Logic } from '../logic.ts';
import { tellPlain } from '../plain.ts';
import { pageOf } from '../sketch.ts';
import type { Context } from './context.ts';
import { describe, expressionOf, logicOf, partsOf } from './logic.ts';
import type { Block } from './source.ts';

export interface Walk {
  readonly pages: Page[];
  readonly shuffledPages: string[][];
  readonly experiments: NonNullable<SurveyDocument['experiments']>;
  readonly endings: NonNullable<SurveyDocument['endings']>;
  /** Their questions that came up. */
  readonly seen: Set<string>;
}

interface Skip {
  readonly after: number;
  readonly when: Logic;
  readonly to: string;
  readonly block: number;
}

/** Walks the flow; `place` builds one of their questions on a page. */
export function walkFlow(
  context: Context,
  id: (wish: string) => string,
  place: (question: string, page: Page) => void
): Walk {
  const { survey, report } = context;
  const walk: Walk = { pages: [], shuffledPages: [], experiments: [], endings: [], seen: new Set() };
  const { pages } = walk;
  const blocks = new Map(survey.blocks.map((block) => [block.id, block]));
  const used = new Set<string>();
  const skips: Skip[] = [];
  const targets = new Set(
    survey.blocks
      .flatMap(({ elements }) => elements.flatMap((one) => partsOf(one.SkipLogic)))
      .map((one) => textOf(one.SkipToDestination))
  );
  const pageOfQuestion = new Map<string, number>();
  const blockEnds: number[] = [];

  const open = (guard: Logic, name: string): Page => {
    const page = pageOf(id(name || 'page'), {});
    const condition = shown(guard);
    if (condition !== undefined) page.showIf = condition;
    pages.push(page);
    return page;
  };
  const walkBlock = (block: Block, guard: Logic): void => {
    used.add(block.id);
    const number = blockEnds.length;
    let page: Page | null = null;
    const order = textOf(block.options.RandomizeQuestions);
    const looping = textOf(block.options.Looping);
    if (looping !== '' && looping !== 'None')
      report.say(block.name || block.id, 'flow_gone', JSON.stringify(block.options.LoopingOptions ?? looping));
    for (const element of block.elements) {
      if (textOf(element.Type) === 'Page Break') {
        page = null;
        continue;
      }
      const question = textOf(element.QuestionID);
      if (question === '' || walk.seen.has(question)) continue;
      if (page === null || targets.has(question)) page = open(guard, block.name);
      if (order === 'RandomizeWithinPage' || order === 'true') page.shuffle = true;
      walk.seen.add(question);
      pageOfQuestion.set(question, pages.length - 1);
      place(question, page);
      for (const skip of partsOf(element.SkipLogic)) {
        const when = expressionOf(context, skip);
        if (when === null) report.say(question, 'logic_gone', describe(skip));
        else skips.push({ after: pages.length - 1, when, to: textOf(skip.SkipToDestination), block: number });
        page = null;
      }
    }
    if (order !== '' && !['false', 'RandomizeWithinPage', 'true'].includes(order))
      report.say(block.name || block.id, 'order_gone', order);
    blockEnds.push(pages.length);
  };
  const walkAll = (flow: readonly JsonObject[], guard: Logic): void => {
    for (const element of flow) walkOne(element, guard);
  };
  const walkOne = (element: JsonObject, guard: Logic): void => {
    const type = textOf(element.Type);
    const at = textOf(element.FlowID) || type;
    const inner = listOf(element.Flow).map(objectOf);
    switch (type) {
      case 'Block':
      case 'Standard': {
        const block = blocks.get(textOf(element.ID));
        if (block === undefined) report.say(at, 'flow_gone', textOf(element.ID));
        else if (used.has(block.id)) report.say(at, 'flow_gone', `${block.name}: again`);
        else walkBlock(block, guard);
        break;
      }
      case 'Branch': {
        const logic = logicOf(context, element.BranchLogic);
        if (logic === null) report.say(at, 'logic_gone', describe(element.BranchLogic));
        // An end that hangs on what nobody can read would end the survey for everybody.
        const both = logic === null ? guard : allOf([guard, logic]);
        const usable = typeof both === 'boolean' || fits(both);
        if (!usable) report.say(at, 'logic_gone', describe(element.BranchLogic));
        walkAll(
          logic === null || !usable ? inner.filter((one) => textOf(one.Type) !== 'EndSurvey') : inner,
          usable ? both : guard
        );
        break;
      }
      case 'Group':
        walkAll(inner, guard);
        break;
      case 'BlockRandomizer':
        walkChance(element, inner, guard, at);
        break;
      case 'EndSurvey':
        walkEnd(element, guard, at);
        break;
      case 'EmbeddedData':
        for (const field of listOf(element.EmbeddedData).map(objectOf)) {
          report.say(
            textOf(field.Field),
            'flow_gone',
            ['EmbeddedData', textOf(field.Type), textOf(field.Value)].filter(Boolean).join(' ')
          );
        }
        break;
      default:
        report.say(at, 'flow_gone', JSON.stringify(element));
        walkAll(inner, guard);
    }
  };
  const walkEnd = (element: JsonObject, guard: Logic, at: string): void => {
    const options = objectOf(element.Options);
    const flag = textOf(options.ResponseFlag);
    const words = textOf(options.EOSMessage);
    const ending = id('end');
    const known = words !== '' && !/^MS_\w+$/.test(words);
    if (Object.keys(options).length > 0) report.say(at, 'flow_gone', JSON.stringify(options));
    walk.endings.push({
      id: ending,
      kind: /screen|quota/i.test(flag) ? 'screened_out' : 'complete',
      title: {},
      text: known ? context.wording.say(at, { [survey.language]: words }, 2000) : {}
    });
    if (pages.length === 0 || !leaveAfter(pages, pages.length - 1, guard, ending))
      report.say(at, 'flow_gone', 'EndSurvey');
  };
  const walkChance = (element: JsonObject, inner: readonly JsonObject[], guard: Logic, at: string): void => {
    const count = numberOf(element.SubSet) ?? inner.length;
    const sets = combinations(inner.length, count);
    const arms = sets.map((set, index) => ({ id: `arm_${index + 1}`, weight: 1, set }));
    const part = count < inner.length && arms.length >= 2 && arms.length <= 10 && walk.experiments.length < 20;
    const experiment = part ? id('chance') : '';
    if (part) walk.experiments.push({ id: experiment, arms: arms.map(({ id: arm, weight }) => ({ id: arm, weight })) });
    const first = pages.length;
    for (const [index, one] of inner.entries()) {
      const mine = arms.filter(({ set }) => set.includes(index)).map((arm) => arm.id);
      walkOne(one, part ? allOf([guard, { known: `arm.${experiment}`, op: 'in', value: mine }]) : guard);
    }
    const made = pages.slice(first);
    if (count < inner.length) {
      if (!part || count > 1) report.say(at, 'order_gone', `${count} / ${inner.length}`);
    } else if (made.length === inner.length && made.length > 1 && made.length <= 50 && walk.shuffledPages.length < 20)
      walk.shuffledPages.push(made.map((page) => page.id));
    else report.say(at, 'order_gone', made.map((page) => page.id).join(', '));
  };

  walkAll(survey.flow, true);
  for (const { after, when, to, block } of skips) {
    const target = to === 'ENDOFBLOCK' ? blockEnds[block] : pageOfQuestion.get(to);
    if (to === 'ENDOFSURVEY' || (to === 'ENDOFBLOCK' && target === pages.length)) {
      if (!walk.endings.some((one) => one.id === 'done'))
        walk.endings.push({ id: 'done', kind: 'complete', title: {}, text: endText(context) });
      leaveAfter(pages, after, when, 'done');
    } else if (target !== undefined && target > after && pages[target]) {
      const page = pages[after]!;
      page.next = [...(page.next ?? []), { ...(when === true ? {} : { if: when as never }), to: pages[target].id }];
    } else report.say(pages[after]!.id, 'flow_gone', to);
  }
  for (const block of survey.blocks) if (!used.has(block.id)) report.say(block.name || block.id, 'unused', block.type);
  return walk;
}

/** What is said at the end; a message kept in a library is not in the file. */
export function endText({ survey, wording }: Context): Record<string, string> {
  const words = textOf(survey.options.EOSMessage);
  if (words === '' || /^MS_\w+$/.test(words)) return {};
  return wording.say('EOSMessage', { [survey.language]: words }, 2000);
}

/** Header and footer of every page. */
export function tellFrame({ survey, report }: Context): void {
  for (const name of ['Header', 'Footer']) {
    const text = tellPlain(report, name, textOf(survey.options[name]));
    if (text !== '') report.say(name, 'text_gone', text);
  }
}

/** The ways to take some of a number of things; none when there are more than eleven. */
function combinations(of: number, take: number): number[][] {
  let sets: number[][] = [[]];
  for (let index = 0; index < of && sets.length < 500; index += 1) {
    sets = sets.flatMap((set) => (set.length < take ? [set, [...set, index]] : [set]));
  }
  return sets.filter((set) => set.length === take).slice(0, 11);
}
