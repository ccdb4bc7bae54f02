import type { Trial } from '../../results/trialFields.ts';
import { expectedMaximumSharpe } from '../../stats/deflatedSharpe.ts';
import { normalCdf } from '../../stats/distributions.ts';
import { sampleStandardDeviation } from '../../stats/means.ts';

export interface LedgerGroup {
  readonly strategy: string;
  readonly preset: string;
  readonly origin: string;
  readonly trials: number;
}

export interface LedgerBest {
  readonly runId: string;
  readonly strategy: string;
  readonly sharpe: number;
  readonly trades: number;
  /** Of the true ratio being above the benchmark, by the normal approximation: the ledger keeps no shape of the returns. */
  readonly confidenceAboveBenchmark: number;
}

/** What the trial ledger of a dataset comes to. Sharpe ratios are per trade. */
export interface LedgerFacts {
  readonly trials: number;
  /** Trials with a Sharpe ratio. */
  readonly rated: number;
  readonly groups: readonly LedgerGroup[];
  readonly best: LedgerBest | null;
  /** Largest ratio expected of as many trials without skill; 0 with fewer than two. */
  readonly benchmark: number;
}

/** Counts the trials of a ledger by what made them, and holds the best against the best to be expected without skill. */
export function ledgerFacts(trials: readonly Trial[]): LedgerFacts {
  const groups = new Map<string, LedgerGroup>();
  for (const { strategy, preset, origin } of trials) {
    const key = JSON.stringify([strategy, preset, origin]);
    const known = groups.get(key)?.trials ?? 0;
    groups.set(key, { strategy, preset, origin, trials: known + 1 });
  }
  const rated = trials.filter((trial) => trial.sharpePerTrade !== null);
  const ratios = rated.map((trial) => trial.sharpePerTrade!);
  const benchmark =
    ratios.length < 2 ? 0 : expectedMaximumSharpe(ratios.length, sampleStandardDeviation(ratios));
  const top = rated.reduce<Trial | null>(
    (best, trial) => (best === null || trial.sharpePerTrade! > best.sharpePerTrade! ? trial : best),
    null,
  );
  return {
    trials: trials.length,
    rated: rated.length,
    groups: [...groups.values()],
    best: top === null ? null : bestOf(top, benchmark),
    benchmark,
  };
}

function bestOf({ runId, strategy, trades, sharpePerTrade }: Trial, benchmark: number): LedgerBest {
  const sharpe = sharpePerTrade!;
  // Lo 2002: the standard error of a Sharpe ratio of n normal returns is sqrt((1 + SR^2 / 2) / n).
  const standardError = Math.sqrt((1 + (sharpe * sharpe) / 2) / trades);
  return {
    runId,
    strategy,
    sharpe,
    trades,
    confidenceAboveBenchmark: normalCdf((sharpe - benchmark) / standardError),
  };
}
