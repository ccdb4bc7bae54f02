import { describe, expect, test } from 'vitest';
import { resolveParameters } from '../../../src/engine/parameters.ts';
import type { Judgement } from '../../../src/engine/strategy.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import { V6Detector } from '../../../strategies/v6/detector.ts';
import { V6_PARAMETERS, v6Parameters } from '../../../strategies/v6/parameters.ts';
import { V6_PRESETS } from '../../../strategies/v6/presets.ts';
import { type BarRow, columns, contractOf, tapeOf } from '../../engine/support/tapes.ts';

const START = Date.UTC(2024, 2, 5, 15);

/** Judges a candidate at minute `time` over all rows before it, with a ratio of 5 and a sigma1 of 0.001. */
function judged(rows: readonly BarRow[], time: number, given: Readonly<Record<string, unknown>>): Judgement {
  const tape = tapeOf([contractOf('ESH4')], [columns(START, rows)]);
  const parameters = v6Parameters(resolveParameters(V6_PARAMETERS, given));
  const end = rows.filter(([minute]) => minute < time).length;
  return new V6Detector(parameters, tape).judge(
    { time: START + time * MINUTE_MS, end, volumeRatio: 5 },
    tape.byContract[0]!,
    { sigma1: 0.001, isSufficient: true, bars: 300, returns: 299 },
  );
}

describe('v6 judges', () => {
  // Most volume at 1000; the price leaves it for 1008. The bar of minute 4 is 16 minutes old at E = 20, that of minute 5 fifteen.
  const rows: BarRow[] = [
    [4, 900, 2_000, 900, 900, 1_000_000],
    [5, 1_000, 1_000, 1_000, 1_000, 500],
    [10, 1_000, 1_004, 1_000, 1_002, 100],
    [14, 1_002, 1_004, 1_002, 1_004, 50],
    [19, 1_004, 1_010, 1_004, 1_008, 400],
  ];

  test('the last fifteen minutes by hand, a bar sixteen minutes old left out', () => {
    // Profile: 1000 has 500 + 20; range 1000 to 1010. close 1008: long, position 8 / 10. Volume part 5 / 10.
    // r5 = close(20) / close(15) - 1 = 1008 / 1004 - 1; momentum = r5 / (2 * 0.001 * sqrt 5) = 0.890864
    const momentumPart = (1_008 / 1_004 - 1) / (2 * 0.001 * Math.sqrt(5));
    expect(momentumPart).toBeCloseTo(0.890864, 6);
    expect(judged(rows, 20, {})).toEqual({
      kind: 'signal',
      direction: 1,
      priceTicks: 1_008,
      modalTicks: 1_000,
      lowTicks: 1_000,
      highTicks: 1_010,
      modalPosition: 0,
      modalBin: 0,
      positionPart: 0.8,
      volumePart: 0.5,
      momentumPart,
      strength: 0.5 * 0.8 + 0.3 * 0.5 + 0.2 * momentumPart,
    });
  });

  test('gives up without a range, on the modal price, in a direction that is off, and when weak', () => {
    const flat: BarRow[] = [[19, 1_000, 1_000, 1_000, 1_000, 100]];
    expect(judged(flat, 20, {})).toEqual({ kind: 'none', reason: 'no-range' });
    const back: BarRow[] = [...rows.slice(0, 4), [19, 1_004, 1_010, 1_000, 1_000, 400]];
    expect(judged(back, 20, {})).toEqual({ kind: 'none', reason: 'no-direction' });
    expect(judged(rows, 20, { directions: 'short' })).toEqual({ kind: 'none', reason: 'direction-off' });
    expect(judged(rows, 20, { minSignalStrength: 0.73 })).toEqual({ kind: 'none', reason: 'weak' });
    expect(judged(rows, 20, { minSignalStrength: 0.72 }).kind).toBe('signal');
  });

  test('the top of the range falls into the last modal bin', () => {
    const high: BarRow[] = [
      [10, 1_010, 1_010, 1_010, 1_010, 900],
      [19, 1_010, 1_010, 1_000, 1_001, 11],
    ];
    expect(judged(high, 20, {})).toMatchObject({ direction: -1, modalPosition: 1, modalBin: 9 });
  });
});

describe('v6-cluster15 judges', () => {
  const { values } = V6_PRESETS['v6-cluster15'];

  test('the period by its most frequent close, with the return before its start', () => {
    // Period 15 to 30. Closes 1001, 1001, 1020: modal 1001, range 1000 to 1020, position 1 / 20 = 0.05: long, 1 - 0.05 / 0.15.
    // Before the period: close(15) = 1000, close(10) = 990, so 8 * (1000 / 990 - 1).
    const rows: BarRow[] = [
      [8, 990, 990, 990, 990],
      [14, 1_000, 1_000, 1_000, 1_000],
      [15, 1_000, 1_001, 1_000, 1_001],
      [20, 1_001, 1_002, 1_001, 1_001],
      [29, 1_001, 1_020, 1_001, 1_020],
    ];
    const positionPart = 1 - 0.05 / 0.15;
    const momentumPart = 8 * (1_000 / 990 - 1);
    expect(judged(rows, 30, { ...values, minSignalStrength: 0.4 })).toMatchObject({
      kind: 'signal',
      direction: 1,
      modalTicks: 1_001,
      modalPosition: 0.05,
      positionPart,
      momentumPart,
      strength: 0.5 * positionPart + 0.3 * 0.5 + 0.2 * momentumPart,
    });
  });
});
