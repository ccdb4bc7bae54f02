import { compareProducts } from '../../src/engine/decimal.ts';

interface Cluster {
  readonly time: number;
  readonly volume: number;
  readonly sum: number;
}

/** The clusters of one contract within the ranking window, whatever became of them. */
export class ClusterRanking {
  readonly #windowMs: number;
  readonly #top: number;
  #clusters: Cluster[] = [];

  /** @param top a cluster passes when fewer than this many are stronger; 0 lets all pass */
  constructor(windowMs: number, top: number) {
    this.#windowMs = windowMs;
    this.#top = top;
  }

  /**
   * Adds a cluster and says whether it is a candidate: fewer than `top` clusters with time in the open interval (time - window,
   * time) have a strictly higher ratio of volume to baseline. Ratios are compared by products of whole numbers.
   */
  add(time: number, volume: number, sum: number): boolean {
    const from = time - this.#windowMs;
    this.#clusters = this.#clusters.filter((cluster) => cluster.time > from);
    let stronger = 0;
    for (const cluster of this.#clusters) {
      if (compareProducts(cluster.volume, sum, volume, cluster.sum) > 0) stronger++;
    }
    this.#clusters.push({ time, volume, sum });
    return this.#top === 0 || stronger < this.#top;
  }

  /** The clusters that can still count at `time`. */
  state(time: number): unknown {
    return this.#clusters.filter((cluster) => cluster.time > time - this.#windowMs);
  }
}
