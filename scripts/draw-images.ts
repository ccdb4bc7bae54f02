/**
 * Draws the pictures of the reports in `docs/images`: `npm run images`. It runs the main job on the embedded year, and a stress
 * test on the one with a planted edge, into a temporary folder, and takes what a reader sees of their pages, at the width of a desktop and of a phone, light
 * and dark. (The pictures of the status page are of a moment of a live session, and are taken by hand.)
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium, openPage } from '../test/browser/chromium.ts';

const TARGET = 'docs/images';
const SCREENS = [
  { screen: 'desktop', width: 1280, height: 1000 },
  { screen: 'phone', width: 390, height: 844 },
] as const;
const SCHEMES = ['light', 'dark'] as const;

interface Picture {
  readonly name: string;
  /** How the file of its page begins. */
  readonly page: string;
  /** Id of the section at the top of the picture; the first screen without one. */
  readonly section?: string;
}

const PICTURES: readonly Picture[] = [
  { name: 'run', page: 'v6-' },
  { name: 'trade', page: 'v6-', section: 'trades' },
  { name: 'audit', page: 'audit-' },
  { name: 'orders', page: 'audit-', section: 'orders' },
  { name: 'defects', page: 'audit-', section: 'defects' },
  { name: 'surface', page: 'stress-', section: 'surface' },
  { name: 'verify', page: 'verify-' },
];

async function draw(browser: Browser, folder: string, { name, page, section }: Picture): Promise<void> {
  const file = readdirSync(folder).find((each) => each.startsWith(page) && each.endsWith('.html'))!;
  for (const { screen, width, height } of SCREENS) {
    for (const colorScheme of SCHEMES) {
      const opened = await openPage(browser, join(folder, file), { width, colorScheme });
      await opened.page.setViewportSize({ width, height });
      if (section !== undefined) {
        const locator = opened.page.locator(`#${section}`);
        await locator.evaluate((element) => element.scrollIntoView({ behavior: 'instant' }));
      }
      await opened.page.screenshot({ path: join(TARGET, `${name}-${screen}-${colorScheme}.png`) });
      await opened.page.close();
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tapebench-images-'));
const browser = await launchChromium();
try {
  for (const words of [['start'], ['stress', 'v6', '--data', 'synthetic-es-edge', '--slippages', '0:24:2']]) {
    execFileSync(process.execPath, ['src/cli/main.ts', ...words, '--out', folder], { stdio: 'ignore' });
  }
  for (const picture of PICTURES) await draw(browser, folder, picture);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}
