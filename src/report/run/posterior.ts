import type { PosteriorRow, RunResult } from '../../results/model.ts';
import { chart } from '../chart.ts';
import { number, percent, seen } from '../format.ts';
import { type Html, html } from '../html.ts';
import { reduceToPixels, thinned } from '../reduce.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

const PIXELS = 160;

/** Points of it that are drawn by themselves. */
const POINTED = 100;

/** What the sizer believed about each modal bin, as it learned. */
export function posteriorSection(run: RunResult): Section {
  const title = 'What the sizer learned';
  if (run.posterior.length === 0)
    return section('posterior', title, null, html`<p>It learned nothing: no trade was closed.</p>`);
  const bins = Array.from(
    Map.groupBy(run.posterior, (row) => row.modalBin),
    ([bin, rows]) => ({ bin, rows }),
  ).sort((a, b) => a.bin - b.bin);
  const first = run.posterior[0]!.time;
  const last = run.posterior.at(-1)!.time;
  const lede = html`The posterior of the win rate in each modal bin, after each of its trades, over the trades of its lookback. Above one half (dashed) the sizer adds contracts. A band that reaches across the whole height has learned next to nothing.`;
  return section('posterior', title, lede, [
    html`<div class="small-multiples">${bins.map(({ bin, rows }) => binChart(bin, rows, [first, last]))}</div>`,
    html`<details class="numbers"><summary>The numbers of the bins at the end</summary>${finalTable(bins)}</details>`,
  ]);
}

function binChart(bin: number, rows: readonly PosteriorRow[], domain: readonly [number, number]): Html {
  const last = rows.at(-1)!;
  const values = reduceToPixels(rows, PIXELS, (row) => row.mean).map((row) => ({
    time: row.time,
    mean: seen(row.mean, 4),
    low: seen(row.low, 4),
    high: seen(row.high, 4),
    words: `${percent(row.mean)}, ${row.wins} of ${row.trades}`,
  }));
  // What was learned last holds to the end.
  values.push({ ...values.at(-1)!, time: domain[1] });
  const x = {
    field: 'time',
    type: 'temporal',
    title: null,
    scale: { type: 'utc' },
    axis: { format: '%Y-%m', tickCount: 2, grid: false },
  };
  const y = {
    type: 'quantitative',
    title: null,
    scale: { domain: [0, 1] },
    axis: { format: '%', values: [0, 0.5, 1] },
  };
  return chart({
    id: `posterior-${bin}`,
    title: `Bin ${bin}`,
    description: `${percent(last.mean, 0)} after ${number(last.wins)} of ${number(last.trades)}`,
    height: 110,
    spec: {
      data: { values },
      layer: [
        // All bins have the same axis of time, from the first trade of the run to its last.
        {
          data: { values: domain.map((time) => ({ time })) },
          mark: { type: 'point', opacity: 0 },
          encoding: { x },
        },
        {
          mark: { type: 'area', interpolate: 'step-after' },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
        },
        {
          data: { values: [{ half: 0.5 }] },
          mark: { type: 'rule', strokeDash: [3, 3] },
          encoding: { y: { field: 'half', type: 'quantitative' } },
        },
        {
          mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.75 },
          encoding: { x, y: { ...y, field: 'mean' } },
        },
        {
          data: { values: thinned(values, POINTED) },
          mark: { type: 'point', filled: true, size: 14, opacity: 1 },
          encoding: { x, y: { ...y, field: 'mean' }, tooltip: [{ field: 'words', title: 'posterior' }] },
        },
      ],
    },
  });
}

function finalTable(bins: readonly { readonly bin: number; readonly rows: readonly PosteriorRow[] }[]): Html {
  return table(
    'Posterior by modal bin at the end',
    [
      { title: 'bin' },
      { title: 'won', isNumber: true },
      { title: 'trades in the lookback', isNumber: true },
      { title: 'posterior mean', isNumber: true },
      { title: 'interval', isNumber: true },
    ],
    bins.map(({ bin, rows }) => {
      const last = rows.at(-1)!;
      return [
        bin,
        last.wins,
        last.trades,
        percent(last.mean),
        `${percent(last.low)} to ${percent(last.high)}`,
      ];
    }),
  );
}
