import type { Estimate, ScenarioRow } from '../../src/results/model.ts';

/** An estimate of any width; tests look at what is made of it. */
export function estimate(value: number, n: number, half: number, method: string): Estimate {
  return { value, n, interval: { low: value - half, high: value + half }, level: 0.95, method };
}

export function winRate(wins: number, n: number): Estimate | null {
  return n === 0 ? null : estimate(wins / n, n, 0.98 / Math.sqrt(n), 'wilson');
}

/** The six named scenarios; the same trades under other costs. */
export function sampleScenarios(
  n: number,
  wins: number,
  grossMilli: number,
  meanReturn: number,
): ScenarioRow[] {
  const named: [string, number, number][] = [
    ['low-cost', 1, 0.5],
    ['base', 2.5, 0.75],
    ['higher-cost', 4, 1],
    ['market-stress', 2.5, 1.5],
    ['extreme-stress', 5, 2],
    ['poor-execution', 2.5, 2.5],
  ];
  return named.map(([name, commissionPerContract, slippageTicks]) => ({
    name,
    commissionPerContract,
    slippageTicks,
    limitFill: 'through',
    trades: n,
    wins,
    winRate: winRate(wins, n),
    meanNetReturn:
      n === 0 ? null : estimate(meanReturn - (slippageTicks - 0.75) * 0.00004, n, 0.0004, 'day-bootstrap-t'),
    netMilli: grossMilli - Math.round(n * (2000 * commissionPerContract + 12_500 * slippageTicks)),
    maxDrawdownMilli: Math.round(3_000_000 + 1_000_000 * slippageTicks),
  }));
}

/** A grid of cost scenarios, commission by slippage, in which profit falls with both. */
export function sampleCostGrid(
  commissions: readonly number[],
  slippages: readonly number[],
  trades = 150,
): ScenarioRow[] {
  return commissions.flatMap((commissionPerContract) =>
    slippages.map((slippageTicks) => ({
      name: `through/${commissionPerContract}/${slippageTicks}`,
      commissionPerContract,
      slippageTicks,
      limitFill: 'through',
      trades,
      wins: 60,
      winRate: winRate(60, trades),
      meanNetReturn: estimate(
        0.0001 - 0.00003 * slippageTicks - 0.00001 * commissionPerContract,
        trades,
        0.0003,
        'day-bootstrap-t',
      ),
      netMilli: Math.round(4_000_000 - trades * (2000 * commissionPerContract + 12_500 * slippageTicks)),
      maxDrawdownMilli: 3_000_000,
    })),
  );
}
