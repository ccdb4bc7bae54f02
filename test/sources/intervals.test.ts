import { describe, expect, it } from 'vitest';
import {
  intervalOfRtypeText,
  intervalText,
  parseInterval,
  recognisedInterval,
  saidInterval,
} from '../../src/sources/intervals.ts';

describe('intervals', () => {
  it('are written as people write them', () => {
    for (const [text, ms] of [
      ['1s', 1_000],
      ['1m', 60_000],
      ['15m', 900_000],
      ['4h', 14_400_000],
      ['1d', 86_400_000],
    ] as const) {
      expect(parseInterval(text)).toBe(ms);
      expect(intervalText(ms)).toBe(text);
    }
    for (const text of ['', 'm', '0m', '1', '1.5m', '1w']) expect(parseInterval(text), text).toBeUndefined();
    expect(intervalText(250)).toBe('250ms');
    expect(saidInterval(undefined)).toBeUndefined();
    expect(() => saidInterval('minute')).toThrow(expect.objectContaining({ code: 'TB_CONFIG_INVALID' }));
  });

  it('follow from the record type that a table of Databento holds', () => {
    expect(['32', '33', '34', '35', '', 'x', '0'].map(intervalOfRtypeText)).toEqual([
      1_000,
      60_000,
      3_600_000,
      86_400_000,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('show in the stamps: the shortest distance, if it is a usual length', () => {
    const every = (ms: number, count: number): number[] => Array.from({ length: count }, (_, i) => i * ms);
    expect(recognisedInterval([0, 0, 60_000, 240_000])).toBe(60_000);
    expect(recognisedInterval(every(300_000, 11))).toBe(300_000);
    expect(recognisedInterval(every(300_000, 10))).toBeUndefined();
    expect(recognisedInterval(every(420_000, 30))).toBeUndefined();
    expect(recognisedInterval([0])).toBeUndefined();
    expect(recognisedInterval([])).toBeUndefined();
  });
});
