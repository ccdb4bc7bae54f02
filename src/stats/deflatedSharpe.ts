import { normalQuantile } from './distributions.ts';
import { requireUnit } from './preconditions.ts';
import { probabilisticSharpe, type SharpeFacts } from './sharpe.ts';

const EULER_MASCHERONI = 0.5772156649015329;

/**
 * Expected largest Sharpe ratio among `trials` independent strategies that have no skill (Bailey and Lopez de Prado
 * 2014, "The deflated Sharpe ratio", equation 1): sd * ((1 - g) Z(1 - 1/N) + g Z(1 - 1/(N e))), g = Euler-Mascheroni's constant.
 * 0 for a single trial, which was not chosen.
 *
 * @param trials number of independent trials, at least 1; a fraction is allowed (see `effectiveTrials`)
 * @param trialDeviation standard deviation of the trials' Sharpe ratios, at least 0, per observation
 * @throws RangeError on anything else
 */
export function expectedMaximumSharpe(trials: number, trialDeviation: number): number {
  if (!(trials >= 1 && trials < Infinity)) throw new RangeError(`trials must be at least 1, got ${trials}`);
  if (!(trialDeviation >= 0 && trialDeviation < Infinity)) {
    throw new RangeError(`trialDeviation must be finite and at least 0, got ${trialDeviation}`);
  }
  if (trials === 1) return 0;
  const usual = -normalQuantile(1 / trials);
  const far = -normalQuantile(1 / (trials * Math.E));
  return Math.max(0, trialDeviation * ((1 - EULER_MASCHERONI) * usual + EULER_MASCHERONI * far));
}

/**
 * Number of independent trials that `trials` with a mean correlation stand for: rho + (1 - rho) trials (Bailey and
 * Lopez de Prado 2014, appendix 3).
 *
 * @throws RangeError unless trials >= 1 and the correlation lies between 0 and 1
 */
export function effectiveTrials(trials: number, meanCorrelation: number): number {
  if (!(trials >= 1 && trials < Infinity)) throw new RangeError(`trials must be at least 1, got ${trials}`);
  requireUnit('meanCorrelation', meanCorrelation);
  return meanCorrelation + (1 - meanCorrelation) * trials;
}

export interface DeflatedSharpe {
  /** Confidence that the true Sharpe ratio is above what the best of so many skill-less trials would show. */
  readonly probability: number;
  /** That bar, per observation. */
  readonly benchmark: number;
  readonly trials: number;
}

/**
 * Deflated Sharpe ratio (Bailey and Lopez de Prado 2014): the probabilistic Sharpe ratio against the expected maximum
 * of `trials` trials without skill. The count of trials must hold every variant that was looked at, not those that are shown.
 *
 * @param facts of the chosen strategy
 * @param trials number of independent trials, at least 1
 * @param trialDeviation standard deviation of the trials' Sharpe ratios, per observation
 * @throws RangeError on anything else
 */
export function deflatedSharpe(facts: SharpeFacts, trials: number, trialDeviation: number): DeflatedSharpe {
  const benchmark = expectedMaximumSharpe(trials, trialDeviation);
  return { probability: probabilisticSharpe(facts, benchmark), benchmark, trials };
}
