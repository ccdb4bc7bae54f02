import type { FoldRow, OutOfSample, SweepResult } from '../../results/sweepModel.ts';
import { count, number, percent, returnPercent, signedUsd, standing } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { ratio } from './opening.ts';
import { pointWords } from './pointRows.ts';

const TITLES: Readonly<Record<FoldRow['scheme'], string>> = {
  'walk-forward': 'Walk-forward',
  'cross-validation': 'Purged cross-validation',
};

const LEDES: Readonly<Record<FoldRow['scheme'], string>> = {
  'walk-forward':
    'Choose on the training days, trade the test days after them, move on. Windows and the sizer run on through the record, so that they are warm before each range and their warm-up takes none of its days; purged days between the two belong to neither.',
  'cross-validation':
    'Each part of the record is the test once. Training lies on both sides of it, without the days whose trades reach into the test and without an embargo after it. It uses days after the test, so that it says how choosing generalises and not what could have been earned.',
};

/** What choosing by the past brought in days it had not seen. */
export function foldsSections(sweep: SweepResult): Section[] {
  return sweep.outOfSample.map((summary) => {
    const { scheme } = summary;
    const rows = sweep.folds.filter((fold) => fold.scheme === scheme);
    return section(scheme, TITLES[scheme], LEDES[scheme], [
      summaryWords(summary),
      summary.notes.length === 0
        ? null
        : html`<ul>${summary.notes.map((note) => html`<li>${note}</li>`)}</ul>`,
      rows.length === 0 ? null : foldTable(sweep, rows),
    ]);
  });
}

function summaryWords(summary: OutOfSample): Html {
  const { trades, winRate, meanNetReturn, netMilli, trainSharpe, sharpePerDay, days } = summary;
  if (trades === 0) {
    return html`<p><strong>No trades in ${count(summary.folds, 'test window')}:</strong> nothing can be said out of sample.</p>`;
  }
  const rate = winRate === null ? '' : ` Win rate ${percent(winRate.value)}, ${standing(winRate, percent)}.`;
  const mean =
    meanNetReturn === null
      ? ''
      : ` Mean net return ${returnPercent(meanNetReturn.value)}, ${standing(meanNetReturn, returnPercent)}.`;
  const fell =
    trainSharpe === null || sharpePerDay === null
      ? ''
      : ` The chosen trials had a Sharpe ratio of ${ratio(trainSharpe)} in training and ${ratio(sharpePerDay)} in the tests.`;
  return html`<p>${count(trades, 'trade')} in ${number(days)} test days, net ${signedUsd(netMilli)}.${rate}${mean}${fell}</p>`;
}

function foldTable(sweep: SweepResult, rows: readonly FoldRow[]): Html {
  return table(
    'Folds',
    [
      { title: 'test' },
      { title: 'training days', isNumber: true },
      { title: 'left out', isNumber: true, isExtra: true },
      { title: 'chosen' },
      { title: 'training Sharpe ratio', isNumber: true },
      { title: 'test Sharpe ratio', isNumber: true },
      { title: 'test trades', isNumber: true },
      { title: 'test net', isNumber: true },
    ],
    rows.map((row) => [
      `${row.testFrom} to ${row.testTo}`,
      number(row.trainDays),
      number(row.purgedDays + row.embargoedDays),
      row.chosen === null
        ? (row.note ?? 'none')
        : html`${pointWords(sweep.trials[row.chosen]!)}${row.note === null ? '' : ` (${row.note})`}`,
      row.trainSharpe === null ? 'undefined' : `${ratio(row.trainSharpe)} (n = ${number(row.trainTrades)})`,
      row.testSharpe === null ? 'undefined' : ratio(row.testSharpe),
      `${number(row.testTrades)}, ${number(row.testWins)} won`,
      signedUsd(row.testNetMilli),
    ]),
  );
}
