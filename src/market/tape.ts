import type { Bars } from './bars.ts';
import type { Contract } from './contracts.ts';
import type { Instrument } from './instruments.ts';

/**
 * The rows of a dataset in the order in which the source delivered them, also within one minute: time does not
 * decrease, and the row number is the sequence number. A parent stream holds several contracts in a minute.
 */
export interface Rows extends Bars {
  /** Index into `Tape.contracts`, for each row. */
  readonly contract: Uint16Array;
}

/** A dataset in memory: its rows as delivered, and the same bars by contract, without a second copy of meaning. */
export interface Tape {
  readonly instrument: Instrument;
  /** Length of a bar in milliseconds; 60 000 for one-minute bars. */
  readonly intervalMs: number;
  readonly contracts: readonly Contract[];
  readonly rows: Rows;
  /** The bars of each contract, at the contract's index. Empty for spreads when they were not asked for. */
  readonly byContract: readonly Bars[];
  /** Bars of a shorter interval, where the dataset has them: what `intrabar: finer` decides with. */
  readonly finer?: FinerBars;
}

/** Shorter bars of the same contracts, at the contract's index; a contract without them has none in its place. */
export interface FinerBars {
  /** Divides the tape's own interval; 1 000 for one-second bars. */
  readonly intervalMs: number;
  readonly byContract: readonly (Bars | undefined)[];
}
