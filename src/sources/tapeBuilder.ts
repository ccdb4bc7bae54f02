import { TapebenchError } from '../errors.ts';
import { BarColumns, type Bars } from '../market/bars.ts';
import type { Contract } from '../market/contracts.ts';
import { utcText } from '../market/dates.ts';
import { type Instrument, priceOfTicks } from '../market/instruments.ts';
import type { Rows, Tape } from '../market/tape.ts';
import type { ContractTable } from './contractTable.ts';
import { type DefectCount, DefectLog, type RowDefect } from './rowDefects.ts';

const LARGEST_TICKS = 2_147_483_647;
const FIRST_ROWS = 65_536;
/** A claim of more rows than this is only believed row by row. */
const MOST_FIRST_ROWS = 16_777_216;

export interface BuilderOptions {
  readonly contracts: ContractTable;
  readonly intervalMs: number;
  /** Defects for which a row is left out and counted; any other defect is an error. */
  readonly tolerate: ReadonlySet<RowDefect>;
  /** Room to make at first. */
  readonly expectedRows?: number | undefined;
  /** Says where the source's row of a number is: `bars.csv, line 17`. */
  readonly placeOf: (row: number) => string;
}

/**
 * Collects rows in the order of delivery, each checked, and makes a tape of them: prices as integer ticks on the
 * instrument's grid, time that does not go back, one row a contract and moment, highs above lows.
 */
export class TapeBuilder {
  readonly #options: BuilderOptions;
  readonly #defects = new DefectLog();
  readonly #bars: BarColumns;
  #contract: Uint16Array;
  /** Time of the last row of each contract. */
  readonly #lastTimes: number[] = [];
  #lastTime = Number.NEGATIVE_INFINITY;
  #instrument: Instrument | undefined;

  constructor(options: BuilderOptions) {
    this.#options = options;
    this.#bars = new BarColumns(Math.min(options.expectedRows ?? FIRST_ROWS, MOST_FIRST_ROWS));
    this.#contract = new Uint16Array(new SharedArrayBuffer(this.#bars.capacity * 2));
  }

  get length(): number {
    return this.#bars.length;
  }

