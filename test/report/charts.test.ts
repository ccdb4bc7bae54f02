import { describe, expect, test } from 'vitest';
import { chart } from '../../src/report/chart.ts';
import { renderComparison } from '../../src/report/comparison.ts';
import { renderRunReport } from '../../src/report/runReport.ts';
import { renderStressReport } from '../../src/report/stressReport.ts';
import { sampleCostGrid } from '../support/costScenarios.ts';
import { contentOf } from '../support/reportPage.ts';
import { sampleRun } from '../support/runResult.ts';

const small = sampleRun({ sessions: 12 });
const grid = sampleCostGrid([0, 2.5, 5], [0, 1, 2, 3]);
// A moving window wants more trades than the other charts do.
const rolling = contentOf(renderRunReport(sampleRun({ sessions: 100, hasTradeBars: false }))).charts[
  'rolling-win-rate'
]!;
const charts: Record<string, object> = {
  'rolling-win-rate': rolling,
  ...contentOf(renderRunReport(small)).charts,
  ...contentOf(renderStressReport(small, grid)).charts,
  ...contentOf(renderComparison(small, sampleRun({ sessions: 12, seed: 2 }))).charts,
};
const posteriors = Object.keys(charts).filter((id) => id.startsWith('posterior-'));
// The bins have one chart with other data; one of them stands for all.
const ids = Object.keys(charts).filter((id) => !posteriors.slice(1).includes(id));

describe('every chart', () => {
  test.each(ids)('%s is what it was', async (id) => {
    const text = `${JSON.stringify(charts[id], null, 1)}\n`;
    await expect(text).toMatchFileSnapshot(`./charts/${id}.vega`);
  });

  test('is there', () => {
    expect(ids.length).toBeGreaterThanOrEqual(15);
    expect(posteriors.length).toBeGreaterThan(3);
  });

  test('names no address, and takes its colours from the theme', () => {
    for (const spec of Object.values(charts)) {
      const text = JSON.stringify(spec).replace('"$schema":"https://vega.github.io/schema/vega/v6.json"', '');
      expect(text).not.toMatch(/https?:|"url"/);
      expect(text).not.toMatch(/"#[0-9a-fA-F]{3,8}"/);
    }
  });
});

test('a chart that would be drawn with a warning is not written', () => {
  const spec = { data: { values: [] }, mark: 'bar', encoding: { x: { field: 'a', type: 'nonsense' } } };
  const parts = { id: 'a', title: 'a', description: 'a', height: 10, spec };
  expect(() => chart(parts)).toThrow(expect.objectContaining({ code: 'TB_REPORT_FAILED' }));
});
