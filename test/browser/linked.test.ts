import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderRunReport } from '../../src/report/runReport.ts';
import { wilsonInterval } from '../../src/stats/rates.ts';
import { sampleRun } from '../support/runResult.ts';
import { chromiumPath, launchChromium, openPage } from './chromium.ts';

const run = sampleRun();

describe.skipIf(chromiumPath === undefined)(
  'linked charts in Chromium (skipped where none is installed)',
  () => {
    let folder: string;
    let browser: Browser;
    let file: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'linked-'));
      file = join(folder, 'run.html');
      await writeFile(file, renderRunReport(run));
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true });
    });

    const words = async (page: Page): Promise<string> =>
      (await page.locator('#selection-words').textContent()) ?? '';
    /** Marks of what is selected in a chart: hollow diamonds are the second group of symbols. */
    const followed = (page: Page, id: string): Promise<number> =>
      page.locator(`#${id} svg .mark-symbol`).last().locator('path').count();

    test('a click on a group selects its trades in the list and in every other chart, in words with n and interval', async () => {
      const { page, complaints } = await openPage(browser, file);
      await page.locator('#exit-reasons svg .mark-symbol path').nth(1).click();
      const stops = run.trades.filter((trade) => trade.exitReason === 'stop');
      const won = stops.filter((trade) => trade.netMilli > 0).length;
      const { low, high } = wilsonInterval(won, stops.length, 0.95);
      const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;
      expect(await words(page)).toContain(
        `Selected (exit by stop): n = ${stops.length} of ${run.trades.length} trades, ${won} won: ${percent(won / stops.length)}, 95% interval ${percent(low)} to ${percent(high)}`,
      );
      expect(await page.locator('select[name="reason"]').inputValue()).toBe('stop');
      expect(await page.locator('#trades-words').textContent()).toContain(`of ${stops.length} trades`);
      const sides = new Set(stops.map((trade) => trade.direction)).size;
      await expect.poll(() => followed(page, 'by-side')).toBe(sides);
      expect(await page.locator('#selection').isVisible()).toBe(true);
      await page.locator('#selection-clear').click();
      expect(await page.locator('#selection').isVisible()).toBe(false);
      expect(await page.locator('#trades-words').textContent()).toContain(`of ${run.trades.length} trades`);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('a span drawn over the equity curve selects its trades, and goes when the selection does', async () => {
      const { page, complaints } = await openPage(browser, file);
      const plot = page.locator('#equity-curve');
      await plot.scrollIntoViewIfNeeded();
      const { x, y, width } = (await plot.boundingBox())!;
      await page.mouse.move(x + width * 0.4, y + 90);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.5, y + 90, { steps: 4 });
      await page.mouse.move(x + width * 0.6, y + 90, { steps: 4 });
      await page.mouse.up();
      await expect.poll(() => words(page)).toMatch(/^Selected \(2025-\d\d-\d\d to 2025-\d\d-\d\d\)/);
      const [, from = '', to = ''] = /\(([\d-]+) to ([\d-]+)\)/.exec(await words(page))!;
      const inside = run.trades.filter(({ tradeDate }) => tradeDate > from && tradeDate <= to).length;
      expect(await words(page)).toContain(`n = ${inside} of`);
      expect(inside).toBeGreaterThan(5);
      const isBrushed = (): Promise<number> =>
        page.locator('#equity-curve g[class*="brush_brush"] path').count();
      expect(await isBrushed()).toBeGreaterThan(0);
      const lines = page.locator('#equity-curve .mark-line path');
      await expect.poll(() => lines.count()).toBe(2);
      await page.keyboard.press('Escape');
      expect(await words(page)).toBe('');
      await expect.poll(() => lines.last().getAttribute('d')).not.toBe('');
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('all of it is done by keyboard: buttons for every mark, several of one chart, charts together, and back', async () => {
      const { page, complaints } = await openPage(browser, file);
      await page.locator('#by-hour-choices summary').focus();
      await page.keyboard.press('Enter');
      const buttons = page.locator('#by-hour-choices button');
      const hours = await buttons.allTextContents();
      expect(hours.length).toBeGreaterThan(4);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Space');
      expect(await buttons.nth(1).getAttribute('aria-pressed')).toBe('true');
      expect(await words(page)).toContain(`hour ${hours[0]}, ${hours[1]}`);
      // Several values are chosen: the list of one value names none.
      expect(await page.evaluate('document.querySelector(`select[name="hour"]`).selectedIndex')).toBe(-1);
      await page.locator('select[name="side"]').selectOption('long');
      expect(await words(page)).toContain('; side long)');
      const hourOf = (time: number): string =>
        new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: 'America/New_York' }).format(time);
      const wanted = run.trades.filter(
        (trade) => trade.direction === 1 && hours.slice(0, 2).includes(`${hourOf(trade.signalTime)}h`),
      );
      expect(await words(page)).toContain(`n = ${wanted.length} of`);
      await page.locator('#r-multiples-choices summary').press('Enter');
      await page.locator('#r-multiples-choices button').first().press('Enter');
      expect(await words(page)).toMatch(/; \u22121\.\d\d to \u2212\d\.\d\d R\)/);
      await page.locator('#equity-curve-choices summary').press('Enter');
      await page.locator('#equity-curve-choices button').first().press('Enter');
      expect(await words(page)).toContain('; 2025-01)');
      await page.keyboard.press('Escape');
      expect(await page.locator('[aria-pressed="true"]').count()).toBe(0);
      expect(complaints).toEqual([]);
      await page.close();
    });

    test('a selection outlives a change of the scheme', async () => {
      const { page, complaints } = await openPage(browser, file);
      await page.locator('select[name="side"]').selectOption('long');
      const before = await words(page);
      await expect.poll(() => followed(page, 'exit-reasons')).toBeGreaterThan(1);
      const count = await followed(page, 'exit-reasons');
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(() => followed(page, 'exit-reasons')).toBe(count);
      expect(await words(page)).toBe(before);
      expect(complaints).toEqual([]);
      await page.close();
    });
  },
);
