import { sharpeOf, type TrialOutcome } from '../../../src/research/sweep/trials.ts';

/** A trial made from its net result on each day in dollars of 1 000 capital; one trade a day that is not 0. */
export function outcomeOf(
  nets: readonly number[],
  exits: Readonly<Record<number, number>> = {},
): TrialOutcome {
  const daily = Float64Array.from(nets, (net) => net / 1000);
  const trades = nets.flatMap((net, day) =>
    net === 0
      ? []
      : [{ day, exitTime: exits[day] ?? day * 100 + 50, netMilli: net * 1000, netReturn: net / 1000 }],
  );
  const facts = sharpeOf(daily);
  return {
    row: {
      runId: nets.join(','),
      point: JSON.stringify({ first: nets[0] ?? 0 }),
      trades: trades.length,
      wins: trades.filter((trade) => trade.netMilli > 0).length,
      winRate: null,
      meanNetReturn: null,
      netMilli: trades.reduce((sum, trade) => sum + trade.netMilli, 0),
      maxDrawdownMilli: 0,
      sharpePerTrade: null,
      sharpePerDay: facts?.sharpe ?? null,
      probabilisticSharpe: null,
    },
    trades,
    daily,
    facts,
    trial: {
      datasetDigest: 'd',
      runId: nets.join(','),
      strategy: 's',
      preset: 'p',
      origin: 'sweep',
      parameters: '{}',
      trades: trades.length,
      meanNetReturn: null,
      sharpePerTrade: null,
    },
  };
}

/** Days of a record: day k ends at 100 (k + 1) ms. */
export function recordOf(count: number): { readonly tradeDate: string; readonly end: number }[] {
  return Array.from({ length: count }, (_, day) => ({
    tradeDate: `2024-01-${String(day + 1).padStart(2, '0')}`,
    end: 100 * (day + 1),
  }));
}
