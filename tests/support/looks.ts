/**
 * What a page looks like as text that can be kept and compared: where the boxes of its layout stand, in steps of 4 px and without
 * what only the width and height of words decide, so that another version of a font changes nothing and a broken layout does; and
 * a coarse picture of it in shades, for machines whose fonts are those it was taken with.
 */
import type { Page } from '@playwright/test';

/** Parts whose sides the layout decides, not the words in them. */
const parts = [
  '.wrap, main, header.top, form#survey, section[data-page], .page, fieldset, .q, .item, .row, .row > label, .ends',
  'textarea, input.line, select.line, .send, [data-next], footer, details, .look, .bad, img, .row svg'
].join(', ');

/** The boxes of the page, one a line: what it is, its left edge and width, and the height of what is tapped. */
export function boxesOf(page: Page): Promise<string[]> {
  return page.evaluate((selector) => {
    const step = (length: number) => Math.round(length / 4) * 4;
    const lines: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>(selector)) {
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || !element.checkVisibility()) continue;
      const control = element.matches('.row > label, select, input, [data-next], img, svg');
      const inline = element.matches('[data-next]');
      const name = element.tagName.toLowerCase() + [...element.classList].map((one) => `.${one}`).join('');
      const sides = inline ? '' : ` ${step(box.x)}+${step(box.width)}`;
      lines.push(`${name}${sides}${control ? ` ${step(box.height)} high` : ''}`);
    }
    // The same line many times over is said once, with how often.
    const told: string[] = [];
    for (let at = 0, many = 1; at < lines.length; at += many) {
      for (many = 1; lines[at + many] === lines[at];) many += 1;
      told.push(many > 1 ? `${many} x ${lines[at]}` : lines[at]!);
    }
    return told;
  }, parts);
}

/** What is wrong with a layout in any font: boxes that lie over each other, stick out, or cut their words off. */
export function faultsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && element.checkVisibility() && !element.closest('.vh');
    };
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()}.${element.className} ${element.textContent?.trim().slice(0, 30)}`;
    const faults: string[] = [];
    const wide = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > wide)
      faults.push(`scrolls sideways: ${document.documentElement.scrollWidth}`);
    for (const element of document.querySelectorAll<HTMLElement>('body *')) {
      if (!shown(element) || element.matches('svg *')) continue;
      const { left, right } = element.getBoundingClientRect();
      if (left < -1 || right > wide + 1) faults.push(`sticks out: ${name(element)}`);
      const { overflowX } = getComputedStyle(element);
      if (overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1)
        faults.push(`cut off: ${name(element)}`);
    }
    const blocks = [
      ...document.querySelectorAll(
        '.q, .q .row, .na, .ends, .send, footer, h1, .trust, textarea, .bad, .legend, legend'
      )
    ].filter(shown);
    for (const [at, one] of blocks.entries())
      for (const other of blocks.slice(at + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
        const over = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const under = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (over > 2 && under > 2) faults.push(`over each other: ${name(one)} | ${name(other)}`);
      }
    return faults;
  });
}

/** How wide the fonts of this machine write the three scripts: the same only where the fonts are the same. */
export function fontsOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d')!;
    return ['How likely are you?', '您有多大可能？', 'ما مدى رضاك؟']
      .map((text) => {
        context.font = `16px ${getComputedStyle(document.body).fontFamily}`;
        return context.measureText(text).width.toFixed(2);
      })
      .join(' ');
  });
}

const columns = 16;

/** The picture in shades of sixteen, a hexadecimal digit a cell, one line a row of cells. */
export async function shadesOf(page: Page, canvas: Page): Promise<string> {
  const picture = await page.screenshot({ fullPage: true, animations: 'disabled', caret: 'hide' });
  return canvas.evaluate(
    async ({ data, columns }) => {
      const image = new Image();
      image.src = data;
      await image.decode();
      const rows = Math.round((image.height / image.width) * columns);
      const small = document.createElement('canvas');
      [small.width, small.height] = [columns, rows];
      const context = small.getContext('2d')!;
      context.imageSmoothingQuality = 'high';
      context.drawImage(image, 0, 0, columns, rows);
      const { data: pixels } = context.getImageData(0, 0, columns, rows);
      const lines: string[] = [];
      for (let row = 0; row < rows; row += 1) {
        let line = '';
        for (let column = 0; column < columns; column += 1) {
          const at = (row * columns + column) * 4;
          const light = 0.2126 * pixels[at]! + 0.7152 * pixels[at + 1]! + 0.0722 * pixels[at + 2]!;
          line += Math.min(15, Math.round(light / 17)).toString(16);
        }
        lines.push(line);
      }
      return lines.join('\n');
    },
    { data: `data:image/png;base64,${picture.toString('base64')}`, columns }
  );
}

/** How far two pictures are apart: the share of cells that differ by more than two shades; 1 where they differ in size by more than two rows. */
export function apart(one: string, other: string): number {
  const [a, b] = [one.split('\n'), other.split('\n')];
  if (Math.abs(a.length - b.length) > 2) return 1;
  let [cells, differ] = [0, 0];
  for (let row = 0; row < Math.min(a.length, b.length); row += 1)
    for (let column = 0; column < columns; column += 1) {
      cells += 1;
      const gap = Math.abs(parseInt(a[row]![column]!, 16) - parseInt(b[row]![column]!, 16));
      if (gap > 2) differ += 1;
    }
  return differ / cells;
}
