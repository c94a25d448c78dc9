import { get } from 'node:http';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SurveyDocument } from '../../src/lib/survey/document.ts';
import { postMergerRelationship } from '../../src/lib/survey/templates/post-merger-relationship.ts';
import { type RunningApp, startApp } from '../support/app.ts';
import { findings } from '../support/axe.ts';
import { openBrowser } from '../support/browser.ts';
import { type Client, openClient } from '../support/client.ts';
import { type Link, makeLinks } from '../support/links.ts';

const payloads = [
  '<img src=x onerror=window.__x=1>',
  '"><svg onload=window.__x=1>',
  '</textarea><script>window.__x=1</script>',
  '{{7*7}} {{company}}',
  '<xmp><script>window.__x=1</script>',
  '&lt;script&gt;window.__x=1&lt;/script&gt;',
  "javascript:window.__x=1//'",
  '\u202egnp.exe',
  '<a href=//evil.test>x</a>',
  '</style><style>*{display:none}</style>',
  '</title><script>window.__x=1</script>',
  '${7*7}'
];

let app: RunningApp;
let browser: Browser;
let client: Client;
let links: Link[], chinese: Link[], hostile: Link[], short: Link[];
let used = 0;
const fresh = () => links[used++]!;

beforeAll(async () => {
  [browser, app] = await Promise.all([
    openBrowser(),
    startApp({
      seed: async (inside) => {
        ({ links } = await makeLinks(inside, { count: 60 }));
        ({ links: chinese } = await makeLinks(inside, { count: 10, company: '北辰科技', locale: 'zh-CN' }));
        const company = payloads.join(' ');
        ({ links: hostile } = await makeLinks(inside, { count: 3, company, document: hostileDocument() }));
        ({ links: short } = await makeLinks(inside, { count: 4, document: shortDocument() }));
      }
    })
  ]);
  client = openClient(app.url);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** Every text of the shipped survey followed by a payload, and the customer's name in one of them. */
function hostileDocument(): SurveyDocument {
  let at = 0;
  const text = (node: unknown, key: string): unknown => {
    if (Array.isArray(node)) return node.map((one) => text(one, ''));
    if (node === null || typeof node !== 'object') {
      const written = key === 'en' || key === 'zh-CN';
      return written ? `${String(node)} ${payloads[at++ % payloads.length]}`.slice(0, 190) : node;
    }
    return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, text(value, name)]));
  };
  const document = text({ ...postMergerRelationship, sources: [] }, '') as SurveyDocument;
  const [first] = document.pages[0]!.questions;
  first!.text = { en: 'Dear {{name}}, {{7*7}}', 'zh-CN': '{{name}}' };
  return { ...document, key: 'hostile' };
}

/** Two questions, the second only for those who give a low mark, and both needed. */
function shortDocument(): SurveyDocument {
  const [page] = postMergerRelationship.pages as [SurveyDocument['pages'][number]];
  const recommend = { ...page.questions[0]!, required: true };
  const why = { ...postMergerRelationship.pages[2]!.questions[1]!, required: true };
  const low = { question: 'recommend', op: 'le' as const, value: 6 };
  return {
    ...postMergerRelationship,
    key: 'short',
    pages: [{ ...page, questions: [recommend, { ...why, showIf: low }] }]
  };
}

interface Visit {
  page: Page;
  context: BrowserContext;
  /** What the page said went wrong: errors, refusals of the policy, requests elsewhere. */
  troubles: string[];
}

async function visit(
  path: string,
  options: Parameters<Browser['newContext']>[0] = {},
  act?: (page: Page) => Promise<unknown>
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB', ...options });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (line) => line.type() === 'error' && troubles.push(line.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(app.url) && !request.url().startsWith('data:')) troubles.push(request.url());
  });
  await act?.(page);
  await page.goto(app.url + path);
  return { page, context, troubles };
}
const pick = (page: Page, question: string, value: number | string) =>
  page.locator(`input[name="${question}"][value="${value}"]`).check({ force: true });
const send = (page: Page) => page.locator('[data-next]').click();
const heading = (page: Page) => page.locator('h1').textContent();
const sentOf = async (link: Link) => (await client.get(link.path)).body.includes('We have your answers already');

