import type { Contract } from '../../src/market/contracts.ts';
import type { RegularHours } from './clusters.ts';
import { type Entry, type EntryScan, findEntries } from './entries.ts';
import { type Exit, findExit } from './exits.ts';
import { frontContractDays } from './frontContract.ts';
import { SampleVolatility } from './sampleVolatility.ts';
import { PublishedSizer } from './sizing.ts';
import { type DayView, daysOf, type Stream } from './stream.ts';
import { ENTRY_MASK, EXIT_MASK, isMended, type MendMask } from './switches.ts';

const COST_USD = 2.5 + 0.75 * 12.5;
const PUBLISHED_BASIS_USD = 5000;
const POINT_USD = 50;

/** One trade of the procedure, as its record lists it. Prices in points, times in UTC ms. */
export interface PublishedTrade {
  readonly entry: Entry;
  readonly exit: Exit;
  /** UTC day of the trade, days since 1970-01-01. */
  readonly day: number;
  readonly netReturn: number;
  readonly isWin: boolean;
  readonly multiplier: number;
  readonly size: number;
  readonly isBayesianSized: boolean;
  readonly positionAdjustedReturn: number;
  /** Contracts of the entry row and of the exit row: they differ only where months are mixed. */
  readonly entryContract: number;
  readonly exitContract: number;
}

/**
 * The published backtest behind the 64.7%, defects included, each a switch (`switches.ts`). Made for finding out what its
 * figures stand on; it is never offered for trading, because it looks ahead and trades prices nobody could have had.
 *
 * One instance holds one stream and remembers entries and exits per set of switches, so that all 512 subsets cost 32
 * scans and 128 exit passes.
 */
export class PublishedProcedure {
  readonly #mixed: Stream;
  readonly #isRegular: RegularHours;
  readonly #contracts: readonly Contract[];
  #mixedDays: readonly DayView[] | undefined;
  #frontDays: readonly DayView[] | undefined;
  readonly #volatility = new SampleVolatility();
  readonly #scans = new Map<MendMask, EntryScan>();
  readonly #exits = new Map<MendMask, readonly (Exit | undefined)[]>();

  constructor(mixed: Stream, contracts: readonly Contract[], isRegular: RegularHours) {
    this.#mixed = mixed;
    this.#contracts = contracts;
    this.#isRegular = isRegular;
  }

  /** The entries under a set of mended defects, before exits, and the volume ratios of the clusters ranked first. */
  scan(mask: MendMask): EntryScan {
    const key = mask & ENTRY_MASK;
    const known = this.#scans.get(key);
    if (known) return known;
    const scan = findEntries(this.#days(mask), key, this.#isRegular, this.#volatility);
    this.#scans.set(key, scan);
    return scan;
  }

  /** All trades under a set of mended defects, by day and cluster start. */
  trades(mask: MendMask): PublishedTrade[] {
    const { entries } = this.scan(mask);
    const exits = this.#exitsOf(mask);
    const sizer = new PublishedSizer(isMended(mask, 'fractional-size'));
    const trades: PublishedTrade[] = [];
    let day = Number.NaN;
    entries.forEach((entry, position) => {
      const exit = exits[position];
      if (!exit) return;
      if (entry.view.day !== day) {
        day = entry.view.day;
        sizer.startDay(day);
      }
      const basisUsd = isMended(mask, 'cost-basis') ? POINT_USD * entry.price : PUBLISHED_BASIS_USD;
      const netReturn = exit.grossReturn - COST_USD / basisUsd;
      const isWin = netReturn > 0;
      const sizing = sizer.size(entry.bin, entry.strength);
      sizer.record(day, entry.bin, isWin);
      trades.push({
        entry,
        exit,
        day,
        netReturn,
        isWin,
        ...sizing,
        positionAdjustedReturn: netReturn * sizing.size,
        entryContract: entry.view.stream.contract[entry.row]!,
        exitContract: entry.view.stream.contract[exit.row]!,
      });
    });
    return trades;
  }

  #days(mask: MendMask): readonly DayView[] {
    if (isMended(mask, 'contract-mixing')) {
      this.#frontDays ??= frontContractDays(this.#mixed, this.#contracts);
      return this.#frontDays;
    }
    this.#mixedDays ??= daysOf(this.#mixed);
    return this.#mixedDays;
  }

  #exitsOf(mask: MendMask): readonly (Exit | undefined)[] {
    const key = mask & EXIT_MASK;
    const known = this.#exits.get(key);
    if (known) return known;
    const exits = this.scan(mask).entries.map((entry) => findExit(entry, key));
    this.#exits.set(key, exits);
    return exits;
  }
}
