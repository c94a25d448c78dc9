import { describe, expect, it } from 'vitest';
import { inHalves, lettersIn, lettersOf, sitesIn, stateOf } from '#lib/outreach/entrance.ts';

const now = new Date('2026-01-05T09:00:00Z');
const standing = { closedAt: null, endsAt: null, most: null, answered: 0, over: false };

describe('an entrance', () => {
  it('is open until somebody closes it, its time is over, or enough have answered', () => {
    expect(stateOf(standing, now)).toBe('open');
    expect(stateOf({ ...standing, closedAt: now }, now)).toBe('closed');
    expect(stateOf({ ...standing, over: true, most: 1, answered: 1 }, now)).toBe('closed');
    expect(stateOf({ ...standing, endsAt: now }, now)).toBe('expired');
    expect(stateOf({ ...standing, endsAt: new Date(now.getTime() + 1) }, now)).toBe('open');
    expect(stateOf({ ...standing, most: 2, answered: 1 }, now)).toBe('open');
    expect(stateOf({ ...standing, most: 2, answered: 2 }, now)).toBe('full');
  });

  it('has codes without letters that are taken for each other, and reads them however they are typed', () => {
    const letters = lettersOf(
      Uint8Array.from({ length: 64 }, (_, at) => at * 5),
      64
    );
    expect(letters).not.toMatch(/[ILOU]/);
    expect(inHalves('K7PQ3M90')).toBe('K7PQ-3M90');
    expect(inHalves('K7PQ3')).toBe('K7P-Q3');
    for (const typed of ['K7PQ-3M10', ' k7pq 3mlo ', 'k7pq–3mio', 'Ｋ７ＰＱ３Ｍ１０'])
      expect(lettersIn(typed)).toBe('K7PQ3M10');
    expect(() => lettersOf(new Uint8Array(3), 4)).toThrow();
  });

  it('S-31 names the sites that may frame it as plain origins, and refuses a list with anything else', () => {
    expect(sitesIn('www.one.example\nhttps://two.example:8443/, https://www.one.example')).toEqual([
      'https://www.one.example',
      'https://two.example:8443'
    ]);
    expect(sitesIn('http://localhost:5000 http://127.0.0.1:5001')).toEqual([
      'http://localhost:5000',
      'http://127.0.0.1:5001'
    ]);
    expect(sitesIn(' \n ')).toEqual([]);
    for (const wrong of [
      'http://plain.example',
      'https://*.example',
      '*',
      "'self'",
      'https://a.example/path',
      'https://user@a.example',
      'https://a.example;script-src',
      'javascript:alert(1)',
      'data:text/html,x',
      'https://a.example#x',
      Array.from({ length: 21 }, (_, at) => `s${at}.example`).join(' ')
    ])
      expect(sitesIn(wrong), wrong).toBeNull();
  });
});
