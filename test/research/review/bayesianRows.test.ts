import { expect, test } from 'vitest';
import { instrumentOf } from '../../../src/market/instruments.ts';
import { type BayesianInputs, bayesianRows } from '../../../src/research/review/bayesianRows.ts';
import { RunRows } from '../../../src/research/runRows.ts';
import { signal, trade } from './events.ts';

const TEN = Date.parse('2024-12-03T15:00:00Z');

/** Two orders: the first traded on paper and in truth, the second in truth alone. */
function inputs(): BayesianInputs {
  const rows = new RunRows(0);
  rows.emit(signal(1, '2024-12-03T15:00:00Z', { modalBin: 7, volumeRatio: 6.5, strength: 0.6 }));
  rows.emit(trade(1, '2024-12-03T15:30:00Z', 120_000, { exitTicks: 24_010, strength: 0.6 }));
  rows.emit(signal(2, '2024-12-03T16:00:00Z', { direction: -1 }));
  const fill = (minute: number, priceTicks: number, quantity = 1) => ({
    time: TEN + minute * 60_000,
    priceTicks,
    quantity,
    commissionMilli: 2_500,
  });
  return {
    trades: rows.trades,
    signals: rows.signals(),
    orders: [
      { id: 11, signal: 1, contract: 'ESZ4', direction: 1 },
      { id: 12, signal: 2, contract: 'ESZ4', direction: -1 },
    ],
    real: [
      {
        order: 11,
        entries: [fill(1, 24_000), fill(2, 24_002)],
        exits: [fill(20, 24_008, 2)],
        netMilli: 167_500,
      },
      { order: 12, entries: [fill(61, 24_000)], exits: [fill(70, 24_004)], netMilli: -55_000 },
    ],
    tradeLines: new Map([[1, 4]]),
    learnedLines: new Map([[11, 9]]),
    instrument: instrumentOf('ES'),
  };
}

test('each result has a row in each context of its signal, in order of time', () => {
  const rows = bayesianRows(inputs());
  expect(
    rows.map(({ orderId, source, contextType, contextValue }) => [
      orderId,
      source,
      contextType,
      contextValue,
    ]),
  ).toEqual([
    [11, 'real', 'modal_bin', '7'],
    [11, 'real', 'volatility', 'unknown'],
    [11, 'real', 'trend', 'unknown'],
    [11, 'paper', 'modal_bin', '7'],
    [11, 'paper', 'volatility', 'unknown'],
    [11, 'paper', 'trend', 'unknown'],
    [12, 'real', 'modal_bin', '5'],
    [12, 'real', 'volatility', 'unknown'],
    [12, 'real', 'trend', 'unknown'],
  ]);
});

test('a real result has the mean prices of its fills, and the paper one is learned no more', () => {
  const [real, , , paper] = bayesianRows(inputs());
  // (24 000 + 24 002) / 2 ticks of a quarter point; the notional of two contracts is 48 002 ticks of 12.50 dollars.
  expect(real).toMatchObject({
    time: TEN + 20 * 60_000,
    entryTime: TEN + 60_000,
    quantity: 2,
    entry: 6000.25,
    exit: 6002,
    netReturn: 167_500 / (48_002 * 12_500),
    win: true,
    volumeRatio: 6.5,
    signalStrength: 0.6,
    isLearned: true,
    signalId: 1,
    tradeId: 1,
    journalEvent: 9,
  });
  expect(paper).toMatchObject({ entry: 6000, exit: 6002.5, isLearned: false, tradeId: 1, journalEvent: 4 });
});

test('an order that was never filled on paper has no trade to lead back to', () => {
  expect(bayesianRows(inputs()).at(-1)).toMatchObject({
    orderId: 12,
    direction: -1,
    win: false,
    isLearned: true,
    tradeId: null,
    journalEvent: null,
  });
});
