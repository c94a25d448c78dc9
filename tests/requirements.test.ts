import { expect, it } from 'vitest';
import { filesOf, textOf } from './support/sources.ts';

const ID = /\b(?:S|F|M|UX|API|A|D|FMT|P)-\d+\b/g;
const NAME = /\b(?:it|test|describe)(?:\.\w+(?:\([^)]*\))?)*\(\s*(['"`])((?:(?!\1)[^\\]|\\.)*)\1/g;

it('every id in the name of a test has its sentence and sizes, and every sentence its test', () => {
  const used = filesOf('tests', /\.test\.ts$/).flatMap((path) =>
    [...textOf(path).matchAll(NAME)].flatMap(([, , name]) => [...name!.matchAll(ID)].map(([id]) => id))
  );
  const rows = textOf('docs/requirements.md')
    .split('\n')
    .filter((line) => /^\| [A-Z]+-\d+ /.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));
  const written = rows.map(([, id]) => id!);
  expect(rows.filter(([, , says, short, full]) => !says || !short || !full)).toEqual([]);
  expect(new Set(written).size).toBe(written.length);
  expect([...new Set(written)].sort()).toEqual([...new Set(used)].sort());
});
