import { TapebenchError } from '../errors.ts';
import { type Contract, contractKey, contractOf } from '../market/contracts.ts';
import { DAY_MS } from '../market/dates.ts';
import { type Instrument, instrumentOf } from '../market/instruments.ts';
import type { SkippedRows } from './source.ts';

const MOST_CONTRACTS = 65_535;
const SKIP_SPREAD = -1;
const SKIP_OTHER = -2;

export interface ContractSelection {
  /** Root that is wanted; the first contract's when not said. */
  readonly instrument?: string;
  /** Raw symbols that are wanted; all when not said. */
  readonly symbols?: readonly string[];
  readonly withSpreads?: boolean;
  /** What the one contract of the source is called, whatever the source calls it. */
  readonly symbol?: string;
}

interface Known {
  readonly index: number;
  /** After this moment the symbol may mean another contract: a one-digit year comes again. */
  readonly until: number;
}

/**
 * The contracts of a dataset, numbered by their first row, all of one instrument. Symbols that are not wanted are counted.
 * A contract is its symbol and delivery month; in a continuous series each instrument number is a contract of its own,
 * since its change is the roll.
 */
export class ContractTable {
  readonly #contracts: Contract[] = [];
  readonly #indices = new Map<string, number>();
  readonly #known = new Map<string, Known>();
  readonly #root: string | undefined;
  readonly #symbols: ReadonlySet<string> | undefined;
  readonly #withSpreads: boolean;
  readonly #fixedSymbol: string | undefined;
  /** What the source calls the contract that has the fixed symbol. */
  #delivered: string | undefined;
  #instrument: Instrument | undefined;
  #spreads = 0;
  #others = 0;

  /** @throws TapebenchError TB_INSTRUMENT_UNKNOWN */
  constructor(selection: ContractSelection) {
    if (selection.instrument !== undefined) this.#instrument = instrumentOf(selection.instrument);
    this.#root = this.#instrument?.root;
    this.#symbols = selection.symbols === undefined ? undefined : new Set(selection.symbols);
    this.#withSpreads = selection.withSpreads === true;
    this.#fixedSymbol = selection.symbol;
  }

  get all(): readonly Contract[] {
    return this.#contracts;
  }

  /** Known from the first contract on. */
  get instrument(): Instrument {
    if (this.#instrument === undefined)
      throw new TapebenchError('TB_DATA_EMPTY', 'no contract has been seen');
    return this.#instrument;
  }

  get skipped(): SkippedRows {
    return { spreads: this.#spreads, otherContracts: this.#others };
  }

  /** What was left out, for the error that nothing remained; undefined when nothing was. */
  get skippedText(): string | undefined {
    if (this.#spreads + this.#others === 0) return undefined;
    return `Left out were ${this.#spreads} rows of spreads and ${this.#others} rows of contracts that were not asked for.`;
  }

  /**
   * The number of the contract that a symbol means at a time; below zero when its row is not wanted: see `skip`.
   * @param symbol as the source delivers it; any constant text when it delivers none and the symbol is fixed
   * @param instrumentId the venue's number, 0 when the source has none
   * @throws TapebenchError TB_SYMBOL_INVALID, TB_INSTRUMENT_UNKNOWN
   */
  indexOf(symbol: string, time: number, instrumentId: number): number {
    const key = instrumentId === 0 ? symbol : `${symbol}#${instrumentId}`;
    let known = this.#known.get(key);
    if (known === undefined || time > known.until) {
      known = this.#resolve(symbol, time, instrumentId);
      this.#known.set(key, known);
    }
    return known.index;
  }

  /** Counts a row that is left out, by the number below zero that its symbol has. */
  skip(index: number): void {
    if (index === SKIP_SPREAD) this.#spreads += 1;
    else this.#others += 1;
  }

  #resolve(delivered: string, time: number, instrumentId: number): Known {
    const symbol = this.#fixedSymbol ?? delivered;
    if (!this.#isAskedFor(symbol)) return { index: SKIP_OTHER, until: Number.POSITIVE_INFINITY };
    // A colon marks a combination that a user defined.
    const isSpread = symbol.includes('-') || symbol.includes(':');
    if (isSpread && !this.#withSpreads) return { index: SKIP_SPREAD, until: Number.POSITIVE_INFINITY };
    const contract = contractOf(symbol, time, instrumentId);
    if (this.#root !== undefined && contract.root !== this.#root) {
      return { index: SKIP_OTHER, until: Number.POSITIVE_INFINITY };
    }
    if (this.#fixedSymbol !== undefined) this.#requireOne(contract, delivered);
    this.#instrument ??= instrumentOf(contract.root);
    if (contract.root !== this.#instrument.root) {
      throw new TapebenchError(
        'TB_SYMBOL_INVALID',
        `the data holds contracts of ${this.#instrument.root} and of ${contract.root}`,
        { next: `Name the one that is meant: --instrument ${this.#instrument.root}` },
      );
    }
    // A day's grace after expiry, and then a look each day: the answer changes only years later.
    const until =
      contract.kind === 'continuous' ? Number.POSITIVE_INFINITY : Math.max(contract.expiry, time) + DAY_MS;
    return { index: this.#numberOf(contract), until };
  }

  /** Several contracts under one symbol would be one that never was; only a continuous series is made of several. */
  #requireOne({ kind, rawSymbol }: Contract, delivered: string): void {
    this.#delivered ??= delivered;
    if (kind === 'continuous' || delivered === this.#delivered) return;
    throw new TapebenchError(
      'TB_SYMBOL_INVALID',
      `${rawSymbol} is to be the one contract, and the data holds ${this.#delivered} and ${delivered}`,
      { next: 'Leave --symbol out, or choose from the contracts with --symbols.' },
    );
  }

  #isAskedFor(symbol: string): boolean {
    if (this.#symbols !== undefined) return this.#symbols.has(symbol);
    return this.#root === undefined || symbol.toUpperCase().startsWith(this.#root);
  }

  #numberOf(contract: Contract): number {
    const key = contractKey(contract);
    const index = this.#indices.get(key);
    if (index !== undefined) return index;
    if (this.#contracts.length === MOST_CONTRACTS) {
      throw new TapebenchError('TB_SYMBOL_INVALID', `the data holds more than ${MOST_CONTRACTS} contracts`);
    }
    this.#indices.set(key, this.#contracts.length);
    this.#contracts.push(contract);
    return this.#contracts.length - 1;
  }
}
