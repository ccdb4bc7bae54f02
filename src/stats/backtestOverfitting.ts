import type { Values } from './preconditions.ts';
import { requireTrials } from './trials.ts';

/** What makes one trial better than another in a part of the record. A part without spread has a Sharpe ratio of 0. */
export type TrialMeasure = 'sharpe' | 'mean';

export interface OverfittingOptions {
  /** Even number of blocks the record is cut into, 2 to 20; all halvings are looked at: 12 870 for 16. */
  readonly blocks?: number;
  readonly measure?: TrialMeasure;
}

export interface BacktestOverfitting {
  /**
   * Share of the halvings in which the trial that was best in one half is at or below the median of all trials in the
   * other. Near one half for trials without skill; with an odd number of them slightly above, because the middle counts.
   */
  readonly probability: number;
  /** Share of the halvings in which the chosen trial's figure in the other half is below 0. */
  readonly lossProbability: number;
  readonly halvings: number;
  readonly trials: number;
  /** For each halving ln(w / (1 - w)), w = rank out of sample / (trials + 1); high is good, at or below 0 overfit. */
  readonly logits: Float64Array;
  /** For each halving the chosen trial's figure where it was chosen, and in the other half. */
  readonly inSample: Float64Array;
  readonly outOfSample: Float64Array;
  /** Least-squares slope of outOfSample on inSample: near or below 0 when choosing a better past buys nothing. */
  readonly degradationSlope: number;
}

/**
 * Probability of backtest overfitting by combinatorially symmetric cross-validation (Bailey, Borwein, Lopez de Prado,
 * Zhu 2017): does choosing the best trial on half of the record choose one that is above the median on the rest?
 *
 * Every trial that was looked at has to be in, not only those worth showing. Rows are cut into blocks of neighbours
 * whose lengths differ by at most one. A tie for the best goes to the earlier trial, a tie in rank to the middle.
 *
 * @param trials one column of returns a trial, all of the same rows (days), at least two trials
 * @throws RangeError on fewer rows than two a block, unequal columns or bad options
 */
export function backtestOverfitting(
  trials: readonly Values[],
  { blocks = 16, measure = 'sharpe' }: OverfittingOptions = {},
): BacktestOverfitting {
  if (!(Number.isInteger(blocks) && blocks >= 2 && blocks <= 20 && blocks % 2 === 0)) {
    throw new RangeError(`blocks must be an even number from 2 to 20, got ${blocks}`);
  }
  const rows = requireTrials(trials, 2, 2 * blocks);
  const sums = blockSums(trials, rows, blocks);
  const halvings = halvesOf(blocks);
  const logits = new Float64Array(halvings.length);
  const inSample = new Float64Array(halvings.length);
  const outOfSample = new Float64Array(halvings.length);
  const here = new Float64Array(trials.length);
  const there = new Float64Array(trials.length);
  let overfit = 0;
  let losses = 0;
  halvings.forEach((half, halving) => {
    measureHalf(sums, half, measure, here);
    measureHalf(sums, ~half & (2 ** blocks - 1), measure, there);
    let best = 0;
    for (let trial = 1; trial < here.length; trial++) if (here[trial]! > here[best]!) best = trial;
    const share = rankOf(there, best) / (there.length + 1);
    logits[halving] = Math.log(share / (1 - share));
    inSample[halving] = here[best]!;
    outOfSample[halving] = there[best]!;
    // Compared as ranks: the logarithm of exactly one half is 0, but shares are rounded.
    if (2 * rankOf(there, best) <= there.length + 1) overfit++;
    if (there[best]! < 0) losses++;
  });
  return {
    probability: overfit / halvings.length,
    lossProbability: losses / halvings.length,
    halvings: halvings.length,
    trials: trials.length,
    logits,
    inSample,
    outOfSample,
    degradationSlope: slope(inSample, outOfSample),
  };
}

interface BlockSums {
  readonly blocks: number;
  /** By trial, then by block. */
  readonly first: Float64Array;
  readonly squares: Float64Array;
  readonly rows: Int32Array;
}

function blockSums(trials: readonly Values[], rows: number, blocks: number): BlockSums {
  const first = new Float64Array(trials.length * blocks);
  const squares = new Float64Array(trials.length * blocks);
  const counts = new Int32Array(blocks);
  for (let block = 0; block < blocks; block++) {
    const from = Math.floor((block * rows) / blocks);
    const to = Math.floor(((block + 1) * rows) / blocks);
    counts[block] = to - from;
    trials.forEach((column, trial) => {
      for (let row = from; row < to; row++) {
        first[trial * blocks + block]! += column[row]!;
        squares[trial * blocks + block]! += column[row]! * column[row]!;
      }
    });
  }
  return { blocks, first, squares, rows: counts };
}

/** All subsets of half of the blocks, as bit masks in ascending order. */
function halvesOf(blocks: number): number[] {
  const halves: number[] = [];
  const add = (mask: number, block: number, left: number): void => {
    if (left === 0) halves.push(mask);
    else if (block >= left) {
      add(mask, block - 1, left);
      add(mask | (1 << (block - 1)), block - 1, left - 1);
    }
  };
  add(0, blocks, blocks / 2);
  return halves;
}

function measureHalf(sums: BlockSums, half: number, measure: TrialMeasure, figures: Float64Array): void {
  const { blocks, first, squares, rows } = sums;
  let n = 0;
  for (let block = 0; block < blocks; block++) if (half & (1 << block)) n += rows[block]!;
  for (let trial = 0; trial < figures.length; trial++) {
    let sum = 0;
    let square = 0;
    for (let block = 0; block < blocks; block++) {
      if (!(half & (1 << block))) continue;
      sum += first[trial * blocks + block]!;
      square += squares[trial * blocks + block]!;
    }
    if (measure === 'mean') {
      figures[trial] = sum / n;
      continue;
    }
    const deviations = square - (sum * sum) / n;
    // Below this share the difference is rounding: the values are equal.
    figures[trial] = deviations > 1e-12 * square ? sum / n / Math.sqrt(deviations / (n - 1)) : 0;
  }
}

/** 1 for the lowest; ties share the middle of their ranks. */
function rankOf(figures: Float64Array, chosen: number): number {
  let below = 0;
  let equal = 0;
  for (const figure of figures) {
    if (figure < figures[chosen]!) below++;
    else if (figure === figures[chosen]) equal++;
  }
  return below + (equal + 1) / 2;
}

function slope(x: Float64Array, y: Float64Array): number {
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < x.length; i++) {
    sumX += x[i]!;
    sumY += y[i]!;
  }
  let products = 0;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    products += (x[i]! - sumX / x.length) * (y[i]! - sumY / x.length);
    squares += (x[i]! - sumX / x.length) ** 2;
  }
  return squares === 0 ? 0 : products / squares;
}
