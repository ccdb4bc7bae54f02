import { dateText, tradeDateOf } from '../../market/calendar.ts';
import { DAY_MS, dayOfText } from '../../market/dates.ts';
import type { DayTrade, LiveDay } from '../../results/dayModel.ts';
import { chart } from '../chart.ts';
import { count, newYorkText, number, seen, signedUsd, usd } from '../format.ts';
import { html } from '../html.ts';
import { thinned } from '../reduce.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

const MOST_POINTS = 500;

/** Net of the paper account by the trade date of the exits, added up. */
export function netSection({ closedSoFar, all }: LiveDay): Section {
  const title = 'Net so far';
  if (closedSoFar.length === 0) return section('net', title, null, html`<p>No trade has closed yet.</p>`);
  const days = Map.groupBy(closedSoFar, exitDate);
  let sum = 0;
  const values = Array.from(days, ([date, trades]) => {
    const net = trades.reduce((total, trade) => total + trade.netMilli, 0);
    sum += net;
    return {
      date: dayOfText(date) * DAY_MS,
      day: date,
      net: seen(sum / 1000, 9),
      words: `${signedUsd(sum)}, of the day ${signedUsd(net)}`,
      n: count(trades.length, 'trade'),
    };
  });
  const x = {
    field: 'date',
    type: 'temporal',
    title: null,
    scale: { type: 'utc' },
    axis: { format: '%d %b', tickCount: 6 },
  };
  const y = { field: 'net', type: 'quantitative', title: 'USD', axis: { format: ',.0f' } };
  const figureWords = `${signedUsd(all.netMilli)} from ${count(all.trades, 'trade')}; commission ${usd(all.commissionMilli)}, slippage ${usd(all.slippageMilli)}.`;
  return section(
    'net',
    title,
    'Closed trades of the paper account by the trade date of their exit. A line this short goes up or down by chance.',
    chart({
      id: 'net-so-far',
      title: 'Net of closed trades',
      description: figureWords,
      height: 190,
      spec: {
        data: { values: thinned(values, MOST_POINTS) },
        layer: [
          { mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.75 }, encoding: { x, y } },
          {
            mark: { type: 'point', filled: true, size: 30, opacity: 1 },
            encoding: {
              x,
              y,
              tooltip: [
                { field: 'day', title: 'trade date' },
                { field: 'words', title: 'net' },
                { field: 'n', title: 'closed' },
              ],
            },
          },
        ],
      },
      table: table(
        'Net by trade date',
        [{ title: 'trade date' }, { title: 'closed' }, { title: 'net so far, and of the day' }],
        values.map(({ day, n, words }) => [day, n, words]),
      ),
    }),
  );
}

/** A bar is known at its end, and the last one of a trade date ends as that date does: the moment before belongs to it. */
function exitDate({ exitTime }: DayTrade): string {
  return dateText(tradeDateOf(exitTime - 1));
}

/** The trades that closed on the day. */
export function dayTradesSection({ closed, tickNano, priceDecimals }: LiveDay): Section {
  const title = 'Trades of the day';
  if (closed.length === 0) return section('trades', title, null, html`<p>No trade closed on the day.</p>`);
  const price = (ticks: number): string => number((ticks * tickNano) / 1e9, priceDecimals);
  return section(
    'trades',
    title,
    html`Times are New York’s. The story of one from bar to cent: <code>tapebench explain</code>.`,
    table(
      'Trades that closed on the day',
      [
        { title: 'trade' },
        { title: 'side' },
        { title: 'contract' },
        { title: 'entered' },
        { title: 'entry', isNumber: true },
        { title: 'stop', isNumber: true, isExtra: true },
        { title: 'target', isNumber: true, isExtra: true },
        { title: 'exit', isNumber: true },
        { title: 'by' },
        { title: 'multiplier', isNumber: true, isExtra: true },
        { title: 'R', isNumber: true },
        { title: 'net', isNumber: true },
      ],
      closed.map((trade) => [
        number(trade.id),
        `${trade.direction === 1 ? 'long' : 'short'} ${trade.quantity}`,
        trade.contract,
        newYorkText(trade.entryTime),
        price(trade.entryTicks),
        price(trade.stopTicks),
        price(trade.targetTicks),
        price(trade.exitTicks),
        trade.exitReason,
        `${number(trade.multiplier, 2)}×`,
        number(trade.rMultiple, 2),
        signedUsd(trade.netMilli, 2),
      ]),
    ),
  );
}
