/** Documents of any kind that both this format and SurveyJS can say, with answers to them. */
import fc from 'fast-check';
import type { Answers, Condition, Value } from '#lib/survey/condition.ts';
import type { Localised, Page, Question, SurveyDocument } from '#lib/survey/document.ts';

const word = fc
  .string({ unit: fc.constantFrom(...'abc é中<&>"\'='), minLength: 1, maxLength: 12 })
  .map((text) => `t${text.replace(/\s+/g, ' ')}t`);
const text: fc.Arbitrary<Localised> = fc.record({ en: word, 'zh-CN': word }, { noNullPrototype: true });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const codes = ['a', 'b', 'c'];
const options = fc.tuple(text, text, text).map((texts) => texts.map((said, at) => ({ code: codes[at]!, text: said })));

interface Made {
  readonly question: Omit<Question, 'id' | 'text' | 'required'>;
  readonly answer: fc.Arbitrary<Record<string, Value>>;
  readonly test: fc.Arbitrary<Condition>;
}

const ops = fc.constantFrom('eq' as const, 'ne' as const, 'lt' as const, 'le' as const, 'gt' as const, 'ge' as const);
const answered = (question: string): Condition => ({ question, op: 'answered' });

/** A question of any kind with the answers it may get and the conditions that may look at it. */
function made(id: string): fc.Arbitrary<Made> {
  const one = (value: fc.Arbitrary<Value>) => value.map((said) => ({ [id]: said }));
  const sized = (field: string, least: number, most: number) =>
    fc
      .tuple(ops, fc.integer({ min: least, max: most }))
      .map(([op, value]): Condition => ({ question: field, op, value }));
  const coded = fc.oneof(
    fc
      .tuple(fc.constantFrom('eq' as const, 'ne' as const), fc.constantFrom(...codes))
      .map(([op, value]): Condition => ({ question: id, op, value })),
    fc.subarray(codes, { minLength: 1 }).map((value): Condition => ({ question: id, op: 'in', value })),
    fc.constant(answered(id))
  );
  return fc.oneof(
    fc
      .record({
        kind: fc.constantFrom('choice' as const, 'dropdown' as const),
        options,
        shuffle: maybe(fc.constant(true))
      })
      .map((question) => ({ question, answer: one(fc.constantFrom(...codes)), test: coded })),
    fc
      .record({ kind: fc.constant('multiple' as const), options, choose: maybe(fc.constant({ max: 2 })) })
      .map((question) => ({
        question: {
          ...question,
          options: question.options.map((option, at) => (at === 2 ? { ...option, exclusive: true } : option))
        },
        answer: one(fc.subarray(codes, { minLength: 1 })),
        test: fc.oneof(
          fc
            .tuple(
              fc.constantFrom('in' as const, 'includes' as const, 'eq' as const),
              fc.subarray(codes, { minLength: 1 })
            )
            .map(([op, value]): Condition => ({ question: id, op, value })),
          fc.constant(answered(id))
        )
      })),
    options.map((list) => ({
      question: { kind: 'ranking' as const, options: list },
      answer: fc.constant({ [`${id}.a`]: 1, [`${id}.b`]: 2, [`${id}.c`]: 3 }),
      test: fc.constant({ all: [{ known: 'language', op: 'answered' }] } as Condition)
    })),
    fc
      .tuple(
        fc.constantFrom([1, 5] as const, [0, 10] as const, [1, 7] as const),
        text,
        text,
        maybe(fc.constantFrom('stars' as const, 'smileys' as const))
      )
      .map(([[min, max], low, high, look]) => ({
        question: {
          kind: min === 0 ? ('nps' as const) : ('rating' as const),
          scale: { min, max, labels: { [min]: low, [max]: high }, direction: 'ascending' as const },
          ...(look && min === 1 ? { look } : {})
        },
        answer: one(fc.integer({ min, max })),
        test: fc.oneof(sized(id, min, max), fc.constant(answered(id)))
      })),
    fc.tuple(text, text, text, text).map(([a, b, c, item]) => ({
      question: {
        kind: 'matrix' as const,
        scale: { min: 1, max: 3, labels: { 1: a, 2: b, 3: c }, direction: 'ascending' as const },
        items: [
          { id: 'r1', text: item },
          { id: 'r2', text: a }
        ]
      },
      answer: fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
        .map(([x, y]) => ({ [`${id}.r1`]: x, [`${id}.r2`]: y })),
      test: sized(`${id}.r1`, 1, 3)
    })),
    fc
      .record({ min: maybe(fc.integer({ min: 0, max: 3 })), max: maybe(fc.integer({ min: 5, max: 9 })) })
      .map((range) => ({
        question: {
          kind: 'number' as const,
          ...(range.min === undefined && range.max === undefined
            ? {}
            : { range: JSON.parse(JSON.stringify(range)) as object })
        },
        answer: one(fc.integer({ min: 3, max: 5 })),
        test: fc.oneof(sized(id, 3, 5), fc.constant(answered(id)))
      })),
    fc.record({ lines: fc.constantFrom(1, 3, 8), length: maybe(fc.constant({ max: 100 })) }).map((question) => ({
      question: { kind: 'text' as const, ...question },
      answer: one(fc.constant('words')),
      test: fc.constant(answered(id))
    })),
    fc.constant({
      question: { kind: 'date' as const, days: { from: '2026-01-01' } },
      answer: one(fc.constantFrom('2026-02-03', '2026-05-06')),
      test: fc.constant(answered(id))
    }),
    fc.constant({
      question: { kind: 'slider' as const, range: { min: 0, max: 10 } },
      answer: one(fc.integer({ min: 0, max: 10 })),
      test: sized(id, 0, 10)
    }),
    fc.constant({
      question: { kind: 'yesno' as const },
      answer: one(fc.constantFrom('yes', 'no')),
      test: fc.oneof(
        fc.constantFrom('yes', 'no').map((value): Condition => ({ question: id, op: 'eq', value })),
        fc.constant(answered(id))
      )
    })
  );
}

