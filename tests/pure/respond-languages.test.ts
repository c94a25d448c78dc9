import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { spoken, spokenFor, speechOf } from '../support/speech.ts';

const root = resolve(import.meta.dirname, '../..');
type Phrase = string | { match: Record<string, string> }[];
const read = (tag: string): Record<string, Phrase> => {
  const { $schema: _, ...phrases } = JSON.parse(readFileSync(`${root}/messages/${tag}/respond.json`, 'utf8'));
  return phrases;
};
const english = read('en');
const others = readdirSync(`${root}/messages`).filter((tag) => tag !== 'en');
const variants = (phrase: Phrase): string[] =>
  typeof phrase === 'string' ? [phrase] : Object.values(phrase[0]!.match);
const parameters = (phrase: Phrase): string[] =>
  [...new Set(variants(phrase).flatMap((one) => [...one.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!)))].sort();

describe('what the survey page says itself', () => {
  it('UX-100 is there in every language the builder offers, sentence by sentence', () => {
    const builder = readFileSync(`${root}/src/lib/ui/editor/SurveyProperties.svelte`, 'utf8');
    const offered = /const offered = \[([^\]]*)\]/.exec(builder)![1]!.match(/[\w-]+/g)!;
    expect([...others, 'en'].sort()).toEqual([...offered].sort());
    expect([...spoken].sort()).toEqual([...offered].sort());
    for (const tag of others)
      expect([tag, ...Object.keys(read(tag)).sort()]).toEqual([tag, ...Object.keys(english).sort()]);
  });

  it('UX-100 names the same values in every language, and says how many in every plural of it', () => {
    for (const tag of others)
      for (const [key, phrase] of Object.entries(read(tag))) {
        expect(parameters(phrase), `${tag} ${key}`).toEqual(parameters(english[key]!));
        if (typeof phrase === 'string') continue;
        // Numbers here are whole and small: the plural of large round numbers and of fractions is not met.
        const met = new Intl.PluralRules(tag);
        const needed = new Set(Array.from({ length: 200 }, (_, n) => met.select(n)));
        for (const form of needed)
          expect(Object.keys(phrase[0]!.match), `${tag} ${key}`).toContain(`limitPlural=${form}`);
      }
  });

  it('UX-100 is not left in English', () => {
    // Words that are the same in both.
    const same = /^(E-mail|Email|Name|No|Privacy|\{.*\})$/;
    const left = others.flatMap((tag) =>
      Object.entries(read(tag)).flatMap(([key, phrase]) => {
        const shared = variants(phrase).filter((one) => variants(english[key]!).includes(one) && !same.test(one));
        return shared.map((one) => `${tag} ${key}: ${one}`);
      })
    );
    expect(left).toEqual([]);
  });

  it('UX-100 chooses the plural and writes the numbers of the language', () => {
    expect(speechOf('en')('respond_error_short', { limit: 1 })).toBe('Please write at least 1 character.');
    expect(speechOf('en')('respond_error_short', { limit: 1000 })).toBe('Please write at least 1,000 characters.');
    expect(speechOf('pl')('respond_error_short', { limit: 2 })).toBe('Proszę wpisać co najmniej 2 znaki.');
    expect(speechOf('pl')('respond_error_short', { limit: 5 })).toBe('Proszę wpisać co najmniej 5 znaków.');
    expect(speechOf('de')('respond_error_long', { limit: 1000 })).toContain('1.000');
    expect(speechOf('ru')('respond_error_short', { limit: 21 })).toBe('Напишите не менее 21 знака.');
  });

  it('UX-12 speaks the closest language there is', () => {
    expect(['de-AT', 'zh-HK', 'zh-Hans-SG', 'pt-BR', 'sw'].map(spokenFor)).toEqual([
      'de',
      'zh-TW',
      'zh-CN',
      'pt',
      'en'
    ]);
  });
});
