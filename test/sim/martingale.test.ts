import { expect, test } from 'vitest';
import { simulate } from '../../src/engine/engine.ts';
import { BarColumns } from '../../src/market/bars.ts';
import type { Tape } from '../../src/market/tape.ts';
import { prepareRun } from '../../src/research/run.ts';
import { loadStrategy } from '../../src/research/strategies.ts';
import type { DatasetFacts } from '../../src/results/model.ts';
import { generateSyntheticMarket } from '../../src/sources/synthetic/index.ts';
import { mean, sampleStandardDeviation } from '../../src/stats/means.ts';

const SEEDS = [201, 202, 203, 204];
/** Whoever enters at whatever signal: on a martingale the mean must be zero. Four standard errors: one false alarm in 16 000. */
const LIMIT = 4;

function tapeOfWorld(seed: number): Tape {
  const { rows, contracts, instrument, intervalMs } = generateSyntheticMarket({
    seed,
    from: '2024-06-03',
    to: '2025-05-30',
  });
  const byContract = contracts.map(() => new BarColumns());
  for (let i = 0; i < rows.length; i++) {
    const index = rows.contract[i]!;
    if (contracts[index]!.kind === 'spread') continue;
    byContract[index]!.push(
      rows.time[i]!,
      rows.open[i]!,
      rows.high[i]!,
      rows.low[i]!,
      rows.close[i]!,
      rows.volume[i]!,
    );
  }
  return { instrument, intervalMs, contracts, rows, byContract };
}

const WORLDS = SEEDS.map(tapeOfWorld);

async function ticksPerTrade(name: string, limitFill: string): Promise<number[]> {
  const strategy = await loadStrategy(name);
  const given = {
    limitFill,
    commissionPerContract: 0,
    slippageTicks: 0,
    maxContracts: 1,
    maxConsecutiveLosses: 10_000,
    emergencyStopPct: 100,
  };
  return WORLDS.flatMap((tape) => {
    // Facts and checks are for reports; nothing decides by them.
    const data = { tape, facts: {} as DatasetFacts, checks: [] };
    const { input, detection } = prepareRun({ strategy, data, given, command: '' });
    return simulate(input, detection).trades.map(
      (trade) => trade.grossMilli / tape.instrument.tickValueMilli,
    );
  });
}

for (const name of ['v6', 'random-entry']) {
  test(`without an edge and without costs, ${name} earns nothing when a touch fills`, async () => {
    const ticks = await ticksPerTrade(name, 'touch');
    expect(ticks.length).toBeGreaterThan(500);
    const error = sampleStandardDeviation(ticks) / Math.sqrt(ticks.length);
    expect(Math.abs(mean(ticks)) / error).toBeLessThan(LIMIT);
  });
}

test('a limit that must be traded through costs about a tick a trade: it fills when the price has gone on', async () => {
  const touched = await ticksPerTrade('random-entry', 'touch');
  const through = await ticksPerTrade('random-entry', 'through');
  const difference = mean(touched) - mean(through);
  const error = Math.hypot(
    sampleStandardDeviation(touched) / Math.sqrt(touched.length),
    sampleStandardDeviation(through) / Math.sqrt(through.length),
  );
  expect(Math.abs(difference - 1)).toBeLessThan(LIMIT * error);
});
