import { compareProducts, type Fraction, fractionOf } from '../../src/engine/decimal.ts';
import type { V6Parameters } from './parameters.ts';

/**
 * When a period is a cluster: its volume times the number of baseline periods against the threshold times their sum, in whole
 * numbers, so that no rounding decides.
 */
export class ClusterRule {
  readonly #periods: number;
  readonly #threshold: Fraction;
  readonly #oneMinute: Fraction;
  readonly #clusterMinutes: number;

  constructor(parameters: V6Parameters) {
    this.#periods = parameters.baselinePeriods;
    this.#threshold = fractionOf(parameters.volumeThreshold);
    this.#oneMinute = fractionOf(parameters.minVolumeRatio);
    this.#clusterMinutes = parameters.clusterMinutes;
  }

  /** Whether a double's rounding could still let it be a cluster; the quick test before the exact one. */
  mayHold(volume: number, sum: number): boolean {
    const { numerator, denominator } = this.#threshold;
    return volume * this.#periods * denominator >= numerator * sum * (1 - 1e-9);
  }

  /** Whether a period of `volume` is a cluster against a full baseline with this sum. */
  holds(volume: number, sum: number): boolean {
    if (!(sum > 0)) return false;
    const scaled = volume * this.#periods;
    const { numerator, denominator } = this.#threshold;
    if (compareProducts(scaled, denominator, numerator, sum) < 0) return false;
    const oneMinute = this.#oneMinute;
    return (
      oneMinute.numerator === 0 ||
      compareProducts(scaled * this.#clusterMinutes, oneMinute.denominator, oneMinute.numerator, sum) >= 0
    );
  }

  /** Volume over the baseline's mean. */
  ratio(volume: number, sum: number): number {
    return (volume * this.#periods) / sum;
  }
}
