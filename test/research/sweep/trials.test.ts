import { describe, expect, test } from 'vitest';
import { finishRun, prepareRun } from '../../../src/research/run.ts';
import { loadStrategy } from '../../../src/research/strategies.ts';
import type { Point } from '../../../src/research/sweep/points.ts';
import { runTrials } from '../../../src/research/sweep/trials.ts';
import { trialOf } from '../../../src/results/trials.ts';
import { LIVELY_GIVEN, livelyData } from '../support/livelyData.ts';

const strategy = await loadStrategy('v6');
const data = livelyData(5);

function trials(points: readonly Point[], fixed: Readonly<Record<string, unknown>> = LIVELY_GIVEN) {
  return runTrials({ strategy, data, fixed, points, where: 'a test' });
}

describe('a trial', () => {
  const points: Point[] = [
    { volumeThreshold: 2.5, stopSigmas: 0.7, bayesianScalingFactor: 6 },
    { volumeThreshold: 2.5, stopSigmas: 0.7, bayesianScalingFactor: 0 },
    { volumeThreshold: 2.5, stopSigmas: 1.4, bayesianScalingFactor: 6 },
    { volumeThreshold: 4, stopSigmas: 0.7, bayesianScalingFactor: 6 },
  ];
  const swept = trials(points);

  test('is the run with its parameters: same id, same trades, same line in the ledger', () => {
    points.forEach((point, index) => {
      const run = finishRun(
        prepareRun({ strategy, data, given: { ...LIVELY_GIVEN, ...point }, command: '' }),
      );
      const { row, trial, trades } = swept.outcomes[index]!;
      expect(run.trades.length).toBeGreaterThan(5);
      expect(row.runId).toBe(run.header.runId);
      expect(trades.map((trade) => trade.netMilli)).toEqual(run.trades.map((trade) => trade.netMilli));
      expect(trial).toEqual(trialOf(run, 'sweep'));
      expect(row.maxDrawdownMilli).toBe(run.summary.maxDrawdownMilli);
    });
  });

  test('shares its signals with those that agree in what the detector reads, and with no others', () => {
    expect(swept.detections).toBe(2);
    const nets = swept.outcomes.map(({ row }) => row.netMilli);
    expect(new Set(nets).size).toBe(4);
  });

  test('has its net result on the trade dates of its entries, and nothing on the others', () => {
    const { daily, trades, row } = swept.outcomes[0]!;
    expect(daily).toHaveLength(swept.days.length);
    expect(daily.reduce((sum, each) => sum + each, 0)).toBeCloseTo(row.netMilli / 150_000_000, 12);
    const traded = new Set(trades.map((trade) => trade.day));
    daily.forEach((net, day) => {
      if (!traded.has(day)) expect(net).toBe(0);
    });
    expect(traded.size).toBeLessThanOrEqual(swept.days.length);
  });
});

test('a detector that reads all parameters at once shares nothing wrongly', async () => {
  const { createDetector } = strategy.definition;
  const greedy = {
    ...strategy,
    definition: {
      ...strategy.definition,
      createDetector: ((parameters, context) =>
        createDetector.call(strategy.definition, { ...parameters }, context)) as typeof createDetector,
    },
  };
  const { detections } = runTrials({
    strategy: greedy,
    data,
    fixed: LIVELY_GIVEN,
    points: [{ stopSigmas: 1 }, { stopSigmas: 2 }],
    where: 'a test',
  });
  expect(detections).toBe(2);
});

test('a parameter out of its range is refused before anything runs', () => {
  let ran = 0;
  expect(() =>
    runTrials({
      strategy,
      data,
      fixed: LIVELY_GIVEN,
      points: [{ stopSigmas: 1 }, { stopSigmas: -1 }],
      where: 'my.yaml',
      onTrial: () => ran++,
    }),
  ).toThrow(expect.objectContaining({ code: 'TB_PARAMETER_INVALID', where: 'my.yaml' }));
  expect(ran).toBe(0);
});

test('a trial without a trade has no rate and no ratio', () => {
  const { row, facts } = trials([{ minSignalStrength: 1, shortMinSignalStrength: 1 }]).outcomes[0]!;
  expect(row).toMatchObject({ trades: 0, winRate: null, meanNetReturn: null, sharpePerDay: null });
  expect(facts).toBeNull();
});
