import { TapebenchError } from '../errors.ts';
import type { Funnel } from './model.ts';
import type { FunnelRow } from './tables.ts';

const COUNTS = [
  'bars',
  'periods',
  'clusters',
  'candidates',
  'signals',
  'outsideHours',
  'orders',
  'cancelled',
  'fills',
  'trades',
] as const satisfies readonly (keyof Funnel)[];

/** A funnel as rows of a stage, a reason where it has one, and a count. */
export function funnelRows(funnel: Funnel): FunnelRow[] {
  return [
    ...COUNTS.map((stage) => ({ stage, reason: null, count: funnel[stage] })),
    ...Object.entries(funnel.dropped).map(([reason, count]) => ({ stage: 'dropped', reason, count })),
    ...Object.entries(funnel.refusals).map(([reason, count]) => ({ stage: 'refusals', reason, count })),
  ];
}

/** The inverse of `funnelRows`. */
export function funnelOf(rows: readonly FunnelRow[], blockedBy: string | null): Funnel {
  const count = (stage: (typeof COUNTS)[number]): number => {
    const row = rows.find((each) => each.stage === stage);
    if (row !== undefined) return row.count;
    throw new TapebenchError('TB_RESULTS_FAILED', `the funnel has no stage ${stage}`);
  };
  const byReason = (stage: string): Record<string, number> =>
    Object.fromEntries(rows.filter((row) => row.stage === stage).map((row) => [row.reason ?? '', row.count]));
  return {
    bars: count('bars'),
    periods: count('periods'),
    clusters: count('clusters'),
    candidates: count('candidates'),
    dropped: byReason('dropped'),
    signals: count('signals'),
    outsideHours: count('outsideHours'),
    refusals: byReason('refusals'),
    orders: count('orders'),
    cancelled: count('cancelled'),
    fills: count('fills'),
    trades: count('trades'),
    blockedBy,
  };
}
