import { describe, expect, it } from 'vitest';
import { onwardOf, siteOf, sitesOf } from '../../src/lib/outreach/onward.ts';

const sites = ['https://www.borealis.example', 'https://shop.example:8443'];

describe('where people are led after a survey', () => {
  it('S-26 goes to https addresses on the sites the organisation allowed', () => {
    expect(onwardOf('https://www.borealis.example/offers?from=survey#top', sites)).toBe(
      'https://www.borealis.example/offers?from=survey#top'
    );
    expect(onwardOf('HTTPS://WWW.Borealis.Example/', sites)).toBe('https://www.borealis.example/');
    expect(onwardOf('https://shop.example:8443/', sites)).toBe('https://shop.example:8443/');
  });

  it('S-26 goes nowhere else, whatever it looks like', () => {
    const hostile = [
      '//www.borealis.example',
      '/\\evil.test',
      'https://evil.test',
      'https://evil.test/https://www.borealis.example',
      'https://www.borealis.example.evil.test/',
      'https://www.borealis.example@evil.test/',
      'https://user:secret@www.borealis.example/',
      'https:www.borealis.example',
      'https:/\\www.borealis.example/',
      'https://www.borealis.example\\@evil.test/',
      'https://evil.test\\.www.borealis.example/',
      'https://www.borealis.example\t.evil.test/',
      'https://www.borealis.example/a\r\nSet-Cookie: a=b',
      'https://www.borealis.example:444/',
      'http://www.borealis.example/',
      'javascript:alert(1)//https://www.borealis.example',
      'data:text/html,x',
      '@evil.test',
      '/%09/evil.test',
      'https://www。borealis。example.evil.test/',
      'https://www.boreal\u200bis.example/',
      ' https://www.borealis.example/',
      `https://www.borealis.example/${'a'.repeat(2000)}`,
      ''
    ];
    for (const address of hostile) expect(onwardOf(address, sites), address).toBe(null);
    expect(onwardOf('https://www.borealis.example/', [])).toBe(null);
  });

  it('S-26 a site is a name under https, written as people write it', () => {
    expect(siteOf(' WWW.Borealis.example ')).toBe('https://www.borealis.example');
    expect(siteOf('https://borealis.example/')).toBe('https://borealis.example');
    for (const wrong of [
      'http://borealis.example',
      'borealis.example/shop',
      'localhost',
      '127.0.0.1',
      '*.example',
      'a b',
      'https://'
    ])
      expect(siteOf(wrong), wrong).toBe(null);
    expect(sitesOf('a.example\n b.example a.example')).toEqual(['https://a.example', 'https://b.example']);
    expect(sitesOf('a.example\nevil')).toBe(null);
    expect(sitesOf('')).toEqual([]);
  });
});
