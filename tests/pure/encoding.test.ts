import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeHead, decoder, detectEncoding, encodings, separatorOf, type Encoding } from '#lib/customers/encoding.ts';

const fixture = (name: string) => readFileSync(new URL(`../fixtures/import/encodings/${name}.csv`, import.meta.url));

function inPieces(bytes: Uint8Array, encoding: Encoding, size: number): string {
  const text = decoder(encoding);
  let all = '';
  for (let at = 0; at < bytes.length; at += size) all += text.push(bytes.subarray(at, at + size));
  return all + text.end();
}

const chinese = '客户编号,姓名,企业\r\nBR1,欧阳娜娜,南京德华能源集团有限公司\r\nBR2,王,\r\n';

describe('F-30 the encoding of a file is found by what its bytes can be', () => {
  it.each([
    ['utf-8', 'utf-8', 'utf8', true],
    ['utf-8-bom', 'utf-8', 'bom', true],
    ['utf-16le-bom', 'utf-16le', 'bom', true],
    ['utf-16be-bom', 'utf-16be', 'bom', true],
    ['utf-16le', 'utf-16le', 'nul', false],
    ['utf-16be', 'utf-16be', 'nul', false],
    ['gbk', 'gb18030', 'gb18030', false]
  ] as const)('reads %s as the same Chinese text', (name, encoding, because, sure) => {
    const bytes = fixture(name);
    expect(detectEncoding(bytes, true)).toEqual({ encoding, because, sure });
    expect(inPieces(bytes, encoding, 4096)).toBe(chinese);
  });

  it('reads UTF-16 of plain letters, whose NUL bytes are valid UTF-8', () => {
    const bytes = fixture('utf-16le-ascii');
    expect(detectEncoding(bytes, true).encoding).toBe('utf-16le');
    expect(decodeHead(bytes, 'utf-16le', true)).toBe('id,name\r\n1,Ann\r\n');
  });

  it('reads the four-byte characters of GB18030', () => {
    const bytes = fixture('gb18030-four-byte');
    expect(detectEncoding(bytes, true).encoding).toBe('gb18030');
    expect(inPieces(bytes, 'gb18030', 3)).toContain('𠮷野,㐂屋');
  });

  it('falls back to Windows-1252 where the bytes are no GB18030', () => {
    const bytes = fixture('windows-1252');
    expect(detectEncoding(bytes, true)).toEqual({ encoding: 'windows-1252', because: 'fallback', sure: false });
    expect(decodeHead(bytes, 'windows-1252', true)).toContain('Hélène Côté,"Café à Çà €"');
  });

  it.each([
    ['big5', '歐陽娜娜'],
    ['shift_jis', '山田太郎']
  ] as const)('is not sure of %s, and reads it once a person has picked it', (encoding, word) => {
    const bytes = fixture(encoding);
    expect(detectEncoding(bytes, true).sure).toBe(false);
    expect(decodeHead(bytes, encoding, true)).toContain(word);
  });

  it('marks the row of another encoding in a mixed file instead of inventing characters', () => {
    const text = decodeHead(fixture('mixed'), 'utf-8', true);
    const [, good, , bad] = text.split('\r\n');
    expect(good).toBe('BR1,欧阳娜娜,南京德华能源集团有限公司');
    expect(bad).toContain('\ufffd');
  });

  it('is UTF-8 for an empty file, and for one with a stray NUL', () => {
    expect(detectEncoding(new Uint8Array(), true).encoding).toBe('utf-8');
    const stray = new TextEncoder().encode(`id,name\n1,A\u0000n\n${'2,Bob\n'.repeat(40)}`);
    expect(detectEncoding(stray, true).encoding).toBe('utf-8');
  });

  it('does not call a head cut in the middle of a character invalid', () => {
    const utf8 = fixture('utf-8');
    for (let length = 1; length < utf8.length; length++)
      expect(detectEncoding(utf8.subarray(0, length), false).encoding).toBe('utf-8');
    // 王 is three bytes in UTF-8: after two of them, a complete file is not UTF-8.
    expect(detectEncoding(new Uint8Array([0xe7, 0x8e]), true).encoding).not.toBe('utf-8');
  });
});

describe('F-30 a file is decoded in pieces of any size', () => {
  it.each([
    ['utf-8-bom', 'utf-8'],
    ['utf-16le-bom', 'utf-16le'],
    ['utf-16be', 'utf-16be'],
    ['gbk', 'gb18030'],
    ['gb18030-four-byte', 'gb18030'],
    ['big5', 'big5'],
    ['shift_jis', 'shift_jis']
  ] as const)('%s: a character split between two pieces is whole', (name, encoding) => {
    const bytes = fixture(name);
    const whole = decodeHead(bytes, encoding, true);
    for (const size of [1, 2, 3, 5, 7]) expect(inPieces(bytes, encoding, size)).toBe(whole);
    expect(whole.startsWith('\ufeff')).toBe(false);
  });

  it('marks a character cut off by the end of the file', () => {
    const text = decoder('utf-8');
    expect(text.push(new Uint8Array([0x41, 0xe7, 0x8e]))).toBe('A');
    expect(text.end()).toBe('\ufffd');
  });

  it('can decode every encoding a person may pick', () => {
    for (const encoding of encodings) expect(() => decoder(encoding).end()).not.toThrow();
  });
});

describe('F-29 what parts the cells', () => {
  it('is what stands most often in the first line, outside quotes', () => {
    expect(separatorOf('id,name\n1;2;3;4')).toEqual({ separator: ',', skip: 0 });
    expect(separatorOf('id;"a,b,c,d";name\r\n')).toEqual({ separator: ';', skip: 0 });
    expect(separatorOf('\r\n\nid\tname\tcity\r1')).toEqual({ separator: '\t', skip: 0 });
    expect(separatorOf('id|name')).toEqual({ separator: '|', skip: 0 });
    expect(separatorOf('id\n1')).toEqual({ separator: ',', skip: 0 });
    expect(separatorOf('')).toEqual({ separator: ',', skip: 0 });
  });

  it('is what a sep line says, which is no data', () => {
    expect(separatorOf('sep=;\r\nid,x;name')).toEqual({ separator: ';', skip: 1 });
    expect(separatorOf('SEP=\t\nid')).toEqual({ separator: '\t', skip: 1 });
  });
});
