import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { isRegularTime } from '../../../src/market/calendar.ts';
import { generateSyntheticMarket } from '../../../src/sources/synthetic/index.ts';
import { PublishedProcedure } from '../../../strategies/v6-published/procedure.ts';
import { mixedStream } from '../../../strategies/v6-published/stream.ts';
import { DEFECTS, isMended } from '../../../strategies/v6-published/switches.ts';
import { literalTrades, type Row } from './literal.ts';

const { rows, contracts, instrument, intervalMs } = generateSyntheticMarket({
  seed: 8,
  from: '2024-06-03',
  to: '2024-06-28',
});
const procedure = new PublishedProcedure(
  mixedStream({ instrument, intervalMs, contracts, rows, byContract: [] }),
  contracts,
  isRegularTime,
);

function plainRows(): Row[] {
  return Array.from({ length: rows.length }, (_, i) => i)
    .filter((i) => contracts[rows.contract[i]!]!.kind === 'outright')
    .map((i) => {
      const { rawSymbol: contract, expiry } = contracts[rows.contract[i]!]!;
      const points = (ticks: Int32Array): number => ticks[i]! / 4;
      return {
        time: rows.time[i]!,
        open: points(rows.open),
        high: points(rows.high),
        low: points(rows.low),
        close: points(rows.close),
        volume: rows.volume[i]!,
        contract,
        expiry,
      };
    });
}

/** Numbers of `literalTrades`, the slow twin, on four weeks of the synthetic market; the next test makes them again. */
const GOLDEN: readonly (readonly [mask: number, trades: number, wins: number, digest: string])[] = [
  [0, 13, 10, '6f9516cb7b551b2a'],
  [16, 35, 29, '35198bb3a592a8ca'],
  [78, 10, 7, '97c44257ed756dc9'],
];

function figuresOf(trades: readonly { readonly netReturn: number }[]): readonly [number, number, string] {
  const digest = createHash('sha256').update(JSON.stringify(trades.map((trade) => trade.netReturn)));
  return [
    trades.length,
    trades.filter((trade) => trade.netReturn > 0).length,
    digest.digest('hex').slice(0, 16),
  ];
}

test.each(GOLDEN)('mask %i on four synthetic weeks makes %i trades, %i won', (mask, ...figures) => {
  expect(figuresOf(procedure.trades(mask))).toEqual(figures);
});

test.each(GOLDEN)('and mask %i is what the slow twin makes', (mask, ...figures) => {
  const mended = new Set<string>(DEFECTS.filter((defect) => isMended(mask, defect)));
  expect(figuresOf(literalTrades(plainRows(), mended, isRegularTime))).toEqual(figures);
});
