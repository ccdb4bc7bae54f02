import type { StressResult } from '../../src/results/stressModel.ts';
import { estimate, sampleCostGrid } from './costScenarios.ts';
import { type SampleOptions, sampleRun } from './runResult.ts';

/** A stress test as the workbench would leave it behind, made up: a break-even on each side of the grid among its rows. */
export function sampleStress(options: SampleOptions = {}): StressResult {
  const made = sampleRun(options);
  const grid = sampleCostGrid([0, 1, 2.5, 4], [0, 0.5, 1, 2, 3]);
  const run = { ...made, scenarios: [...made.scenarios, ...grid] };
  const { trades, winRate, meanNetReturn } = made.summary;
  const base = { limitFill: 'through', level: 0.95, trades, days: 60 };
  return {
    stressId: '5173550000000001',
    run,
    command: 'tapebench stress v6',
    grid,
    breakEvens: [
      {
        ...base,
        commissionPerContract: 0,
        slippageTicks: 3,
        place: 'above-grid',
        interval: { low: 1, high: 3 },
      },
      {
        ...base,
        commissionPerContract: 1,
        slippageTicks: 1.9,
        place: 'inside',
        interval: { low: 0, high: 3 },
      },
      {
        ...base,
        commissionPerContract: 2.5,
        slippageTicks: 1.7,
        place: 'inside',
        interval: { low: 0, high: 2.5 },
      },
      {
        ...base,
        commissionPerContract: 4,
        slippageTicks: 0,
        place: 'below-grid',
        interval: { low: 0, high: 1 },
      },
    ],
    fixedTradesBreakEven: estimate(1.2, trades, 0.8, 'day-bootstrap'),
    regions: [
      {
        commissionLow: 1,
        commissionHigh: 5,
        slippageLow: 0.5,
        slippageHigh: 2.5,
        limitFill: 'through',
        cells: 12,
        covered: 0.9,
        profitable: 0.4,
        interval: { low: 0, high: 1 },
        surelyProfitable: 0,
        surelyLosing: 0.1,
        days: 60,
      },
    ],
    published: {
      basisUsd: 5000,
      notionalUsd: 290_000,
      isNotionalOfRun: true,
      claimedGross: 0.006465,
      grossHere: estimate(0.0001, trades, 0.0004, 'day-bootstrap-t'),
      rows: made.scenarios.map(({ name, commissionPerContract, slippageTicks, meanNetReturn: here }) => ({
        name,
        commissionPerContract,
        slippageTicks,
        claimedOnBasis: 0.004,
        claimedOnNotional: 0.006,
        hereOnBasis: -0.002,
        here,
      })),
    },
    executions: ['as the run', 'latency 1 bar'].map((name, latencyBars) => ({
      name,
      about: `${name}, costs as the run`,
      latencyBars,
      slippageModel: 'fixed',
      commissionPerContract: 2.5,
      slippageTicks: 0.75,
      limitFill: 'through',
      trades,
      wins: made.summary.wins,
      winRate,
      meanNetReturn,
      netMilli: made.summary.netMilli - 1000 * latencyBars,
      maxDrawdownMilli: made.summary.maxDrawdownMilli,
    })),
  };
}
