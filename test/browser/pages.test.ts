import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderIndex } from '../../src/report/catalogue/indexPage.ts';
import { renderComparison } from '../../src/report/comparison.ts';
import { renderDayReport } from '../../src/report/day/dayReport.ts';
import { renderRunReport } from '../../src/report/runReport.ts';
import { renderStressReport } from '../../src/report/stressReport.ts';
import { renderSweepReport } from '../../src/report/sweep/sweepReport.ts';
import { renderVerifyReport } from '../../src/report/verify/verifyReport.ts';
import { sampleCatalogue } from '../support/catalogue.ts';
import { sampleDay } from '../support/liveDay.ts';
import { sampleRun } from '../support/runResult.ts';
import { sampleStress } from '../support/stressResult.ts';
import { sampleSweep } from '../support/sweepResult.ts';
import { sampleVerification } from '../support/verifyResult.ts';
import { chromiumPath, launchChromium, openPage } from './chromium.ts';

const WIDTHS = [360, 768, 1280];
const HOSTILE = `</script><img src=x onerror="document.title='broken'">`;

/** Pages by name; those named hostile carry markup wherever a name or a sentence comes from elsewhere. */
async function pages(): Promise<Record<string, string>> {
  const year = sampleRun();
  const hostileRun = sampleRun({ sessions: 40, seed: 4, contract: HOSTILE, datasetName: HOSTILE });
  const stressOf = (stress: ReturnType<typeof sampleStress>): string =>
    renderStressReport(stress.run, stress.grid, { command: stress.command, figures: stress });
  const sweep = sampleSweep(HOSTILE);
  const claims = await sampleVerification(year);
  const catalogue = await sampleCatalogue(HOSTILE);
  const linkOf = ({ kind, id }: { readonly kind: string; readonly id: string }): string =>
    `${kind}-${id}.html`;
  return {
    run: renderRunReport(year),
    'run hostile': renderRunReport({
      ...hostileRun,
      summary: { ...hostileRun.summary, verdict: HOSTILE, assumptions: [HOSTILE] },
    }),
    'run without bars': renderRunReport(sampleRun({ sessions: 40, hasTradeBars: false })),
    'run without trades': renderRunReport(sampleRun({ sessions: 0 })),
    stress: stressOf(sampleStress({ sessions: 40 })),
    'stress hostile': stressOf({ ...sampleStress({ sessions: 40, datasetName: HOSTILE }), command: HOSTILE }),
    sweep: renderSweepReport(sampleSweep()),
    'sweep hostile': renderSweepReport({
      ...sweep,
      because: HOSTILE,
      notes: [HOSTILE],
      axes: sweep.axes.map((axis) => ({ ...axis, about: HOSTILE })),
    }),
    verification: renderVerifyReport(claims),
    'verification hostile': renderVerifyReport({
      ...claims,
      ledger: HOSTILE,
      about: HOSTILE,
      summary: HOSTILE,
      claims: claims.claims.map((each) => ({ ...each, because: HOSTILE, flips: [HOSTILE] })),
    }),
    comparison: renderComparison(year, sampleRun({ seed: 2 })),
    'comparison hostile': renderComparison(
      hostileRun,
      sampleRun({ sessions: 40, seed: 5, contract: HOSTILE }),
    ),
    'live day': renderDayReport(sampleDay(year)),
    'live day hostile': renderDayReport({
      ...sampleDay(hostileRun),
      session: HOSTILE,
      source: HOSTILE,
      halts: [HOSTILE],
      executed: { rows: [{ name: HOSTILE, day: HOSTILE, week: '1', all: '2' }], notes: [HOSTILE] },
    }),
    'live day without trades': renderDayReport(sampleDay(sampleRun({ sessions: 0 }))),
    index: renderIndex(catalogue.entries, catalogue.runs, { linkOf, comparisons: [] }),
    'index of nothing': renderIndex([], [], { linkOf }),
  };
}

const texts = chromiumPath === undefined ? {} : await pages();

describe.skipIf(chromiumPath === undefined)(
  'every page in Chromium (skipped where none is installed)',
  () => {
    let folder: string;
    let browser: Browser;
    const fileOf = (name: string): string => join(folder, `${name.replaceAll(' ', '-')}.html`);

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'pages-'));
      for (const [name, text] of Object.entries(texts)) await writeFile(fileOf(name), text);
      browser = await launchChromium();
    });
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true });
    });

    test.each(Object.keys(texts))(
      '%s: draws every chart, asks for nothing, breaks no policy, fits at three widths and on paper, and can be read in both schemes',
      async (name) => {
        const { page, complaints, requests } = await openPage(browser, fileOf(name));
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.evaluate('inPage.settled()');
          for (const width of WIDTHS) {
            const where = `${name} at ${width} pixels, ${colorScheme}`;
            await page.setViewportSize({ width, height: 900 });
            expect(await page.evaluate('inPage.emptyPlots()'), where).toEqual([]);
            expect(await page.evaluate('inPage.overflow()'), where).toBeLessThanOrEqual(0);
          }
          expect(await page.evaluate('inPage.faintTexts()'), `${name}, ${colorScheme}`).toEqual([]);
        }
        expect(complaints).toEqual([]);
        expect(requests).toEqual([]);
        expect(await page.title()).not.toBe('broken');
        expect(await page.locator('img').count()).toBe(0);
        await page.close();
      },
    );

    test('the index is filtered by keyboard, and says how much is shown', async () => {
      const { page } = await openPage(browser, fileOf('index'));
      const shown = (): Promise<number> => page.locator('#entries > li:visible').count();
      const all = await shown();
      await page.locator('#entry-filters select[name="kind"]').focus();
      await page.keyboard.type('aud');
      expect(await shown()).toBe(1);
      expect(await page.locator('#entries-words').textContent()).toBe(`1 of ${all} are shown.`);
      await page.locator('#entry-filters button').press('Enter');
      await expect.poll(shown).toBe(all);
      await page.locator('#entry-filters select[name="dataset"]').selectOption(HOSTILE);
      expect(await shown()).toBe(1);
      await page.close();
    });

    test('the index sets two runs beside each other, chosen from lists', async () => {
      const { page } = await openPage(browser, fileOf('index'));
      const result = page.locator('#compare-result');
      expect(await result.textContent()).toContain('They ran on different data');
      await page.locator('#compare-form select[name="a"]').selectOption('2');
      expect(await result.textContent()).toContain('Both ran on the same data');
      expect(await result.locator('thead th').allTextContents()).toEqual([
        '',
        'r000000000000001',
        'r000000000000005',
      ]);
      expect(await result.textContent()).toContain('tapebench compare r000000000000001 r000000000000005');
      await page.close();
    });
  },
);