const trust = { line: { en: 'Why', 'zh-CN': '为何' }, details: [] };

/** Documents with conditions on what was asked before, and answers to every question. */
export const documents: fc.Arbitrary<{ document: SurveyDocument; answers: Answers }> = fc
  .integer({ min: 1, max: 7 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, at) => made(`q${at + 1}`))))
  .chain((list) => {
    const usable = list.map(({ test, question }) => (question.kind === 'ranking' ? null : test));
    const conditionBefore = (at: number): fc.Arbitrary<Condition | undefined> => {
      const before = usable.slice(0, at).filter((test) => test !== null);
      if (before.length === 0) return fc.constant(undefined);
      const one = fc.oneof(...before);
      const several = fc
        .tuple(fc.constantFrom('all', 'any'), one, one)
        .map(([by, a, b]) => ({ [by]: [a, b] }) as unknown as Condition);
      return maybe(
        fc.oneof(
          one,
          several,
          one.map((not) => ({ not }))
        )
      );
    };
    return fc
      .tuple(
        fc.tuple(
          ...list.map((_, at) =>
            fc.tuple(text, maybe(text), fc.boolean(), conditionBefore(at), fc.boolean(), conditionBefore(at))
          )
        ),
        fc.tuple(...list.map(({ answer }) => maybe(answer))),
        text
      )
      .map(([details, answers, title]) => {
        const pages: Page[] = [{ id: 'p1', title, groups: [], questions: [] }];
        for (const [at, { question }] of list.entries()) {
          const [said, hint, required, showIf, starts, pageIf] = details[at]!;
          if (at > 0 && starts)
            pages.push({
              id: `p${pages.length + 1}`,
              groups: [],
              questions: [],
              ...(pageIf ? { showIf: pageIf } : {})
            });
          pages.at(-1)!.questions.push({
            id: `q${at + 1}`,
            ...question,
            text: said,
            required,
            ...(hint ? { hint } : {}),
            ...(showIf ? { showIf } : {})
          } as Question);
        }
        const document: SurveyDocument = {
          ...{
            format: 'concord-survey-1',
            key: 'survey',
            title,
            baseLanguage: 'en',
            languages: ['en', 'zh-CN'],
            sources: [],
            trust
          },
          ...{ privacy: { version: '1', text: {} }, pages },
          thanks: { bands: [], otherwise: { title: { en: 'Thanks', 'zh-CN': '谢谢' }, text: title } }
        };
        return {
          document: JSON.parse(JSON.stringify(document)) as SurveyDocument,
          answers: Object.assign({}, ...answers) as Answers
        };
      });
  });
