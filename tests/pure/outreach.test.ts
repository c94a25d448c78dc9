import { describe, expect, it } from 'vitest';
import { audienceSchema } from '../../src/lib/outreach/audience.ts';
import { leftOutReasons, quarterOf, toldReason } from '../../src/lib/outreach/fatigue.ts';
import { compose, encodeHtml, type Letter, oneLine } from '../../src/lib/outreach/message.ts';
import { retryAt, retryDelays } from '../../src/lib/outreach/retry.ts';
import { withTexts } from '../../src/lib/survey/texts.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';

const letter: Letter = {
  language: 'zh-CN',
  sender: 'Acme & Söhne',
  colour: '#0c5c50',
  subject: 'How is Acme doing?\r\nBcc: evil@x.example',
  preheader: 'Two minutes',
  title: '<script>alert(1)</script>',
  paragraphs: ['One "two" \'three\'', 'line\nbreak'],
  button: { label: 'Answer', url: 'https://c.example/s/abc?x=1&y="2"' },
  footer: ['{{7*7}}'],
  stop: { label: 'No more', url: 'https://c.example/stop/abc' }
};

describe('a letter', () => {
  it('S-04 words are encoded once for where they stand, and never read as a template', () => {
    const { html, text, subject } = compose(letter);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toContain('href="https://c.example/s/abc?x=1&amp;y=&quot;2&quot;"');
    expect(html).toContain('{{7*7}}');
    expect(html).toContain('line<br>break');
    expect(text).toContain('<script>alert(1)</script>');
    expect(subject).toBe('How is Acme doing? Bcc: evil@x.example');
    expect(encodeHtml('&lt;')).toBe('&amp;lt;');
  });

  it('UX-22 names its language, has a preheader, no picture, a button that is a link, and stays below 100 KB', () => {
    const long = Array.from({ length: 12 }, () => '很'.repeat(9_000));
    const { html } = compose({ ...letter, paragraphs: long.slice(0, 6) });
    expect(html).toContain('<html lang="zh-CN" dir="ltr">');
    expect(html).toContain('Two minutes');
    expect(html).not.toMatch(/<img|<script|src=/);
    expect(html).toMatch(/<td class="b" bgcolor="#0c5c50"[^>]*><a href=/);
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  it('a subject is one line, cut at a whole character', () => {
    expect(oneLine('𠮷'.repeat(200), 150)).toBe(`${'𠮷'.repeat(149)}…`);
    expect(oneLine('a\u0000b\u2028c\td', 10)).toBe('a b c d');
  });
});

describe('asking', () => {
  it('S-17 a reader without sight of the overlap is told one reason for every cause inside the contact budget', () => {
    const told = leftOutReasons.map((reason) => toldReason(reason, false));
    expect([...new Set(told)]).toEqual(['left', 'no_email', 'invalid_email', 'no_phone', 'contact_budget']);
    expect(leftOutReasons.map((reason) => toldReason(reason, true))).toEqual(leftOutReasons);
  });

  it('S-16 an audience holds what it knows and nothing else', () => {
    expect(audienceSchema.safeParse({ role: 'admin' }).success).toBe(false);
    expect(audienceSchema.safeParse({ companies: [''] }).success).toBe(false);
    expect(audienceSchema.parse({})).toMatchObject({ companies: [], sample: null, withEmail: false });
  });

  it('F-13 waits grow, are spread by a fifth, and end', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    const wait = (attempt: number, chance: number) => retryAt(attempt, now, () => chance)!.getTime() - now.getTime();
    expect(wait(1, 0)).toBe(48_000);
    expect(wait(1, 1)).toBe(72_000);
    expect(retryDelays.map((_, at) => wait(at + 1, 0.5))).toEqual(retryDelays);
    expect(retryAt(retryDelays.length + 1, now, () => 0.5)).toBeNull();
  });

  it('who is held back is drawn anew every quarter', () => {
    expect(quarterOf(new Date('2026-03-31T23:59:59Z'))).not.toBe(quarterOf(new Date('2026-04-01T00:00:00Z')));
  });
});

describe('changing the wording of a survey', () => {
  it('changes one language at its places and nothing else; a place that is none changes nothing', () => {
    const pointer = '/pages/0/questions/0/text';
    const changed = withTexts(postMergerRelationship, 'en', { [pointer]: 'New', '/title': '' });
    if (!changed.ok) throw new Error('refused');
    expect(changed.document.pages[0]!.questions[0]!.text).toEqual({
      ...postMergerRelationship.pages[0]!.questions[0]!.text,
      en: 'New'
    });
    expect(changed.document.title).toEqual({ 'zh-CN': postMergerRelationship.title['zh-CN'] });
    expect(postMergerRelationship.title.en).toBeTruthy();
    for (const wrong of ['/pages/0/id', '/__proto__/x', '/pages/9/title', '']) {
      expect(withTexts(postMergerRelationship, 'en', { [wrong]: 'x' })).toEqual({ ok: false, unknown: [wrong] });
    }
  });
});
