import { expect, test } from 'vitest';
import { dayMeanStudent } from '../../src/stats/dayMeanStudent.ts';
import { studentInterval } from '../../src/stats/means.ts';

test('with one value a day it is Student’s interval', () => {
  const values = [1, 2, 4, 7, 11];
  const { interval, estimate } = dayMeanStudent(values, [0, 1, 2, 3, 4], 0.95);
  const student = studentInterval(values, 0.95);
  expect(estimate).toBe(5);
  expect(interval.low).toBeCloseTo(student.low, 12);
  expect(interval.high).toBeCloseTo(student.high, 12);
});

test('values of one day count together', () => {
  // By hand: days (1, 3) and (5): mean 3; deviations of the day sums 4 - 2 * 3 = -2 and 5 - 3 = 2; se = sqrt(2 * 8) / 3 = 4 / 3.
  const { standardError, interval, days } = dayMeanStudent([1, 3, 5], [7, 7, 9], 0.95);
  expect(days).toBe(2);
  expect(standardError).toBeCloseTo(4 / 3, 12);
  // Student's 97.5% quantile with one degree of freedom is 12.706204736.
  expect(interval.high).toBeCloseTo(3 + (12.706204736 * 4) / 3, 6);
});

test('a single day, unequal columns and a level of one are refused', () => {
  expect(() => dayMeanStudent([1, 2], [3, 3], 0.95)).toThrow('at least two days');
  expect(() => dayMeanStudent([1, 2], [3], 0.95)).toThrow(RangeError);
  expect(() => dayMeanStudent([1, 2], [3, 4], 1)).toThrow(RangeError);
});
