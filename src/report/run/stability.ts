import type { RunResult, TradeRow } from '../../results/model.ts';
import { chart } from '../chart.ts';
import type { Reference } from '../figure.ts';
import { count, intervalText, number, percent, seen, usd } from '../format.ts';
import { groupTrades, shareOf } from '../groups.ts';
import { type Html, html } from '../html.ts';
import { thinned } from '../reduce.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { whiskerChart } from '../whisker.ts';
import { breakEven } from './argument.ts';
import { drawdownsOf } from './drawdowns.ts';
import { meanR } from './exits.ts';
import { drawdownLuck, losingRunLuck, type OrderLuck } from './luck.ts';

const MOST_POINTS = 300;
const MOST_PERIODS = 24;
const WORST = 5;

/** Whether it is one result or the mean of several: by period, over a moving window, and in its worst stretches. */
export function stabilitySection(run: RunResult): Section {
  const title = 'Is it the same throughout?';
  if (run.trades.length === 0) return section('stability', title, null, html`<p>No trade was closed.</p>`);
  return section(
    'stability',
    title,
    'A result that one stretch of time makes is one observation, however many trades are in it. Here periods are beside each other, and what is seen is beside what the same results give in random order.',
    [
      html`<div class="columns">${[periodChart(run.trades), rollingChart(run)]}</div>`,
      luckWords(run),
      drawdownTable(run),
    ],
  );
}

/** Periods of a calendar, the longest of which there are at least four. */
function periodsOf(trades: readonly TradeRow[]): {
  readonly what: string;
  readonly of: (trade: TradeRow) => string;
} {
  const year = ({ tradeDate }: TradeRow): string => tradeDate.slice(0, 4);
  const quarter = ({ tradeDate }: TradeRow): string =>
    `${tradeDate.slice(0, 4)} Q${Math.ceil(Number(tradeDate.slice(5, 7)) / 3)}`;
  const month = ({ tradeDate }: TradeRow): string => tradeDate.slice(0, 7);
  const different = (of: (trade: TradeRow) => string): number => new Set(trades.map(of)).size;
  if (different(quarter) > MOST_PERIODS) return { what: 'year', of: year };
  return different(quarter) >= 4 ? { what: 'quarter', of: quarter } : { what: 'month', of: month };
}

function periodChart(trades: readonly TradeRow[]): Html {
  const { what, of } = periodsOf(trades);
  const groups = groupTrades(trades, [...new Set(trades.map(of))].sort(), of);
  const known = groups.filter((group) => group.meanR !== null);
  const above = known.filter((group) => group.meanR!.value > 0).length;
  const share = shareOf(above, known.length);
  const words =
    share === null
      ? `No ${what} has two trades.`
      : `Above zero in ${number(above)} of ${count(known.length, what)}, ${percent(share.value, 0)} (${intervalText(share.interval, (each) => percent(each, 0))}).`;
  return whiskerChart({
    id: 'by-period',
    title: `Mean result in R by ${what}`,
    description: words,
    axis: 'mean R',
    format: '.2~f',
    show: (value) => number(value, 2),
    rows: groups.map((group) => ({ label: group.label, estimate: group.meanR, n: group.n })),
    reference: { value: 0, label: 'zero' },
    table: table(
      `Mean result in R by ${what}`,
      [
        { title: what },
        { title: 'n', isNumber: true },
        { title: 'won', isNumber: true },
        { title: 'mean R', isNumber: true },
        { title: 'net', isNumber: true },
      ],
      groups.map((group) => [
        group.label,
        number(group.n),
        number(group.wins),
        meanR(group),
        usd(group.netMilli),
      ]),
    ),
  });
}

/** Trades of a moving window: wide enough that its interval says something, narrow enough that there are several of them. */
function windowOf(n: number): number | null {
  return n >= 200 ? 50 : n >= 60 ? 20 : null;
}

