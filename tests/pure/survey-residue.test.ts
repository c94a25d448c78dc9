import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readForm } from '#lib/survey/answers.ts';
import type { Answers } from '#lib/survey/condition.ts';
import { faultsIn } from '#lib/survey/faults.ts';
import { fieldsByName, type Field } from '#lib/survey/fields.ts';
import { pathOf, positionOf } from '#lib/survey/flow.ts';
import { frameOf, type Frame } from '#lib/survey/frame.ts';
import type { SheetPage } from '#lib/survey/sheet.ts';
import { sheetOf } from '#lib/survey/sheet.ts';
import { postMergerRelationship } from '#lib/survey/templates/post-merger-relationship.ts';
import { visit } from '#lib/survey/visit.ts';
import { drawn, repeatsAnswers } from '#lib/ui/questions/view.ts';
import { weightOfJson } from '#lib/ui/questions/weight.ts';
import { everyKind } from '../support/every-kind.ts';
import { generatedSurvey, spoken } from '../support/generated-survey.ts';

/** What a page's form sends: what was put into its controls, without those of options and items that do not show. */
function entriesOf(
  frame: Frame,
  controls: ReadonlyMap<string, string[]>,
  off: ReadonlySet<string>
): [string, string][] {
  const entries: [string, string][] = [];
  for (const [name, field] of fieldsByName(frame)) {
    const { asks, question, item, option } = field;
    const code = item?.id ?? option?.code;
    if (code !== undefined && off.has(`${question.id}.${code}`)) continue;
    const gone = (one: string): boolean => question.options !== undefined && off.has(`${question.id}.${one}`);
    const said = (controls.get(name) ?? []).filter((one) => one !== '' && !gone(one));
    // Radios that nobody chose are not sent; everything else sends at least an empty value.
    const radio = isRadio(field);
    if (!radio) entries.push([name, said.length > 0 && !['options', 'tick', 'na'].includes(asks) ? said[0]! : '']);
    for (const one of radio || ['options', 'tick', 'na'].includes(asks) ? said : []) entries.push([name, one]);
  }
  return entries;
}

const isOne = ({ asks }: Field): boolean => asks !== 'options';
const isRadio = ({ asks, question }: Field): boolean =>
  asks === 'code' || (asks === 'option' && question.kind !== 'dropdown');

/** One thing a respondent does: a value in a control, or a turn of the page. */
const act = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(60), fc.array(fc.constantFrom(...spoken), { minLength: 1, maxLength: 2 })) },
  { weight: 1, arbitrary: fc.constantFrom('next' as const, 'back' as const) }
);

const wayOf = (frame: Frame, answers: Answers) => {
  const path = pathOf(frame, answers);
  const { steps, kept, off, ending } = path;
  return {
    steps: steps.map(({ page, questions }) => [page.id, questions.map(({ id }) => id)]),
    faults: steps.map(({ questions }) => faultsIn(questions, path)),
    ...{ kept, off: [...off], ending }
  };
};

