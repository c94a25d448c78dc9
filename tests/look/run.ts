/**
 * npm run look [-- pattern…]: draws every page at 390 and 1440 px, in English and Chinese, light and dark, into look/, with one
 * contact sheet. A pattern is matched with names such as `alerts.390.zh-CN.dark`. The world is kept in look/world for the next
 * run; --fresh makes it anew. Ends with 1 when a page fails, logs an error, scrolls sideways or is on no list.
 */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import { type RunningApp, startApp } from '../support/app.ts';
import { findBrowser } from '../support/browser-setup.ts';
import { pagePaths } from '../support/routes.ts';
import { type Shot, shotsOf } from './pages.ts';
import { fillWorld, type Places } from './world.ts';

const widths = [390, 1440];
const languages = ['en', 'zh-CN'];
const schemes = ['light', 'dark'] as const;

const out = resolve('look');
const world = join(out, 'world');
const say = (line: string) => process.stdout.write(`${line}\n`);
const [flags, patterns] = [true, false].map((flag) =>
  process.argv.slice(2).filter((one) => one.startsWith('--') === flag)
);
const wanted = (name: string) => patterns!.length === 0 || patterns!.some((one) => new RegExp(one).test(name));
const problems = new Set<string>();
const reached = new Set<string>();
const files: string[] = [];

const executablePath = findBrowser();
if (executablePath === null) throw new Error('no Chromium found: set CHROMIUM_PATH');
if (flags!.includes('--fresh')) await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const file of await readdir(out)) if (file.endsWith('.png')) await rm(join(out, file));

const full = await startFull();
const empty = await startApp({ databaseUrl: null });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  await shootAll();
  await contactSheet();
} finally {
  await browser.close();
  await empty.stop();
  await full.app.stop({ keep: true });
}
if (patterns!.length === 0) for (const path of unseen()) problems.add(`no picture of ${path}`);
say(`${files.length} pictures and contact-sheet.png in ${out}`);
for (const problem of problems) say(`! ${problem}`);
process.exitCode = problems.size > 0 ? 1 : 0;

async function startFull(): Promise<{ app: RunningApp; places: Places }> {
  const list = join(world, 'places.json');
  if (existsSync(list)) {
    const places = JSON.parse(await readFile(list, 'utf8')) as Places;
    return { app: await startApp({ dataDir: world, databaseUrl: null }), places };
  }
  await rm(world, { recursive: true, force: true });
  let places: Places | undefined;
  const app = await startApp({
    dataDir: world,
    databaseUrl: null,
    seed: async (app) => void (places = await fillWorld(app, say))
  });
  await writeFile(list, JSON.stringify(places, null, 2));
  return { app, places: places! };
}

/** Draws a variant after the other; the empty installation gets its first person only when its first page is drawn. */
async function shootAll(): Promise<void> {
  const shots = shotsOf(full.places, new URL(await empty.firstLink()).pathname);
  const first = shots.filter(({ name }) => name === 'first-run');
  const states: Record<string, Awaited<ReturnType<BrowserContext['storageState']>> | undefined> = {};
  await eachVariant(async (open, variant) => {
    for (const shot of first) await shoot(await open(undefined), shot, variant);
  });
  await empty.firstAdmin({ email: full.places.admin.email, password: full.places.admin.password });
  states.admin = await logIn(full.app.url, full.places.admin);
  states.nobody = await logIn(full.app.url, full.places.nobody);
  states.owner = await logIn(empty.url, full.places.admin);
  await eachVariant(async (open, variant) => {
    for (const as of ['guest', 'owner', 'nobody', 'admin'] as const) {
      const context = await open(states[as]);
      for (const shot of shots) if (shot.as === as && !first.includes(shot)) await shoot(context, shot, variant);
      await context.close();
    }
  });
}

type Open = (state: Awaited<ReturnType<BrowserContext['storageState']>> | undefined) => Promise<BrowserContext>;

