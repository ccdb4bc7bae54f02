import { expect, test } from 'vitest';
import { meanEstimate, rateEstimate } from '../../src/research/estimates.ts';

test('a rate of nothing has no value', () => {
  expect(rateEstimate(0, 0)).toBeNull();
});

test('a rate has the Wilson interval: 101 of 156 gives 57.0% to 71.8%', () => {
  const { interval, n } = rateEstimate(101, 156)!;
  expect(n).toBe(156);
  expect(interval.low).toBeCloseTo(0.57, 3);
  expect(interval.high).toBeCloseTo(0.718, 3);
});

test('one value has no interval', () => {
  expect(meanEstimate([0.01], ['2024-01-02'])).toBeNull();
});

test('few days give Student by day, never an interval of no width or of hundreds', () => {
  const estimate = meanEstimate([-0.00375, -0.00275], ['2024-01-02', '2024-01-03'])!;
  expect(estimate.method).toBe('day-student');
  expect(estimate.interval.high - estimate.interval.low).toBeGreaterThan(0.005);
  const three = meanEstimate([-0.007, -0.007, 0.006], ['2024-01-02', '2024-01-03', '2024-01-04'])!;
  expect(three.interval.high - three.interval.low).toBeLessThan(0.1);
});

test('ten days and more give the bootstrap-t by day, the same bits each time', () => {
  const days = Array.from({ length: 12 }, (_, day) => `2024-02-${String(day + 1).padStart(2, '0')}`);
  const values = days.map((_, day) => ((day * 7) % 5) / 1000 - 0.002);
  const estimate = meanEstimate(values, days)!;
  expect(estimate.method).toBe('day-bootstrap-t');
  expect(estimate.interval.low).toBeLessThan(estimate.value);
  expect(meanEstimate(values, days)).toEqual(estimate);
});
