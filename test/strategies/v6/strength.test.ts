import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import { breakaway, extreme } from '../../../strategies/v6/direction.ts';
import {
  fiveMinuteReturn,
  publishedMomentum,
  strengthOf,
  volatilityMomentum,
  volumePartOf,
} from '../../../strategies/v6/strength.ts';
import { columns } from '../../engine/support/tapes.ts';

describe('fiveMinuteReturn', () => {
  const bars = columns(
    0,
    [0, 1, 2, 3, 4, 5, 6, 7].map((minute) => [minute, 100, 200, 50, 100 + minute]),
  );

  test('is from the last close before five minutes ago to the last close', () => {
    // At minute 8: last close is that of 7 (107), the earlier that of the last bar before minute 3 (102).
    expect(fiveMinuteReturn(bars, 8, 8 * MINUTE_MS)).toBe(107 / 102 - 1);
    // At minute 8 but with bars [0, 7) alone nothing of bar 7 is known.
    expect(fiveMinuteReturn(bars, 7, 8 * MINUTE_MS)).toBe(106 / 102 - 1);
  });

  test('before a time it does not see the bars from then on', () => {
    expect(fiveMinuteReturn(bars, 8, 6 * MINUTE_MS)).toBe(105 / 100 - 1);
  });

  test('is 0 without an earlier close, and when that is older than 30 minutes', () => {
    expect(fiveMinuteReturn(bars, 3, 3 * MINUTE_MS)).toBe(0);
    const late = (minute: number): number =>
      fiveMinuteReturn(
        columns(0, [
          [0, 100, 200, 50, 100],
          [minute - 1, 100, 200, 50, 110],
        ]),
        2,
        minute * MINUTE_MS,
      );
    expect(late(31)).toBe(110 / 100 - 1);
    expect(late(32)).toBe(0);
  });
});

describe('momentum', () => {
  test('is in the direction, in units of twice the expected five-minute move, within 0 and 1', () => {
    expect(volatilityMomentum(1, 0.001, 0.001)).toBe(0.001 / (2 * 0.001 * Math.sqrt(5)));
    expect(volatilityMomentum(-1, 0.001, 0.001)).toBe(0);
    expect(volatilityMomentum(-1, -0.1, 0.001)).toBe(1);
    expect(volatilityMomentum(1, 0.001, 0)).toBe(0);
    expect(publishedMomentum(1, 0.01)).toBe(0.08);
    expect(publishedMomentum(-1, 0.01)).toBe(0);
  });
});

test('the strength weighs position, volume and momentum 5 : 3 : 2', () => {
  expect(strengthOf(1, 0, 0).strength).toBe(0.5);
  expect(strengthOf(0, 1, 0).strength).toBe(0.3);
  expect(strengthOf(0, 0, 1).strength).toBe(0.2);
  expect(volumePartOf(4)).toBe(0.4);
  expect(volumePartOf(12)).toBe(1);
});

describe('direction', () => {
  const modal = { modalTicks: 105, lowTicks: 100, highTicks: 120 };

  test('breakaway goes away from the modal price, and nowhere on it', () => {
    expect(breakaway(110, modal)).toEqual({ direction: 1, positionPart: 0.25 });
    expect(breakaway(100, modal)).toEqual({ direction: -1, positionPart: 0.25 });
    expect(breakaway(105, modal)).toBeNull();
  });

  test('extreme is long at the threshold, short at the other, and nothing in between or when both hold', () => {
    const thresholds = { longThreshold: 0.15, shortThreshold: 0.85 };
    expect(extreme(3 / 20, thresholds)).toEqual({ direction: 1, positionPart: 0 });
    expect(extreme(0, thresholds)).toEqual({ direction: 1, positionPart: 1 });
    expect(extreme(17 / 20, thresholds)).toEqual({ direction: -1, positionPart: 0 });
    expect(extreme(1, thresholds)).toEqual({ direction: -1, positionPart: 1 });
    expect(extreme(0.5, thresholds)).toBeNull();
    expect(extreme(0.5, { longThreshold: 0.6, shortThreshold: 0.4 })).toBeNull();
  });
});
