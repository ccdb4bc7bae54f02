import type { WorldRow, WorldSummary } from '../../results/auditModel.ts';
import { monteCarloPValue } from '../../stats/monteCarloPValue.ts';
import { quantile, quantiles } from '../../stats/quantiles.ts';
import { rateEstimate } from '../estimates.ts';
import { WORLD_ORDERS } from './world.ts';

const RATE_QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];

/** The win rates of all worlds, one summary an order of the rows; none without worlds. */
export function summariseWorlds(worlds: readonly WorldRow[], claimedWinRate: number): WorldSummary[] {
  if (worlds.length === 0) return [];
  return WORLD_ORDERS.map((order) => {
    const rows = worlds.filter((world) => world.order === order);
    const traded = rows.filter((world) => world.trades > 0);
    const rates = traded.map((world) => world.wins / world.trades);
    if (rates.length === 0) {
      return {
        order,
        worlds: rows.length,
        withTrades: 0,
        medianTrades: null,
        quantiles: [],
        reachesClaim: null,
        pValue: null,
      };
    }
    const { pValue, asExtreme } = monteCarloPValue(claimedWinRate, rates, 'greater');
    return {
      order,
      worlds: rows.length,
      withTrades: rates.length,
      medianTrades: quantile(
        traded.map((world) => world.trades),
        0.5,
      ),
      quantiles: quantiles(rates, RATE_QUANTILES),
      reachesClaim: rateEstimate(asExtreme, rates.length),
      pValue,
    };
  });
}
