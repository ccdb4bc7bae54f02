import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type NumberStyle,
  PLAIN_NUMBERS,
  parseInteger,
  parseNano,
} from '../../../src/sources/csv/numbers.ts';

const GERMAN: NumberStyle = { decimal: ','.charCodeAt(0), thousands: '.'.charCodeAt(0) };

function nano(text: string, style = PLAIN_NUMBERS): number {
  const bytes = Buffer.from(`x${text}y`);
  return parseNano(bytes, 1, bytes.length - 1, style);
}

function integer(text: string, style = PLAIN_NUMBERS): number {
  const bytes = Buffer.from(`x${text}y`);
  return parseInteger(bytes, 1, bytes.length - 1, style);
}

describe('prices in text', () => {
  it('are exact integers of 1e-9', () => {
    expect(nano('6720.75')).toBe(6_720_750_000_000);
    expect(nano('1.10775')).toBe(1_107_750_000);
    expect(nano('-12.5')).toBe(-12_500_000_000);
    expect(nano('+3')).toBe(3_000_000_000);
    expect(nano('.25')).toBe(250_000_000);
    expect(nano('7.')).toBe(7_000_000_000);
    expect(nano('9007198.999999999')).toBe(9_007_198_999_999_999);
  });

  it('lose the noise of binary fractions', () => {
    expect(nano('6720.750000000001')).toBe(6_720_750_000_000);
    expect(nano('6720.7499999994')).toBe(6_720_749_999_999);
    expect(nano('6720.7499999999999')).toBe(6_720_750_000_000);
    expect(nano('0.9999999999')).toBe(1_000_000_000);
  });

  it('may have an exponent', () => {
    expect(nano('6.72075E+03')).toBe(6_720_750_000_000);
    expect(nano('25e-2')).toBe(250_000_000);
  });

  it('may have thousands marks in groups of three', () => {
    expect(nano('1.234.567,5', GERMAN)).toBe(1_234_567_500_000_000);
    expect(nano('6720,75', GERMAN)).toBe(6_720_750_000_000);
    for (const wrong of ['1.23.456', '1.2345,5', '12.34', '.123', '1..234'])
      expect(nano(wrong, GERMAN)).toBeNaN();
    expect(nano('1,234')).toBeNaN();
  });

  it('are refused when they are none', () => {
    for (const text of [
      '',
      '-',
      '.',
      '-.',
      'NaN',
      'nan',
      'inf',
      '1e',
      '12a',
      '1.2.3',
      '0x10',
      '1 2',
      '--1',
      '9007199',
      '1e400',
    ]) {
      expect(nano(text), text).toBeNaN();
    }
  });

  it('read back every multiple of 1e-9', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9_007_198 }),
        fc.integer({ min: 0, max: 999_999_999 }),
        fc.boolean(),
        (units, rest, isNegative) => {
          const text = `${isNegative ? '-' : ''}${units}.${String(rest).padStart(9, '0')}`;
          expect(nano(text)).toBe((isNegative ? -1 : 1) * (units * 1e9 + rest));
        },
      ),
    );
  });
});

describe('whole numbers in text', () => {
  it('are exact, and may carry a fraction of zeros', () => {
    expect(integer('1234')).toBe(1234);
    expect(integer('17.0')).toBe(17);
    expect(integer('-3')).toBe(-3);
    expect(integer('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(integer('1.234.567', GERMAN)).toBe(1_234_567);
  });

  it('are refused when they are none', () => {
    for (const text of ['', '1.5', 'NaN', '1e3', '12x', '.0', '9007199254740993', '1,000'])
      expect(integer(text), text).toBeNaN();
  });
});
