import { describe, expect, it } from 'vitest';
import { tableOf } from '#lib/customers/codes.ts';
import { guessMapping, mappingProblems, type Mapping } from '#lib/customers/columns.ts';
import { relationship } from '#lib/customers/lifecycle.ts';
import { parseScale } from '#lib/customers/rows.ts';
import { read, recordsOf } from '../support/import-fixture.ts';

describe('F-29 a row is read or refused, cell by cell', () => {
  const [headers = [], ...records] = recordsOf('customers-dirty');
  const mapping: Mapping = { ...guessMapping('customers', headers, relationship), company: 'a' };
  const { rows, notes, refused } = read(mapping, records);
  const row = (id: string) => rows.find((found) => found.customerId === id);

  it('refuses exactly the rows that cannot be read, with column and reason', () => {
    expect(refused.map(({ id, reasons }) => [id, ...reasons])).toEqual([
      ['00126', 'since:ambiguous_date'],
      ['00127', 'value_eur:ambiguous_number'],
      ['00128', 'region:unknown_code', 'stage:unknown_code'],
      ['1.00E+05', 'customer_id:id_as_scientific'],
      ['="00130"', 'customer_id:formula_cell'],
      ['00131', 'name:missing_value'],
      ['00132', ':wrong_number_of_cells'],
      ['00134', ':wrong_number_of_cells'],
      ['00135', 'country:unknown_country', 'value_eur:formula_cell', 'since:invalid_date', 'language:unknown_language'],
      ['00136', 'name:undecodable'],
      ['001\u000038', 'customer_id:control_character']
    ]);
  });

  it('says what stood in the cell and what would have been read', () => {
    expect(refused[0]?.errors).toEqual([
      { column: 'since', reason: 'ambiguous_date', value: '03/04/2026', expected: ['dmy', 'mdy'] }
    ]);
    expect(refused[2]?.errors[0]).toMatchObject({ value: 'Nort', expected: expect.arrayContaining(['north', '北区']) });
  });

  it('reads the same customer from clean and from dirty cells', () => {
    expect(row('00123')).toEqual({
      kind: 'customers',
      company: 'a',
      customerId: '00123',
      attributes: {},
      name: 'Anna Berg',
      account: null,
      email: { address: 'anna@x.test', key: 'anna@x.test' },
      phone: '+8617401329449',
      country: 'CN',
      region: 'R1',
      segment: null,
      industry: null,
      value: 1697.13,
      since: '2019-03-07',
      stage: 'stable',
      locale: 'zh-CN',
      salesChannel: null
    });
    expect(row('00125')).toMatchObject({
      name: 'Lee, "Max" (private)',
      email: { address: 'Max.LEE@example.test', key: 'max.lee@example.test' },
      phone: '+441134960038',
      country: 'GB',
      region: 'R3',
      since: '2019-03-07',
      stage: 'exploration',
      locale: 'en'
    });
    expect(row('00133')).toBeDefined();
  });

  it('keeps a customer whose e-mail or phone cannot be used, without it and with a note', () => {
    expect(row('00124')).toMatchObject({ name: '=1+1', email: null, phone: null, region: 'R1', stage: 'stable' });
    expect(notes[rows.findIndex((r) => r.customerId === '00124')]?.map((n) => n.reason)).toEqual([
      'invalid_email',
      'phone_as_scientific'
    ]);
    expect(row('00137')).toMatchObject({ email: null, phone: null, value: -0.01, since: '2019-03-07', locale: 'fr' });
    expect(notes[rows.findIndex((r) => r.customerId === '00137')]?.map((n) => n.reason)).toEqual([
      'several_emails',
      'invalid_phone'
    ]);
  });

  it('reads the ambiguous ones once a person has said how', () => {
    const formats = { ...mapping.formats, dayOrder: 'dmy', decimal: null } as const;
    const ids = read({ ...mapping, formats }, records).rows.map((r) => r.customerId);
    expect(ids).toContain('00126');
    const comma = read({ ...mapping, formats: { ...formats, decimal: ',' } }, records).rows;
    expect(comma.find((r) => r.customerId === '00127')).toMatchObject({ value: 1234.5 });
  });

  it('takes values of an unknown code once they are in the table', () => {
    const codes = {
      ...mapping.codes,
      region: { ...mapping.codes.region, nort: 'R1' },
      stage: { ...mapping.codes.stage, sleeping: 'degradation' }
    };
    expect(read({ ...mapping, codes }, records).rows.find((r) => r.customerId === '00128')).toMatchObject({
      region: 'R1',
      stage: 'degradation'
    });
  });
});

