import type {
  Attribution,
  AuditResult,
  AuditTradeRow,
  RatioDistribution,
  SubsetRow,
  WorldRow,
  WorldSummary,
} from '../../src/results/auditModel.ts';
import type { Estimate } from '../../src/results/model.ts';

/** An audit as the workbench would leave it behind, made up: every kind of row, undefined figures among them. */

const NAMES = [
  'contract-mixing',
  'day-average',
  'early-entry',
  'low-tie-break',
  'clock',
  'target-first',
  'perfect-fills',
  'cost-basis',
  'fractional-size',
];
const MINUTE = 60_000;
const START = Date.parse('2024-06-04T14:00Z');

function rate(part: number, n: number): Estimate | null {
  if (n === 0) return null;
  const value = part / n;
  const interval = { low: Math.max(0, value - 0.2), high: Math.min(1, value + 0.2) };
  return { value, n, interval, level: 0.95, method: 'wilson' };
}

function subset(mask: number): SubsetRow {
  const mended = NAMES.filter((_, bit) => (mask & (1 << bit)) !== 0);
  const trades = mended.includes('contract-mixing') ? Math.max(0, 6 - mended.length) : 20 - mended.length;
  const wins = Math.floor(trades * 0.8);
  const mean = 0.01 - 0.002 * mended.length;
  return {
    mask,
    mended,
    trades,
    wins,
    winRate: rate(wins, trades),
    meanNetReturn:
      trades < 2
        ? null
        : {
            value: mean,
            n: trades,
            interval: { low: mean - 0.004, high: mean + 0.004 },
            level: 0.95,
            method: 'student',
          },
    sumNetReturn: mean * trades,
    meanPositionAdjustedReturn: trades === 0 ? null : 1.5 * mean,
    utilisation: trades === 0 ? null : 0.9,
  };
}

function attribution(quantity: Attribution['quantity']): Attribution {
  return {
    quantity,
    published: 20,
    allMended: 0,
    level: 0.95,
    days: 30,
    parts: NAMES.map((defect, place) => ({
      defect,
      value: place - 6,
      interval: { low: place - 8, high: place - 5 },
    })),
  };
}

function trade(id: number, entryContract: string, exitContract: string): AuditTradeRow {
  const entryTime = START + id * 100 * MINUTE;
  return {
    id,
    day: '2024-06-04',
    clusterStart: entryTime - 5 * MINUTE,
    entryTime,
    entryContract,
    entryPrice: 5300.25,
    exitTime: entryTime + 8 * MINUTE,
    exitContract,
    exitPrice: 5355.5,
    exitReason: 'profit_target',
    netReturn: 0.008,
    vanishesWith: id === 3 ? [] : ['contract-mixing', 'early-entry'],
    isEntryBeforeClusterEnds: true,
  };
}

function ratio(label: string, n: number): RatioDistribution {
  return {
    label,
    n,
    quantiles: n === 0 ? [] : [40, 60, 80, 110, 150, 190, 400],
    reachesFitted: rate(n / 4, n),
    becomesEntry: rate(n / 2, n),
  };
}

const WORLDS: readonly WorldRow[] = [1, 2, 3, 4].flatMap((seed) => [
  { seed, order: 'nearest-expiry-first', trades: 20, wins: 16 + (seed % 3) },
  { seed, order: 'shuffled', trades: 20, wins: 11 + seed },
  { seed, order: 'farthest-expiry-first', trades: 0, wins: 0 },
]);

const SUMMARIES: readonly WorldSummary[] = [
  {
    order: 'nearest-expiry-first',
    worlds: 4,
    withTrades: 4,
    medianTrades: 20,
    quantiles: [0.8, 0.82, 0.85, 0.87, 0.9],
    reachesClaim: rate(4, 4),
    pValue: 1,
  },
  {
    order: 'shuffled',
    worlds: 4,
    withTrades: 4,
    medianTrades: 20,
    quantiles: [0.6, 0.62, 0.67, 0.7, 0.75],
    reachesClaim: rate(3, 4),
    pValue: 0.8,
  },
  {
    order: 'farthest-expiry-first',
    worlds: 4,
    withTrades: 0,
    medianTrades: null,
    quantiles: [],
    reachesClaim: null,
    pValue: null,
  },
];

/** @param words stands wherever text from data or people can stand */
export function sampleAudit(words?: string): AuditResult {
  const [near, far] = [words ?? 'ESM4', words === undefined ? 'ESU4' : `${words}2`];
  const trades = [trade(1, near, far), trade(2, near, near), trade(3, far, far)];
  return {
    auditId: 'a1b2c3d4e5f60718',
    dataset: {
      name: words ?? 'sample',
      digest: 'digest',
      source: words ?? 'made for tests',
      isSynthetic: true,
      rows: 1000,
      from: START,
      to: START + 30 * 86_400_000,
      note: words ?? 'Synthetic.',
    },
    codeVersion: 'c0de',
    command: words ?? 'tapebench audit v6-published --data sample',
    claimedWinRate: 0.647,
    defects: NAMES.map((name) => ({
      name,
      defect: `what is wrong with ${name}`,
      mended: `how ${name} is mended`,
    })),
    subsets: Array.from({ length: 512 }, (_, mask) => subset(mask)),
    attributions: [attribution('trades'), attribution('wins'), attribution('sum-net-return')],
    rowOrders: [
      { order: 'source', trades: 20, wins: 16, winRate: rate(16, 20) },
      { order: 'farthest-expiry-first', trades: 0, wins: 0, winRate: null },
      { order: 'shuffled 1', trades: 19, wins: 9, winRate: rate(9, 19) },
      { order: 'shuffled 2', trades: 20, wins: 11, winRate: rate(11, 20) },
    ],
    trades,
    tradeRows: trades.slice(0, 2).map((each) => ({
      trade: each.id,
      time: [-4, -4, -3, 0, 0, 8].map((minute) => each.entryTime + minute * MINUTE),
      close: [5300, 5350.25, 5299.75, each.entryPrice, 5351, 5355.5],
      contract: [near, far, near, near, far, far],
    })),
    ratios: [
      ratio('all months in one stream (as published)', 40),
      ratio('one contract', 36),
      ratio('all defects mended', 0),
    ],
    causal: [
      {
        preset: words ?? 'v6-cluster15',
        runId: 'r1',
        trades: 0,
        wins: 0,
        winRate: null,
        meanNetReturn: null,
      },
      {
        preset: 'v6',
        runId: 'r2',
        trades: 50,
        wins: 20,
        winRate: rate(20, 50),
        meanNetReturn: subset(0).meanNetReturn,
      },
    ],
    worlds: WORLDS,
    worldSummaries: SUMMARIES,
    mixing: { contracts: 2, minutes: 800, minutesWithSeveral: 200 },
    conclusion: words ?? 'What it comes to.',
    findings: [words ?? 'A finding.'],
  };
}
