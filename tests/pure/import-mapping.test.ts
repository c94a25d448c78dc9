import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { guessModel, startingCodes, unknownValues } from '#lib/customers/codes.ts';
import {
  foldHeader,
  guessMapping,
  mappingProblems,
  mappingSchema,
  type Mapping,
  type Target
} from '#lib/customers/columns.ts';
import type { ImportKind } from '#lib/customers/fields.ts';
import { growth, relationship } from '#lib/customers/lifecycle.ts';

const targets = (kind: ImportKind, headers: string[]) =>
  guessMapping(kind, headers, relationship).columns.map(({ target }) => {
    if (target.use === 'field') return target.field;
    return target.use === 'attribute' ? `+${target.attribute}` : target.use;
  });

const acme =
  'customer_id,name,account,email,phone,country,region,segment,industry,value_eur,since,stage,language,channel';
const borealis = '客户编号,姓名,企业,邮箱,手机,国家,地区,客户类别,行业,年贡献(元),开户日期,生命周期,语言,渠道';
const customerFields = [
  'customerId',
  'name',
  'account',
  'email',
  'phone',
  'country',
  'region',
  'segment',
  'industry',
  'value',
  'since',
  'stage',
  'locale',
  'salesChannel'
];

describe('FMT-01 headers suggest what a column is', () => {
  it('in English and in Chinese alike', () => {
    expect(targets('customers', acme.split(','))).toEqual(customerFields);
    expect(targets('customers', borealis.split(','))).toEqual(customerFields);
    expect(targets('customers', ['Customer ID', 'FULL NAME', 'E-Mail', 'Mobile Number'])).toEqual([
      'customerId',
      'name',
      'email',
      'phone'
    ]);
  });

  it('with the currency a header names', () => {
    expect(foldHeader('value_eur')).toEqual({ name: 'value', currency: 'EUR' });
    expect(foldHeader('年贡献（元）')).toEqual({ name: '年贡献', currency: 'CNY' });
    expect(foldHeader('Value (note)')).toEqual({ name: 'valuenote', currency: null });
    expect(guessMapping('customers', acme.split(','), relationship).formats.currency).toBe('EUR');
    expect(guessMapping('customers', borealis.split(','), relationship).formats.currency).toBe('CNY');
  });

  it('keep unknown columns as attributes, doubled ones apart, and drop columns without a name', () => {
    expect(targets('customers', ['id', 'name', 'VIP', 'VIP', '', '__proto__', 'name'])).toEqual([
      'customerId',
      'name',
      '+VIP',
      '+VIP (2)',
      'ignore',
      '+__proto__',
      '+name'
    ]);
  });

  it('of the three other files too', () => {
    expect(targets('stages', ['customer_id', 'company', 'stage', 'valid_from'])).toEqual([
      'customerId',
      'company',
      'stage',
      'from'
    ]);
    expect(
      targets(
        'invitations',
        'invitation_id,customer_id,company,invited_at,channel,locale,kind,survey_version'.split(',')
      )
    ).toEqual(['invitationId', 'customerId', 'company', 'invitedAt', 'channel', 'locale', 'kind', 'surveyVersion']);
    const answers = guessMapping(
      'answers',
      'response_id,customer_id,company,answered_at,nps,csat,nps_scale,nps_old_scale,exp_price'.split(','),
      relationship
    );
    expect(answers.columns.slice(4).map((column) => column.target)).toEqual([
      { use: 'question', question: 'nps', scale: null, scaleColumn: 6 },
      { use: 'question', question: 'csat', scale: { min: 1, max: 5 }, scaleColumn: null },
      { use: 'scale' },
      { use: 'question', question: 'nps', scale: null, scaleColumn: null },
      { use: 'question', question: 'exp_price', scale: { min: 1, max: 5 }, scaleColumn: null }
    ] satisfies Target[]);
    expect(mappingProblems(answers, relationship)).toEqual([{ reason: 'scale_open', column: 7, about: 'nps' }]);
  });
});

