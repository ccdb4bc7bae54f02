const LOOKBACK_DAYS = 60;
const SCALING = 6;
const LARGEST_MULTIPLIER = 3;
const LARGEST_SIZE = 2.5;
const LARGEST_WHOLE_SIZE = 3;

export interface PublishedSize {
  readonly multiplier: number;
  readonly size: number;
  readonly isBayesianSized: boolean;
}

interface Outcomes {
  wins: number;
  trades: number;
}

/**
 * Step 12. Statistics are taken once a day, from the trades recorded on earlier days within 60 days; a bin that was never
 * seen counts as sized by the posterior, a bin with one or two trades does not. That is how it was published.
 */
export class PublishedSizer {
  readonly #isWhole: boolean;
  readonly #recorded: { readonly day: number; readonly bin: number; readonly isWin: boolean }[] = [];
  #statistics = new Map<number, Outcomes>();

  constructor(isWhole: boolean) {
    this.#isWhole = isWhole;
  }

  startDay(day: number): void {
    this.#statistics = new Map();
    for (const trade of this.#recorded) {
      if (trade.day < day - LOOKBACK_DAYS) continue;
      const outcomes = this.#statistics.get(trade.bin) ?? { wins: 0, trades: 0 };
      outcomes.trades++;
      if (trade.isWin) outcomes.wins++;
      this.#statistics.set(trade.bin, outcomes);
    }
  }

  size(bin: number, strength: number): PublishedSize {
    const { wins, trades } = this.#statistics.get(bin) ?? { wins: 0, trades: 0 };
    const isBayesianSized = trades !== 1 && trades !== 2;
    const probability = (1 + wins) / (2 + trades);
    const multiplier =
      isBayesianSized && probability > 0.5
        ? Math.min(1 + SCALING * (probability - 0.5), LARGEST_MULTIPLIER)
        : 1;
    const wanted = (1 + 0.3 * strength) * multiplier;
    const size = this.#isWhole
      ? Math.min(Math.max(Math.floor(wanted + 1e-9), 1), LARGEST_WHOLE_SIZE)
      : Math.min(wanted, LARGEST_SIZE);
    return { multiplier, size, isBayesianSized };
  }

  record(day: number, bin: number, isWin: boolean): void {
    this.#recorded.push({ day, bin, isWin });
  }
}
