import type { Deflation, SweepResult } from '../../results/sweepModel.ts';
import { chart } from '../chart.ts';
import { number, percent, seen } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { ratio } from './opening.ts';

/** All Sharpe ratios in order, with what the best of so many trials without skill would show. */
export function deflatedSection(sweep: SweepResult): Section {
  const { deflation } = sweep;
  const title = 'The best of many';
  if (deflation === null) {
    return section('deflated', title, null, html`<p>No trial has trades on two days or more.</p>`);
  }
  const lede = html`Among trials without any skill the best still looks good, the better the more there are. The dashed line is the Sharpe ratio that the best of all ${number(deflation.trialsInLedger)} trials counted on this data would be expected to show by chance (Bailey and López de Prado 2014).`;
  return section('deflated', title, lede, [sortedChart(sweep, deflation), deflationTable(deflation)]);
}

function sortedChart(sweep: SweepResult, deflation: Deflation): Html {
  const ratios = sweep.trials.flatMap((trial) => trial.sharpePerDay ?? []).sort((a, b) => a - b);
  const values = ratios.map((value, index) => ({ place: index + 1, sharpe: seen(value) }));
  return chart({
    id: 'sorted-trials',
    title: 'Daily Sharpe ratio of every trial, lowest first',
    description: `${number(ratios.length)} of ${number(sweep.trials.length)} trials have one; ${number(ratios.filter((value) => value > 0).length)} are above zero. Dashed: the best to be expected without skill.`,
    height: 220,
    spec: {
      data: { values },
      layer: [
        {
          mark: { type: 'bar', color: colour('accent') },
          encoding: {
            x: {
              field: 'place',
              type: 'quantitative',
              title: 'trial, by its Sharpe ratio',
              scale: { nice: false },
              axis: { tickMinStep: 1 },
            },
            y: {
              field: 'sharpe',
              type: 'quantitative',
              title: 'Sharpe ratio per trade date',
              axis: { format: '.2f' },
            },
            tooltip: [{ field: 'sharpe', title: 'Sharpe ratio' }],
          },
        },
        {
          data: { values: [{ bar: seen(deflation.benchmarkOfLedger) }] },
          mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
          encoding: { y: { field: 'bar', type: 'quantitative' } },
        },
      ],
    },
  });
}

function deflationTable(deflation: Deflation): Html {
  const days = (value: number | null): string =>
    value === null ? 'at no length' : `${number(value)} trade dates`;
  return table(
    'The best trial, raw and deflated',
    [
      { title: 'counted as' },
      { title: 'trials', isNumber: true },
      { title: 'best expected without skill', isNumber: true },
      { title: 'confidence to be above it', isNumber: true },
      { title: 'record that would prove it', isNumber: true },
    ],
    [
      [
        'the only trial',
        '1',
        ratio(0),
        percent(deflation.probabilisticSharpe),
        days(deflation.minimumTrackDays),
      ],
      [
        'independent trials of this sweep',
        number(deflation.effectiveTrials, 1),
        ratio(deflation.benchmarkOfEffective),
        percent(deflation.deflatedOfEffective),
        '',
      ],
      [
        'trials of this sweep',
        number(deflation.trialsOfSweep),
        ratio(deflation.benchmarkOfSweep),
        percent(deflation.deflatedOfSweep),
        '',
      ],
      [
        'trials on this data in the ledger',
        number(deflation.trialsInLedger),
        ratio(deflation.benchmarkOfLedger),
        percent(deflation.deflatedOfLedger),
        days(deflation.minimumTrackDaysDeflated),
      ],
    ],
  );
}

/** What choosing the best half of the time brings in the other half. */
export function overfittingSection({ overfitting, snooping }: SweepResult): Section | null {
  if (overfitting === null) return null;
  const { halvings, blocks, probability, lossProbability, degradationSlope, rankCounts } = overfitting;
  const lede = html`The record is cut into ${number(blocks)} blocks. In each of the ${number(halvings)} ways to halve them the best trial of one half is looked up in the other (Bailey, Borwein, López de Prado and Zhu 2017). If choosing meant something, its rank there would be high. It is about the choice alone: where all trials earn alike, choosing among them means nothing, and they earn all the same.`;
  const values = rankCounts.map((each, tenth) => ({
    from: tenth * 10,
    to: tenth * 10 + 10,
    share: seen(each / halvings),
  }));
  const snooped =
    snooping === null
      ? null
      : html`<p>White’s reality check (2000) of the best mean daily result: p = ${number(snooping.realityCheck, 3)}. Hansen’s test of superior predictive ability (2005): p = ${number(snooping.spaConsistent, 3)}, between ${number(snooping.spaLower, 3)} and ${number(snooping.spaUpper, 3)}. Blocks of ${number(snooping.meanBlockDays)} trade dates on average; the consistent p-value is slightly liberal, so that it is read with the upper one.</p>`;
  return section('overfitting', 'Does choosing help?', lede, [
    chart({
      id: 'overfitting-ranks',
      title: 'Rank of the chosen trial in the other half',
      description: `Below the middle in ${percent(probability, 0)} of the halvings: the probability of overfitting. It loses there in ${percent(lossProbability, 0)}. A Sharpe ratio higher by 1 where it was chosen goes with one higher by ${number(degradationSlope, 2)} in the other half.`,
      height: 180,
      spec: {
        data: { values },
        mark: { type: 'bar', color: colour('accent') },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            title: 'percentile of the chosen trial among all, in the other half',
            scale: { domain: [0, 100] },
            bin: { binned: true, step: 10 },
          },
          x2: { field: 'to' },
          y: { field: 'share', type: 'quantitative', title: 'share of halvings', axis: { format: '.0%' } },
          tooltip: [{ field: 'share', title: 'share', format: '.1%' }],
        },
      },
      table: table(
        'Rank of the chosen trial in the other half',
        [{ title: 'percentile' }, { title: 'share of halvings', isNumber: true }],
        values.map(({ from, to, share }) => [`${from} to ${to}`, percent(share)]),
      ),
    }),
    snooped,
  ]);
}
