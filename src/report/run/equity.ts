import { DAY_MS, dayOfText } from '../../market/dates.ts';
import type { EquityRow, RunResult } from '../../results/model.ts';
import { chart } from '../chart.ts';
import { seen, signedUsd, usd } from '../format.ts';
import { html } from '../html.ts';
import { reduceToPixels, thinned } from '../reduce.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';

/** Columns of pixels that a line of equity is reduced to. */
const PIXELS = 700;

/** Points of it that a pointer finds, each drawn by itself. */
const POINTED = 300;

/** Closed equity over time, and how far it is below its high-water mark. */
export function equitySection(run: RunResult): Section {
  const { summary } = run;
  const lede = html`Closed equity by trade date, from ${usd(summary.initialCapitalMilli)} to ${usd(summary.initialCapitalMilli + summary.netMilli)}; positions still open count for nothing. Marks at the foot are changes of the contract.`;
  if (run.equity.length === 0)
    return section('equity', 'Equity and drawdown', null, html`<p>No trade date is in the data.</p>`);
  const points = reduceToPixels(run.equity, PIXELS, (row) => row.equityMilli).map(pointOf);
  const falls = reduceToPixels(run.equity, PIXELS, (row) => row.drawdownMilli).map(pointOf);
  return section('equity', 'Equity and drawdown', lede, [
    chart({
      id: 'equity-curve',
      title: 'Closed equity',
      description: `It ends ${signedUsd(summary.netMilli)} from its start. Draw over a span of it to select its trades; the thin dashed line then is the selected trades alone, added up and not simulated again.`,
      height: 260,
      link: { column: 'date', by: 'brush', shows: 'equity' },
      spec: equitySpec(points, rollsOf(run.equity), summary.initialCapitalMilli / 1000),
      table: monthTable(run.equity),
    }),
    chart({
      id: 'drawdown',
      title: 'Drawdown',
      description: `Distance of closed equity from its high-water mark, at worst ${usd(-summary.maxDrawdownMilli)}.`,
      height: 130,
      spec: drawdownSpec(falls),
    }),
  ]);
}

interface EquityPoint {
  readonly date: number;
  readonly day: string;
  readonly equity: number;
  readonly drawdown: number;
  readonly words: string;
  readonly fall: string;
}

function pointOf(row: EquityRow): EquityPoint {
  return {
    date: dayOfText(row.tradeDate) * DAY_MS,
    day: row.tradeDate,
    equity: seen(row.equityMilli / 1000, 9),
    drawdown: seen(row.drawdownMilli / 1000, 9),
    words: usd(row.equityMilli),
    fall: usd(row.drawdownMilli),
  };
}

function rollsOf(rows: readonly EquityRow[]): object[] {
  return rows.flatMap((row, index) => {
    const before = rows[index - 1]?.contract;
    if (before === undefined || before === null || row.contract === null || before === row.contract)
      return [];
    return [
      { date: dayOfText(row.tradeDate) * DAY_MS, words: `${row.tradeDate}: ${before} to ${row.contract}` },
    ];
  });
}

const TIME = {
  field: 'date',
  type: 'temporal',
  title: null,
  scale: { type: 'utc' },
  axis: { format: '%b %Y', tickCount: 6 },
};
const TOOLTIP = [
  { field: 'day', title: 'trade date' },
  { field: 'words', title: 'equity' },
  { field: 'fall', title: 'drawdown' },
];

/** A span of dates, drawn with the pointer. The wheel scrolls the page, over it as elsewhere. */
const BRUSH = {
  type: 'interval',
  encodings: ['x'],
  zoom: false,
  mark: { fill: colour('accent'), fillOpacity: 0.14, stroke: colour('accent') },
};

function equitySpec(values: readonly EquityPoint[], rolls: object[], start: number): object {
  const money = {
    field: 'equity',
    type: 'quantitative',
    title: 'USD',
    scale: { zero: false },
    axis: { format: ',.0f' },
  };
  return {
    layer: [
      {
        data: { values: [{ start }] },
        mark: { type: 'rule', strokeDash: [3, 3] },
        encoding: { y: { field: 'start', type: 'quantitative' } },
      },
      {
        data: { values: rolls },
        mark: {
          type: 'tick',
          orient: 'vertical',
          color: colour('muted'),
          size: 9,
          thickness: 2,
          yOffset: -4,
        },
        encoding: { x: TIME, y: { value: 'height' }, tooltip: [{ field: 'words', title: 'roll' }] },
      },
      {
        data: { values },
        params: [{ name: 'brush', select: BRUSH }],
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.75 },
        encoding: { x: TIME, y: money },
      },
      {
        data: { name: 'selected', values: [] },
        mark: {
          type: 'line',
          interpolate: 'step-after',
          strokeWidth: 1.25,
          strokeDash: [5, 3],
          color: colour('ink'),
        },
        encoding: { x: TIME, y: money },
      },
      nearest(values, 'equity', money),
    ],
  };
}

function drawdownSpec(values: readonly EquityPoint[]): object {
  const money = {
    field: 'drawdown',
    type: 'quantitative',
    title: 'USD',
    axis: { format: ',.0f', tickCount: 3 },
  };
  return {
    layer: [
      {
        data: { values },
        mark: {
          type: 'area',
          interpolate: 'step-after',
          color: colour('loss'),
          opacity: 0.35,
          line: { color: colour('loss'), strokeWidth: 1 },
        },
        encoding: { x: TIME, y: money },
      },
      nearest(values, 'drawdown', money),
    ],
  };
}

/** The point nearest to the pointer, with its words. */
function nearest(values: readonly EquityPoint[], name: string, y: object): object {
  return {
    data: { values: thinned(values, POINTED) },
    params: [
      {
        name: `near_${name}`,
        select: { type: 'point', on: 'pointerover', nearest: true, encodings: ['x'], clear: 'pointerout' },
      },
    ],
    mark: { type: 'point', filled: true, size: 50, color: colour('ink') },
    encoding: {
      x: TIME,
      y,
      opacity: { condition: { param: `near_${name}`, value: 1, empty: false }, value: 0 },
      tooltip: TOOLTIP,
    },
  };
}

function monthTable(rows: readonly EquityRow[]): ReturnType<typeof table> {
  const months = Map.groupBy(rows, (row) => row.tradeDate.slice(0, 7));
  return table(
    'Equity by month',
    [
      { title: 'month' },
      { title: 'trades', isNumber: true },
      { title: 'net', isNumber: true },
      { title: 'equity at its end', isNumber: true },
      { title: 'deepest drawdown', isNumber: true },
    ],
    Array.from(months, ([month, days]) => [
      month,
      days.reduce((sum, day) => sum + day.trades, 0),
      signedUsd(days.reduce((sum, day) => sum + day.netMilli, 0)),
      usd(days.at(-1)!.equityMilli),
      usd(Math.min(...days.map((day) => day.drawdownMilli))),
    ]),
  );
}
