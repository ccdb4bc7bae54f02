import { PublishedProcedure } from '../../../strategies/v6-published/procedure.ts';
import { streamOf } from '../../../strategies/v6-published/stream.ts';
import { isRegularTime } from '../../market/calendar.ts';
import type { Tape } from '../../market/tape.ts';
import type { RowOrderRow } from '../../results/auditModel.ts';
import { randomFromSeed, randomIndex } from '../../stats/random.ts';
import { rateEstimate } from '../estimates.ts';

export type RowOrder =
  | 'source'
  | 'nearest-expiry-first'
  | 'farthest-expiry-first'
  | 'most-volume-first'
  | { readonly shuffleSeed: number };

export function nameOfOrder(order: RowOrder): string {
  return typeof order === 'string' ? order : `shuffled ${order.shuffleSeed}`;
}

/**
 * The places of a tape's outright rows, with the rows of each minute in another order. The rows, their prices and their
 * volumes stay the same: a figure that changes says nothing about a market.
 */
export function orderedPlaces(tape: Tape, order: RowOrder): Uint32Array {
  const { rows, contracts } = tape;
  const isSpread = contracts.map((contract) => contract.kind === 'spread');
  const places = new Uint32Array(rows.length);
  let kept = 0;
  for (let i = 0; i < rows.length; i++) if (!isSpread[rows.contract[i]!]) places[kept++] = i;
  const ordered = places.slice(0, kept);
  if (order === 'source') return ordered;
  const arrange = arrangement(tape, order);
  for (let from = 0; from < ordered.length; ) {
    let to = from + 1;
    while (to < ordered.length && rows.time[ordered[to]!] === rows.time[ordered[from]!]) to++;
    if (to - from > 1) arrange(ordered.subarray(from, to));
    from = to;
  }
  return ordered;
}

function arrangement(tape: Tape, order: Exclude<RowOrder, 'source'>): (minute: Uint32Array) => void {
  const { rows, contracts } = tape;
  if (typeof order !== 'string') {
    const random = randomFromSeed(order.shuffleSeed);
    return (minute) => {
      for (let i = minute.length - 1; i > 0; i--) {
        const j = randomIndex(random, i + 1);
        const moved = minute[i]!;
        minute[i] = minute[j]!;
        minute[j] = moved;
      }
    };
  }
  const expiries = contracts.map((contract) => contract.expiry);
  const expiry = (row: number): number => expiries[rows.contract[row]!]!;
  if (order === 'nearest-expiry-first') return (minute) => sortFew(minute, (a, b) => expiry(a) - expiry(b));
  if (order === 'farthest-expiry-first') return (minute) => sortFew(minute, (a, b) => expiry(b) - expiry(a));
  return (minute) => sortFew(minute, (a, b) => rows.volume[b]! - rows.volume[a]! || expiry(a) - expiry(b));
}

/** A stable insertion sort: a minute has a handful of rows, and a year hundreds of thousands of minutes. */
function sortFew(minute: Uint32Array, compare: (a: number, b: number) => number): void {
  for (let i = 1; i < minute.length; i++) {
    const row = minute[i]!;
    let place = i;
    for (; place > 0 && compare(minute[place - 1]!, row) > 0; place--) minute[place] = minute[place - 1]!;
    minute[place] = row;
  }
}

/** The procedure as published on one order of the rows. */
export function winsUnderOrder(tape: Tape, order: RowOrder): RowOrderRow {
  const stream = streamOf(tape, orderedPlaces(tape, order));
  const trades = new PublishedProcedure(stream, tape.contracts, isRegularTime).trades(0);
  const wins = trades.filter((trade) => trade.isWin).length;
  return {
    order: nameOfOrder(order),
    trades: trades.length,
    wins,
    winRate: rateEstimate(wins, trades.length),
  };
}
