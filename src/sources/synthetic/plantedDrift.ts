import { MINUTE_MS } from '../../market/bars.ts';
import type { Session } from '../../market/calendar.ts';
import type { RandomStream } from './randomStreams.ts';

const BASELINE_BARS = 20;
const VOLUME_THRESHOLD = 4;
const PROFILE_MINUTES = 15;
const VOLATILITY_MINUTES = 300;
const DRIFT_MINUTES = 60;
/** R: one and a half standard deviations of the move of an hour. */
const STOP_SIGMAS = 1.5;

/** A minute whose volume stood out in regular hours, and the drift that was planted after it (0 in a market without an edge). */
export interface QualifyingCluster {
  /** End of the minute, UTC ms: known then, and the drift begins with the bar that opens then. */
  readonly time: number;
  /** Index of the contract that was watched. */
  readonly contract: number;
  /** Up or down; 0 when the close was at the mean price, and nothing is planted then. */
  readonly direction: 1 | -1 | 0;
  /** R in ticks at that time; NaN before there is enough history, and nothing is planted then. */
  readonly stopTicks: number;
  /** Expected move over the whole hour in ticks, signed: direction x edge x R. */
  readonly driftTicks: number;
}

class RecentBars {
  readonly time: Float64Array = new Float64Array(BASELINE_BARS);
  readonly volume: Float64Array = new Float64Array(BASELINE_BARS);
  readonly highPlusLow: Float64Array = new Float64Array(BASELINE_BARS);
  count = 0;
  volumeSum = 0;
}

/**
 * Finds qualifying clusters as the market goes and says what drift each minute gets. Causal throughout: a minute's drift is settled
 * by bars that ended before it.
 *
 * - Watched is the outright with the most volume in the trade date before, never back to an earlier expiry.
 * - A minute qualifies when its volume is at least 4 times the mean of the contract's 20 bars before it and its end is in regular hours.
 * - Its direction is the side of the close on which it lies from the volume-weighted mean price ((high + low) / 2) of the last 15 minutes.
 * - R is 1.5 x sqrt(60) x the root mean square of the contract's last 300 one-minute changes within regular hours, in ticks.
 * - From the minute's end the price is expected to move direction x edge x R / 60 ticks in each minute, for 60 minutes but not past the
 *   regular close; a later qualifying cluster with a direction takes over.
 */
export class PlantedDrift {
  readonly #edge: number;
  readonly #random: RandomStream;
  readonly #recent: readonly RecentBars[];
  readonly #dateVolume: Float64Array;
  readonly #squares: Float64Array = new Float64Array(VOLATILITY_MINUTES);
  #squareCount = 0;
  #squareSum = 0;
  #lastTime = Number.NaN;
  #lastClose = 0;
  #watched = -1;
  #regularOpen = Number.NaN;
  #regularClose = Number.NaN;
  #driftEnd = Number.NEGATIVE_INFINITY;
  #driftPerMinute = 0;
  readonly clusters: QualifyingCluster[] = [];

  constructor(edge: number, outrights: number, random: RandomStream) {
    this.#edge = edge;
    this.#random = random;
    this.#recent = Array.from({ length: outrights }, () => new RecentBars());
    this.#dateVolume = new Float64Array(outrights);
  }

  beginSession(session: Session): void {
    let best = this.#watched;
    for (let j = Math.max(0, best); j < this.#dateVolume.length; j++) {
      if (this.#dateVolume[j]! > (best < 0 ? 0 : this.#dateVolume[best]!)) best = j;
    }
    if (best !== this.#watched) this.#lastTime = Number.NaN;
    this.#watched = best;
    this.#dateVolume.fill(0);
    this.#regularOpen = session.regularOpen;
    this.#regularClose = session.regularClose;
  }

  /** Whole ticks of drift for the minute that opens at `time`, signed; its mean is the drift's exact rate. */
  ticksAt(time: number): number {
    if (this.#driftPerMinute === 0 || time >= this.#driftEnd) return 0;
    const ticks = this.#random.rounded(Math.abs(this.#driftPerMinute));
    return this.#driftPerMinute < 0 ? -ticks : ticks;
  }

  /** Shows a complete bar of outright `contract`; bars come in time order. */
  observe(contract: number, time: number, high: number, low: number, close: number, volume: number): void {
    const recent = this.#recent[contract]!;
    this.#dateVolume[contract] = this.#dateVolume[contract]! + volume;
    const isWatched = contract === this.#watched;
    const isFull = recent.count >= BASELINE_BARS;
    const isCluster = isFull && volume * BASELINE_BARS >= VOLUME_THRESHOLD * recent.volumeSum;
    const slot = recent.count % BASELINE_BARS;
    if (isFull) recent.volumeSum -= recent.volume[slot]!;
    recent.volumeSum += volume;
    recent.time[slot] = time;
    recent.volume[slot] = volume;
    recent.highPlusLow[slot] = high + low;
    recent.count++;
    if (!isWatched) return;
    if (time >= this.#regularOpen && time < this.#regularClose) this.#observeChange(time, close);
    const end = time + MINUTE_MS;
    if (isCluster && end >= this.#regularOpen && end < this.#regularClose) this.#plant(end, close, recent);
  }

  #observeChange(time: number, close: number): void {
    if (time - this.#lastTime === MINUTE_MS) {
      const square = (close - this.#lastClose) * (close - this.#lastClose);
      const slot = this.#squareCount % VOLATILITY_MINUTES;
      this.#squareSum += square - this.#squares[slot]!;
      this.#squares[slot] = square;
      this.#squareCount++;
    }
    this.#lastTime = time;
    this.#lastClose = close;
  }

  #plant(end: number, close: number, recent: RecentBars): void {
    let weight = 0;
    let doubled = 0;
    for (let slot = 0; slot < BASELINE_BARS; slot++) {
      if (recent.time[slot]! < end - PROFILE_MINUTES * MINUTE_MS) continue;
      weight += recent.volume[slot]!;
      doubled += recent.volume[slot]! * recent.highPlusLow[slot]!;
    }
    const side = 2 * close * weight - doubled;
    const direction = side > 0 ? 1 : side < 0 ? -1 : 0;
    const meanSquare = this.#squareSum / VOLATILITY_MINUTES;
    const stopTicks =
      this.#squareCount < VOLATILITY_MINUTES
        ? Number.NaN
        : STOP_SIGMAS * Math.sqrt(DRIFT_MINUTES * meanSquare);
    const isPlanted = direction !== 0 && this.#squareCount >= VOLATILITY_MINUTES && this.#edge !== 0;
    const driftTicks = isPlanted ? direction * this.#edge * stopTicks : 0;
    this.clusters.push({ time: end, contract: this.#watched, direction, stopTicks, driftTicks });
    if (!isPlanted) return;
    this.#driftPerMinute = driftTicks / DRIFT_MINUTES;
    this.#driftEnd = Math.min(end + DRIFT_MINUTES * MINUTE_MS, this.#regularClose);
  }
}
