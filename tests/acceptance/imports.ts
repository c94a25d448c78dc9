/** Brings the files of a world in: uploaded, mapped, checked, run, and brought in once more to see that nothing changes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, until } from './connection.ts';
import { type FileToImport, mappingOf } from './mappings.ts';
import type { Report } from './report.ts';

export interface Counts {
  rows: number;
  added: number;
  changed: number;
  unchanged: number;
  refused: number;
  superseded: number;
}

interface Import {
  id: string;
  state: string;
  failure: string | null;
  encoding: string;
  checked: Counts | null;
  counts: Counts | null;
}

interface Preview {
  headers: string[];
  problems: unknown[];
}

const longest = 900;

async function settled(api: Connection, id: string, wanted: string): Promise<Import> {
  return until(`the import is ${wanted}`, longest, async () => {
    const run = await api.get<Import>(`/imports/${id}`);
    if (run.state === wanted) return run;
    if (run.failure !== null || run.state === 'failed') throw new Error(`the import failed: ${run.failure}`);
    return null;
  });
}

/** One file, from its bytes to the end of its import. */
async function bring(
  api: Connection,
  folder: string,
  file: FileToImport,
  companies: Readonly<Record<string, string>>,
  report: Report
): Promise<Counts> {
  const query = new URLSearchParams({ kind: file.kind, fileName: file.name });
  if (file.company !== null) query.set('company', companies[file.company]!);
  const uploaded = await api.upload<Import>(`/imports?${query}`, await readFile(join(folder, file.name)));
  report.check(uploaded.encoding === file.encoding, `${file.name} was taken for ${uploaded.encoding}`);
  const { headers } = await api.get<Preview>(`/imports/${uploaded.id}/preview`);
  await api.patch(`/imports/${uploaded.id}`, { mapping: mappingOf(file, headers, companies) });
  const { problems } = await api.get<Preview>(`/imports/${uploaded.id}/preview`);
  report.check(problems.length === 0, `the mapping of ${file.name} has problems: ${JSON.stringify(problems)}`);
  await api.post(`/imports/${uploaded.id}/check`);
  const { checked } = await settled(api, uploaded.id, 'checked');
  await api.post(`/imports/${uploaded.id}/run`);
  const { counts } = await settled(api, uploaded.id, 'finished');
  report.check(
    JSON.stringify(checked) === JSON.stringify(counts),
    `${file.name}: the check said ${JSON.stringify(checked)}, the import did ${JSON.stringify(counts)}`
  );
  return counts!;
}

const said = ({ rows, added, changed, unchanged, refused, superseded }: Counts): string =>
  `${rows} rows: ${added} added, ${changed} changed, ${unchanged} unchanged, ${refused} refused, ${superseded} superseded`;

export async function bringIn(
  api: Connection,
  folder: string,
  file: FileToImport,
  companies: Readonly<Record<string, string>>,
  report: Report
): Promise<Counts> {
  return report.step(file.name, () => bring(api, folder, file, companies, report), said);
}

/** The same file again: nothing may be added or changed. */
export async function bringInAgain(
  api: Connection,
  folder: string,
  file: FileToImport,
  companies: Readonly<Record<string, string>>,
  first: Counts,
  report: Report
): Promise<void> {
  const again = await report.step(`${file.name} again`, () => bring(api, folder, file, companies, report), said);
  const still =
    again.added === 0 && again.changed === 0 && again.rows === first.rows && again.refused === first.refused;
  report.check(still, `importing ${file.name} again changed something: ${said(again)}`);
}