describe('F-29 files of other shapes', () => {
  it('reads semicolons under a sep line, doubled headers and decimal commas', () => {
    const [headers = [], ...records] = recordsOf('semicolon');
    const guessed = guessMapping('customers', headers, relationship);
    expect(guessed.columns.map((c) => c.target.use)).toEqual(['field', 'field', 'field', 'attribute']);
    const mapping = { ...guessed, company: 'a', formats: { ...guessed.formats, decimal: ',' as const } };
    expect(mappingProblems(mapping, relationship)).toEqual([]);
    expect(read(mapping, records).rows).toMatchObject([
      { customerId: '007', value: 12.5, attributes: { 'value (EUR)': '1' } }
    ]);
  });

  it('reads tabs and three hundred columns', () => {
    for (const [name, attributes] of [
      ['tab', 1],
      ['wide', 298]
    ] as const) {
      const [headers = [], ...records] = recordsOf(name);
      const mapping = { ...guessMapping('customers', headers, relationship), company: 'a' };
      expect(mappingProblems(mapping, relationship)).toEqual([]);
      expect(Object.keys(read(mapping, records).rows[0]?.attributes ?? {})).toHaveLength(attributes);
    }
  });

  it('finds no rows where there are none, and says what one column lacks', () => {
    expect(recordsOf('empty')).toEqual([]);
    expect(recordsOf('only-bom')).toEqual([]);
    expect(recordsOf('only-header')).toHaveLength(1);
    const [headers = []] = recordsOf('one-column');
    expect(
      mappingProblems(guessMapping('customers', headers, relationship), relationship).map((p) => p.about)
    ).toContain('name');
  });

  it('never lets a header or a cell reach an object’s prototype', () => {
    const mapping = { ...guessMapping('customers', ['id', 'name', '__proto__'], relationship), company: 'a' };
    const [first] = read(mapping, [['1', 'Ann', 'polluted']]).rows;
    expect(Object.getPrototypeOf(first?.attributes)).toBe(Object.prototype);
    expect(Object.entries(first?.attributes ?? {})).toEqual([['__proto__', 'polluted']]);
    const coded = { ...guessMapping('customers', ['id', 'name', 'region'], relationship), company: 'a' };
    expect(
      read(coded, [
        ['1', 'Ann', '__proto__'],
        ['2', 'Bo', 'constructor']
      ]).refused
    ).toHaveLength(2);
  });
});

