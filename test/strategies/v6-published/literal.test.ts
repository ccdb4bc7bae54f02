import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRegularTime } from '../../../src/market/calendar.ts';
import { PublishedProcedure, type PublishedTrade } from '../../../strategies/v6-published/procedure.ts';
import { mixedStream } from '../../../strategies/v6-published/stream.ts';
import {
  DEFECTS,
  ENTRY_MASK,
  EXIT_MASK,
  isMended,
  RETURN_MASK,
  SUBSETS,
} from '../../../strategies/v6-published/switches.ts';
import { type LiteralTrade, literalTrades, type Row } from './literal.ts';
import { randomStream, tapeOfRows } from './streams.ts';

function fastTrades(rows: readonly Row[]): (mask: number) => LiteralTrade[] {
  const tape = tapeOfRows(rows);
  const procedure = new PublishedProcedure(mixedStream(tape), tape.contracts, isRegularTime);
  const shown = (trade: PublishedTrade): LiteralTrade => ({
    day: trade.day,
    clusterStart: trade.entry.clusterStart,
    bin: trade.entry.bin,
    strength: trade.entry.strength,
    entryTime: trade.entry.time,
    entryPrice: trade.entry.price,
    entryContract: tape.contracts[trade.entryContract]!.rawSymbol,
    exitTime: trade.exit.time,
    exitPrice: trade.exit.price,
    exitContract: tape.contracts[trade.exitContract]!.rawSymbol,
    reason: trade.exit.reason,
    netReturn: trade.netReturn,
    size: trade.size,
    isBayesianSized: trade.isBayesianSized,
  });
  return (mask) => procedure.trades(mask).map(shown);
}

function mendedBy(mask: number): Set<string> {
  return new Set(DEFECTS.filter((defect) => isMended(mask, defect)));
}

describe('the procedure and its slow twin', () => {
  test('make the same trades, to the last bit, under all 512 sets of mends', () => {
    const rows = randomStream(11, 8);
    const fast = fastTrades(rows);
    const counts = new Set<number>();
    for (let mask = 0; mask < SUBSETS; mask++) {
      const slow = literalTrades(rows, mendedBy(mask), isRegularTime);
      expect(fast(mask), `mended: ${[...mendedBy(mask)].join(', ')}`).toEqual(slow);
      counts.add(slow.length);
    }
    // The sets differ, or the comparison would show nothing.
    expect(counts.size).toBeGreaterThan(5);
  });

  test('make the same trades on random streams under random mends', () => {
    let trades = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 0, max: SUBSETS - 1 }),
        (seed, mask) => {
          const rows = randomStream(seed, 9);
          const slow = literalTrades(rows, mendedBy(mask), isRegularTime);
          trades += slow.length;
          expect(fastTrades(rows)(mask)).toEqual(slow);
        },
      ),
      { numRuns: 25 },
    );
    expect(trades).toBeGreaterThan(25);
  });
});

describe('what a switch can change', () => {
  const fast = fastTrades(randomStream(12, 16));
  const entries = (mask: number): unknown[] =>
    fast(mask).map(({ clusterStart, entryTime, entryPrice, strength }) => [
      clusterStart,
      entryTime,
      entryPrice,
      strength,
    ]);
  const returns = (mask: number): number[] => fast(mask).map((trade) => trade.netReturn);

  test('entries depend on five of them, exits on two more, net returns on one more, sizes on all', () => {
    for (let mask = 0; mask < SUBSETS; mask++) {
      expect(entries(mask)).toEqual(entries(mask & ENTRY_MASK));
      expect(returns(mask)).toEqual(returns(mask & RETURN_MASK));
      const exits = (of: number): unknown[] =>
        fast(of).map(({ exitTime, exitPrice, reason }) => [exitTime, exitPrice, reason]);
      expect(exits(mask)).toEqual(exits(mask & EXIT_MASK));
    }
  });

  test.each(DEFECTS)('%s changes something', (defect) => {
    const bit = 1 << DEFECTS.indexOf(defect);
    const isFelt = Array.from({ length: SUBSETS }, (_, mask) => mask).some(
      (mask) => (mask & bit) === 0 && JSON.stringify(fast(mask)) !== JSON.stringify(fast(mask | bit)),
    );
    expect(isFelt).toBe(true);
  });
});
