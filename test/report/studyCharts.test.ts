import { describe, expect, test } from 'vitest';
import { renderIndex } from '../../src/report/catalogue/indexPage.ts';
import { renderDayReport } from '../../src/report/day/dayReport.ts';
import { renderStressReport } from '../../src/report/stressReport.ts';
import { renderSweepReport } from '../../src/report/sweep/sweepReport.ts';
import { renderVerifyReport } from '../../src/report/verify/verifyReport.ts';
import { sampleCatalogue } from '../support/catalogue.ts';
import { sampleDay } from '../support/liveDay.ts';
import { contentOf } from '../support/reportPage.ts';
import { sampleRun } from '../support/runResult.ts';
import { sampleStress } from '../support/stressResult.ts';
import { sampleSweep } from '../support/sweepResult.ts';
import { sampleVerification } from '../support/verifyResult.ts';

const small = sampleRun({ sessions: 12 });
const stress = sampleStress({ sessions: 12 });
const catalogue = await sampleCatalogue();
const pages: Readonly<Record<string, string>> = {
  stress: renderStressReport(stress.run, stress.grid, { figures: stress }),
  sweep: renderSweepReport(sampleSweep()),
  verification: renderVerifyReport(await sampleVerification(small)),
  index: renderIndex(catalogue.entries, catalogue.runs, { linkOf: () => null }),
  day: renderDayReport(sampleDay(small)),
};
const charts = Object.entries(pages).flatMap(([kind, page]) =>
  Object.entries(contentOf(page).charts).map(([id, spec]) => ({ kind, id, spec })),
);

describe('every chart of the other pages', () => {
  test.each(charts)('$kind: $id is what it was', async ({ kind, id, spec }) => {
    await expect(`${JSON.stringify(spec, null, 1)}\n`).toMatchFileSnapshot(`./charts/${kind}/${id}.vega`);
  });

  test('is there, on every page', () => {
    for (const kind of Object.keys(pages))
      expect(
        charts.filter((each) => each.kind === kind),
        kind,
      ).not.toEqual([]);
  });

  test('names no address, and takes its colours from the theme', () => {
    for (const { spec } of charts) {
      const text = JSON.stringify(spec).replace('"$schema":"https://vega.github.io/schema/vega/v6.json"', '');
      expect(text).not.toMatch(/https?:|"url"/);
      expect(text).not.toMatch(/"#[0-9a-fA-F]{3,8}"/);
    }
  });
});
