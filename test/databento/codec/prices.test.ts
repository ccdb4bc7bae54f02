import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNanos, nanosToMs, utcDate } from '../../../src/databento/codec/nanos.ts';
import { formatPrice, parsePrice, priceToNumber } from '../../../src/databento/codec/prices.ts';

const raw = fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n });

describe('prices', () => {
  it('are exact decimals both ways', () => {
    expect(formatPrice(4_700_250_000_000n)).toBe('4700.25');
    expect(formatPrice(-1n)).toBe('-0.000000001');
    expect(formatPrice(5_000_000_000n)).toBe('5');
    expect(formatPrice(2n ** 63n - 1n)).toBeUndefined();
    fc.assert(
      fc.property(raw, (value) => {
        expect(parsePrice(formatPrice(value)!)).toBe(value);
      }),
    );
  });

  it('as numbers are the doubles nearest to the decimal', () => {
    expect(priceToNumber(4_700_250_000_000n)).toBe(4700.25);
    expect(priceToNumber(2n ** 63n - 1n)).toBeNaN();
    // Rounding twice would give another double here than the decimal's own.
    fc.assert(
      fc.property(raw, (value) => {
        expect(priceToNumber(value)).toBe(Number(formatPrice(value)));
      }),
    );
  });

  it('that are none are refused', () => {
    for (const text of ['', '1e5', '1.0000000001', 'abc', '.5', '9223372036.854775807']) {
      expect(() => parsePrice(text), text).toThrow('price');
    }
  });
});

describe('nanoseconds', () => {
  it('are shown whole, in UTC', () => {
    const nanos = 1_609_160_400_006_001_487n;
    expect(formatNanos(nanos)).toBe('2020-12-28T13:00:00.006001487Z');
    expect(nanosToMs(nanos)).toBe(1_609_160_400_006);
    expect(utcDate(nanos)).toBe('2020-12-28');
    expect(formatNanos(2n ** 64n - 1n)).toBeUndefined();
    expect(formatNanos(2n ** 64n - 2n)).toBe('2554-07-21T23:34:33.709551614Z');
  });
});
