/** What a sample world is, as far as the script needs it: its files, and its answer key for the judgement only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export interface Truth {
  delta: number;
  onset: string | null;
  asOf: string;
  shock: { node: { company: 'A' | 'B'; stage: string } };
  totals: { customers: [number, number]; invitations: number; responses: number };
}

export const readTruth = async (folder: string): Promise<Truth> =>
  JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8')) as Truth;

/** What the answer file itself says about the recommendation question: answers on 0-10 with a valid code, by company. */
export interface Expected {
  responses: number;
  /** Valid codes and their sum of contributions (+100, 0, -100), by company key and series. */
  nps: Record<string, { n: number; sum: number }>;
  /** Valid answers to the question on 1-5, by whichever column they came. */
  old: number;
}

/** Counts the answers in the file by itself, without a line of the product's code. */
export async function expectedOf(folder: string): Promise<Expected> {
  const rows = parse(await readFile(join(folder, 'responses.csv')), { columns: true }) as Record<string, string>[];
  const nps: Expected['nps'] = {};
  const add = (key: string, contribution: number) => {
    const one = (nps[key] ??= { n: 0, sum: 0 });
    one.n += 1;
    one.sum += contribution;
  };
  let old = 0;
  const onFive = (text: string | undefined) => /^[1-5]$/.test(text ?? '');
  for (const row of rows) {
    if (row.nps_scale === '1-5' ? onFive(row.nps) : onFive(row.nps_old_scale)) old += 1;
    if (row.nps_scale !== '0-10' || !/^\d+$/.test(row.nps ?? '')) continue;
    const code = Number(row.nps);
    if (code <= 10) add(row.company!, code >= 9 ? 100 : code >= 7 ? 0 : -100);
  }
  return { responses: rows.length, nps, old };
}

/** The merger as its people know it (the README of the data). `companies` names keys; null = all. */
export const timeline: readonly {
  kind: 'announced' | 'closed' | 'system_migration' | 'other';
  day: string;
  company: 'A' | 'B' | null;
  label?: string;
  region?: string;
}[] = [
  { kind: 'other', day: '2024-02-26', company: null, label: 'Survey redesign' },
  { kind: 'other', day: '2024-07-15', company: 'A', label: 'Recommendation asked on 0-10 instead of 1-5' },
  { kind: 'announced', day: '2024-11-04', company: null },
  { kind: 'closed', day: '2024-12-30', company: null },
  { kind: 'system_migration', day: '2025-01-27', company: 'B', label: 'Billing migration, R3', region: 'R3' },
  { kind: 'system_migration', day: '2025-02-24', company: 'B', label: 'Billing migration, R1', region: 'R1' },
  { kind: 'system_migration', day: '2025-03-24', company: 'B', label: 'Billing migration, R5', region: 'R5' },
  { kind: 'system_migration', day: '2025-04-21', company: 'B', label: 'Billing migration, R2', region: 'R2' }
];