describe('what the page hands to its script', () => {
  test('UX-16 leads the same way as the full document, whatever is answered, changed and gone back to (1,000 visits)', () => {
    let compared = 0;
    fc.assert(
      fc.property(generatedSurvey, fc.array(act, { minLength: 4, maxLength: 30 }), (full, acts) => {
        const residue = JSON.parse(JSON.stringify(frameOf(full))) as Frame;
        const fields = [...fieldsByName(full).values()];
        if (fields.length === 0) return;
        const controls = new Map<string, string[]>();
        let stored: Answers = {};
        let page = pathOf(full, stored).steps[0]?.page.id ?? '';
        let off: ReadonlySet<string> = new Set();
        for (const one of acts) {
          const before = new Map(controls);
          if (typeof one !== 'string') {
            const field = fields[one[0] % fields.length]!;
            // A radio that is chosen stays so until another one is, and nobody chooses what does not show.
            const hidden = one[1].some((said) => off.has(`${field.question.id}.${said}`));
            if (hidden || (isRadio(field) && one[1][0] === '')) continue;
            controls.set(field.name, isOne(field) ? one[1].slice(0, 1) : [...new Set(one[1])]);
          }
          const entries = entriesOf(residue, controls, off);
          const read = readForm(residue, entries);
          const path = pathOf(residue, read.answers);
          off = path.off;
          const saved = visit(full, stored, [...entries, ['_page', page], ['_go', 'save']]);
          stored = saved.answers;
          // What cannot be read holds the page on either side; what was stored before stands until it is put right.
          expect(saved.errors).toEqual(read.errors);
          if (read.errors.length > 0) {
            controls.clear();
            for (const [name, said] of before) controls.set(name, said);
            continue;
          }
          compared += 1;
          expect(wayOf(full, stored)).toEqual(wayOf(residue, read.answers));
          const shown = new Map(path.steps.flatMap(({ questions }) => questions.map((q) => [q.id, q])));
          for (const name of Object.keys(path.kept)) {
            const [id = '', part = ''] = name.split('.');
            expect(shown.has(id) && !path.off.has(`${id}.${part}`), `${name} is hidden and kept`).toBe(true);
          }
          if (typeof one !== 'string') continue;
          const step = path.steps[positionOf(path, page)];
          const { turn } = visit(full, stored, [...entries, ['_page', page], ['_go', one]]);
          if (step === undefined) return;
          const target = path.steps[positionOf(path, page) + (one === 'next' ? 1 : -1)];
          const faulty = one === 'next' && faultsIn(step.questions, path).length > 0;
          if (faulty) expect(turn).toMatchObject({ to: 'stay', page: step.page.id });
          else if (target) expect(turn).toEqual({ to: 'page', page: target.page.id });
          if (turn.to === 'page') page = turn.page;
        }
      }),
      { numRuns: 1000 }
    );
    expect(compared).toBeGreaterThan(5000);
  }, 60_000);

  test('UX-17 weighs at most what is told without compressing it, and never more than 8 KB goes into a page', () => {
    const frames = fc.sample(generatedSurvey, 200);
    const joined = frames
      .map(frameOf)
      .flatMap(({ pages }, at) => pages.map((page) => ({ ...page, id: `${page.id}${at}` })));
    const all: Frame[] = [...frames, { pages: joined }, everyKind(), postMergerRelationship];
    for (const frame of all) {
      const json = JSON.stringify(frameOf(frame));
      expect(gzipSync(json, { level: 9 }).length).toBeLessThanOrEqual(weightOfJson(json));
    }
    const random = fc.sample(
      fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 5, maxLength: 400 }),
      100
    );
    for (const words of random) {
      const json = JSON.stringify(words);
      expect(gzipSync(json, { level: 9 }).length).toBeLessThanOrEqual(weightOfJson(json));
    }
  });
});

describe('which pages stand in one document', () => {
  const sheet = sheetOf(everyKind(), 'en', { company: 'Borealis' });
  const view = (pages: readonly SheetPage[], page: string | null = null) =>
    drawn({ sheet: { ...sheet, pages }, answers: { recommend: 5 }, page });
  const copies = (count: number): SheetPage[] =>
    Array.from({ length: count }, (_, at) =>
      sheet.pages.map((page) => ({
        ...page,
        next: undefined,
        id: `${page.id}${at}`,
        questions: page.questions.map((question) => ({ ...question, id: `${question.id}${at}` }))
      }))
    ).flat();

  test('UX-17 all of a small survey, the one that shows of a large one, and no script where it would have to know too much', () => {
    expect(view(sheet.pages).pages).toHaveLength(6);
    const large = view(copies(2), 'words1');
    expect(large.pages.map(({ id }) => id)).toEqual(['words1']);
    expect(JSON.parse(large.residue!)).toMatchObject({ pages: { length: 12 } });
    const huge = view(copies(12), 'words7');
    expect(huge.pages.map(({ id }) => id)).toEqual(['words7']);
    expect(huge.residue).toBeNull();
  });

  test('pages whose texts repeat answers come one at a time, once those answers are there', () => {
    const piping = sheet.pages.map((page) => (page.id === 'orders' ? { ...page, pipes: true as const } : page));
    expect(piping.filter(repeatsAnswers).map(({ id }) => id)).toEqual(['orders']);
    expect(view(piping).pages.map(({ id }) => id)).toEqual(['scales']);
    expect(view(piping, 'orders').pages.map(({ id }) => id)).toEqual(['orders']);
    expect(view([{ ...sheet.pages[0]!, pipes: true }, sheet.pages[2]!]).pages).toHaveLength(2);
  });

  test('UX-17 a page asks for the script and the styles that its kinds need, and for no more', () => {
    const asked = (...ids: string[]) => view(sheet.pages.filter(({ id }) => ids.includes(id))).script;
    const plain = sheetOf(postMergerRelationship, 'en', { company: 'Borealis' });
    expect(drawn({ sheet: plain, answers: {}, page: null }).script).toBe('plain');
    expect(asked('scales')).toBe('plain styled');
    expect(asked('you')).toBe('full styled');
    expect(asked('orders')).toBe('full more styled');
    expect(asked('lists')).toBe('full more styled');
  });
});
