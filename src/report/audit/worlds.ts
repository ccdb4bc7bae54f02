import type { AuditResult, WorldOrder, WorldSummary } from '../../results/auditModel.ts';
import { chart } from '../chart.ts';
import { intervalText, number, percent, seen } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';

const BIN = 0.05;
const BINS = Math.round(1 / BIN);

const NAMES: Readonly<Record<WorldOrder, string>> = {
  'nearest-expiry-first': 'Nearest expiry first',
  shuffled: 'Rows shuffled',
  'farthest-expiry-first': 'Farthest expiry first',
};

/** The procedure where there is nothing to be found, beside what it is said to have found. */
export function worldsSection(audit: AuditResult): Section {
  const { worldSummaries, claimedWinRate } = audit;
  const worlds = Math.max(...worldSummaries.map((summary) => summary.worlds));
  const lede = html`The procedure as published on ${number(worlds)} synthetic years of ES with all contract months, from as many seeds. In each the price is a martingale: no rule can earn on it. The rows are those of the market, once in each of three orders.`;
  return section('worlds', 'Where there is nothing to find', lede, [
    ...worldSummaries.map((summary) => histogram(audit, summary)),
    worldsTable(worldSummaries, claimedWinRate),
  ]);
}

function histogram({ worlds, claimedWinRate }: AuditResult, summary: WorldSummary): Html {
  const { order, withTrades, reachesClaim } = summary;
  const counts = new Array<number>(BINS).fill(0);
  for (const world of worlds) {
    if (world.order !== order || world.trades === 0) continue;
    counts[Math.min(BINS - 1, Math.floor(world.wins / world.trades / BIN))]!++;
  }
  const values = counts.flatMap((worldsInBin, bin) =>
    worldsInBin === 0
      ? []
      : [
          {
            from: seen(bin * BIN),
            to: seen((bin + 1) * BIN),
            worlds: worldsInBin,
            words: `${percent(bin * BIN, 0)} to ${percent((bin + 1) * BIN, 0)}`,
          },
        ],
  );
  const reached =
    reachesClaim === null
      ? 'No world has a trade.'
      : `${number(Math.round(reachesClaim.value * reachesClaim.n))} of ${number(withTrades)} worlds reach the claimed ${percent(claimedWinRate)} (dashed).`;
  return chart({
    id: `worlds-${order}`,
    title: NAMES[order],
    description: `How many worlds have which win rate. ${reached}`,
    height: 130,
    spec: {
      layer: [
        {
          data: { values },
          mark: { type: 'bar', color: colour('accent'), stroke: colour('surface'), strokeWidth: 1 },
          encoding: {
            x: {
              field: 'from',
              type: 'quantitative',
              title: 'win rate',
              scale: { domain: [0, 1] },
              axis: { format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
            },
            x2: { field: 'to' },
            y2: { datum: 0 },
            y: {
              field: 'worlds',
              type: 'quantitative',
              title: 'worlds',
              axis: { tickCount: 3, format: ',.0f', tickMinStep: 1 },
            },
            tooltip: [
              { field: 'words', title: 'win rate' },
              { field: 'worlds', title: 'worlds' },
            ],
          },
        },
        {
          data: { values: [{ claimed: seen(claimedWinRate) }] },
          mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
          encoding: { x: { field: 'claimed', type: 'quantitative' } },
        },
      ],
    },
  });
}

function worldsTable(summaries: readonly WorldSummary[], claimed: number): Html {
  return table(
    'Win rates of the worlds',
    [
      { title: 'order of the rows' },
      { title: 'worlds with trades', isNumber: true },
      { title: 'trades, median', isNumber: true },
      { title: 'win rate, median', isNumber: true },
      { title: '90% of worlds', isNumber: true },
      { title: `at ${percent(claimed)} or more`, isNumber: true },
      { title: 'p', isNumber: true },
    ],
    summaries.map(({ order, worlds, withTrades, medianTrades, quantiles, reachesClaim, pValue }) => [
      NAMES[order],
      `${number(withTrades)} of ${number(worlds)}`,
      medianTrades === null ? 'undefined' : number(medianTrades),
      quantiles.length === 0 ? 'undefined' : percent(quantiles[2]!),
      quantiles.length === 0 ? 'undefined' : `${percent(quantiles[0]!)} to ${percent(quantiles[4]!)}`,
      reachesClaim === null
        ? 'undefined'
        : `${percent(reachesClaim.value)} (${intervalText(reachesClaim.interval, percent)})`,
      pValue === null ? 'undefined' : number(pValue, 3),
    ]),
  );
}
