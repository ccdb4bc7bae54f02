import { describe, expect, it } from 'vitest';
import { timeRange } from '../../../src/sources/catalogue/dateRange.ts';

describe('a range of trade dates', () => {
  it('begins on the evening before the first and ends on the evening of the last, in New York', () => {
    expect(timeRange('2025-01-06', '2025-01-10')).toEqual({
      from: Date.UTC(2025, 0, 5, 23),
      to: Date.UTC(2025, 0, 10, 23),
    });
    // Daylight saving: the evening of Sunday 9 March 2025 is at 22:00 UTC, that of the Friday before at 23:00.
    expect(timeRange('2025-03-10', undefined).from).toBe(Date.UTC(2025, 2, 9, 22));
    expect(timeRange(undefined, '2025-03-07').to).toBe(Date.UTC(2025, 2, 7, 23));
  });

  it('may be one day, or open on either side', () => {
    expect(timeRange('2025-01-06', '2025-01-06').to - timeRange('2025-01-06', '2025-01-06').from).toBe(
      86_400_000,
    );
    expect(timeRange(undefined, undefined)).toEqual({
      from: Number.NEGATIVE_INFINITY,
      to: Number.POSITIVE_INFINITY,
    });
  });

  it('may be of moments', () => {
    expect(timeRange('2025-01-06T14:30Z', '2025-01-06T21:00:00.000Z')).toEqual({
      from: Date.UTC(2025, 0, 6, 14, 30),
      to: Date.UTC(2025, 0, 6, 21),
    });
  });

  it.each([
    ['2025-01-07', '2025-01-06'],
    ['2025-02-30', undefined],
    ['yesterday', undefined],
    ['2025-01-06T14:30', undefined],
    ['2025-01-06T25:00Z', undefined],
    [undefined, '6.1.2025'],
  ])('from %s to %s is none', (from, to) => {
    expect(() => timeRange(from, to)).toThrow(expect.objectContaining({ code: 'TB_DATE_INVALID' }));
  });
});
