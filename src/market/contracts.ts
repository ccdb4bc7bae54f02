/** What a symbol of the stream stands for. A `continuous` symbol is a series whose contract changes underneath. */
export type ContractKind = 'outright' | 'spread' | 'continuous';

/** One listed contract (or continuous series) of an instrument, known by its place in a table of contracts. */
export interface Contract {
  /** The venue's symbol as delivered, e.g. `ESM5`, `ESM5-ESU5`, `ES.v.0`. */
  readonly rawSymbol: string;
  /** The instrument's root, e.g. `ES`. */
  readonly root: string;
  readonly kind: ContractKind;
  /** The venue's number, 0 when the source has none. */
  readonly instrumentId: number;
  /** Delivery month as `year * 12 + month - 1`; NaN for a continuous series; a spread has that of its near leg. */
  readonly month: number;
  /** Last trading moment, UTC ms (for ES the third Friday 09:30 New York); Infinity for a continuous series. */
  readonly expiry: number;
}
