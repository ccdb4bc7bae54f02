import { requireInsideUnit, requireWins } from './preconditions.ts';

/** Wald's sequential probability ratio test of one rate against another. */
export interface SprtPlan {
  readonly nullRate: number;
  readonly alternativeRate: number;
  /** Added to the log-likelihood ratio by a win. */
  readonly winStep: number;
  /** Added to the log-likelihood ratio by a loss. */
  readonly lossStep: number;
  /** At or below: the null is accepted. */
  readonly lower: number;
  /** At or above: the alternative is accepted. */
  readonly upper: number;
}

export type SprtVerdict = 'accept-null' | 'accept-alternative' | 'continue';

export interface SprtState {
  readonly logLikelihoodRatio: number;
  readonly verdict: SprtVerdict;
}

/**
 * The sequential probability ratio test (Wald 1945) of `nullRate` against `alternativeRate`.
 *
 * With Wald's bounds ln(beta / (1 - alpha)) and ln((1 - beta) / alpha) the error rates may be looked at after every
 * trade: the chance of a false alternative is at most alpha / (1 - beta), of a false null at most beta / (1 - alpha),
 * and their sum at most alpha + beta. Trades are assumed independent and the rate constant.
 *
 * @param nullRate rate under the null, strictly between 0 and 1
 * @param alternativeRate another rate, strictly between 0 and 1
 * @param alpha nominal chance of accepting the alternative under the null; alpha + beta < 1
 * @param beta nominal chance of accepting the null under the alternative
 * @throws RangeError on anything else
 */
export function sprtPlan(nullRate: number, alternativeRate: number, alpha: number, beta: number): SprtPlan {
  requireInsideUnit('nullRate', nullRate);
  requireInsideUnit('alternativeRate', alternativeRate);
  requireInsideUnit('alpha', alpha);
  requireInsideUnit('beta', beta);
  if (nullRate === alternativeRate) {
    throw new RangeError(`nullRate and alternativeRate must differ, both are ${nullRate}`);
  }
  if (alpha + beta >= 1) throw new RangeError(`alpha + beta must be below 1, got ${alpha + beta}`);
  return {
    nullRate,
    alternativeRate,
    winStep: Math.log(alternativeRate / nullRate),
    lossStep: Math.log1p(-alternativeRate) - Math.log1p(-nullRate),
    lower: Math.log(beta) - Math.log1p(-alpha),
    upper: Math.log1p(-beta) - Math.log(alpha),
  };
}

/**
 * Where the test stands after `wins` of `n`, as if it had not been stopped before: for a path, use `sprtRun`.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers
 */
export function sprtState(plan: SprtPlan, wins: number, n: number): SprtState {
  requireWins(wins, n);
  const logLikelihoodRatio = wins * plan.winStep + (n - wins) * plan.lossStep;
  return { logLikelihoodRatio, verdict: verdictOf(plan, logLikelihoodRatio) };
}

export interface SprtRun extends SprtState {
  /** Trials used: the one whose outcome crossed a bound, or all of them. */
  readonly trials: number;
}

/** Runs the test over outcomes in order (true is a win) and stops at the first bound that is reached. */
export function sprtRun(plan: SprtPlan, outcomes: Iterable<boolean>): SprtRun {
  let wins = 0;
  let trials = 0;
  let state = sprtState(plan, 0, 0);
  for (const isWin of outcomes) {
    trials++;
    if (isWin) wins++;
    state = sprtState(plan, wins, trials);
    if (state.verdict !== 'continue') break;
  }
  return { ...state, trials };
}

/**
 * Wald's approximation of the expected number of trials when the true rate is `rate`; it neglects the overshoot over
 * the bounds and is therefore somewhat low (Wald 1945).
 *
 * @throws RangeError unless 0 < rate < 1
 */
export function sprtExpectedTrials(plan: SprtPlan, rate: number): number {
  requireInsideUnit('rate', rate);
  const drift = rate * plan.winStep + (1 - rate) * plan.lossStep;
  const exponent = momentExponent(plan, rate);
  // At the exponent zero the log-likelihood ratio has no drift; its limit is the product of the bounds.
  if (Math.abs(exponent) < 1e-7) {
    const variance = rate * plan.winStep ** 2 + (1 - rate) * plan.lossStep ** 2;
    return (-plan.lower * plan.upper) / variance;
  }
  const acceptsAlternative =
    Math.expm1(exponent * plan.lower) /
    (Math.expm1(exponent * plan.lower) - Math.expm1(exponent * plan.upper));
  return (acceptsAlternative * plan.upper + (1 - acceptsAlternative) * plan.lower) / drift;
}

/** The non-zero h with E[exp(h * step)] = 1: 1 under the null, -1 under the alternative, 0 where the drift is 0. */
function momentExponent(plan: SprtPlan, rate: number): number {
  const logMoment = (h: number): number =>
    Math.log(rate * Math.exp(h * plan.winStep) + (1 - rate) * Math.exp(h * plan.lossStep));
  const drift = rate * plan.winStep + (1 - rate) * plan.lossStep;
  if (drift === 0) return 0;
  // log E is convex with a root at 0; the other root lies on the side where log E first falls.
  const direction = drift < 0 ? 1 : -1;
  let far = direction;
  while (logMoment(far) < 0) far *= 2;
  let near = 0;
  for (let step = 0; step < 200; step++) {
    const middle = (near + far) / 2;
    if (logMoment(middle) < 0) near = middle;
    else far = middle;
  }
  return far;
}

function verdictOf(plan: SprtPlan, logLikelihoodRatio: number): SprtVerdict {
  if (logLikelihoodRatio >= plan.upper) return 'accept-alternative';
  return logLikelihoodRatio <= plan.lower ? 'accept-null' : 'continue';
}