function rollingChart(run: RunResult): Html {
  const { trades } = run;
  const width = windowOf(trades.length);
  if (width === null)
    return html`<p>With ${count(trades.length, 'trade')} there are too few for a moving window.</p>`;
  let wins = 0;
  const rates = trades.flatMap((trade, place) => {
    if (trade.netMilli > 0) wins++;
    if (place >= width && trades[place - width]!.netMilli > 0) wins--;
    if (place < width - 1) return [];
    const { value, interval } = shareOf(wins, width)!;
    return [{ trade: place + 1, value, low: interval.low, high: interval.high, day: trade.tradeDate }];
  });
  const values = thinned(rates, MOST_POINTS).map((row) => ({
    ...row,
    value: seen(row.value, 4),
    low: seen(row.low, 4),
    high: seen(row.high, 4),
    words: `${percent(row.value)} (${percent(row.low)} to ${percent(row.high)}), n = ${width}`,
  }));
  const lowest = Math.min(...values.map((row) => row.value));
  const highest = Math.max(...values.map((row) => row.value));
  return chart({
    id: 'rolling-win-rate',
    title: `Win rate of the last ${width} trades`,
    description: `From ${percent(lowest)} to ${percent(highest)}; band: 95% Wilson interval of ${width} trades. Neighbouring windows share most of their trades, so that a wave is no trend: there are ${count(Math.floor(trades.length / width), 'window')} that share none.`,
    height: 200,
    spec: rollingSpec(values, breakEven(run)),
  });
}

function rollingSpec(values: readonly object[], reference: Reference | null): object {
  const x = {
    field: 'trade',
    type: 'quantitative',
    title: 'trades',
    scale: { zero: false, nice: false },
    axis: { grid: false, tickCount: 5 },
  };
  const y = {
    type: 'quantitative',
    title: 'win rate',
    scale: { domain: [0, 1] },
    axis: { format: '%', values: [0, 0.25, 0.5, 0.75, 1] },
  };
  const even =
    reference === null
      ? []
      : [
          {
            data: { values: [{ rate: seen(reference.value) }] },
            mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
            encoding: { y: { ...y, field: 'rate' } },
          },
        ];
  return {
    data: { values },
    layer: [
      { mark: { type: 'area' }, encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } } },
      ...even,
      { mark: { type: 'line', strokeWidth: 1.75 }, encoding: { x, y: { ...y, field: 'value' } } },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 0 },
        encoding: {
          x,
          y: { ...y, field: 'value' },
          tooltip: [
            { field: 'day', title: 'up to' },
            { field: 'words', title: 'win rate' },
          ],
        },
      },
    ],
  };
}

/** What the order of results is worth: a drawdown or a run of losses that chance alone gives says nothing further. */
function luckWords(run: RunResult): Html {
  const drawdown = drawdownLuck(run);
  const losses = losingRunLuck(run);
  const verdict = ({ seen: found, low, high }: OrderLuck): string =>
    found > high
      ? 'deeper or longer than chance: losses hang together'
      : found < low
        ? 'less than chance'
        : 'what chance gives';
  const items: Html[] = [];
  if (drawdown !== null)
    items.push(
      html`<li>Deepest drawdown by trade date ${usd(drawdown.seen)}; the same ${count(drawdown.n, 'daily result')} in random order give ${usd(drawdown.low)} to ${usd(drawdown.high)} (middle 90% of ${number(drawdown.orders)} orders, median ${usd(drawdown.median)}): ${verdict(drawdown)}.</li>`,
    );
  if (losses !== null)
    items.push(
      html`<li>Longest run of losses ${number(losses.seen)}; the same ${count(losses.n, 'trade')} in random order give ${number(losses.low)} to ${number(losses.high)}: ${verdict(losses)}.</li>`,
    );
  return html`<ul class="flips">${items}</ul>`;
}

function drawdownTable({ equity }: RunResult): Html | null {
  const worst = drawdownsOf(equity).slice(0, WORST);
  if (worst.length === 0) return null;
  return html`<h3>The deepest falls of closed equity, by trade date</h3>${table(
    'The deepest falls of closed equity',
    [
      { title: 'from the high of' },
      { title: 'deepest on' },
      { title: 'reached again on' },
      { title: 'trade dates', isNumber: true },
      { title: 'depth', isNumber: true },
      { title: 'of the high', isNumber: true },
    ],
    worst.map(({ from, deepestOn, recoveredOn, tradeDates, depthMilli, depthShare }) => [
      from ?? 'the start',
      deepestOn,
      recoveredOn ?? 'not in the data',
      number(tradeDates),
      usd(depthMilli),
      percent(depthShare),
    ]),
  )}`;
}
