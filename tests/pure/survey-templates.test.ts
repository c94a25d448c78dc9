import { describe, expect, it } from 'vitest';
import { metricsFor } from '#lib/scores/metrics.ts';
import { bindings } from '#lib/survey/bindings.ts';
import { contributionsOf, counting } from '#lib/scores/contribution.ts';
import { questionsOf } from '#lib/survey/document.ts';
import { estimate, minutesOf } from '#lib/survey/estimate.ts';
import { pathOf } from '#lib/survey/flow.ts';
import { laidOut } from '#lib/survey/laid-out.ts';
import { readDocument } from '#lib/survey/format.ts';
import { review } from '#lib/survey/review/review.ts';
import { walk } from '#lib/survey/walker.ts';
import { seeded } from '#lib/stats/generator.ts';
import { library, purposes } from '#lib/survey/templates/library.ts';

const templates = library.map(({ document }) => document);

describe.each(templates.map((document) => [document.key, document] as const))('the questionnaire %s', (_, document) => {
  const metrics = metricsFor(document.respondents ?? 'customers');

  it('UX-34 is a document, complete in both languages, and nothing stops it from being published', () => {
    const reading = readDocument(JSON.parse(JSON.stringify(document)));
    expect(reading).toMatchObject({ ok: true });
    expect(reading.ok && reading.document).toEqual(JSON.parse(JSON.stringify(document)));
    expect(document.languages).toEqual(['en', 'zh-CN']);
    const errors = review(document, { metrics: metrics.asked }).filter(({ severity }) => severity === 'error');
    expect(errors).toEqual([]);
  });

  it('UX-34 names published sources, and what it feeds', () => {
    expect(document.sources.length).toBeGreaterThan(0);
    for (const line of document.sources) expect(line).toMatch(/\((19|20)\d\d\)|ISO \d+:\d{4}/);
    const bound = bindings(document);
    const { questions, indexes } = counting(bound);
    expect(questions.length + indexes.length).toBe(bound.length);
    for (const index of document.indexes ?? []) {
      expect(metrics.indexed).toContain(index.metric);
      const found = indexes.find(({ metric }) => metric === index.metric);
      expect(found?.items.length, index.metric).toBe(index.items.length);
    }
  });

  it('UX-35 a thousand respondents by chance reach everything and get stuck nowhere', () => {
    const walked = walk(document, seeded(7), 1000);
    expect(walked.deadEnds).toEqual([]);
    expect(walked.unreached).toEqual({ pages: [], questions: [], options: [], items: [], endings: [] });
    expect(walked.questions.most).toBeLessThanOrEqual(questionsOf(document).length);
  });

  it('UX-39 is looked over on one page, with everything it can ask', () => {
    const [all, ...rest] = laidOut(document).pages;
    expect(rest).toEqual([]);
    const path = pathOf(laidOut(document), {});
    expect(path.steps[0]?.questions.map(({ id }) => id)).toEqual(questionsOf(document).map(({ id }) => id));
    expect(path.off.size).toBe(0);
    for (const { group } of all!.questions)
      if (group !== undefined) expect(all!.groups.map(({ id }) => id)).toContain(group);
  });

  it('UX-37 says itself how long it takes, within the estimate of both languages', () => {
    const promised = Number(/约需 (\d+) 分钟/.exec(document.trust.line['zh-CN']!)?.[1] ?? 2);
    for (const language of document.languages) {
      const { from, to } = minutesOf(estimate(document, language));
      expect(from, `${language}: ${from} to ${to}`).toBeLessThanOrEqual(promised);
      expect(to, `${language}: ${from} to ${to}`).toBeGreaterThanOrEqual(promised);
    }
  });
});

describe('the library', () => {
  it('UX-34 has every questionnaire once, each under a purpose', () => {
    expect(new Set(templates.map(({ key }) => key)).size).toBe(templates.length);
    expect(templates.length).toBeGreaterThanOrEqual(16);
    for (const { purpose } of library) expect(purposes).toContain(purpose);
    for (const purpose of purposes) expect(library.some((one) => one.purpose === purpose)).toBe(true);
  });

  it('UX-34 what the questionnaires are for comes out as scores', () => {
    const made = (key: string, answer: (min: number, max: number) => number) => {
      const document = templates.find((one) => one.key === key)!;
      const bound = bindings(document);
      const fields = bound.flatMap((one): { id: string; min: number; max: number }[] =>
        'items' in one
          ? one.items.flatMap(({ questionId, expectedId = questionId, min, max }) =>
              [questionId, expectedId].map((id) => ({ id, min, max }))
            )
          : [{ id: one.questionId, min: one.min, max: one.max }]
      );
      const answers = Object.fromEntries(fields.map(({ id, min, max }) => [id, answer(min, max)]));
      const { metric, value } = contributionsOf(bound, answers);
      return Object.fromEntries(metric.map((id, i) => [id, value[i]! / 10_000]));
    };
    const best = (_: number, max: number) => max;
    expect(made('servqual', best)).toEqual({
      ...Object.fromEntries(
        ['tangibles', 'reliability', 'responsiveness', 'assurance', 'empathy'].map((one) => [`gap_${one}`, 0])
      ),
      service_gap: 0
    });
    expect(made('satisfaction-index', best)).toMatchObject({ acsi: 100, nps: 100 });
    expect(made('loyalty', best)).toMatchObject({
      loyalty: 100,
      brand_preference: 100,
      price_tolerance: 100,
      churn_intent: 100
    });
    expect(made('merger-day-one', best)).toMatchObject({ dim_communication: 100, nps: 100, csat: 100, loyalty: 100 });
    expect(made('employee-pulse', best)).toEqual({
      employee_nps: 100,
      employee_stay: 100,
      employee_engagement: 100,
      employee_confidence: 100
    });
    expect(made('transaction', best)).toEqual({ csat: 100, csat_mean: 100, dim_service: 100 });
  });
});