describe('answers, invitations and stages are read row by row', () => {
  const headers =
    'response_id,customer_id,company,invited_at,answered_at,channel,locale,nps,csat,comment,nps_scale,nps_old_scale,exp_price,repurchased_180d'.split(
      ','
    );
  const guessed = guessMapping('answers', headers, relationship);
  const columns = guessed.columns.map((column, i) =>
    i === 11
      ? {
          ...column,
          target: { use: 'question', question: 'nps', scale: { min: 1, max: 5 }, scaleColumn: null } as const
        }
      : column
  );
  const mapping: Mapping = {
    ...guessed,
    columns,
    codes: {
      ...guessed.codes,
      company: tableOf([
        ['A', 'id-a'],
        ['B', 'id-b']
      ])
    }
  };
  const answer = (over: Record<string, string>) => {
    const cells: Record<string, string> = {
      response_id: 'Q1',
      customer_id: 'AC-1',
      company: 'A',
      invited_at: '2023-01-02T11:30:00Z',
      answered_at: '2023-01-02T14:58:00Z',
      channel: 'web',
      locale: 'zh-CN',
      nps: '9',
      nps_scale: '0-10',
      ...over
    };
    return read(mapping, [headers.map((header) => cells[header] ?? '')]);
  };

  it('keeps every code as it was given, on the scale it was asked on', () => {
    expect(mappingProblems(mapping, relationship)).toEqual([]);
    const { rows } = answer({
      nps: '99',
      csat: '6',
      nps_old_scale: '4',
      exp_price: '-1',
      comment: 'a\r\nb',
      repurchased_180d: '1'
    });
    expect(rows[0]).toMatchObject({
      company: 'id-a',
      comment: 'a\nb',
      repurchased: true,
      channel: 'web',
      receivedAt: null
    });
    expect(rows[0]?.kind === 'answers' && rows[0].answers).toEqual([
      { question: 'nps', metric: 'nps', aspect: 'perceived', scale: { min: 0, max: 10 }, value: 99 },
      { question: 'csat', metric: 'csat', aspect: 'perceived', scale: { min: 1, max: 5 }, value: 6 },
      { question: 'nps', metric: 'nps', aspect: 'perceived', scale: { min: 1, max: 5 }, value: 4 },
      { question: 'exp_price', metric: 'dim_price', aspect: 'expected', scale: { min: 1, max: 5 }, value: -1 }
    ]);
  });

  it('reads the scale of each row and refuses an answer without one', () => {
    const { rows } = answer({ nps: '5', nps_scale: '1-5' });
    expect(rows[0]?.kind === 'answers' && rows[0].answers[0]?.scale).toEqual({ min: 1, max: 5 });
    expect(answer({ nps_scale: '' }).refused[0]?.reasons).toEqual(['nps_scale:missing_scale']);
    expect(answer({ nps_scale: 'stars' }).refused[0]?.reasons).toEqual(['nps_scale:unknown_scale']);
    expect(answer({ nps: '', nps_scale: '' }).rows).toHaveLength(1);
    expect(answer({ nps_scale: '1-5', nps_old_scale: '4' }).refused[0]?.reasons).toEqual([
      'nps_old_scale:question_twice'
    ]);
    expect([parseScale('1 至 7'), parseScale('10-0'), parseScale('')]).toEqual([{ min: 1, max: 7 }, null, null]);
  });

  it('refuses words for numbers, unknown companies and answers before the question', () => {
    expect(answer({ csat: 'good' }).refused[0]?.reasons).toEqual(['csat:invalid_number']);
    expect(answer({ company: 'C' }).refused[0]?.reasons).toEqual(['company:unknown_code']);
    expect(answer({ company: '' }).refused[0]?.reasons).toEqual(['company:missing_value']);
    expect(answer({ answered_at: '2022-12-31T00:00:00Z' }).refused[0]?.reasons).toEqual([
      'answered_at:answered_before_invited'
    ]);
    expect(answer({ answered_at: '2023-01-02 14:58' }).refused[0]?.reasons).toEqual(['answered_at:missing_time_zone']);
  });

  it('reads invitations and stage moves', () => {
    const invitations = {
      ...guessMapping('invitations', ['invitation_id', 'customer_id', 'invited_at', 'channel', 'kind'], relationship),
      company: 'a'
    };
    expect(read(invitations, [['I1', 'AC-1', '2023-01-02T17:37:00Z', '短信', 'Relationship']]).rows).toMatchObject([
      { kind: 'invitations', invitedAt: new Date('2023-01-02T17:37:00Z'), channel: 'sms', surveyKind: 'relationship' }
    ]);
    const stages = { ...guessMapping('stages', ['客户编号', '阶段', '生效日期'], relationship), company: 'b' };
    expect(
      read(stages, [
        ['BR1', '考察期', '2024年1月2日'],
        ['BR1', '', '2024-01-02']
      ])
    ).toMatchObject({
      rows: [{ kind: 'stages', stage: 'exploration', from: '2024-01-02' }],
      refused: [{ reasons: ['阶段:missing_value'] }]
    });
  });
});
