import { assertNever } from '../../errors.ts';
import { BarColumns } from '../../market/bars.ts';
import type { Rows } from '../../market/tape.ts';
import type { RowOrder } from './options.ts';
import type { RandomStream } from './randomStreams.ts';

interface StagedRow {
  contract: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Takes the bars of one minute, nearest expiry first and spreads last, and appends them as rows in the order asked for. */
export class RowCollector {
  readonly #order: RowOrder;
  readonly #random: RandomStream;
  readonly #columns: BarColumns;
  readonly #staged: readonly StagedRow[];
  readonly #places: Int32Array;
  #contract: Uint16Array;
  #count = 0;

  /** @param width most bars in a minute; @param capacity rows to make room for at first */
  constructor(order: RowOrder, random: RandomStream, width: number, capacity: number) {
    this.#order = order;
    this.#random = random;
    this.#columns = new BarColumns(capacity);
    this.#contract = new Uint16Array(new SharedArrayBuffer(this.#columns.capacity * 2));
    this.#places = new Int32Array(width);
    this.#staged = Array.from({ length: width }, () => ({
      contract: 0,
      open: 0,
      high: 0,
      low: 0,
      close: 0,
      volume: 0,
    }));
  }

  stage(contract: number, open: number, high: number, low: number, close: number, volume: number): void {
    const row = this.#staged[this.#count]!;
    row.contract = contract;
    row.open = open;
    row.high = high;
    row.low = low;
    row.close = close;
    row.volume = volume;
    this.#count++;
  }

  /** Appends what was staged since the last time as the rows of the minute that opens at `time`. */
  endMinute(time: number): void {
    const count = this.#count;
    const places = this.#places;
    for (let i = 0; i < count; i++) places[i] = this.#order === 'front-last' ? count - 1 - i : i;
    switch (this.#order) {
      case 'front-first':
      case 'front-last':
        break;
      case 'shuffled':
        for (let i = count - 1; i > 0; i--) {
          const other = this.#random.index(i + 1);
          const place = places[i]!;
          places[i] = places[other]!;
          places[other] = place;
        }
        break;
      default:
        assertNever(this.#order);
    }
    for (let i = 0; i < count; i++) {
      const row = this.#staged[places[i]!]!;
      const index = this.#columns.length;
      this.#columns.push(time, row.open, row.high, row.low, row.close, row.volume);
      if (index >= this.#contract.length) this.#growContract();
      this.#contract[index] = row.contract;
    }
    this.#count = 0;
  }

  #growContract(): void {
    const grown = new Uint16Array(new SharedArrayBuffer(this.#columns.capacity * 2));
    grown.set(this.#contract);
    this.#contract = grown;
  }

  rows(): Rows {
    const { length, time, open, high, low, close, volume } = this.#columns;
    return { length, time, open, high, low, close, volume, contract: this.#contract };
  }
}
