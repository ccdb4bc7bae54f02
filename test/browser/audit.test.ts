import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderAuditReport } from '../../src/report/audit/auditReport.ts';
import { sampleAudit } from '../support/auditResult.ts';
import { chromiumPath, launchChromium, openPage } from './chromium.ts';

describe.skipIf(chromiumPath === undefined)(
  'the report of an audit in Chromium (skipped where none is installed)',
  () => {
    let folder: string;
    let browser: Browser;
    let file: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'audit-'));
      file = join(folder, 'audit.html');
      await writeFile(file, renderAuditReport(sampleAudit()));
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true });
    });

    test.each([
      [390, 'dark'],
      [1280, 'light'],
    ] as const)(
      'draws every chart, asks for nothing and fits at %i pixels, %s',
      async (width, colorScheme) => {
        const { page, complaints, requests } = await openPage(browser, file, { width, colorScheme });
        expect(complaints).toEqual([]);
        expect(requests).toEqual([]);
        expect(await page.evaluate('inPage.emptyPlots()')).toEqual([]);
        expect(await page.evaluate('inPage.overflow()')).toBeLessThanOrEqual(0);
        expect(await page.evaluate('inPage.faintTexts()')).toEqual([]);
        await page.close();
      },
    );

    test('draws the trade that is chosen, from the list or one after the other', async () => {
      const { page } = await openPage(browser, file);
      const title = page.locator('#audit-trade-title');
      const story = page.locator('#audit-trade-story');
      expect(await title.textContent()).toBe('Trade 1, 2024-06-04');
      expect(await story.textContent()).toBe(
        'In at 11:40 on ESM4 at 5300.25, before the 15 minutes that justify it (shaded) are over; out at 11:48 on ESU4 at 5355.50 by profit target: +0.800%. It is gone when one of these is mended: contract-mixing, early-entry.',
      );
      const shown = (): Promise<string> => page.locator('#audit-trade').innerHTML();
      const first = await shown();
      expect(await page.locator('#audit-trade-before').isDisabled()).toBe(true);
      await page.click('#audit-trade-after');
      expect(await title.textContent()).toBe('Trade 2, 2024-06-04');
      expect(await page.locator('#audit-trade-after').isDisabled()).toBe(true);
      expect(await shown()).not.toBe(first);
      await page.click('#audit-trades summary');
      await page.click('button[data-trade="1"]');
      expect(await title.textContent()).toBe('Trade 1, 2024-06-04');
      await page.close();
    });
  },
);
