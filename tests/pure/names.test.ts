import { beforeAll, describe, expect, it } from 'vitest';
import { cleanLine, cleanLines, foldCode } from '#lib/customers/text.ts';
import { foldName, loadNameKeys, type NameKeys } from '#lib/customers/names.ts';

let keys: NameKeys;
beforeAll(async () => {
  keys = await loadNameKeys();
});

describe('F-31 names are kept in one clean form', () => {
  const name = (raw: string) => cleanLine(raw, 200).text;

  it('composes characters: NFD and NFC are one name', () => {
    expect(name('Jose\u0301')).toBe('José');
    expect(name('José')).toBe('José');
  });

  it('strips overrides, zero-width spaces, controls and half characters', () => {
    expect(name('evil\u202Egpj.exe')).toBe('evilgpj.exe');
    expect(name('\u2067محمد\u2069')).toBe('محمد');
    expect(name('\u200fמשה\u200e')).toBe('משה');
    expect(name('Wang\u200b\u00adWei\u0000\u0007')).toBe('WangWei');
    expect(name('a\ud800b')).toBe('a\ufffdb');
  });

  it('leaves scripts, emoji families and rare characters alone', () => {
    for (const kept of [
      '王',
      '欧阳娜娜',
      '𠮷野',
      'محمد',
      'עברית',
      '👨‍👩‍👧‍👦',
      'İpek',
      'Straße',
      'ＡＢＣ',
      'नमस्ते',
      'สมชาย',
      '=1+1',
      '-Li Wei'
    ])
      expect(name(kept)).toBe(kept);
  });

  it('makes one line of several: a space, but nothing within Chinese', () => {
    expect(name(' 郑勇怡\n(private)\t')).toBe('郑勇怡 (private)');
    expect(name('南京德华\r\n能源集团')).toBe('南京德华能源集团');
    expect(name('Ann \u00a0\u3000 Berg')).toBe('Ann Berg');
  });

  it('caps ten thousand combining marks on one letter', () => {
    const { text, cut } = cleanLine(`e${'\u0301'.repeat(10_000)}x`, 200);
    expect([...text].length).toBeLessThanOrEqual(9);
    expect([text.startsWith('é'), text.endsWith('x'), cut]).toEqual([true, true, false]);
  });

  it('cuts what is too long between characters, not inside them, and says so', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(cleanLine(family.repeat(3), family.length * 2 + 3)).toEqual({ text: family.repeat(2), cut: true });
    expect(cleanLine('abc', 3)).toEqual({ text: 'abc', cut: false });
    expect(cleanLine('x'.repeat(2_000_000), 200)).toEqual({ text: 'x'.repeat(200), cut: true });
  });

  it('keeps the lines of a comment', () => {
    expect(cleanLines(' one\r\ntwo\rthree\u2028four\u0000 ', 100).text).toBe('one\ntwo\nthree\nfour');
  });

  it('compares coded values without case, width and outer spaces', () => {
    expect(foldCode(' Ｓｔａｂｌｅ\t')).toBe('stable');
    expect(foldCode('Small  Business')).toBe('small business');
  });
});

describe('F-31 names are sorted and found by what they sound and look like', () => {
  it('sorts Chinese by sound among Latin names', () => {
    const sorted = ['王伟', 'Xavier', '欧阳娜娜', 'Zoë', '安娜', 'Ann', 'ömer', '单田芳'].sort((a, b) =>
      keys.sortKey(a) < keys.sortKey(b) ? -1 : 1
    );
    expect(sorted).toEqual(['安娜', 'Ann', 'ömer', '欧阳娜娜', '单田芳', '王伟', 'Xavier', 'Zoë']);
  });

  it('writes one syllable per character, surnames by their own reading', () => {
    expect(keys.sortKey('欧阳娜娜')).toBe('ou yang na na');
    expect(keys.sortKey('单田芳')).toBe('shan tian fang');
    expect(keys.sortKey('Dr. 王')).toBe('dr. wang');
    expect(keys.sortKey('ＡＢＣ貿易')).toBe('abc mao yi');
  });

  it('folds case, width, marks, ß and the Turkish letters', () => {
    for (const [written, folded] of [
      ['ＡＢＣ', 'abc'],
      ['Jose\u0301', 'jose'],
      ['İPEK', 'ipek'],
      ['ışık', 'isik'],
      ['STRASSE', 'strasse'],
      ['Straße', 'strasse'],
      ['Wang\u200bWei', 'wangwei'],
      ['한국', '한국'],
      ['がく', 'がく']
    ] as const)
      expect(foldName(written)).toBe(folded);
  });

  it('finds a Chinese name by characters, by pinyin and by initials', () => {
    expect(keys.searchKey('欧阳娜娜')).toBe('欧阳娜娜 ouyangnana oynn');
    for (const typed of ['欧阳', 'OuYang', 'nana', 'oynn'])
      expect(keys.searchKey('欧阳娜娜')).toContain(foldName(typed));
    expect(keys.searchKey('Hélène')).toBe('helene');
  });

  it('gives rare, empty and hostile names a key', () => {
    expect(keys.sortKey('𠮷野')).toContain('ye');
    expect(keys.sortKey('')).toBe('');
    expect(keys.searchKey('👨‍👩‍👧‍👦')).not.toBe('');
    expect(keys.sortKey(cleanLine(`王${'\u0301'.repeat(10_000)}`, 200).text)).toBe('wang');
  });

  it('keys a hundred thousand names in a few seconds', () => {
    const pool = [...'王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗娜国海平安雨龙重单曾'];
    const started = performance.now();
    for (let i = 0; i < 100_000; i++)
      keys.sortKey(`${pool[i % 20]}${pool[(i * 7) % pool.length]}${pool[(i * 13) % pool.length]}`);
    expect(performance.now() - started).toBeLessThan(10_000);
  });
});
