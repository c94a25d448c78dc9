import { chromium } from '@playwright/test';
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const path = process.argv[2] ?? '/overview'; const name = process.argv[3] ?? 'overview';
const combos = (process.argv[4] ?? '1440.en.light,390.en.light,1440.zh-CN.dark').split(',');
const ctx = await browser.newContext(); const p = await ctx.newPage();
await p.goto('http://localhost:4300/login'); 
await p.fill('input[name=email]', 'mara@acme.test'); await p.fill('input[name=password]', 'Plum-orbit-47-lantern'); await p.click('main button[type=submit], form:has(input[name=password]) button'); await p.waitForURL(/overview/);
const state = await ctx.storageState();
for (const c of combos) { const [w, lang, scheme] = c.split('.');
  const cx = await browser.newContext({ storageState: state, viewport: { width: Number(w), height: 900 }, colorScheme: scheme as 'light' });
  await cx.addCookies([{ name: 'language', value: lang!, url: 'http://localhost:4300' }]);
  const page = await cx.newPage(); const errs: string[] = []; page.on('console', (m) => m.type() === 'error' && errs.push(m.text())); page.on('pageerror', (e) => errs.push(String(e)));
  const t = Date.now(); const r = await page.goto('http://localhost:4300' + path); const ms = Date.now() - t;
  await page.screenshot({ path: `/tmp/rl/${name}.${c}.png`, fullPage: true });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  console.log(c, r!.status(), ms, 'overflow', over, errs.slice(0, 3)); await cx.close(); }
await browser.close();
