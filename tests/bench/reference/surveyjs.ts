/**
 * The same survey as SurveyJS draws it: its engine and its lightest user interface from their public packages, bundled and
 * minified into one script, with the smaller of its stylesheets, and the survey as Concord writes it for them.
 */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { writeSurveyJs } from '../../../src/lib/survey/exchange/surveyjs/write.ts';
import type { SurveyDocument } from '../../../src/lib/survey/document.ts';

/** The newest version in which both packages exist. */
const version = '2.5.38';

export interface Rival {
  origin: string;
  version: string;
  stop(): void;
}

export async function serveSurveyJs(document: SurveyDocument): Promise<Rival> {
  const folder = join(tmpdir(), `concord-bench-surveyjs-${version}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const packages = ['survey-core', 'survey-js-ui'].map((name) => `${name}@${version}`);
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...packages], { cwd: folder });
  const model = JSON.stringify(writeSurveyJs(document).model);
  const entry = join(folder, 'entry.js');
  writeFileSync(
    entry,
    `import { Model } from 'survey-core';\nimport { renderSurvey } from 'survey-js-ui';\n` +
      `const survey = new Model(${model});\n` +
      // On a phone it folds every scale into a list; drawn as buttons both surveys are answered by the same tap.
      `for (const one of survey.getAllQuestions()) if (one.getType() === 'rating') one.displayMode = 'buttons';\n` +
      `renderSurvey(survey, document.getElementById('survey'));\n`
  );
  const bundle = await rolldown({ input: entry, treeshake: true });
  const { output } = await bundle.generate({ format: 'iife', minify: true });
  await bundle.close();
  const style = readFileSync(join(folder, 'node_modules/survey-core/survey-core.fontless.min.css'));
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Survey</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/survey.css"></head><body><div id="survey"></div><script src="/survey.js"></script></body></html>`;
  const files: Record<string, [string, Buffer]> = {
    '/': ['text/html; charset=utf-8', gzipSync(html)],
    '/survey.css': ['text/css', gzipSync(style)],
    '/survey.js': ['text/javascript', gzipSync(output[0].code)]
  };
  const server = createServer(({ url = '' }, response) => {
    const [type, body] = files[url] ?? [];
    if (!type) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as { port: number };
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://localhost:${port}`, version, stop };
}
