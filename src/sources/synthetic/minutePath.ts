import type { RandomStream } from './randomStreams.ts';

/** The most ticks that a minute's walk may take; also the size of the buffer. */
export const MAX_STEPS = 60_000;

/**
 * The prices at which one minute traded, in ticks and in order: a walk in steps of one tick, up or down with probability one half
 * each. How many steps there are is decided before and elsewhere, by nothing that knows the directions; so the walk is a martingale
 * exactly, in ticks, with no rounding anywhere, and a bar's high, low, open and close are those of that very walk.
 */
export class MinutePath {
  readonly #positions: Int32Array = new Int32Array(MAX_STEPS + 2);
  readonly #random: RandomStream;
  /** Prices after the open: positions are [0, steps]. */
  steps = 0;
  open = 0;
  high = 0;
  low = 0;
  close = 0;

  constructor(random: RandomStream) {
    this.#random = random;
  }

  /** Price at a point of the walk, 0 being the open and `steps` the close. */
  at(step: number): number {
    return this.#positions[step]!;
  }

  /**
   * Walks one minute from the price `open`.
   * @param steps random steps of one tick
   * @param jumpTicks an announcement's jump, at a random point after the open; 0 for none
   * @param driftTicks planted steps, spread evenly between the random ones: signed whole number, 0 for none
   */
  walk(open: number, steps: number, jumpTicks: number, driftTicks: number): void {
    const planted = Math.abs(driftTicks);
    const drift = driftTicks < 0 ? -1 : 1;
    const total = Math.min(MAX_STEPS, steps + planted + (jumpTicks === 0 ? 0 : 1));
    const jumpStep = jumpTicks === 0 ? -1 : 1 + this.#random.index(total);
    const positions = this.#positions;
    let price = open;
    let high = open;
    let low = open;
    let word = 0;
    let bitsLeft = 0;
    let due = planted >> 1;
    positions[0] = open;
    for (let step = 1; step <= total; step++) {
      due += planted;
      if (step === jumpStep) price += jumpTicks;
      if (due >= total) {
        due -= total;
        price += drift;
      } else if (step !== jumpStep) {
        if (bitsLeft === 0) {
          word = this.#random.bits();
          bitsLeft = 32;
        }
        price += word & 1 ? 1 : -1;
        word >>>= 1;
        bitsLeft--;
      }
      positions[step] = price;
      if (price > high) high = price;
      else if (price < low) low = price;
    }
    this.steps = total;
    this.open = open;
    this.high = high;
    this.low = low;
    this.close = price;
  }
}
