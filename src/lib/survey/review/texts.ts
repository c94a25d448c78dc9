/** Texts: present in every language, and naming only what has been said by then. */
import { textsOf, type SurveyDocument } from '../document.ts';
import { namesIn, pipedNames } from '../piping.ts';
import { rankings } from '../said.ts';
import type { Plan } from './places.ts';
import type { Say } from './findings.ts';

export function checkTexts({ document, byId, fields, sets }: Plan, say: Say): void {
  const ordered = new Set(rankings(document).map(({ id }) => id));
  const computed = new Set((document.computed ?? []).map(({ id }) => id));
  for (const { pointer, text } of textsOf(document)) {
    for (const language of document.languages) if (!text[language]?.trim()) say('missing-text', pointer, language);
    for (const name of new Set(Object.values(text).flatMap(namesIn))) {
      if ((pipedNames as readonly string[]).includes(name) || name.startsWith('attribute.')) continue;
      if (name.startsWith('computed.')) {
        if (!computed.has(name.slice('computed.'.length))) say('unknown-name', pointer, name);
        continue;
      }
      const question = fields.get(name)?.question.id ?? (ordered.has(name) ? name : undefined);
      if (question === undefined) {
        say('unknown-name', pointer, name);
        continue;
      }
      const there = byId.get(question)!.page;
      const here = placeOf(pointer, document);
      const set = sets.get(document.pages[there]!.id);
      if (there > here) say('piped-later', pointer, name);
      else if (there === here) say('piped-same-page', pointer, name);
      else if (set !== undefined && set === sets.get(document.pages[here]?.id ?? ''))
        say('later-by-chance', pointer, name);
    }
  }
}

/** The page a text stands on: before the first for what is said at the start, behind the last for thanks and endings. */
function placeOf(pointer: string, document: SurveyDocument): number {
  const [, part, at] = pointer.split('/');
  if (part === 'pages') return Number(at);
  return part === 'thanks' || part === 'endings' ? document.pages.length : -1;
}
