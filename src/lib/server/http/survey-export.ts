/** A survey as a file for another system: SurveyJS model, codebook, SPSS syntax. */
import { m } from '#lib/paraglide/messages.js';
import type { SurveyDocument } from '#lib/survey/document.ts';
import { codebookOf, codebookRows } from '#lib/survey/exchange/codebook.ts';
import { spssSyntax } from '#lib/survey/exchange/spss.ts';
import { writeSurveyJs } from '#lib/survey/exchange/surveyjs/write.ts';
import { csvText } from './csv.ts';
import { localeOf } from './locale.ts';

export const exportNames = ['surveyjs', 'codebook', 'spss'] as const;
export type ExportName = (typeof exportNames)[number];

/** The file, its name and its type. */
export function exportOf(
  document: SurveyDocument,
  as: ExportName,
  language: string
): { name: string; type: string; content: string } {
  const { key } = document;
  if (as === 'surveyjs') {
    const content = JSON.stringify(writeSurveyJs(document).model, null, 2);
    return { name: `${key}.surveyjs.json`, type: 'application/json; charset=utf-8', content };
  }
  const speech = { locale: localeOf(language, undefined, null) };
  const words = {
    yes: m.exchange_yes({}, speech),
    no: m.exchange_no({}, speech),
    ticked: m.exchange_ticked({}, speech)
  };
  const fields = codebookOf(document, language, words);
  return as === 'codebook'
    ? { name: `${key}.codebook.csv`, type: 'text/csv; charset=utf-8', content: csvText(codebookRows(fields)) }
    : { name: `${key}.sps`, type: 'text/plain; charset=utf-8', content: spssSyntax(fields) };
}

/** The file as a download. */
export function exportResponse({ name, type, content }: ReturnType<typeof exportOf>): Response {
  return new Response(content, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store'
    }
  });
}