async function eachVariant(draw: (open: Open, variant: string) => Promise<void>): Promise<void> {
  for (const width of widths)
    for (const language of languages)
      for (const colorScheme of schemes) {
        const open: Open = async (storageState) => {
          const context = await browser.newContext({
            viewport: { width, height: width === 390 ? 844 : 900 },
            locale: language,
            colorScheme,
            storageState: storageState ?? { cookies: [], origins: [] },
            reducedMotion: 'reduce'
          });
          context.setDefaultTimeout(10_000);
          await context.addCookies([{ name: 'language', value: language, domain: 'localhost', path: '/' }]);
          return context;
        };
        await draw(open, `${width}.${language}.${colorScheme}`);
      }
}

async function logIn(url: string, person: Places['admin']) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/login`);
  await page.fill('[name=email]', person.email);
  await page.fill('[name=password]', person.password);
  await Promise.all([page.waitForURL((at) => at.pathname !== '/login'), page.click('main button')]);
  const state = await context.storageState();
  await context.close();
  return state;
}

async function shoot(context: BrowserContext, shot: Shot, variant: string): Promise<void> {
  const name = `${shot.name}.${variant}`;
  if (!wanted(name)) return;
  const complain = (text: string) => problems.add(`${name}: ${text}`);
  const page = await context.newPage();
  page.on('pageerror', (error) => complain(error.message));
  page.on('console', (line) => {
    // A browser says of every page that it came with an error status; those are asked for.
    if (line.type() === 'error' && !line.text().includes('responded with a status of')) complain(line.text());
  });
  try {
    await open(page, shot, variant, complain);
    await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
    files.push(`${name}.png`);
    reached.add(new URL(page.url()).pathname);
    const overflow = await page.evaluate<number>(
      'document.documentElement.scrollWidth - document.documentElement.clientWidth'
    );
    if (overflow > 0) complain(`scrolls ${overflow} px sideways`);
  } catch (error) {
    complain((error as Error).message.split('\n')[0]!);
  }
  await page.close();
}

async function open(page: Page, shot: Shot, variant: string, complain: (text: string) => void): Promise<void> {
  const origin = shot.as === 'owner' || shot.name === 'first-run' ? empty.url : full.app.url;
  const path = shot.path.replace('{language}', variant.split('.')[1]!);
  const answer = await page.goto(origin + path, { waitUntil: 'load' });
  if (answer?.status() !== (shot.status ?? 200)) complain(`status ${answer?.status()}`);
  if (shot.follow) {
    const links = await page.$$eval('main a[href]', (found) => found.map((one) => one.getAttribute('href') ?? ''));
    const found = links.filter((href) => shot.follow!.test(href));
    const link = shot.last ? found.at(-1) : found[0];
    if (link === undefined) complain(`no link to follow on ${shot.path}`);
    else await page.goto(origin + link, { waitUntil: 'load' });
  }
  await shot.then?.(page);
}

/** Pages of src/routes that no picture shows. */
function unseen(): string[] {
  return pagePaths().filter((path) => {
    const pattern = new RegExp(`^${path.replaceAll(/\[\w+\]/g, '[^/]+')}$`);
    return ![...reached].some((one) => pattern.test(one));
  });
}

async function contactSheet(): Promise<void> {
  const figures = files.map(
    (file) => `<figure><div><img src="${file}"></div><figcaption>${file.replace('.png', '')}</figcaption></figure>`
  );
  const html = `<!doctype html><style>body{margin:12px;font:11px sans-serif;background:#888;display:grid;grid-template-columns:repeat(8,1fr);gap:10px}
    figure{margin:0}div{height:260px;overflow:hidden;background:#fff}img{width:100%;display:block}</style>${figures.join('')}`;
  await writeFile(join(out, 'contact-sheet.html'), html);
  const page = await browser.newPage({ viewport: { width: 1900, height: 1000 } });
  await page.goto(`file://${join(out, 'contact-sheet.html')}`, { waitUntil: 'load' });
  await page.screenshot({ path: join(out, 'contact-sheet.png'), fullPage: true });
  await page.close();
}
