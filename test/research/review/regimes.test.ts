import fc from 'fast-check';
import { expect, test } from 'vitest';
import { regimesOf } from '../../../src/research/review/regimes.ts';

const DAY = 86_400_000;

interface Sighting {
  readonly id: number;
  readonly time: number;
  readonly contract: string;
  readonly priceTicks: number;
  readonly sigma1: number;
}

function sighting(id: number, day: number, values: Partial<Sighting> = {}): Sighting {
  return { id, time: day * DAY, contract: 'ESZ4', priceTicks: 20_000, sigma1: 1, ...values };
}

test('volatility is the tercile among the earlier signals, and unknown for the first nine', () => {
  const nine = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((sigma1, index) => sighting(index, index, { sigma1 }));
  const volatilityOf = (sigma1: number): string =>
    regimesOf([...nine, sighting(9, 9, { sigma1 })]).get(9)!.volatility;
  expect(nine.map(({ id }) => regimesOf(nine).get(id)!.volatility)).toEqual(new Array(9).fill('unknown'));
  // Below 3 lie two of nine, less than a third; between 3 and 4 exactly a third; between 6 and 7 exactly two thirds.
  expect([2.5, 3, 3.5, 5, 6.5].map(volatilityOf)).toEqual(['low', 'low', 'middle', 'middle', 'high']);
  // A tie counts half: 4 has three below it and itself, 3.5 of nine; 7 has 6.5 of nine.
  expect([4, 6, 7].map(volatilityOf)).toEqual(['middle', 'middle', 'high']);
});

test('the trend is the change since the last signal of the same contract that is 5 to 15 days old', () => {
  const trendOf = (earlier: readonly Sighting[], last: Sighting): string =>
    regimesOf([...earlier, last]).get(last.id)!.trend;
  const now = sighting(9, 20, { priceTicks: 20_010 });
  expect(trendOf([sighting(1, 15)], now)).toBe('up');
  expect(trendOf([sighting(1, 5)], now)).toBe('up');
  expect(trendOf([sighting(1, 4.9)], now)).toBe('unknown');
  expect(trendOf([sighting(1, 15.1)], now)).toBe('unknown');
  expect(trendOf([sighting(1, 10), sighting(2, 15, { priceTicks: 20_020 })], now)).toBe('down');
  expect(trendOf([sighting(1, 15, { priceTicks: 20_010 })], now)).toBe('level');
  expect(trendOf([sighting(1, 15, { contract: 'ESH5' })], now)).toBe('unknown');
});

test('no later signal changes an earlier label', () => {
  const list = fc
    .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 19_990, max: 20_010 }), fc.boolean()), {
      minLength: 12,
      maxLength: 40,
    })
    .map((rows) =>
      rows.map(([sigma1, priceTicks, isFront], index) =>
        sighting(index, index, { sigma1, priceTicks, contract: isFront ? 'ESZ4' : 'ESH5' }),
      ),
    );
  fc.assert(
    fc.property(list, fc.nat(), (signals, cut) => {
      const kept = signals.slice(0, cut % signals.length);
      const all = regimesOf(signals);
      for (const [id, regime] of regimesOf(kept)) expect(all.get(id)).toEqual(regime);
    }),
  );
});
