/** The public SurveyJS engine as the judge: what it shows for answers given page by page, as respondents give them. */
import { Model } from 'survey-core';
import fc from 'fast-check';
import type { Answers, Value } from '#lib/survey/condition.ts';
import type { Imported } from '#lib/survey/exchange/report.ts';
import { pathOf } from '#lib/survey/flow.ts';

/** Answers as the model names and spells them. */
export type Said = Record<string, unknown>;

/** The names of the questions the public engine shows when every question that shows is answered in order. */
export function shownThere(model: object, said: Said): string[] {
  const survey = new Model({ ...model, clearInvisibleValues: 'onHidden' });
  if (survey.jsonErrors?.length) throw new Error(JSON.stringify(survey.jsonErrors.map(({ message }) => message)));
  for (const question of survey.getAllQuestions()) {
    if (question.isVisible && question.page?.isVisible && Object.hasOwn(said, question.name))
      survey.setValue(question.name, said[question.name]);
  }
  return survey
    .getAllQuestions()
    .filter((question) => question.isVisible && question.isParentVisible)
    .map(({ name }) => name);
}

/** What the public engine has against a model. */
export function errorsOf(model: object): string[] {
  return (new Model(model).jsonErrors ?? []).map(({ message }) => message);
}

/** The names of the questions that show here: our ids are the small letters of theirs. */
export function shownHere(imported: Imported, said: Said): string[] {
  if (!imported.ok) throw new Error(JSON.stringify(imported.problems));
  const answers: Record<string, Value> = {};
  for (const [name, value] of Object.entries(said)) {
    if (typeof value === 'boolean') answers[name] = value ? 'yes' : 'no';
    else if (Array.isArray(value)) answers[name] = value.map(String);
    else if (value !== null && typeof value === 'object')
      for (const [row, one] of Object.entries(value)) answers[`${name}.${row}`] = one as Value;
    else answers[name] = value as Value;
  }
  return pathOf(imported.document, answers as Answers).steps.flatMap((step) => step.questions.map(({ id }) => id));
}

interface Kind {
  readonly element: object;
  readonly answer: fc.Arbitrary<unknown>;
  readonly test: (name: string) => fc.Arbitrary<string>;
}

const codes = ['a', 'b', 'c', 'd'];
const quoted = fc.constantFrom(...codes.map((code) => `'${code}'`));
const lists = fc.subarray(codes, { minLength: 1 }).map((list) => `[${list.map((code) => `'${code}'`).join(', ')}]`);
const number = fc.integer({ min: 0, max: 9 });
const sign = fc.constantFrom('=', '<>', '>', '>=', '<', '<=', '==', '!=');
const given = (name: string) => fc.constantFrom(`{${name}} notempty`, `{${name}} empty`);

