import type { TradeEvent } from '../../engine/events.ts';
import type { Interval, RunResult } from '../../results/model.ts';
import type { NullName, NullResult } from '../../results/verifyModel.ts';
import { mean } from '../../stats/means.ts';
import { monteCarloPValue } from '../../stats/monteCarloPValue.ts';
import { quantiles } from '../../stats/quantiles.ts';

/** The middle part of the replications' figures that is shown. */
const MIDDLE = [0.05, 0.95] as const;

/** Collects what a null gives, replication by replication, and holds the run's figures against it. */
export class Replications {
  readonly #rates: number[] = [];
  readonly #means: number[] = [];
  #wins = 0;
  #trades = 0;
  #sum = 0;
  #withoutTrades = 0;
  #count = 0;

  add(trades: readonly TradeEvent[]): void {
    this.#count++;
    if (trades.length === 0) {
      this.#withoutTrades++;
      return;
    }
    const wins = trades.filter((trade) => trade.netMilli > 0).length;
    const sum = trades.reduce((total, trade) => total + trade.netReturn, 0);
    this.#wins += wins;
    this.#trades += trades.length;
    this.#sum += sum;
    this.#rates.push(wins / trades.length);
    this.#means.push(sum / trades.length);
  }

  /** p-values are (b + 1) / (m + 1): the run's own figure counts among the replications, as it does if the null is true. */
  result(name: NullName, about: string, { trades }: RunResult): NullResult {
    const hasBoth = this.#rates.length > 0 && trades.length > 0;
    const rate = trades.filter((trade) => trade.netMilli > 0).length / trades.length;
    return {
      name,
      about,
      replications: this.#count,
      withoutTrades: this.#withoutTrades,
      meanTrades: this.#count === 0 ? 0 : this.#trades / this.#count,
      winRate: this.#trades === 0 ? null : this.#wins / this.#trades,
      winRateRange: rangeOf(this.#rates),
      meanNetReturn: this.#trades === 0 ? null : this.#sum / this.#trades,
      meanNetReturnRange: rangeOf(this.#means),
      winRatePValue: hasBoth ? monteCarloPValue(rate, this.#rates, 'greater').pValue : null,
      meanNetReturnPValue: hasBoth
        ? monteCarloPValue(mean(trades.map((trade) => trade.netReturn)), this.#means, 'greater').pValue
        : null,
    };
  }
}

function rangeOf(figures: readonly number[]): Interval | null {
  if (figures.length === 0) return null;
  const [low, high] = quantiles(figures, MIDDLE);
  return { low: low!, high: high! };
}
