import type { FoldRow, SweepResult, SweepTrialRow } from '../../src/results/sweepModel.ts';
import { estimate, winRate } from './costScenarios.ts';
import { sampleRun } from './runResult.ts';

const THRESHOLDS = [3, 4, 5, 6];
const RATIOS = [1, 1.5, 2];

/** A sweep over two parameters as the workbench would leave it behind, made up: a trial without trades and an idle fold among it. */
export function sampleSweep(datasetName?: string): SweepResult {
  const { header } = sampleRun({ sessions: 5, ...(datasetName === undefined ? {} : { datasetName }) });
  const trials = THRESHOLDS.flatMap((threshold, row) =>
    RATIOS.map((ratio, column) => trial(threshold, ratio, row * RATIOS.length + column)),
  );
  return {
    sweepId: '5eee900000000001',
    strategy: header.strategy,
    preset: header.preset,
    dataset: header.dataset,
    codeVersion: header.codeVersion,
    command: 'tapebench sweep sweep.yaml',
    fileDigest: 'f'.repeat(64),
    search: 'grid',
    seed: null,
    fixed: '{"minSignalStrength":0.45}',
    minTrades: 10,
    tradeDates: 250,
    axes: [
      { name: 'volumeThreshold', about: '3 to 6 by 1', values: THRESHOLDS },
      { name: 'profitTargetRatio', about: '1, 1.5, 2', values: RATIOS },
    ],
    trials,
    deflation: {
      best: 4,
      sharpe: 0.09,
      sharpeInterval: { low: -0.03, high: 0.21 },
      level: 0.95,
      trialsOfSweep: trials.length,
      trialsInLedger: 30,
      effectiveTrials: 4.2,
      meanCorrelation: 0.7,
      trialDeviation: 0.05,
      probabilisticSharpe: 0.93,
      benchmarkOfEffective: 0.05,
      deflatedOfEffective: 0.71,
      benchmarkOfSweep: 0.08,
      deflatedOfSweep: 0.58,
      benchmarkOfLedger: 0.1,
      deflatedOfLedger: 0.44,
      minimumTrackDays: 334,
      minimumTrackDaysDeflated: null,
    },
    overfitting: {
      probability: 0.4,
      lossProbability: 0.5,
      degradationSlope: -0.3,
      trials: trials.length,
      blocks: 8,
      halvings: 70,
      rankCounts: [9, 8, 7, 6, 5, 5, 6, 7, 8, 9],
    },
    snooping: {
      realityCheck: 0.3,
      spaLower: 0.2,
      spaConsistent: 0.25,
      spaUpper: 0.31,
      resamples: 2000,
      meanBlockDays: 5,
    },
    folds: [fold(1, 4), fold(2, null)],
    outOfSample: [
      {
        scheme: 'walk-forward',
        folds: 2,
        days: 80,
        trades: 20,
        wins: 8,
        winRate: winRate(8, 20),
        meanNetReturn: estimate(-0.0001, 20, 0.0006, 'day-student'),
        netMilli: -2_000_000,
        sharpePerDay: -0.02,
        trainSharpe: 0.12,
        notes: ['One fold chose nothing.'],
      },
    ],
    verdict: 'not enough data',
    because: 'The best of 12 trials is no better than the best of 30 without skill would look.',
    notes: ['One trial made no trade.'],
  };
}

function trial(threshold: number, ratio: number, place: number): SweepTrialRow {
  const trades = place === 11 ? 0 : 60 - 2 * place;
  const isIdle = trades === 0;
  const sharpe = 0.09 - 0.02 * Math.abs(place - 4);
  return {
    runId: `t${String(place).padStart(15, '0')}`,
    point: JSON.stringify({ volumeThreshold: threshold, profitTargetRatio: ratio }),
    trades,
    wins: Math.round(trades * 0.4),
    winRate: winRate(Math.round(trades * 0.4), trades),
    meanNetReturn: isIdle ? null : estimate(sharpe / 500, trades, 0.0004, 'day-bootstrap-t'),
    netMilli: isIdle ? 0 : Math.round(sharpe * 40_000_000),
    maxDrawdownMilli: isIdle ? 0 : 3_000_000,
    sharpePerTrade: isIdle ? null : sharpe / 2,
    sharpePerDay: isIdle ? null : sharpe,
    probabilisticSharpe: isIdle ? null : 0.5 + sharpe,
  };
}

function fold(place: number, chosen: number | null): FoldRow {
  return {
    scheme: 'walk-forward',
    fold: place,
    trainFrom: '2025-01-02',
    trainTo: '2025-04-30',
    trainDays: 80,
    testFrom: '2025-05-05',
    testTo: '2025-06-30',
    testDays: 40,
    warmupDays: 5,
    purgedDays: 1,
    embargoedDays: 0,
    chosen,
    trainTrades: chosen === null ? 0 : 40,
    trainSharpe: chosen === null ? null : 0.12,
    testTrades: chosen === null ? 0 : 20,
    testWins: chosen === null ? 0 : 8,
    testNetMilli: chosen === null ? 0 : -2_000_000,
    testSharpe: chosen === null ? null : -0.02,
    note: chosen === null ? 'No trial had the trades to be chosen.' : null,
  };
}
