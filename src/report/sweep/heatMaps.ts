import type { SweepAxis, SweepResult, SweepTrialRow } from '../../results/sweepModel.ts';
import { chart } from '../chart.ts';
import { number, percent, seen, signedUsd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { ratio } from './opening.ts';
import { pointOf } from './pointRows.ts';

/** More values than this make cells that cannot be read; they are gathered in ranges. */
const MOST_BANDS = 12;
const MOST_MAPS = 6;

interface Band {
  readonly label: string;
  readonly holds: (trial: SweepTrialRow) => boolean;
}

interface MapCell {
  readonly x: string;
  readonly y: string;
  readonly trials: readonly SweepTrialRow[];
  /** Median of the trials' daily Sharpe ratios, not the best of them: a plateau is worth more than a peak. */
  readonly median: number | null;
}

/** Every pair of axes as a heat map of the median Sharpe ratio over all other axes. */
export function heatMapsSection(sweep: SweepResult): Section {
  const { axes } = sweep;
  const title = 'The landscape';
  const lede = html`Each cell is the median daily Sharpe ratio of all trials that have these two values, whatever their others. A good best trial among poor neighbours is a peak of chance; look for plateaus.`;
  if (axes.length === 1) {
    return section('landscape', title, lede, lineTable(sweep, axes[0]!));
  }
  const pairs = axes.flatMap((x, index) => axes.slice(index + 1).map((y) => [x, y] as const));
  const maps = pairs.slice(0, MOST_MAPS).map(([x, y], index) => heatMap(sweep, x, y, `map-${index + 1}`));
  const rest = pairs.length - maps.length;
  return section('landscape', title, lede, [
    ...maps,
    ...(rest > 0 ? [html`<p>${number(rest)} more pairs of parameters are in the database only.</p>`] : []),
  ]);
}

function bandsOf(axis: SweepAxis): Band[] {
  const valueIn = (trial: SweepTrialRow): unknown => pointOf(trial)[axis.name];
  if (axis.values.length <= MOST_BANDS) {
    return axis.values.map((value) => ({ label: String(value), holds: (trial) => valueIn(trial) === value }));
  }
  const numbers = axis.values.map(Number).sort((a, b) => a - b);
  const size = Math.ceil(numbers.length / MOST_BANDS);
  return Array.from({ length: Math.ceil(numbers.length / size) }, (_, band) => {
    const low = numbers[band * size]!;
    const high = numbers[Math.min(numbers.length, (band + 1) * size) - 1]!;
    return {
      label: low === high ? String(low) : `${low} to ${high}`,
      holds: (trial) => Number(valueIn(trial)) >= low && Number(valueIn(trial)) <= high,
    };
  });
}

function cellsOf(sweep: SweepResult, across: readonly Band[], down: readonly Band[]): MapCell[] {
  return down.flatMap((y) =>
    across.map((x) => {
      const trials = sweep.trials.filter((trial) => x.holds(trial) && y.holds(trial));
      return { x: x.label, y: y.label, trials, median: medianSharpe(trials) };
    }),
  );
}

function medianSharpe(trials: readonly SweepTrialRow[]): number | null {
  const ratios = trials.flatMap((trial) => trial.sharpePerDay ?? []).sort((a, b) => a - b);
  if (ratios.length === 0) return null;
  const middle = Math.floor(ratios.length / 2);
  return ratios.length % 2 === 1 ? ratios[middle]! : (ratios[middle - 1]! + ratios[middle]!) / 2;
}

function heatMap(sweep: SweepResult, x: SweepAxis, y: SweepAxis, id: string): Html {
  const across = bandsOf(x);
  const down = bandsOf(y);
  const cells = cellsOf(sweep, across, down).filter((cell) => cell.trials.length > 0);
  const title = `${x.name} by ${y.name}`;
  return chart({
    id,
    title,
    description:
      'Blue: above zero; orange: below. Median daily Sharpe ratio, and how many trials it is the median of.',
    height: 70 + 34 * Math.max(3, down.length),
    spec: spec(cells, across, down, x.name, y.name),
    table: table(
      title,
      [
        { title: x.name },
        { title: y.name },
        { title: 'median Sharpe ratio', isNumber: true },
        { title: 'trials', isNumber: true },
        { title: 'trades of a trial', isNumber: true },
        { title: 'best net', isNumber: true },
      ],
      cells.map((cell) => [
        cell.x,
        cell.y,
        cell.median === null ? 'undefined' : ratio(cell.median),
        number(cell.trials.length),
        tradesWords(cell.trials),
        signedUsd(Math.max(...cell.trials.map((trial) => trial.netMilli))),
      ]),
    ),
  });
}

function tradesWords(trials: readonly SweepTrialRow[]): string {
  const counts = trials.map((trial) => trial.trades);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? number(least) : `${number(least)} to ${number(most)}`;
}

function spec(
  cells: readonly MapCell[],
  across: readonly Band[],
  down: readonly Band[],
  xName: string,
  yName: string,
): object {
  const values = cells.map(({ x, y, median, trials }) => ({
    x,
    y,
    ...(median === null ? {} : { median: seen(median) }),
    short: median === null ? 'none' : number(median, 2),
    words: median === null ? 'no trades' : ratio(median),
    n: `${number(trials.length)}, ${tradesWords(trials)} trades`,
  }));
  const most = Math.max(...cells.map((cell) => Math.abs(cell.median ?? 0)), 1e-6);
  // A list of names as domain, not `sort`: that becomes an expression, and names are from data.
  const x = {
    field: 'x',
    type: 'nominal',
    sort: null,
    title: xName,
    scale: { domain: across.map((band) => band.label) },
    axis: { labelAngle: 0, labelOverlap: false },
  };
  const y = {
    field: 'y',
    type: 'nominal',
    sort: null,
    title: yName,
    scale: { domain: down.map((band) => band.label).reverse() },
  };
  return {
    data: { values },
    encoding: { x, y },
    layer: [
      {
        // Half of the colour, so that the words on it can be read in both schemes whatever the cell.
        mark: { type: 'rect', stroke: colour('paper'), strokeWidth: 1, fillOpacity: 0.45 },
        encoding: {
          color: {
            field: 'median',
            type: 'quantitative',
            scale: {
              domain: [-most, 0, most],
              range: [colour('loss'), colour('surface'), colour('gain')],
              interpolate: 'rgb',
            },
            legend: null,
          },
          tooltip: [
            { field: 'words', title: 'median Sharpe ratio' },
            { field: 'n', title: 'trials' },
          ],
        },
      },
      {
        mark: { type: 'text', fontSize: 11 },
        encoding: { text: { field: 'short' } },
      },
    ],
  };
}

function lineTable(sweep: SweepResult, axis: SweepAxis): Html {
  return table(
    axis.name,
    [
      { title: axis.name },
      { title: 'median Sharpe ratio', isNumber: true },
      { title: 'trades', isNumber: true },
      { title: 'above zero', isNumber: true },
    ],
    bandsOf(axis).map((band) => {
      const trials = sweep.trials.filter(band.holds);
      const median = medianSharpe(trials);
      const earning = trials.filter((trial) => trial.netMilli > 0).length;
      return [
        band.label,
        median === null ? 'undefined' : ratio(median),
        trials.length === 0 ? 'none' : tradesWords(trials),
        trials.length === 0 ? 'none' : `${percent(earning / trials.length, 0)} of ${number(trials.length)}`,
      ];
    }),
  );
}
