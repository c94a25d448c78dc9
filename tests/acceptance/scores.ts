/** What the scores say: the same as the file, to the digit, and the same for readers of rollups alone once all is folded. */
import { type Connection, until } from './connection.ts';
import type { Report } from './report.ts';
import type { Expected } from './world.ts';

interface Scores {
  asOf: string;
  cells: {
    row: string;
    figure: { state: string; n: number; score: number; low: number; high: number; invalid: number };
  }[];
}

const sizes = ({ cells }: Scores) => JSON.stringify(cells.map(({ row, figure }) => [row, figure.n]).sort());

/** Waits until a reader who sees rollups alone counts as many answers as one who sees those that wait too. */
export async function folded(api: Connection, reader: Connection, report: Report): Promise<void> {
  const path = '/scores?metric=csat&by=company';
  await report.step(
    'rollups',
    () =>
      until('the rollups hold every answer', 600, async () => {
        const [all, stored] = [await api.get<Scores>(path), await reader.get<Scores>(path)];
        return sizes(all) === sizes(stored) ? stored : null;
      }),
    (one) => `hold every answer: ${one.cells.map(({ row, figure }) => `${row} ${figure.n}`).join(', ')}`
  );
}

/** NPS of the imported years by company, against a count of the file that shares no code with the product. */
export async function judgeScores(api: Connection, expected: Expected, asOf: string, report: Report): Promise<void> {
  const found = await report.step(
    'scores',
    () => api.get<Scores>(`/scores?metric=nps&by=company&to=${asOf}`),
    ({ cells }) =>
      cells
        .map(
          ({ row, figure: f }) =>
            `${row} NPS ${f.score.toFixed(1)} [${f.low.toFixed(1)}, ${f.high.toFixed(1)}], n ${f.n}`
        )
        .join('; ')
  );
  for (const [company, { n, sum }] of Object.entries(expected.nps)) {
    const figure = found.cells.find(({ row }) => row === company)?.figure;
    const says = `NPS of ${company} is ${figure?.score} of ${figure?.n}, the file says ${sum / n} of ${n}`;
    report.check(figure?.n === n && Math.abs(figure.score - sum / n) < 1e-9, says);
  }
  const old = await api.get<Scores>(`/scores?metric=${encodeURIComponent('nps@1-5')}&by=company&to=${asOf}`);
  const counted = old.cells.find(({ row }) => row === 'A')?.figure.n ?? 0;
  report.check(counted === expected.old, `the series on 1-5 holds ${counted} answers, the file ${expected.old}`);
  const another = old.cells.find(({ row }) => row === 'B')?.figure.n ?? 0;
  report.check(another === 0, 'company B was never asked on 1-5');
}
