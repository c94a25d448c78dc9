/** Ids and codes of a document from the names another system gave. */
import { pipedNames } from '../piping.ts';

const taken = ['constructor', 'na', ...pipedNames];

/**
 * Gives every name an id of its own: small letters, digits and `_` (and `-` in codes), at most 40, starting with a letter where it
 * is an id. The same source name may be asked for twice and gets two ids.
 */
export function namer(shape: 'id' | 'code'): (wish: string) => string {
  const used = new Set<string>(taken);
  return (wish) => {
    const plain = plainName(wish, shape);
    let name = plain;
    for (let number = 2; used.has(name); number += 1) name = `${plain.slice(0, 36)}_${number}`;
    used.add(name);
    return name;
  };
}

/** The name as an id or code would spell it; several may come to the same. */
export function plainName(wish: string, shape: 'id' | 'code'): string {
  const spelled = wish
    .normalize('NFKD')
    .toLowerCase()
    .replace(shape === 'id' ? /[^a-z0-9_]+/g : /[^a-z0-9_-]+/g, '_')
    .replace(/^[_-]+|_+$/g, '')
    .slice(0, 40);
  if (spelled === '') return shape === 'id' ? 'q' : 'x';
  return shape === 'id' && !/^[a-z]/.test(spelled) ? `q${spelled}`.slice(0, 40) : spelled;
}

/** A language as documents name it, or null where nothing of it is a tag: `DE` and `de-informal` are `de`, `zh-Hans` is `zh-CN`. */
export function languageTag(name: string): string | null {
  const [first = '', ...rest] = name.trim().replaceAll('_', '-').toLowerCase().split('-');
  if (first === 'zh') {
    return rest.some((part) => ['hant', 'tw', 'hk', 't', 'cht'].includes(part)) ? 'zh-TW' : 'zh-CN';
  }
  if (!/^[a-z]{2,3}$/.test(first)) return null;
  const region = rest.find((part) => /^[a-z]{2}$/.test(part));
  return region === undefined ? first : `${first}-${region.toUpperCase()}`;
}
