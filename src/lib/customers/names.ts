/**
 * Keys by which names are sorted and found, the same on every database: stored with the customer and compared byte by byte.
 * Chinese is sorted and found by its sound (pinyin). The dictionary takes about 30 MB and 50 ms, so it is loaded when the
 * first names are keyed and never by a page that only reads.
 */

export interface NameKeys {
  /**
   * Order of a list: NFKC, lower case, marks dropped (é sorts as e), Han characters as pinyin, one space between syllables.
   * Ties are broken by id.
   */
  sortKey(name: string): string;
  /**
   * What a search looks in: the folded name, and for Chinese its pinyin joined and its initials
   * (`欧阳娜娜 ouyangnana oynn`), so that any of the three finds it.
   */
  searchKey(name: string): string;
}

const han = /\p{sc=Han}/u;
const hanRun = /\p{sc=Han}+/gu;
// Marks of Latin, Greek, Cyrillic, Hebrew and Arabic letters (Indian and Thai vowel signs are letters and stay); unseen characters.
const apart = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]/gu;

/** What a person types into a search, folded as the keys are: case, width, marks and the Turkish dotless i make no difference. */
export function foldName(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replace(apart, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('æ', 'ae')
    .replaceAll('œ', 'oe')
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim();
}

let loaded: Promise<NameKeys> | undefined;

/** The keys, with their dictionary loaded once per process. */
export function loadNameKeys(): Promise<NameKeys> {
  loaded ??= import('pinyin-pro').then(({ pinyin }) => {
    const syllables = (run: string): string[] =>
      pinyin(run, { toneType: 'none', type: 'array', v: true, surname: 'head' }).map((syllable) =>
        syllable.toLowerCase()
      );
    return { sortKey: (name) => keyToSort(name, syllables), searchKey: (name) => keyToFind(name, syllables) };
  });
  return loaded;
}

function keyToSort(name: string, syllables: (run: string) => string[]): string {
  const folded = foldName(name);
  if (!han.test(folded)) return folded;
  return folded
    .replace(hanRun, (run) => ` ${syllables(run).join(' ')} `)
    .replace(/\s+/gu, ' ')
    .trim();
}

function keyToFind(name: string, syllables: (run: string) => string[]): string {
  const folded = foldName(name);
  const runs = folded.match(hanRun);
  if (!runs) return folded;
  const sounds = runs.flatMap(syllables);
  return `${folded} ${sounds.join('')} ${sounds.map((sound) => [...sound][0] ?? '').join('')}`;
}
