/**
 * Where people may be led after a survey (S-26): https addresses on sites that the organisation allowed, and nothing that only looks
 * like one.
 */

const longest = 2000;
/** Control characters, spaces and backslashes: browsers repair them into something else than was checked. */
const repaired = /[\u0000-\u0020\\\u007f-\u00a0\u2000-\u200f\u2028-\u202f\u3000]/;

/** The origin of an https site as an administrator writes it, `https://www.example.com` or without the scheme; null for anything else. */
export function siteOf(text: string): string | null {
  const said = text.trim().toLowerCase();
  const url = read(/^https:\/\//.test(said) ? said : `https://${said}`);
  return url !== null && url.pathname === '/' && url.search === '' && url.hash === '' ? url.origin : null;
}

/** The sites of a list as it is typed, each once; null when one of them is none. */
export function sitesOf(list: string): string[] | null {
  const sites = list
    .split(/\s+/)
    .filter((line) => line !== '')
    .map(siteOf);
  return sites.includes(null) || sites.length > mostSites ? null : [...new Set(sites as string[])];
}
const mostSites = 50;

/** The address, if it may be shown after a survey; null when it is not https or not on an allowed site. */
export function onwardOf(address: string, sites: readonly string[]): string | null {
  if (!/^https:\/\//i.test(address)) return null;
  const url = read(address);
  return url !== null && sites.includes(url.origin) ? url.href : null;
}

function read(address: string): URL | null {
  if (address.length > longest || repaired.test(address) || !URL.canParse(address)) return null;
  const url = new URL(address);
  const plain = url.protocol === 'https:' && url.username === '' && url.password === '';
  // A name without a dot, or an address by number, is no site of a company.
  return plain && /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(url.hostname) ? url : null;
}
