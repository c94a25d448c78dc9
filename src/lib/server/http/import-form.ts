/** The form of a mapping: what each posted field means for the mapping that is there. */
import type { Column, Mapping, Target } from '#lib/customers/columns.ts';
import { codeSets, fieldsOf, knownQuestions } from '#lib/customers/fields.ts';
import { withCodes } from '../import-mapping.ts';

/** The value of a choice that stands for a target; `targetOf` reads it. */
export function choiceOf(target: Target): string {
  if (target.use === 'field') return `field:${target.field}`;
  if (target.use !== 'question') return target.use;
  const scale =
    target.scaleColumn !== null
      ? `column:${target.scaleColumn}`
      : target.scale
        ? `${target.scale.min}:${target.scale.max}`
        : '';
  return `question:${target.question}:${scale}`;
}

function targetOf(choice: string, column: Column): Target {
  const [use = '', name = '', first = '', second = ''] = choice.split(':');
  if (use === 'field') return { use, field: name.slice(0, 40) };
  if (use === 'attribute') {
    const kept = column.target.use === 'attribute' ? column.target.attribute : column.header.slice(0, 90);
    return kept === '' ? { use: 'ignore' } : { use, attribute: kept };
  }
  if (use === 'scale') return { use };
  if (use !== 'question') return { use: 'ignore' };
  const question = name.slice(0, 40);
  if (first === 'column') return { use, question, scale: null, scaleColumn: Number(second) };
  const scale = first === '' ? null : { min: Number(first), max: Number(second) };
  return { use, question, scale, scaleColumn: null };
}

/**
 * The mapping with what was posted: `target_<column>`, `code_<set>_<n>` (`value → code` pairs under `value_<set>_<n>`), and the
 * formats. What was not posted stays. Whether it can be used is judged afterwards.
 */
export function mappingFromForm(form: FormData, mapping: Mapping): unknown {
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value.trim() : null;
  };
  const columns = mapping.columns.map((column, i): Column => {
    const choice = text(`target_${i}`);
    return choice === null ? column : { ...column, target: targetOf(choice, column) };
  });
  let changed: Mapping = { ...mapping, columns };
  for (const set of codeSets) {
    const pairs: [string, string][] = [];
    for (let n = 0; n < 200; n += 1) {
      const [value, code] = [text(`value_${set}_${n}`), text(`code_${set}_${n}`)];
      if (value === null || code === null) break;
      pairs.push([value, code]);
    }
    if (pairs.length > 0) changed = withCodes(changed, set, pairs);
  }
  const { formats } = mapping;
  const or = <T>(name: string, kept: T) => {
    const value = text(name);
    return value === null ? kept : value === '' ? null : value;
  };
  const currency = or('currency', formats.currency);
  const rate = Number(text('rate')?.replace(',', '.'));
  const perBase = currency && rate > 0 ? { ...formats.rates.perBase, [currency]: rate } : formats.rates.perBase;
  const dontKnow = text('dont_know');
  return {
    ...changed,
    formats: {
      ...formats,
      dayOrder: or('day_order', formats.dayOrder),
      decimal: or('decimal', formats.decimal),
      currency,
      rates: { ...formats.rates, perBase },
      zone: or('zone', formats.zone),
      phoneCountry: or('phone_country', formats.phoneCountry),
      dontKnow:
        dontKnow === null
          ? formats.dontKnow
          : dontKnow
              .split(/[\s,;]+/)
              .filter(Boolean)
              .map(Number)
    }
  };
}

const scales = [
  [0, 10],
  [1, 5],
  [1, 7],
  [1, 10]
] as const;

export interface Choices {
  fields: { value: string; code: string; required: boolean }[];
  questions: { value: string; code: string; scale: string; own: boolean }[];
}

/** What a column of a file of this kind can become. A question can be asked on its own scale or on another. */
export function choicesOf(mapping: Mapping): Choices {
  const fields = fieldsOf[mapping.kind].map(({ code, required }) => ({ value: `field:${code}`, code, required }));
  if (mapping.kind !== 'answers') return { fields, questions: [] };
  const fromColumns = mapping.columns.flatMap(({ target, header }, i) =>
    target.use === 'scale' ? [{ i, header }] : []
  );
  const questions = knownQuestions.flatMap(({ code, scale }) => [
    { value: `question:${code}:${scale.min}:${scale.max}`, code, scale: `${scale.min}-${scale.max}`, own: true },
    ...scales
      .filter(([min, max]) => min !== scale.min || max !== scale.max)
      .map(([min, max]) => ({ value: `question:${code}:${min}:${max}`, code, scale: `${min}-${max}`, own: false })),
    ...fromColumns.map(({ i, header }) => ({ value: `question:${code}:column:${i}`, code, scale: header, own: false }))
  ]);
  return { fields, questions };
}