/** Bytes of a body as it travels. */
function sizeAsSent(url: string, encoding: string): Promise<number> {
  return new Promise((done, failed) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (answer) => {
      let size = answer.headers['content-encoding'] === encoding ? 0 : Infinity;
      answer.on('data', (piece: Buffer) => (size += piece.length));
      answer.on('end', () => done(size));
    }).on('error', failed);
  });
}

describe('answering on a phone', () => {
  for (const javaScriptEnabled of [true, false]) {
    it(`F-32 UX-17 UX-08 from the link to the thank-you page in English, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const link = fresh();
      const { page, context, troubles } = await visit(link.path, { javaScriptEnabled });
      expect(await page.title()).toBe('How is Borealis doing for you?');
      expect(await page.locator('.count:visible').textContent()).toBe('Questions 1 to 3 of 11');
      await pick(page, 'recommend', 9);
      await pick(page, 'ease', 6);
      await send(page);
      await page.waitForURL(/page=dimensions/);
      await pick(page, 'product', 2);
      await pick(page, 'price', 'na');
      await page.locator('.back').click();
      await page.locator('[data-page=overall]').waitFor();
      expect(await page.locator('input[name=recommend]:checked').getAttribute('value')).toBe('9');
      await send(page);
      await page.locator('[data-page=dimensions]').waitFor();
      expect(await page.locator('input[name=product]:checked').getAttribute('value')).toBe('2');
      await send(page);
      await page.locator('[data-page=outlook]').waitFor();
      await page.fill('[name=reason]', payloads.join('\n'));
      expect(await page.locator('[data-next]').textContent()).toBe('Send answers');
      await send(page);
      await page.waitForURL('**/thanks');
      expect(await heading(page)).toBe('Thank you. We have your answers.');
      expect(await page.locator('p.trust').textContent()).toContain('Good to know what works for you. Borealis');
      await page.reload();
      expect(await heading(page)).toBe('Thank you. We have your answers.');
      expect(troubles).toEqual([]);
      expect(await context.cookies()).toEqual([]);
      await context.close();
    });

    it(`UX-12 in Chinese, for a customer of a Chinese company, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const link = chinese.pop()!;
      const { page, context, troubles } = await visit(link.path, { javaScriptEnabled });
      expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
      expect(await heading(page)).toBe('北辰科技让您满意吗？');
      await pick(page, 'recommend', 3);
      await page.locator('.lang button', { hasText: 'English' }).click();
      await page.waitForURL(/lang=en/);
      expect(await heading(page)).toBe('How is 北辰科技 doing for you?');
      expect(await page.locator('input[name=recommend]:checked').getAttribute('value')).toBe('3');
      await page.locator('.lang button', { hasText: '中文' }).click();
      await page.waitForURL(/lang=zh-CN/);
      for (const next of ['dimensions', 'outlook']) {
        await send(page);
        await page.locator(`[data-page=${next}]`).waitFor();
      }
      await page.reload();
      expect(await page.locator('[data-next]').textContent()).toBe('提交答卷');
      await send(page);
      await page.waitForURL('**/thanks');
      expect(await heading(page)).toBe('谢谢您，答案已收到。');
      expect(await page.locator('p.trust').textContent()).toContain('北辰科技会优先查看');
      expect(troubles).toEqual([]);
      await context.close();
    });

    it(`a question that a low mark brings up, and one that is needed, hold the page, ${javaScriptEnabled ? 'with' : 'without'} script`, async () => {
      const { page, context, troubles } = await visit(short.pop()!.path, { javaScriptEnabled });
      expect(await page.locator('.count').textContent()).toBe('');
      await send(page);
      await page.locator('.bad:visible').waitFor();
      expect(await page.locator('.bad:visible').allTextContents()).toEqual(['Please answer this question.']);
      await pick(page, 'recommend', 2);
      if (!javaScriptEnabled) await send(page);
      await page.locator('[name=reason]').waitFor({ state: 'visible' });
      await send(page);
      await page.locator('.bad:visible').waitFor();
      await page.fill('[name=reason]', 'late');
      await send(page);
      await page.waitForURL('**/thanks');
      expect(troubles.filter((line) => !line.includes('422'))).toEqual([]);
      await context.close();
    });
  }

  it('UX-01 UX-04 keyboard alone: arrows move and check, Space checks, Tab leaves; nothing is chosen beforehand', async () => {
    const { page, context } = await visit(fresh().path);
    expect(await page.locator('input:checked').count()).toBe(0);
    await page.locator('input[name=recommend]').first().focus();
    await page.keyboard.press('Space');
    const chosen = () => page.locator('input[name=recommend]:checked').getAttribute('value');
    expect(await chosen()).toBe('0');
    for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowRight');
    expect(await chosen()).toBe('3');
    await page.keyboard.press('ArrowLeft');
    expect(await chosen()).toBe('2');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).not.toBe('recommend');
    await page.keyboard.press('Space');
    for (const next of ['dimensions', 'outlook']) {
      await page.locator('[data-next]').focus();
      await page.keyboard.press('Enter');
      await page.locator(`[data-page=${next}]`).waitFor();
    }
    await page.locator('[data-next]').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/thanks');
    await context.close();
  });

  it('UX-04 at 320 px the eleven columns stand side by side, 24 px wide at least and 48 high, and nothing scrolls sideways', async () => {
    for (const link of [fresh(), chinese.pop()!]) {
      const { page, context } = await visit(link.path, { viewport: { width: 320, height: 640 } });
      const boxes = await page.locator('[data-q=recommend] .row label').evaluateAll((labels) =>
        labels.map((label) => {
          const { x, y, width, height } = label.getBoundingClientRect();
          return { x, y, width, height };
        })
      );
      expect(boxes).toHaveLength(11);
      expect(new Set(boxes.map(({ y }) => y)).size).toBe(1);
      for (const [at, { x, width, height }] of boxes.entries()) {
        expect(width).toBeGreaterThanOrEqual(24);
        expect(height).toBeGreaterThanOrEqual(48);
        if (at > 0) expect(x).toBeGreaterThan(boxes[at - 1]!.x);
      }
      for (const target of await page.locator('button:visible, a:visible, summary:visible, .na:visible').all()) {
        const box = await target.boundingBox();
        if (box && box.width > 1) expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(24);
      }
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320);
      await page.addStyleTag({ content: 'html{font-size:200%}body{font-size:32px}' }).catch(() => undefined);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      await context.close();
    }
  });

  it('UX-01 the names that a screen reader says are those of the golden file', async () => {
    const { page, context } = await visit(fresh().path);
    const names = await page.locator('body').ariaSnapshot();
    const withoutTokens = names.replaceAll(/\/(s|stop)\/[\w-]+/g, '/$1/token');
    await expect(withoutTokens).toMatchFileSnapshot('survey-page.names.txt');
    await context.close();
  });

  it('UX-02 axe finds nothing, on every state, narrow and wide, light and dark', async () => {
    const answered = fresh();
    await client.post(answered.path, { _page: 'outlook', _go: 'next', recommend: '3' });
    const open = fresh();
    const states = [
      [open.path, 390, 'light'],
      [open.path, 320, 'dark'],
      [`${open.path}?page=dimensions`, 1440, 'dark'],
      [`${open.path}?page=outlook&lang=zh-CN`, 320, 'light'],
      [`${open.path}/privacy`, 390, 'dark'],
      [`/stop/${open.stop}`, 390, 'light'],
      [answered.path, 320, 'light'],
      [`${answered.path}/thanks`, 390, 'dark'],
      ['/s/nobody', 320, 'dark'],
      [short[0]!.path, 390, 'light']
    ] as const;
    for (const [path, width, colorScheme] of states) {
      const { page, context } = await visit(path, { viewport: { width, height: 800 }, colorScheme });
      if (path === short[0]!.path) {
        await send(page);
        await page.locator('.bad:visible').waitFor();
      }
      expect(await findings(page), `${path} ${width} ${colorScheme}`).toEqual([]);
      await context.close();
    }
  }, 180_000);
});

