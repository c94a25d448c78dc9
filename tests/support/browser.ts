import { type Browser, chromium } from '@playwright/test';
import { inject } from 'vitest';

/** The Chromium that the set-up found. Close it in afterAll. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: inject('browser'), args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}