const kinds: readonly Kind[] = [
  {
    element: { type: 'radiogroup', choices: codes },
    answer: fc.constantFrom(...codes),
    test: (name) =>
      fc.oneof(
        fc.tuple(fc.constantFrom('=', '<>', '!='), quoted).map(([op, code]) => `{${name}} ${op} ${code}`),
        fc.tuple(fc.constantFrom('anyof', 'noneof'), lists).map(([op, list]) => `{${name}} ${op} ${list}`),
        given(name)
      )
  },
  {
    element: { type: 'dropdown', choices: [1, 2, 3, 4] },
    answer: fc.integer({ min: 1, max: 4 }).map(String),
    test: (name) =>
      fc.oneof(
        fc.tuple(sign, fc.integer({ min: 1, max: 4 })).map(([op, value]) => `{${name}} ${op} ${value}`),
        given(name)
      )
  },
  {
    element: { type: 'checkbox', choices: codes },
    answer: fc.subarray(codes, { minLength: 1 }),
    test: (name) =>
      fc.oneof(
        fc.tuple(fc.constantFrom('contains', 'notcontains'), quoted).map(([op, code]) => `{${name}} ${op} ${code}`),
        fc
          .tuple(fc.constantFrom('anyof', 'noneof', 'allof', '=', '<>'), lists)
          .map(([op, list]) => `{${name}} ${op} ${list}`),
        given(name)
      )
  },
  {
    element: { type: 'text', inputType: 'number' },
    answer: number,
    test: (name) =>
      fc.oneof(
        fc.tuple(sign, number).map(([op, value]) => `{${name}} ${op} ${value}`),
        fc
          .tuple(fc.constantFrom('+', '-', '*'), number, sign, number)
          .map(([by, a, op, b]) => `{${name}} ${by} ${a} ${op} ${b}`),
        given(name)
      )
  },
  {
    element: { type: 'rating', rateMin: 1, rateMax: 5 },
    answer: fc.integer({ min: 1, max: 5 }),
    test: (name) =>
      fc.oneof(
        fc.tuple(sign, number).map(([op, value]) => `{${name}} ${op} ${value}`),
        given(name)
      )
  },
  {
    element: { type: 'boolean' },
    answer: fc.boolean(),
    test: (name) =>
      fc.oneof(fc.constantFrom(`{${name}} = true`, `{${name}} = false`, `{${name}} <> true`, `{${name}}`), given(name))
  },
  {
    element: { type: 'matrix', columns: [1, 2, 3], rows: ['r1', 'r2'] },
    answer: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })).map(([r1, r2]) => ({ r1, r2 })),
    test: (name) =>
      fc.oneof(
        fc
          .tuple(fc.constantFrom('r1', 'r2'), sign, fc.integer({ min: 1, max: 3 }))
          .map(([row, op, value]) => `{${name}.${row}} ${op} ${value}`),
        given(name)
      )
  },
  { element: { type: 'comment' }, answer: fc.constant('words'), test: given }
];

/** Expressions over the questions so far, joined by "and", "or", "!" and parentheses. */
function expressions(names: readonly { readonly name: string; readonly kind: Kind }[]): fc.Arbitrary<string> {
  const one = fc.constantFrom(...names).chain(({ name, kind }) => kind.test(name));
  const two = fc.tuple(one, fc.constantFrom('and', 'or', '&&', '||'), one).map(([a, by, b]) => `${a} ${by} ${b}`);
  const three = fc.tuple(two, fc.constantFrom('and', 'or'), one).map(([a, by, b]) => `(${a}) ${by} ${b}`);
  const not = one.map((inner) => `!(${inner})`);
  const chosen = fc
    .tuple(one, sign, fc.constantFrom('1', '2'))
    .map(([inner, op, value]) => `iif(${inner}, 1, 2) ${op} ${value}`);
  return fc.oneof(one, two, three, not, chosen);
}

/** Models whose questions show by what was said before, with answers to all of them. */
export const models: fc.Arbitrary<{
  model: { pages: { name: string; elements: object[]; visibleIf?: string }[] };
  said: Said;
}> = fc.array(fc.constantFrom(...kinds), { minLength: 2, maxLength: 9 }).chain((chosen) => {
  const named = chosen.map((kind, at) => ({ name: `q${at + 1}`, kind }));
  const shows = fc.tuple(
    ...named.map((_, at) =>
      at === 0 ? fc.constant(undefined) : fc.option(expressions(named.slice(0, at)), { nil: undefined })
    )
  );
  const answers = fc.tuple(...named.map(({ kind }) => fc.option(kind.answer, { nil: undefined, freq: 4 })));
  return fc
    .tuple(shows, answers, fc.array(fc.boolean(), { minLength: named.length, maxLength: named.length }))
    .map(([visible, values, breaks]) => {
      const pages: { name: string; elements: object[] }[] = [{ name: 'p1', elements: [] }];
      for (const [at, { name, kind }] of named.entries()) {
        if (at > 0 && breaks[at]) pages.push({ name: `p${pages.length + 1}`, elements: [] });
        pages
          .at(-1)!
          .elements.push({ ...kind.element, name, ...(visible[at] === undefined ? {} : { visibleIf: visible[at] }) });
      }
      const said = Object.fromEntries(
        named.flatMap(({ name }, at) => (values[at] === undefined ? [] : [[name, values[at]]]))
      );
      return { model: { pages }, said };
    });
});