describe('what can go wrong on the way', () => {
  it('F-21 double click, Enter and click at once: one response, and the thank-you page', async () => {
    for (const act of ['double', 'both'] as const) {
      const link = fresh();
      const { page, context } = await visit(`${link.path}?page=outlook`);
      await page.fill('[name=reason]', 'once');
      const next = page.locator('[data-next]');
      if (act === 'double') await next.dblclick();
      else
        await next.evaluate((button: HTMLButtonElement) => {
          button.form!.requestSubmit(button);
          button.click();
        });
      await page.waitForURL('**/thanks');
      expect(await sentOf(link)).toBe(true);
      await context.close();
    }
  });

  it('F-21 without script a double click, and going back to send again, still end at thanks', async () => {
    const link = fresh();
    const { page, context } = await visit(`${link.path}?page=outlook`, { javaScriptEnabled: false });
    await page.fill('[name=reason]', 'once');
    await page.locator('[data-next]').dblclick();
    await page.waitForURL('**/thanks');
    await page.goBack();
    expect(await heading(page)).toMatch(/How is Borealis|We have your answers already/);
    if ((await page.locator('[data-next]').count()) > 0) {
      await send(page);
      await page.waitForURL('**/thanks');
    }
    await context.close();
  });

  it('F-21 a link opened in two tabs: the second one, with other answers, is told that the first ones stand', async () => {
    const link = fresh();
    const one = await visit(`${link.path}?page=outlook`);
    const two = await visit(`${link.path}?page=outlook`);
    await one.page.fill('[name=reason]', 'first');
    await two.page.fill('[name=reason]', 'second');
    await send(one.page);
    await one.page.waitForURL('**/thanks');
    await send(two.page);
    await two.page.locator('h1', { hasText: 'We have your answers already.' }).waitFor();
    await one.page.goBack();
    await one.page.locator('h1', { hasText: 'We have your answers already.' }).waitFor();
    for (const { context } of [one, two]) await context.close();
  });

  it('F-22 F-03 answers given while the line is down are kept, survive a reload, and go out once when it is back', async () => {
    const link = fresh();
    const { page, context } = await visit(link.path);
    await context.setOffline(true);
    await pick(page, 'recommend', 7);
    await page.locator('[role=status]', { hasText: 'No connection' }).waitFor();
    await context.setOffline(false);
    await page.locator('[role=status]', { hasText: 'Saved' }).waitFor();
    await page.reload();
    expect(await page.locator('input[name=recommend]:checked').getAttribute('value')).toBe('7');
    for (const next of ['dimensions', 'outlook']) {
      await send(page);
      await page.locator(`[data-page=${next}]`).waitFor();
    }
    await context.setOffline(true);
    await page.fill('[name=reason]', 'typed on a train');
    await send(page);
    await page.locator('[role=status]', { hasText: 'No connection' }).waitFor();
    await context.setOffline(false);
    await page.waitForURL('**/thanks');
    expect(await sentOf(link)).toBe(true);
    await context.close();
  });

  it('UX-10 closed half-way and opened on another device, the survey goes on where it stopped', async () => {
    const link = fresh();
    const first = await visit(link.path);
    await pick(first.page, 'recommend', 4);
    await send(first.page);
    await first.page.locator('[role=status]', { hasText: 'Saved' }).waitFor();
    await first.context.close();
    const { page, context } = await visit(link.path);
    expect(await page.locator('[data-page=dimensions]').isVisible()).toBe(true);
    expect(await page.locator('input[name=recommend]:checked').getAttribute('value')).toBe('4');
    await context.close();
  });

  it('UX-11 the browser’s back button is the page before, with its answers', async () => {
    const { page, context } = await visit(fresh().path);
    await pick(page, 'recommend', 5);
    await send(page);
    await page.locator('[data-page=dimensions]').waitFor();
    await page.goBack();
    await page.locator('[data-page=overall]').waitFor();
    expect(await page.locator('input[name=recommend]:checked').getAttribute('value')).toBe('5');
    await context.close();
  });
});

