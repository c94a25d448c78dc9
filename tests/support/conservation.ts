/** Whether every text of a source is in the document made of it or in its report. */
import { plainOf } from '#lib/survey/exchange/plain.ts';
import type { Imported } from '#lib/survey/exchange/report.ts';

const squeezed = (text: string): string => text.replace(/[\s|]+/g, '').normalize('NFC');

/** The texts that are neither in the document nor in the report. References to answers are spelled differently, so they are left aside. */
export function lostTexts(imported: Imported, texts: Iterable<string>, html: boolean): string[] {
  if (!imported.ok) return ['(refused)'];
  const strings: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') strings.push(value);
    else if (value !== null && typeof value === 'object') {
      for (const [name, child] of Object.entries(value)) {
        strings.push(name);
        walk(child);
      }
    }
  };
  walk({ ...imported.document, notes: [] });
  // A note that was told in pieces is one text.
  const told = imported.report.map(({ detail }) => detail).join('');
  const all = squeezed(`${strings.join('\n')}\n${told}`);
  const bare = all.replace(/\{\{[^{}]*\}\}|\{[^{}]*\}/g, '');
  return [...texts].filter((text) => {
    const plain = squeezed(html ? plainOf(text).text : text);
    return !all.includes(plain) && !all.includes(squeezed(text)) && !bare.includes(plain.replace(/\{[^{}]*\}/g, ''));
  });
}
