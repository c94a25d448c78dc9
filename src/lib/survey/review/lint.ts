/** The question lint. */
import type { SurveyDocument } from '../document.ts';
import { notebook, type Finding } from './findings.ts';

export interface LintOptions {
  /** Words of the organisation that customers do not know, in any language. */
  readonly jargon?: readonly string[] | undefined;
}

export function lint(document: SurveyDocument, _options: LintOptions = {}): Finding[] {
  const { found, say } = notebook();
  const directions = new Set<string>();
  for (const [p, page] of document.pages.entries())
    for (const [q, { kind, required, scale }] of page.questions.entries()) {
      const at = `/pages/${p}/questions/${q}`;
      if (kind === 'text' && required) say('required-text', `${at}/required`);
      if (scale === undefined) continue;
      if (directions.size > 0 && !directions.has(scale.direction))
        say('mixed-directions', `${at}/scale/direction`, scale.direction);
      directions.add(scale.direction);
    }
  return found;
}
