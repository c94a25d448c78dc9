/** The codebook as SPSS syntax: names that SPSS takes, and labels that cannot end the command they stand in. */
import type { CodebookField } from './codebook.ts';

/** How a table of numbers writes "does not apply". */
export const notApplicableNumber = -99;

const reserved = new Set(['ALL', 'AND', 'BY', 'EQ', 'GE', 'GT', 'LE', 'LT', 'NE', 'NOT', 'OR', 'TO', 'WITH']);

export interface SpssVariable {
  readonly name: string;
  readonly field: string;
  /** The code whose box the variable is; null for a field that is one variable. */
  readonly box: string | null;
  readonly label: string;
  readonly level: 'NOMINAL' | 'ORDINAL' | 'SCALE';
  readonly text: boolean;
  readonly values: readonly { readonly value: string | number; readonly label: string }[];
  readonly missing: boolean;
}

/** The variables of a codebook: one for each field, of a set one for each code. */
export function spssVariables(fields: readonly CodebookField[]): SpssVariable[] {
  const used = new Set<string>();
  const nameOf = (wish: string): string => {
    let plain =
      wish
        .replace(/[^A-Za-z0-9_]/g, '_')
        .replace(/_+$/, '')
        .slice(0, 60) || 'v';
    if (!/^[A-Za-z]/.test(plain) || reserved.has(plain.toUpperCase())) plain = `v_${plain}`.slice(0, 60);
    let name = plain;
    for (let number = 2; used.has(name.toUpperCase()); number += 1) name = `${plain.slice(0, 56)}_${number}`;
    used.add(name.toUpperCase());
    return name;
  };
  return fields.flatMap(({ field, asks, label, codes }): SpssVariable[] => {
    if (asks === 'options') {
      return codes.map(({ code, label: said }) => ({
        ...{
          name: nameOf(`${field}_${code}`),
          field,
          box: code,
          label: `${label}: ${said}`,
          level: 'NOMINAL' as const,
          text: false
        },
        values: [
          { value: 0, label: '0' },
          { value: 1, label: said }
        ],
        missing: false
      }));
    }
    const numeric = asks === 'code' || asks === 'number' || asks === 'rank';
    const na = codes.find(({ code }) => code === 'na');
    return [
      {
        ...{ name: nameOf(field), field, box: null, label, text: !numeric },
        level: asks === 'number' ? 'SCALE' : asks === 'code' || asks === 'rank' ? 'ORDINAL' : 'NOMINAL',
        values: codes.map(({ code, label: said }) => ({
          value: !numeric ? code : code === 'na' ? notApplicableNumber : Number(code),
          label: said
        })),
        missing: numeric && na !== undefined
      }
    ];
  });
}

/** SPSS syntax that labels the variables of a file of answers. */
export function spssSyntax(fields: readonly CodebookField[]): string {
  const variables = spssVariables(fields);
  const lines = ['* Encoding: UTF-8.', ''];
  for (const { name, label } of variables) {
    if (label !== '') lines.push(`VARIABLE LABELS ${name} ${quoted(label, 255)}.`);
  }
  for (const { name, values, text } of variables) {
    const labelled = values.filter(({ label }) => label !== '');
    if (labelled.length === 0) continue;
    const pairs = labelled.map(
      ({ value, label }) => `  ${text ? quoted(String(value), 120) : String(value)} ${quoted(label, 120)}`
    );
    lines.push(`VALUE LABELS ${name}`, `${pairs.join('\n')}.`);
  }
  for (const { name, missing } of variables)
    if (missing) lines.push(`MISSING VALUES ${name} (${notApplicableNumber}).`);
  for (const { name, level } of variables) lines.push(`VARIABLE LEVEL ${name} (${level}).`);
  return `${lines.join('\r\n').replace(/\r?\n/g, '\r\n')}\r\nEXECUTE.\r\n`;
}

/** A text in quotes: one line, quotes doubled, at most so many bytes of UTF-8. */
function quoted(text: string, limit: number): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  let cut = '';
  let size = 0;
  for (const sign of line) {
    const bytes = new TextEncoder().encode(sign).length;
    if (size + bytes > limit) break;
    cut += sign;
    size += bytes;
  }
  return `'${cut.replaceAll("'", "''")}'`;
}
