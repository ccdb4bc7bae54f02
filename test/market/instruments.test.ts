import { describe, expect, test } from 'vitest';
import { INSTRUMENTS, instrumentOf, priceOfTicks } from '../../src/market/instruments.ts';

describe('instruments', () => {
  // CME contract specifications: tick and value of a tick.
  test.each([
    ['ES', 0.25, 12.5],
    ['MES', 0.25, 1.25],
    ['NQ', 0.25, 5],
    ['MNQ', 0.25, 0.5],
    ['6E', 0.00005, 6.25],
  ])('%s has a tick of %d worth %d USD', (root, tick, value) => {
    const instrument = instrumentOf(root);
    expect(instrument.tickNano).toBe(Math.round(tick * 1e9));
    expect(instrument.tickValueMilli).toBe(value * 1000);
    expect(priceOfTicks(instrument, 1).toFixed(instrument.priceDecimals)).toBe(String(tick));
  });

  test('have a tick of whole nanos and a value of whole thousandths, so that nothing is lost', () => {
    for (const { tickNano, tickValueMilli, priceDecimals } of INSTRUMENTS.values()) {
      expect(Number.isInteger(tickNano)).toBe(true);
      expect(Number.isInteger(tickValueMilli)).toBe(true);
      expect(tickNano % 10 ** (9 - priceDecimals)).toBe(0);
    }
  });

  test('are found in any case, and an unknown root is refused with those that are known', () => {
    expect(instrumentOf('mes').root).toBe('MES');
    expect(() => instrumentOf('CL')).toThrow(
      expect.objectContaining({
        code: 'TB_INSTRUMENT_UNKNOWN',
        next: expect.stringContaining('ES, MES, NQ, MNQ, 6E'),
      }),
    );
  });
});
