import { TapebenchError } from '../errors.ts';
import { BarColumns, MINUTE_MS } from '../market/bars.ts';
import type { Contract } from '../market/contracts.ts';
import { type Instrument, instrumentOf } from '../market/instruments.ts';
import type { Rows, Tape } from '../market/tape.ts';
import { ContractTable } from '../sources/contractTable.ts';

/** A bar as it came: prices in ticks. */
export interface TickBar {
  /** UTC ms of the bar's open. */
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What became of a bar: the contract that it was added to, or why it was not. */
export type Placement =
  | { readonly kind: 'added'; readonly contract: number; readonly isNewContract: boolean }
  /** A spread, or a contract of another instrument. */
  | { readonly kind: 'unwanted' }
  | { readonly kind: 'refused'; readonly why: string };

/** A tape that grows: contracts are numbered by their first row, as a reader of files numbers them. */
export class LiveTape implements Tape {
  readonly instrument: Instrument;
  readonly intervalMs: number = MINUTE_MS;
  readonly byContract: BarColumns[] = [];
  readonly #table: ContractTable;
  readonly #rows = new GrowingRows();

  /** @throws TapebenchError TB_INSTRUMENT_UNKNOWN */
  constructor(root: string) {
    this.instrument = instrumentOf(root);
    this.#table = new ContractTable({ instrument: root });
  }

  get contracts(): readonly Contract[] {
    return this.#table.all;
  }

  get rows(): Rows {
    return this.#rows;
  }

  /** Adds a bar that is not earlier than the one before. */
  add(symbol: string, instrumentId: number, bar: TickBar): Placement {
    const why = defectOf(bar);
    if (why !== undefined) return { kind: 'refused', why };
    let contract: number;
    try {
      contract = this.#table.indexOf(symbol, bar.time, instrumentId);
    } catch (error) {
      // A symbol that cannot be read, e.g. of a new product, is nothing to end a session for.
      if (error instanceof TapebenchError) return { kind: 'refused', why: error.message };
      throw error;
    }
    if (contract < 0) return { kind: 'unwanted' };
    const own = this.byContract[contract] ?? new BarColumns();
    if (own.length > 0 && bar.time <= own.time[own.length - 1]!) {
      return { kind: 'refused', why: 'there is a bar of this minute already' };
    }
    const isNewContract = own.length === 0;
    this.byContract[contract] = own;
    const { time, open, high, low, close, volume } = bar;
    own.push(time, open, high, low, close, volume);
    this.#rows.add(contract, bar);
    return { kind: 'added', contract, isNewContract };
  }
}

function defectOf({ time, open, high, low, close, volume }: TickBar): string | undefined {
  const ticks = [open, high, low, close];
  if (time % MINUTE_MS !== 0) return 'it does not begin with a minute';
  if (!ticks.every((price) => Number.isInteger(price) && Math.abs(price) < 2 ** 31)) {
    return 'a price is no multiple of the tick';
  }
  if (Math.max(...ticks) !== high || Math.min(...ticks) !== low) return 'its high or low cannot be';
  return Number.isSafeInteger(volume) && volume >= 0 ? undefined : 'its volume cannot be';
}

class GrowingRows extends BarColumns implements Rows {
  contract: Uint16Array = new Uint16Array(new SharedArrayBuffer(this.capacity * 2));

  add(contract: number, { time, open, high, low, close, volume }: TickBar): void {
    this.push(time, open, high, low, close, volume);
    if (this.contract.length < this.capacity) {
      const grown = new Uint16Array(new SharedArrayBuffer(this.capacity * 2));
      grown.set(this.contract);
      this.contract = grown;
    }
    this.contract[this.length - 1] = contract;
  }
}