  rowAt(index: number): { readonly contract: number; readonly volume: number } {
    return { contract: this.#contract[index]!, volume: this.#bars.volume[index]! };
  }

  get defects(): DefectCount[] {
    return this.#defects.counts();
  }

  /**
   * Adds a row. Prices are exact integers in units of 1e-9.
   * @param contract an index of the contract table
   * @param time UTC ms of the bar's open
   * @param row the source's own number of the row, for messages
   * @throws TapebenchError TB_BAR_INVALID for a defect that is not tolerated
   */
  add(
    contract: number,
    time: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    row: number,
  ): void {
    if (time < this.#lastTime) {
      this.#defect('disorder', row, `${utcText(time)} comes after ${utcText(this.#lastTime)}`);
      return;
    }
    // An undefined entry is a contract's first row.
    const lastOfContract = this.#lastTimes[contract];
    if (time === lastOfContract) {
      this.#defect('duplicates', row, `${this.#symbol(contract)} has a second bar at ${utcText(time)}`);
      return;
    }
    this.#instrument ??= this.#options.contracts.instrument;
    const { tickNano } = this.#instrument;
    const openTicks = Math.round(open / tickNano);
    const highTicks = Math.round(high / tickNano);
    const lowTicks = Math.round(low / tickNano);
    const closeTicks = Math.round(close / tickNano);
    const isOnGrid =
      openTicks * tickNano === open &&
      highTicks * tickNano === high &&
      lowTicks * tickNano === low &&
      closeTicks * tickNano === close;
    if (!isOnGrid) {
      this.#defect('off-grid-price', row, this.#offGrid(contract, time, [open, high, low, close]));
      return;
    }
    const isPossible =
      highTicks >= lowTicks &&
      openTicks <= highTicks &&
      openTicks >= lowTicks &&
      closeTicks <= highTicks &&
      closeTicks >= lowTicks &&
      highTicks <= LARGEST_TICKS &&
      lowTicks >= -LARGEST_TICKS;
    if (!isPossible) {
      this.#defect(
        'impossible-ohlc',
        row,
        this.#impossible(contract, time, openTicks, highTicks, lowTicks, closeTicks),
      );
      return;
    }
    const index = this.#bars.length;
    this.#bars.push(time, openTicks, highTicks, lowTicks, closeTicks, volume);
    if (index >= this.#contract.length) this.#growContract();
    this.#contract[index] = contract;
    this.#lastTimes[contract] = time;
    this.#lastTime = time;
  }

  /**
   * Merges another venue's bar of the same contract and moment into row `index`: high and low of both, volumes added, open
   * and close of the heavier.
   */
  merge(
    index: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    isHeavier: boolean,
    row: number,
  ): void {
    const bars = this.#bars;
    const { tickNano } = this.#options.contracts.instrument;
    const prices = [open, high, low, close];
    const ticks = prices.map((price) => Math.round(price / tickNano));
    if (prices.some((price, i) => ticks[i]! * tickNano !== price)) {
      this.#defect('off-grid-price', row, this.#offGrid(this.#contract[index]!, bars.time[index]!, prices));
      return;
    }
    bars.high[index] = Math.max(bars.high[index]!, ticks[1]!);
    bars.low[index] = Math.min(bars.low[index]!, ticks[2]!);
    bars.volume[index]! += volume;
    if (!isHeavier) return;
    bars.open[index] = ticks[0]!;
    bars.close[index] = ticks[3]!;
  }

  /**
   * The tape of all rows added. The builder must not be used after.
   * @throws TapebenchError TB_DATA_EMPTY when there is no row
   */
  build(source: string): Tape {
    if (this.#bars.length === 0) {
      const { skippedText } = this.#options.contracts;
      throw new TapebenchError('TB_DATA_EMPTY', `${source} holds no bars to use`, {
        where: source,
        ...(skippedText === undefined ? {} : { next: skippedText }),
      });
    }
    const { time, open, high, low, close, volume, length } = this.#bars;
    const rows: Rows = { length, time, open, high, low, close, volume, contract: this.#contract };
    return tapeOf(
      this.#options.contracts.instrument,
      this.#options.intervalMs,
      this.#options.contracts.all,
      rows,
    );
  }

  #growContract(): void {
    const grown = new Uint16Array(new SharedArrayBuffer(this.#bars.capacity * 2));
    grown.set(this.#contract);
    this.#contract = grown;
  }

  #symbol(contract: number): string {
    return this.#options.contracts.all[contract]!.rawSymbol;
  }

  #defect(defect: RowDefect, row: number, what: string): void {
    const place = this.#options.placeOf(row);
    if (this.#options.tolerate.has(defect)) {
      this.#defects.add(defect, `${place}: ${what}`);
      return;
    }
    throw new TapebenchError('TB_BAR_INVALID', `${defect}: ${what}`, {
      where: place,
      kept: 'nothing was written',
      next: `Mend the row, or let such rows be left out and counted by waiving ${defect}.`,
    });
  }

  #offGrid(contract: number, time: number, prices: readonly number[]): string {
    const { tickNano, root, priceDecimals } = this.#options.contracts.instrument;
    const bad = prices.find((price) => Math.round(price / tickNano) * tickNano !== price)!;
    const tick = (tickNano / 1e9).toFixed(priceDecimals);
    return `${this.#symbol(contract)} at ${utcText(time)} has the price ${bad / 1e9}, no multiple of ${root}'s tick ${tick}`;
  }

  #impossible(
    contract: number,
    time: number,
    open: number,
    high: number,
    low: number,
    close: number,
  ): string {
    const { instrument } = this.#options.contracts;
    const price = (ticks: number): string =>
      priceOfTicks(instrument, ticks).toFixed(instrument.priceDecimals);
    return (
      `${this.#symbol(contract)} at ${utcText(time)} has open ${price(open)}, high ${price(high)}, ` +
      `low ${price(low)}, close ${price(close)}`
    );
  }
}

/**
 * A tape of rows: the same bars by contract beside them. With a single contract its bars are the rows themselves.
 * @param contracts in the order of the rows' indices
 */
export function tapeOf(
  instrument: Instrument,
  intervalMs: number,
  contracts: readonly Contract[],
  rows: Rows,
): Tape {
  return { instrument, intervalMs, contracts, rows, byContract: splitByContract(rows, contracts.length) };
}

function splitByContract(rows: Rows, contracts: number): Bars[] {
  if (contracts === 1) return [rows];
  const counts = new Uint32Array(contracts);
  for (let i = 0; i < rows.length; i++) counts[rows.contract[i]!]! += 1;
  const columns = Array.from(counts, (count) => new BarColumns(count));
  for (let i = 0; i < rows.length; i++) {
    columns[rows.contract[i]!]!.push(
      rows.time[i]!,
      rows.open[i]!,
      rows.high[i]!,
      rows.low[i]!,
      rows.close[i]!,
      rows.volume[i]!,
    );
  }
  return columns;
}