describe('FMT-12 a mapping is checked before a row is read', () => {
  const reasons = (mapping: Mapping) => mappingProblems(mapping, relationship).map((problem) => problem.reason);
  const guessed = guessMapping('customers', borealis.split(','), relationship);

  it('asks for what the file does not say: the company and the rate', () => {
    expect(reasons(guessed)).toEqual(['company_open', 'rate_open']);
    const formats = { ...guessed.formats, rates: { base: 'EUR', perBase: { CNY: 7.8 } } };
    expect(reasons({ ...guessed, company: 'b', formats })).toEqual([]);
    expect(mappingProblems({ ...guessed, company: 'b', formats }, growth)[0]?.reason).toBe('stage_not_in_model');
  });

  it('names missing fields and fields filled twice', () => {
    const columns = guessed.columns.map((column, i) =>
      i === 2 ? { ...column, target: { use: 'field', field: 'name' } as const } : column
    );
    expect(reasons({ ...guessed, company: 'b', columns })).toContain('two_columns_for_field');
    expect(reasons({ ...guessed, columns: [] })).toEqual([
      'no_columns',
      'missing_field',
      'missing_field',
      'company_open'
    ]);
    const twice: Target = { use: 'attribute', attribute: 'x' };
    expect(
      reasons({
        ...guessed,
        columns: [
          { header: 'a', target: twice },
          { header: 'b', target: twice }
        ]
      })
    ).toContain('two_columns_for_attribute');
    expect(
      reasons({ ...guessed, columns: [{ header: 'a', target: { use: 'field', field: 'constructor' } }] })
    ).toContain('unknown_field');
  });

  it('is stored as a document, and anything else is refused', () => {
    expect(mappingSchema.parse(JSON.parse(JSON.stringify(guessed)))).toEqual(guessed);
    expect(mappingSchema.safeParse({ ...guessed, role: 'admin' }).success).toBe(false);
    expect(mappingSchema.safeParse({ ...guessed, formats: { ...guessed.formats, zone: 'Mars' } }).success).toBe(false);
  });

  it('starts with the codes we know and names the values it does not', () => {
    const stages = startingCodes('stage', relationship);
    expect([stages['考察期'], stages['stable'], stages['已流失'], stages['maturity']]).toEqual([
      'exploration',
      'stable',
      'churned',
      undefined
    ]);
    expect(startingCodes('region', relationship)['北区']).toBe('R1');
    expect([...unknownValues(stages, ['Stable ', 'Sleeping', 'Sleeping', ''])]).toEqual([['Sleeping', 2]]);
    expect(guessModel(['Growth', 'Maturity'])).toBe(growth);
    expect(guessModel(['稳定期', '退化期'])).toBe(relationship);
  });
});

describe('every reason has words in every language', () => {
  const messages = (locale: string) =>
    JSON.parse(readFileSync(new URL(`../../messages/${locale}/import.json`, import.meta.url), 'utf8')) as Record<
      string,
      string
    >;
  const source = ['values', 'contact', 'row', 'columns']
    .map((file) => readFileSync(new URL(`../../src/lib/customers/${file}.ts`, import.meta.url), 'utf8'))
    .join('\n');
  const union = (name: string) =>
    [...(new RegExp(`export type ${name} =([^;]+);`).exec(source)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(
      (match) => match[1]
    );

  it.each(['en', 'zh-CN'])('%s', (locale) => {
    const written = messages(locale);
    const reasons = [...union('ValueReason'), ...union('ContactReason'), ...union('RowReason')];
    expect(reasons.length).toBeGreaterThan(30);
    for (const reason of reasons) expect(written[`import_reason_${reason}`], reason).toBeTruthy();
    for (const reason of union('MappingReason')) expect(written[`import_problem_${reason}`], reason).toBeTruthy();
  });
});
