import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderRunReport } from '../../src/report/runReport.ts';
import { DARK, LIGHT, type Theme } from '../../src/report/theme.ts';
import type { RunResult } from '../../src/results/model.ts';
import { sampleRun } from '../support/runResult.ts';
import { chromiumPath, launchChromium, openPage } from './chromium.ts';

const HOSTILE = `</script><img src=x onerror="document.title='broken'">`;

describe.skipIf(chromiumPath === undefined)('a report in Chromium (skipped where none is installed)', () => {
  let folder: string;
  let browser: Browser;
  const run = sampleRun();
  const files: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-'));
    browser = await launchChromium();
    const small = sampleRun({ sessions: 40, contract: HOSTILE, datasetName: HOSTILE });
    const hostile: RunResult = {
      ...small,
      summary: { ...small.summary, verdict: HOSTILE, assumptions: [HOSTILE] },
    };
    const pages: Record<string, string> = {
      run: renderRunReport(run),
      hostile: renderRunReport(hostile),
    };
    for (const [name, text] of Object.entries(pages)) {
      files[name] = join(folder, `${name}.html`);
      await writeFile(files[name], text);
    }
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true });
  });

  test('hostile strings are shown as text, and run nothing', async () => {
    const { page } = await openPage(browser, files['hostile']!);
    expect(await page.title()).not.toBe('broken');
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('.verdict').textContent()).toBe(HOSTILE);
    expect(await page.locator('#trades-table tbody tr').first().textContent()).toContain(HOSTILE);
    await page.close();
  });

  test('the policy refuses what is not the page\u2019s own: scripts, evaluation, addresses', async () => {
    const { page, complaints } = await openPage(browser, files['run']!);
    expect(await page.evaluate('inPage.intrude()')).toEqual({
      hasRunInline: false,
      hasEvaluated: false,
      hasFetched: false,
    });
    const said = complaints.join('\n');
    expect(said).toContain('policy violated: script-src-elem inline');
    expect(said).toContain('policy violated: script-src eval');
    expect(said).toContain("Connecting to 'http://127.0.0.1:9/' violates");
    await page.close();
  });

  test('trades are sorted, filtered, turned over and drawn by keyboard alone', async () => {
    const { page, complaints } = await openPage(browser, files['run']!);
    const cells = (column: number): Promise<string[]> =>
      page.locator(`#trades-table tbody tr > :nth-child(${column})`).allTextContents();
    const nets = [...run.trades].sort((a, b) => a.netMilli - b.netMilli || a.id - b.id);
    await page.locator('th[data-column="net"] button').focus();
    await page.keyboard.press('Enter');
    expect((await cells(1)).slice(0, 3)).toEqual(nets.slice(0, 3).map((trade) => String(trade.id)));
    expect(await page.locator('th[data-column="net"]').getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    expect((await cells(1))[0]).toBe(String(nets.at(-1)!.id));

    await page.locator('select[name="reason"]').selectOption('target');
    const targets = run.trades.filter((trade) => trade.exitReason === 'target');
    expect(await page.locator('#trades-words').textContent()).toContain(`of ${targets.length} trades`);
    expect(new Set(await cells(9))).toEqual(new Set(['target']));
    await page.locator('select[name="reason"]').selectOption('');
    await page.locator('#trades-after').click();
    expect(await page.locator('#trades-words').textContent()).toMatch(/^51 to 100 of/);

    const before = await page.locator('#trade-title').textContent();
    const row = page.locator('#trades-table tbody tr').nth(2);
    const id = await row.locator('th').textContent();
    await row.locator('button').focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('#trade-title').textContent()).not.toBe(before);
    expect(await page.locator('#trade-title').textContent()).toMatch(new RegExp(`^Trade ${id}:`));
    expect(await page.locator('#trades-table tr[aria-current="true"] th').textContent()).toBe(id);
    const trade = run.trades.find((each) => String(each.id) === id)!;
    const bars = run.tradeBars.find((each) => each.trade === trade.id)!;
    expect(await page.locator('#trade-volume svg .mark-rect path').count()).toBe(bars.time.length);
    await page.locator('#trade-after').click();
    expect(await page.locator('#trade-title').textContent()).not.toMatch(new RegExp(`^Trade ${id}:`));
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a change of the scheme and printing draw the charts in other colours', async () => {
    const { page } = await openPage(browser, files['run']!, { colorScheme: 'light' });
    await drawnIn(page, LIGHT);
    await page.emulateMedia({ colorScheme: 'dark' });
    await drawnIn(page, DARK);
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await drawnIn(page, LIGHT);
    await page.evaluate("window.dispatchEvent(new Event('afterprint'))");
    await drawnIn(page, DARK);
    await page.close();
  });

  test('words beside the pointer are text', async () => {
    const { page } = await openPage(browser, files['run']!);
    await page.locator('#exit-reasons svg .mark-symbol path').first().hover();
    expect(await page.locator('.tooltip').textContent()).toMatch(/target/);
    await page.close();
  });
});

/** Waits until the charts have the colours of a theme; a change of the scheme is told to the page after the fact. */
async function drawnIn(page: Page, theme: Theme): Promise<void> {
  await page
    .locator(`#equity-curve .mark-line path[stroke="${theme.accent}"]`)
    .waitFor({ state: 'attached' });
}
