import type { SweepResult } from '../results/sweepModel.ts';
import { count, dollars, percent, rateText } from './figures.ts';
import { styled, table } from './terminal.ts';

const SHOWN = 8;

/** What a sweep prints for people: the verdict, raw figures beside deflated ones, the folds, the best trials. */
export function sweepText(
  sweep: SweepResult,
  files: { readonly report: string; readonly database: string },
): string {
  const { trials, axes, outOfSample, notes } = sweep;
  return [
    `${styled('bold', sweep.strategy)} on ${sweep.dataset.name}: ${count(trials.length)} trials over ${axes.map((axis) => axis.name).join(', ')}`,
    '',
    `${styled('bold', sweep.verdict)}: ${sweep.because}`,
    '',
    table([{ title: 'Figure' }, { title: 'Value' }], figureRows(sweep)),
    ...outOfSample.flatMap((each) => [
      '',
      styled('bold', `${each.scheme}: ${each.folds} folds, ${count(each.days)} test days`),
      each.trades === 0
        ? 'No trades in the test windows: nothing can be said out of sample.'
        : `Win rate ${rateText(each.winRate)}\nMean net return ${rateText(each.meanNetReturn, 3)}, net ${dollars(each.netMilli)}\nSharpe ratio a day ${ratio(each.trainSharpe)} in training, ${ratio(each.sharpePerDay)} in the tests`,
      ...each.notes,
    ]),
    '',
    styled('bold', `The best ${Math.min(SHOWN, trials.length)} trials, raw`),
    trialTable(sweep),
    '',
    ...notes,
    '',
    `Report   ${files.report}`,
    `Results  ${files.database} (sweep ${sweep.sweepId})`,
  ].join('\n');
}

function ratio(value: number | null): string {
  return value === null ? 'undefined' : value.toFixed(3);
}

function figureRows({ deflation, overfitting, snooping, tradeDates }: SweepResult): string[][] {
  const rows: string[][] = [];
  if (deflation !== null) {
    const { low, high } = deflation.sharpeInterval;
    const days = (value: number | null): string =>
      value === null ? 'no record' : `${count(value)} trade dates`;
    rows.push(
      [
        'Best Sharpe ratio a day',
        `${ratio(deflation.sharpe)} [95%: ${ratio(low)} to ${ratio(high)}], n = ${count(tradeDates)} trade dates`,
      ],
      ['  confidence above 0, if alone', percent(deflation.probabilisticSharpe)],
      [
        `  deflated by ${deflation.effectiveTrials.toFixed(1)} independent trials`,
        `${percent(deflation.deflatedOfEffective)} above ${ratio(deflation.benchmarkOfEffective)}`,
      ],
      [
        `  deflated by ${count(deflation.trialsOfSweep)} trials of this sweep`,
        `${percent(deflation.deflatedOfSweep)} above ${ratio(deflation.benchmarkOfSweep)}`,
      ],
      [
        `  deflated by ${count(deflation.trialsInLedger)} trials in the ledger`,
        `${percent(deflation.deflatedOfLedger)} above ${ratio(deflation.benchmarkOfLedger)}`,
      ],
      [
        'Record that would prove it',
        `${days(deflation.minimumTrackDays)} if alone, ${days(deflation.minimumTrackDaysDeflated)} deflated`,
      ],
    );
  }
  if (overfitting !== null)
    rows.push([
      'Probability of overfitting',
      `${percent(overfitting.probability)} of ${count(overfitting.halvings)} halvings; one half is noise`,
    ]);
  if (snooping !== null)
    rows.push(
      ["White's reality check", `p = ${snooping.realityCheck.toFixed(4)}`],
      [
        "Hansen's test",
        `p = ${snooping.spaConsistent.toFixed(4)}, ${snooping.spaLower.toFixed(4)} to ${snooping.spaUpper.toFixed(4)}`,
      ],
    );
  return rows;
}

function trialTable({ trials }: SweepResult): string {
  const best = [...trials]
    .sort(
      (a, b) => (b.sharpePerDay ?? Number.NEGATIVE_INFINITY) - (a.sharpePerDay ?? Number.NEGATIVE_INFINITY),
    )
    .slice(0, SHOWN);
  return table(
    [
      { title: 'Parameters' },
      { title: 'Sharpe', isNumber: true },
      { title: 'Win rate' },
      { title: 'Net', isNumber: true },
    ],
    best.map((trial) => [
      Object.entries(JSON.parse(trial.point) as Record<string, unknown>)
        .map(([name, value]) => `${name}=${String(value)}`)
        .join(' '),
      ratio(trial.sharpePerDay),
      rateText(trial.winRate),
      dollars(trial.netMilli),
    ]),
  );
}
