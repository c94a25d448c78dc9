/** The one way tests ask axe: what it finds, and nothing of what it was content with, which takes most of its time to put together. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

/** A part of the page to look at (`include`), or one to leave out. */
export interface Part {
  include?: string;
  exclude?: string;
}

/** What axe finds on the page as it is, each rule with the first place that breaks it. */
export function findings(page: Page, part: Part = {}): Promise<string[]> {
  return ask(page, part, []);
}

/** The same in both themes: only colours change in the dark, so only they are looked at again. Leaves the page in the light. */
export async function findingsInBothThemes(page: Page, part: Part = {}): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ask(page, part, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...(await ask(page, part, [])), ...dark.map((one) => `dark ${one}`)];
}

async function ask(page: Page, { include, exclude }: Part, rules: string[]): Promise<string[]> {
  // The mode without a page of its own for each question; it differs only in how it hears of frames of other sites.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true);
  if (include !== undefined) axe.include(include);
  if (exclude !== undefined) axe.exclude(exclude);
  const { violations } = await (rules.length > 0 ? axe.withRules(rules) : axe).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}