describe('what the page holds', () => {
  it('UX-17 the first page is at most 12 KB as sent and asks for nothing else', async () => {
    for (const link of [fresh(), chinese.pop()!]) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      const answer = await page.goto(app.url + link.path);
      await page.waitForLoadState('networkidle');
      expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([app.url + link.path]);
      expect((await answer!.request().sizes()).responseBodySize).toBeLessThanOrEqual(12 * 1024);
      expect(await sizeAsSent(app.url + link.path, 'gzip')).toBeLessThanOrEqual(12 * 1024);
      await context.close();
    }
  });

  it('S-40 the source holds no other language, no metric, no id and nothing of the program', async () => {
    const link = fresh();
    for (const path of [link.path, `${link.path}/__data.json`]) {
      const { body } = await client.get(path);
      const source = body.replace(link.stop, '').replace(/name="_key" value="[^"]*"|"key"|"[0-9a-f-]{36}"/g, '');
      expect(source).not.toContain('满意');
      expect(source).not.toMatch(/dim_|"metric"|reversed|Reichheld|sources|Wang Fang|stable|segment":|audience/);
      for (const id of [link.invitationId, link.companyId, link.customerId]) expect(body).not.toContain(id);
      expect(body).not.toContain('Low marks are read first');
    }
  });

  it('S-01 S-04 texts, names and answers that look like markup are shown as they are written', async () => {
    const link = hostile.pop()!;
    const pages = [`${link.path}`, `${link.path}?page=dimensions`, `${link.path}?page=outlook&lang=zh-CN`];
    for (const path of [...pages, `${link.path}/privacy`, `/stop/${link.stop}`]) {
      const { page, context, troubles } = await visit(path);
      expect(await page.evaluate(() => (window as unknown as { __x?: number }).__x)).toBeUndefined();
      expect(await page.locator('body').isVisible()).toBe(true);
      expect(await page.locator('.logo').textContent()).toContain(payloads[0]);
      expect(troubles).toEqual([]);
      await context.close();
    }
    const { page, context, troubles } = await visit(link.path);
    expect(await page.locator('[data-q=recommend] legend').textContent()).toContain('Dear Wang Fang, {{7*7}}');
    await page.goto(`${app.url}${link.path}?page=outlook`);
    const typed = payloads.join('\n');
    await page.fill('[name=reason]', typed);
    await page.locator('[role=status]', { hasText: 'Saved' }).waitFor();
    await page.reload();
    expect(await page.locator('[name=reason]').inputValue()).toBe(typed.replace('\u202e', ''));
    await page.locator('[data-next]').click();
    await page.waitForURL('**/thanks');
    expect(await page.evaluate(() => (window as unknown as { __x?: number }).__x)).toBeUndefined();
    expect(troubles).toEqual([]);
    await context.close();
  });

  it('S-06 a foreign script and an injected one are blocked, our own runs', async () => {
    const { page, context } = await visit(fresh().path);
    const blocked = await page.evaluate(
      () =>
        new Promise<string[]>((done) => {
          const seen: string[] = [];
          document.addEventListener('securitypolicyviolation', (event) => {
            seen.push(event.effectiveDirective);
            if (seen.length === 2) done(seen);
          });
          const inline = document.createElement('script');
          inline.textContent = 'window.__x=1';
          const foreign = document.createElement('script');
          foreign.src = 'https://evil.test/x.js';
          document.body.append(inline, foreign);
        })
    );
    expect(blocked.every((directive) => directive.startsWith('script-src'))).toBe(true);
    expect(await page.evaluate(() => (window as unknown as { __x?: number }).__x)).toBeUndefined();
    const { headers } = await client.get(fresh().path);
    const policy = String(headers['content-security-policy']);
    expect(policy).toMatch(/object-src 'none'.*base-uri 'none'.*form-action 'self'/);
    expect(/script-src ([^;]*)/.exec(policy)![1]).not.toMatch(/unsafe/);
    await context.close();
  });

  it('UX-16 UX-20 trust, privacy and leaving are one tap away', async () => {
    const { page, context } = await visit(fresh().path);
    await page.locator('summary').click();
    expect(await page.locator('dl').isVisible()).toBe(true);
    await page.locator('footer a').first().click();
    expect(await heading(page)).toBe('Privacy');
    await page.locator('footer a').click();
    await page.locator('footer a').last().click();
    expect(await heading(page)).toBe('No more surveys from Borealis?');
    await context.close();
  });
});
