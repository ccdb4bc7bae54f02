import type { Outcome, Signal, Sizer, Sizing } from '../../src/engine/strategy.ts';
import { DAY_MS } from '../../src/market/dates.ts';
import type { SizingParameters } from './parameters.ts';

/** The closed trades of one modal bin, by exit time; `wins[k]` counts the wins among the first k. */
interface BinHistory {
  readonly times: number[];
  readonly wins: number[];
}

/** How many of the ascending `values` are below `limit`, or at it as well. */
function countUpTo(values: readonly number[], limit: number, isInclusive: boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = values[middle]!;
    if (value < limit || (isInclusive && value === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Sizes by the posterior win probability of the signal's modal bin: Beta(alpha + wins, beta + losses) over the bin's trades that closed within the
 * look-back. Outcomes may come late or out of order; each counts by its exit time.
 */
export class BayesianSizer implements Sizer {
  readonly #parameters: SizingParameters;
  readonly #maxContracts: number;
  readonly #bins = new Map<number, BinHistory>();

  constructor(parameters: SizingParameters, maxContracts: number) {
    this.#parameters = parameters;
    this.#maxContracts = maxContracts;
  }

  learn(outcome: Outcome): void {
    let bin = this.#bins.get(outcome.modalBin);
    if (bin === undefined) {
      bin = { times: [], wins: [0] };
      this.#bins.set(outcome.modalBin, bin);
    }
    const at = countUpTo(bin.times, outcome.exitTime, true);
    bin.times.splice(at, 0, outcome.exitTime);
    const won = outcome.isWin ? 1 : 0;
    bin.wins.splice(at + 1, 0, bin.wins[at]! + won);
    for (let k = at + 2; k < bin.wins.length; k++) bin.wins[k] = bin.wins[k]! + won;
  }

  /** @throws RangeError for an outcome that was not learned */
  forget(outcome: Outcome): void {
    const bin = this.#bins.get(outcome.modalBin);
    const won = outcome.isWin ? 1 : 0;
    const end = bin === undefined ? 0 : countUpTo(bin.times, outcome.exitTime, true);
    let at = bin === undefined ? 0 : countUpTo(bin.times, outcome.exitTime, false);
    while (at < end && bin!.wins[at + 1]! - bin!.wins[at]! !== won) at++;
    if (bin === undefined || at >= end)
      throw new RangeError('an outcome that was not learned cannot be taken back');
    bin.times.splice(at, 1);
    bin.wins.splice(at + 1, 1);
    for (let k = at + 1; k < bin.wins.length; k++) bin.wins[k] = bin.wins[k]! - won;
    if (bin.times.length === 0) this.#bins.delete(outcome.modalBin);
  }

  size(signal: Signal, time: number): Sizing {
    const {
      bayesianLookbackDays,
      alphaPrior,
      betaPrior,
      minTradesForBayesian,
      bayesianScalingFactor,
      bayesianMaxMultiplier,
      baseSize,
    } = this.#parameters;
    const bin = this.#bins.get(signal.modalBin);
    let contextTrades = 0;
    let wins = 0;
    if (bin !== undefined) {
      const from = countUpTo(bin.times, time - bayesianLookbackDays * DAY_MS, false);
      const to = countUpTo(bin.times, time, true);
      contextTrades = to - from;
      wins = bin.wins[to]! - bin.wins[from]!;
    }
    const confidence = (alphaPrior + wins) / (alphaPrior + betaPrior + contextTrades);
    const isBayesianSized = contextTrades >= minTradesForBayesian;
    const multiplier = isBayesianSized
      ? Math.min(Math.max(1 + (confidence - 0.5) * bayesianScalingFactor, 1), bayesianMaxMultiplier)
      : 1;
    const wanted = Math.floor(baseSize * (1 + 0.3 * signal.strength) * multiplier);
    const wantedQuantity = Math.min(Math.max(wanted, 1), this.#maxContracts);
    return { wantedQuantity, multiplier, confidence, contextTrades, isBayesianSized };
  }

  state(): unknown {
    return [...this.#bins].sort(([a], [b]) => a - b);
  }
}
