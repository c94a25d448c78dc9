/**
 * npm run acceptance -- FOLDER [QUESTIONNAIRES]: drives the built app over its API and its public survey pages only, on a sample world, and
 * judges what it did. With DATABASE_URL it runs on that (empty) PostgreSQL database, else on an embedded one of its own.
 */
import { join, resolve } from 'node:path';
import { runCommand, startApp } from '../support/app.ts';
import { connect } from './connection.ts';
import { judgeAlerts } from './alerts.ts';
import { bringIn, bringInAgain, type Counts } from './imports.ts';
import { filesToImport } from './mappings.ts';
import { judgeQuestionnaires } from './questionnaires.ts';
import { judgeResponses, launch, respond } from './program.ts';
import { openReport } from './report.ts';
import { folded, judgeScores } from './scores.ts';
import { expectedOf, readTruth, timeline } from './world.ts';

const folder = resolve(process.argv[2] ?? '');
/** Questionnaires of other systems: a folder beside that of the world, or the one named second. */
const questionnaires = resolve(process.argv[3] ?? join(folder, '../questionnaires'));
const report = openReport((line) => process.stdout.write(`${line}\n`));
const env: Record<string, string> = process.env.PORT ? { PORT: process.env.PORT } : {};
const app = await report.step(
  'start',
  () => startApp({ databaseUrl: process.env.DATABASE_URL ?? null, env }),
  ({ url, env: settings }) => `${url} on ${settings.DATABASE_URL ? 'PostgreSQL' : 'the embedded database'}`
);
try {
  await accept();
} catch (error) {
  const { message, cause } = error as Error;
  report.check(false, cause instanceof Error ? `${message}: ${cause.message}` : message);
  process.stdout.write(app.output().slice(-4000));
} finally {
  await app.stop();
}
const { checks, failures, seconds } = report;
process.stdout.write(
  failures.length === 0
    ? `acceptance: ok, ${checks} checks in ${seconds.toFixed(0)} s on ${folder}\n`
    : `acceptance: failed, ${failures.length} of ${checks} checks in ${seconds.toFixed(0)} s on ${folder}: ${failures[0]}\n`
);
process.exit(failures.length === 0 ? 0 : 1);

async function accept(): Promise<void> {
  const api = connect(app.url, await newKey('--role', 'admin', '--clean-team'));

  const companies = await report.step(
    'companies, timeline',
    async () => {
      const one = async (companyKey: string, name: string) =>
        (await api.post<{ id: string }>('/companies', { key: companyKey, name })).id;
      const ids: Record<string, string> = { A: await one('A', 'Acme'), B: await one('B', 'Borealis') };
      for (const { kind, day, company, label, region } of timeline) {
        const wave = region === undefined ? null : { dimension: 'region', codes: [region] };
        const companyIds = company === null ? null : [ids[company]!];
        await api.post('/timeline', { kind, day, companyIds, label: label ?? null, wave });
      }
      return ids;
    },
    () => `2 companies, ${timeline.length} events`
  );

  const truth = await readTruth(folder);
  const counts = new Map<string, Counts>();
  for (const file of filesToImport) counts.set(file.name, await bringIn(api, folder, file, companies, report));
  report.check(counts.get('responses.csv')?.added === truth.totals.responses, 'not every answer came in');
  report.check(counts.get('invitations.csv')?.added === truth.totals.invitations, 'not every invitation came in');

  const surveyId = await report.step(
    'survey',
    async () => {
      const { items } = await api.get<{ items: { document: unknown }[] }>('/survey-templates');
      const { id } = await api.post<{ id: string }>('/surveys', items[0]!.document);
      await api.post(`/surveys/${id}/publish`);
      return id;
    },
    () => 'imported and published'
  );
  const launched = await launch(api, surveyId, report);
  await respond(app.url, launched, report);
  await judgeResponses(api, launched, report);
  const reader = connect(
    app.url,
    await newKey('--role', 'leader', '--company', 'A:aggregates', '--company', 'B:aggregates')
  );
  await folded(api, reader, report);
  await judgeScores(api, await expectedOf(folder), truth.asOf, report);
  await judgeAlerts(api, companies, truth, report);
  await judgeQuestionnaires(api, questionnaires, report);

  for (const file of filesToImport) await bringInAgain(api, folder, file, companies, counts.get(file.name)!, report);
  const verified = await report.step(
    'verify',
    () => runCommand('commands/verify.ts', [], app.env),
    ({ output }) => output.trim().split('\n').at(-1) ?? ''
  );
  report.check(verified.code === 0, `npm run verify found something:\n${verified.output}`);
}

/** A key as the console makes it beside the running app. */
async function newKey(...grant: string[]): Promise<string> {
  const made = await runCommand('commands/admin.ts', ['create-key', '--name', 'acceptance', ...grant], app.env);
  const key = /^ck_\S+$/m.exec(made.output)?.[0];
  if (made.code !== 0 || key === undefined) throw new Error(`no key was made: ${made.output}`);
  return key;
}
