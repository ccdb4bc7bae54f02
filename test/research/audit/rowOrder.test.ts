import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderedPlaces, type RowOrder, winsUnderOrder } from '../../../src/research/audit/rowOrder.ts';
import { randomStream, rowAt, tapeOfRows } from '../../strategies/v6-published/streams.ts';

const MINUTE_ROWS = [
  rowAt('2024-03-04T14:00', 'ESM4', { volume: 5 }),
  rowAt('2024-03-04T14:00', 'ESH4', { volume: 5 }),
  rowAt('2024-03-04T14:00', 'ESU4', { volume: 7 }),
  rowAt('2024-03-04T14:00', 'ESH4-ESM4', { volume: 99, close: 50 }),
  rowAt('2024-03-04T14:01', 'ESM4'),
];

describe('the rows of a minute', () => {
  test.each([
    ['source', [0, 1, 2, 4]],
    ['nearest-expiry-first', [1, 0, 2, 4]],
    ['farthest-expiry-first', [2, 0, 1, 4]],
    ['most-volume-first', [2, 1, 0, 4]], // equal volume: the nearer expiry
  ] as const)('in the order %s, spreads left out', (order, places) => {
    expect([...orderedPlaces(tapeOfRows(MINUTE_ROWS), order)]).toEqual(places);
  });

  test('are the same rows in the same minutes under every shuffle, and a seed gives one order', () => {
    const tape = tapeOfRows(randomStream(3, 2));
    const source = orderedPlaces(tape, 'source');
    fc.assert(
      fc.property(fc.nat(1e6), (shuffleSeed) => {
        const places = orderedPlaces(tape, { shuffleSeed });
        expect(Float64Array.from(places, (row) => tape.rows.time[row]!)).toEqual(
          Float64Array.from(source, (row) => tape.rows.time[row]!),
        );
        expect(places.toSorted()).toEqual(source);
        expect(places).toEqual(orderedPlaces(tape, { shuffleSeed }));
        expect(places).not.toEqual(source);
      }),
      { numRuns: 10 },
    );
  });
});

test('the procedure under an order says its n, and its rate with an interval or not at all', () => {
  const tape = tapeOfRows(randomStream(11, 9));
  const orders: RowOrder[] = ['source', { shuffleSeed: 1 }];
  const [source, shuffled] = orders.map((order) => winsUnderOrder(tape, order));
  expect(source!.trades).toBeGreaterThan(0);
  expect(source!.winRate).toMatchObject({ n: source!.trades, value: source!.wins / source!.trades });
  expect([source!.order, shuffled!.order]).toEqual(['source', 'shuffled 1']);
  expect(winsUnderOrder(tapeOfRows(MINUTE_ROWS), 'source')).toEqual({
    order: 'source',
    trades: 0,
    wins: 0,
    winRate: null,
  });
});
