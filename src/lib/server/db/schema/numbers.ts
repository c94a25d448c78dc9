import { customType } from 'drizzle-orm/pg-core';

/** An array literal of whole numbers and nulls: one parameter whatever its length. */
export function arrayLiteral(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** Whole numbers with nulls among them: Drizzle's own arrays read a null as NaN. */
export const numbersOrNull = (name: string, type: 'integer' | 'smallint') =>
  customType<{ data: (number | null)[]; driverData: string | (number | null)[] }>({
    dataType: () => `${type}[]`,
    toDriver: arrayLiteral,
    fromDriver: (stored) => {
      // postgres.js reads the NULL of an array of numbers as NaN.
      if (typeof stored !== 'string') return stored.map((value) => (Number.isNaN(value) ? null : value));
      return stored === '{}'
        ? []
        : stored
            .slice(1, -1)
            .split(',')
            .map((text) => (text === 'NULL' ? null : Number(text)));
    }
  })(name);
