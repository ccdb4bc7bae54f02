import type { Estimate } from '../../results/model.ts';
import type { NullResult, VerifyResult } from '../../results/verifyModel.ts';
import { intervalText, number, percent, returnPercent } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';
import { pValueText } from './claimText.ts';

/** What is left of the win rate when the idea is destroyed and everything else kept. */
export function nullsSection(result: VerifyResult): Section {
  const { nulls, claims } = result;
  const title = 'The same machine without the idea';
  const lede =
    'Same brackets, timer, sizing, hours, risk rules and costs; one thing destroyed in each. A win rate is worth what it has above these.';
  if (nulls.length === 0)
    return section(
      'nulls',
      title,
      lede,
      html`<p>Not run: they need the bars (give <code>--data</code>) and at least one replication.</p>`,
    );
  const rate = claims.find(({ claim }) => claim.estimand === 'win-rate')?.estimate ?? null;
  const rows = [
    ...(rate === null ? [] : [{ label: 'the run', estimate: rate, n: rate.n }]),
    ...nulls.map((each) => ({ label: each.name, estimate: estimateOf(each), n: each.replications })),
  ];
  const structural = result.bracket.structural;
  const list = nulls.map(({ name, about }) => html`<li><strong>${name}.</strong> ${about}</li>`);
  return section('nulls', title, lede, [
    whiskerChart({
      id: 'null-rates',
      title: 'Win rates',
      description: `The run: dot and 95% interval. Nulls: rate over all replications and the middle 90% of them. Dashed: ${percent(structural)}, a driftless bracket held to its end.`,
      axis: 'win rate',
      format: '.0%',
      show: percent,
      domain: [0, 1],
      rows,
      reference: { value: structural, label: `structural ${percent(structural)}` },
      table: nullTable(nulls),
    }),
    nullTable(nulls),
    html`<ul class="assumptions">${list}</ul>`,
    html`<p>p is the chance that the null gives a figure as high as the run’s: (b + 1) / (m + 1) over m replications. Many nulls looked at together are no single test: none of these p-values decides a verdict.</p>`,
  ]);
}

function estimateOf({ winRate, winRateRange, replications }: NullResult): Estimate | null {
  if (winRate === null || winRateRange === null) return null;
  return { value: winRate, n: replications, interval: winRateRange, level: 0.9, method: 'replications' };
}

function nullTable(nulls: readonly NullResult[]): ReturnType<typeof table> {
  return table(
    'Nulls',
    [
      { title: 'null' },
      { title: 'replications', isNumber: true },
      { title: 'trades each', isNumber: true, isExtra: true },
      { title: 'win rate (middle 90%)', isNumber: true },
      { title: 'p', isNumber: true },
      { title: 'mean net return (middle 90%)', isNumber: true },
      { title: 'p', isNumber: true },
    ],
    nulls.map((each) => [
      each.name,
      number(each.replications),
      number(each.meanTrades, 1),
      each.winRate === null || each.winRateRange === null
        ? 'undefined'
        : `${percent(each.winRate)} (${intervalText(each.winRateRange, percent)})`,
      pValueText(each.winRatePValue),
      each.meanNetReturn === null || each.meanNetReturnRange === null
        ? 'undefined'
        : `${returnPercent(each.meanNetReturn)} (${intervalText(each.meanNetReturnRange, returnPercent)})`,
      pValueText(each.meanNetReturnPValue),
    ]),
  );
}
