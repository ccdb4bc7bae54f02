import { describe, expect, it } from 'vitest';
import { exponential } from '../../../src/sources/synthetic/exponential.ts';
import {
  generateSyntheticMarket,
  type RowOrder,
  SYNTHETIC_ES,
  type SyntheticMarket,
  type SyntheticOptions,
} from '../../../src/sources/synthetic/index.ts';
import { digestOf } from './marketViews.ts';

const WEEK: SyntheticOptions = { seed: 1, from: '2024-06-03', to: '2024-06-07' };

describe('generateSyntheticMarket', () => {
  it('gives the same rows for the same options, on every machine', () => {
    // The digest of this generator's own first output: it pins the rows, it does not vouch for them.
    expect(digestOf(generateSyntheticMarket(WEEK))).toBe(
      '01376c2964e32d24b7ff7890b17262b3a2ecafe5a9c840cd077b2dc5ba277db1',
    );
    expect(
      digestOf(generateSyntheticMarket({ ...WEEK, edge: 0, order: 'front-first', startPoints: 5300 })),
    ).toBe('01376c2964e32d24b7ff7890b17262b3a2ecafe5a9c840cd077b2dc5ba277db1');
  });

  it('gives other rows for another seed, also a neighbouring, negative or very large one', () => {
    const seeds = [1, 2, -1, 0, 4294967297, Number.MAX_SAFE_INTEGER];
    const digests = seeds.map((seed) => digestOf(generateSyntheticMarket({ ...WEEK, seed, to: WEEK.from })));
    expect(new Set(digests).size).toBe(seeds.length);
  });

  it('begins the embedded year as it begins every shorter stretch with the same start', () => {
    const day = generateSyntheticMarket({ ...SYNTHETIC_ES, to: SYNTHETIC_ES.from });
    const week = generateSyntheticMarket({ ...SYNTHETIC_ES, to: '2024-06-07' });
    const head = { ...week, rows: { ...week.rows, length: day.rows.length } };
    expect(digestOf(head)).toBe(digestOf(day));
  });

  it('orders the rows of a minute as asked and changes nothing else', () => {
    const of = (order: RowOrder): SyntheticMarket => generateSyntheticMarket({ ...WEEK, order });
    const [first, last, shuffled] = [of('front-first'), of('front-last'), of('shuffled')];
    const sorted = (market: SyntheticMarket): string[] => rowTexts(market).toSorted();
    expect(sorted(last)).toEqual(sorted(first));
    expect(sorted(shuffled)).toEqual(sorted(first));
    expect(digestOf(shuffled)).not.toBe(digestOf(first));
    expect(shuffled.clusters).toEqual(first.clusters);

    // The table of contracts is by expiry, with the spreads behind.
    const steps = (market: SyntheticMarket): { up: number; down: number } => {
      const { time, contract, length } = market.rows;
      let up = 0;
      let down = 0;
      for (let i = 1; i < length; i++) {
        if (time[i] !== time[i - 1]) continue;
        if (contract[i]! > contract[i - 1]!) up++;
        else down++;
      }
      return { up, down };
    };
    const all = steps(first).up;
    expect(steps(first)).toEqual({ up: all, down: 0 });
    expect(steps(last)).toEqual({ up: 0, down: all });
    // Each neighbouring pair is a fair coin; pairs of one minute are not independent, hence six standard errors.
    expect(Math.abs(steps(shuffled).up - all / 2)).toBeLessThan(6 * Math.sqrt(all / 4));
  });

  it('takes well under a second for a month', () => {
    const start = performance.now();
    const { rows } = generateSyntheticMarket({ seed: 5, from: '2024-06-03', to: '2024-07-02' });
    expect(rows.length).toBeGreaterThan(50_000);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

function rowTexts({ rows }: SyntheticMarket): string[] {
  return Array.from({ length: rows.length }, (_, i) =>
    [
      rows.time[i],
      rows.contract[i],
      rows.open[i],
      rows.high[i],
      rows.low[i],
      rows.close[i],
      rows.volume[i],
    ].join(' '),
  );
}

describe('exponential', () => {
  it('is e^x to eleven digits over the range in use', () => {
    for (let x = -30; x <= 30; x += 0.37) {
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-11);
    }
    expect(exponential(0)).toBe(1);
  });
});
