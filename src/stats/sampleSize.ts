import { binomialAtLeast } from './distributions.ts';
import { requireCount, requireInsideUnit, requirePositive } from './preconditions.ts';

export interface ExactPower {
  /**
   * The number of wins from which on the null is rejected, n + 1 when no outcome does. For an alternative below the
   * null: the number up to which it is rejected, -1 when no outcome does.
   */
  readonly criticalWins: number;
  /** Probability of rejecting when the null holds; at most alpha, usually less. */
  readonly size: number;
  /** Probability of rejecting when the rate is the alternative one. */
  readonly power: number;
}

export interface SampleSize extends ExactPower {
  /** Smallest n from which on every larger number of trials has the power too. */
  readonly trials: number;
  /** Smallest n that has the power, though some larger n may lose it again: the saw-tooth's first tip. */
  readonly firstTrials: number;
}

const LARGEST_SEARCH = 250_000;

/**
 * Power of the exact one-sided binomial test with `n` trials: greater when alternative > null, less otherwise.
 *
 * Power is no monotone function of n: where the critical count steps up, power drops (Chernick and Liu 2002).
 *
 * @throws RangeError unless both rates and alpha lie strictly between 0 and 1, the rates differ and n >= 0 is whole
 */
export function exactPower(n: number, nullRate: number, alternativeRate: number, alpha: number): ExactPower {
  requireCount('n', n);
  requireRates(nullRate, alternativeRate, alpha);
  if (alternativeRate < nullRate) {
    const mirrored = exactPower(n, 1 - nullRate, 1 - alternativeRate, alpha);
    return { ...mirrored, criticalWins: n - mirrored.criticalWins };
  }
  // Bisection on the survival function, which falls as the count rises.
  let low = 0;
  let high = n + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (binomialAtLeast(middle, n, nullRate) <= alpha) high = middle;
    else low = middle + 1;
  }
  return powerAt(low, n, nullRate, alternativeRate);
}

/**
 * Number of trials for the exact one-sided test of `nullRate` to have at least `power` at `alternativeRate`.
 *
 * `trials` is the smallest n from which on the power never falls below the target again: the number to plan with,
 * because a sample that runs a few trades over must not lose its power. `firstTrials` is the smallest n that reaches
 * the target at all. Every n is looked at up to the one beyond which Hoeffding's inequality (1963) guarantees the power.
 *
 * For 0.647 against 1/3, 0.50 and 0.55 at alpha 5% and power 80%, `trials` is 18, 78 and 172; `firstTrials` 16, 71
 * and 162.
 *
 * @throws RangeError unless the rates, alpha and power lie strictly between 0 and 1 and the rates differ, or when the
 * rates are so close (about 0.4 percentage points) that the search would pass 250 000 trials
 */
export function sampleSizeForRate(
  nullRate: number,
  alternativeRate: number,
  alpha: number,
  power: number,
): SampleSize {
  requireRates(nullRate, alternativeRate, alpha);
  requireInsideUnit('power', power);
  if (alternativeRate < nullRate) {
    const mirrored = sampleSizeForRate(1 - nullRate, 1 - alternativeRate, alpha, power);
    return { ...mirrored, criticalWins: mirrored.trials - mirrored.criticalWins };
  }
  const guaranteed = guaranteedTrials(alternativeRate - nullRate, alpha, power);
  let trials = 0;
  let firstTrials = 0;
  let critical = 1;
  for (let n = 1; n <= guaranteed; n++) {
    // One more trial moves the critical count by none or one.
    if (binomialAtLeast(critical, n, nullRate) > alpha) critical++;
    const reached = critical <= n && binomialAtLeast(critical, n, alternativeRate) >= power;
    if (!reached) trials = 0;
    else {
      if (firstTrials === 0) firstTrials = n;
      if (trials === 0) trials = n;
    }
  }
  return { trials, firstTrials, ...exactPower(trials, nullRate, alternativeRate, alpha) };
}

/**
 * Whole weeks until `trials` trades are on record at a frequency of `tradesPerWeek`.
 *
 * @throws RangeError unless trials is a whole number >= 0 and the frequency is finite and above 0
 */
export function weeksToVerdict(trials: number, tradesPerWeek: number): number {
  requireCount('trials', trials);
  requirePositive('tradesPerWeek', tradesPerWeek);
  return Math.ceil(trials / tradesPerWeek);
}

/**
 * The n beyond which the power is certain: the critical count is at most n p0 + sqrt(n ln(1/alpha) / 2) + 1 and the
 * alternative's count falls short of n p1 - sqrt(n ln(1/(1 - power)) / 2) with probability at most 1 - power.
 */
function guaranteedTrials(difference: number, alpha: number, power: number): number {
  const spread = Math.sqrt(-Math.log(alpha) / 2) + Math.sqrt(-Math.log(1 - power) / 2);
  const root = (spread + Math.sqrt(spread * spread + 4 * difference)) / (2 * difference);
  const trials = Math.ceil(root * root);
  if (!(trials <= LARGEST_SEARCH)) {
    throw new RangeError(
      `rates that differ by ${difference} need more trials than the search limit of ${LARGEST_SEARCH}`,
    );
  }
  return trials;
}

function powerAt(critical: number, n: number, nullRate: number, alternativeRate: number): ExactPower {
  return {
    criticalWins: critical,
    size: binomialAtLeast(critical, n, nullRate),
    power: binomialAtLeast(critical, n, alternativeRate),
  };
}

function requireRates(nullRate: number, alternativeRate: number, alpha: number): void {
  requireInsideUnit('nullRate', nullRate);
  requireInsideUnit('alternativeRate', alternativeRate);
  requireInsideUnit('alpha', alpha);
  if (nullRate === alternativeRate) {
    throw new RangeError(`nullRate and alternativeRate must differ, both are ${nullRate}`);
  }
}
