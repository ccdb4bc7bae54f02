import { describe, expect, test } from 'vitest';
import { renderAuditReport } from '../../src/report/audit/auditReport.ts';
import { renderDayReport } from '../../src/report/day/dayReport.ts';
import { renderRunReport } from '../../src/report/runReport.ts';
import { renderStressReport } from '../../src/report/stressReport.ts';
import { renderSweepReport } from '../../src/report/sweep/sweepReport.ts';
import { renderVerifyReport } from '../../src/report/verify/verifyReport.ts';
import { sampleAudit } from '../support/auditResult.ts';
import { sampleDay } from '../support/liveDay.ts';
import { textOf } from '../support/reportPage.ts';
import { sampleRun } from '../support/runResult.ts';
import { sampleStress } from '../support/stressResult.ts';
import { sampleSweep } from '../support/sweepResult.ts';
import { sampleVerification } from '../support/verifyResult.ts';

const run = sampleRun({ sessions: 40 });
const stress = sampleStress({ sessions: 40 });
const stressPage = (figures: typeof stress): string =>
  renderStressReport(figures.run, figures.grid, { figures });
const pages: Readonly<Record<string, string>> = {
  run: renderRunReport(run),
  audit: renderAuditReport(sampleAudit()),
  stress: stressPage(stress),
  sweep: renderSweepReport(sampleSweep()),
  verification: renderVerifyReport(await sampleVerification(run)),
  day: renderDayReport(sampleDay(run)),
};

/** The first screen of a page, as it is read. */
function openingOf(page: string): string {
  return textOf(/<header>[\s\S]*?<\/header>/.exec(page)![0]);
}

describe('the first screen of every page', () => {
  test.each(Object.entries(pages))(
    '%s: question, verdict, figures with n, what would change it, in this order',
    (_, page) => {
      const header = /<header>[\s\S]*?<\/header>/.exec(page)![0];
      const places = ['<h1>', 'class="verdict"', 'class="figures"', 'What would change this'].map((part) =>
        header.indexOf(part),
      );
      expect(places.every((place) => place > 0)).toBe(true);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(header.match(/<h1>[^<]*\?<\/h1>/)).not.toBeNull();
      expect(header.match(/<div class="figure">/g)!.length).toBeGreaterThanOrEqual(3);
      expect(openingOf(page)).toMatch(/n = [\d,]+/);
      expect(openingOf(page)).toContain('95% interval');
    },
  );
});

describe('what would change it', () => {
  test('of a sweep: a longer record, where one would do, or none', () => {
    expect(openingOf(pages['sweep']!)).toContain('No longer record: a ratio of 0.090 is not above the 0.100');
    const sweep = sampleSweep();
    const reachable = { ...sweep, deflation: { ...sweep.deflation!, minimumTrackDaysDeflated: 900 } };
    expect(openingOf(renderSweepReport(reachable))).toContain(
      'after 900 trade dates; here are 250 trade dates.',
    );
    expect(openingOf(renderSweepReport({ ...sweep, deflation: null }))).toContain('Trades at all');
  });

  test('of a stress test: slippage, what it makes before costs, another execution', () => {
    expect(openingOf(pages['stress']!)).toContain('Slippage above 1.20 ticks a side takes the profit');
    const lost = { ...stress, fixedTradesBreakEven: { ...stress.fixedTradesBreakEven!, value: -2 } };
    expect(openingOf(stressPage(lost))).toContain('it would have to be paid 2.00 ticks a side');
    const summary = { ...stress.run.summary, trades: 0 };
    expect(openingOf(stressPage({ ...stress, run: { ...stress.run, summary } }))).toContain(
      'without trades no cost matters',
    );
  });

  test('of an audit: the order of the rows, a mended defect, the causal strategies beside it', () => {
    const { subsets, causal } = sampleAudit();
    const text = openingOf(pages['audit']!);
    expect(text).toContain('Another order of the same rows inside a minute');
    expect(text).toContain(`left of ${subsets[0]!.trades}.`);
    expect(text).toContain(`${causal.find(({ winRate }) => winRate !== null)!.preset} wins`);
  });

  test('of a verification: the nearest change of each claim that does not stand', async () => {
    const { claims } = await sampleVerification(run);
    const open = claims.find(({ verdict, flips }) => verdict !== 'supported' && flips.length > 0)!;
    expect(openingOf(pages['verification']!)).toContain(`${open.claim.id}: ${open.flips[0]}`);
  });
});
