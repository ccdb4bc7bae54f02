import { binomialTestGreater, binomialTestLess } from '../../src/stats/binomialTest.ts';
import { uniformityTest } from '../../src/stats/kolmogorov.ts';

/** One property of a statistic, held against simulations where the truth is known. */
export interface CalibrationRow {
  readonly property: string;
  /** What has to hold, in words and figures. */
  readonly requirement: string;
  /** What the simulations showed: a share, or a p-value of uniformity. */
  readonly figure: number;
  readonly simulations: number;
  readonly isMet: boolean;
}

/** A set of properties checked together: simulates about `simulations` times from `seed`. */
export type Calibration = (simulations: number, seed: number) => CalibrationRow[];

/**
 * A property fails only when simulations of a sound statistic would look so bad less than once in 10 000 times; a
 * looser line would fail some property of forty by accident, a stricter one would see less.
 */
const ACCIDENT = 1e-4;

/** The event may happen at most with this probability. */
export function atMost(property: string, events: number, simulations: number, bound: number): CalibrationRow {
  return {
    property,
    requirement: `at most ${percent(bound)}`,
    figure: events / simulations,
    simulations,
    isMet: binomialTestGreater(events, simulations, bound) >= ACCIDENT,
  };
}

/** The event has to happen at least with this probability. */
export function atLeast(
  property: string,
  events: number,
  simulations: number,
  bound: number,
): CalibrationRow {
  return {
    property,
    requirement: `at least ${percent(bound)}`,
    figure: events / simulations,
    simulations,
    isMet: binomialTestLess(events, simulations, bound) >= ACCIDENT,
  };
}

/** The event has to happen with a probability in this range: for methods that are only near their level. */
export function within(
  property: string,
  events: number,
  simulations: number,
  low: number,
  high: number,
): CalibrationRow {
  const isHigh = binomialTestGreater(events, simulations, high) < ACCIDENT;
  const isLow = binomialTestLess(events, simulations, low) < ACCIDENT;
  return {
    property,
    requirement: `${percent(low)} to ${percent(high)}`,
    figure: events / simulations,
    simulations,
    isMet: !isHigh && !isLow,
  };
}

/** p-values have to be uniform. The figure is the p-value of the Kolmogorov-Smirnov test. */
export function uniform(property: string, pValues: readonly number[]): CalibrationRow {
  const { pValue } = uniformityTest(pValues);
  return {
    property,
    requirement: 'uniform p-values',
    figure: pValue,
    simulations: pValues.length,
    isMet: pValue >= ACCIDENT,
  };
}

/** p-values must not be small too often; they may be too large. The figure is the one-sided test's p-value. */
export function conservative(property: string, pValues: readonly number[]): CalibrationRow {
  const { excessPValue } = uniformityTest(pValues);
  return {
    property,
    requirement: 'p-values not too small',
    figure: excessPValue,
    simulations: pValues.length,
    isMet: excessPValue >= ACCIDENT,
  };
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}
