import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  generateSyntheticMarket,
  SYNTHETIC_ES,
  SYNTHETIC_ES_EDGE,
  type SyntheticOptions,
} from '../../../src/sources/synthetic/index.ts';
import { sessionViews } from './marketViews.ts';

const DATASETS = join(import.meta.dirname, '..', '..', '..', 'datasets');

describe('the embedded years', () => {
  it.each([
    ['synthetic-es', SYNTHETIC_ES],
    ['synthetic-es-edge', SYNTHETIC_ES_EDGE],
  ])('%s is made as its manifest says', (name: string, options: SyntheticOptions) => {
    const { generator } = parse(readFileSync(join(DATASETS, `${name}.yaml`), 'utf8')) as {
      generator: SyntheticOptions;
    };
    expect(generator).toEqual(options);
  });

  it('hold about two thirds of a million bars, four rolls, and the clusters that a strategy can look for', () => {
    const market = generateSyntheticMarket(SYNTHETIC_ES);
    expect(market.rows.length).toBeGreaterThan(600_000);
    expect(market.rows.length).toBeLessThan(800_000);
    const leads = sessionViews(market).map(({ lead }) => lead);
    expect(leads.toSorted((a, b) => a - b)).toEqual(leads);
    expect(new Set(leads).size).toBe(5);
    expect(market.clusters.length).toBeGreaterThan(500);
  });
});
