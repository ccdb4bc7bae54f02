import type { SType } from '../../databento/codec/enums.ts';
import type { DbnMetadata } from '../../databento/codec/metadata.ts';
import { type Contract, contractOf } from '../../market/contracts.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { RecordTable } from './recordTable.ts';

/** From `startDay` (inclusive) to `endDay` (exclusive), days since 1970 UTC, the number meant the symbol. */
export interface Listing {
  readonly instrumentId: number;
  readonly rawSymbol: string;
  readonly startDay: number;
  readonly endDay: number;
}

/** What the symbol mappings of a file say of its instruments. */
export function listingsOf(metadata: DbnMetadata): Listing[] {
  const listings: Listing[] = [];
  for (const mapping of metadata.mappings) {
    for (const interval of mapping.intervals) {
      if (interval.symbol === '') continue;
      const isNumberIn = metadata.stypeIn === 'instrument_id';
      const id = Number(isNumberIn ? mapping.rawSymbol : interval.symbol);
      if (!Number.isSafeInteger(id)) continue;
      listings.push({
        instrumentId: id,
        rawSymbol: isNumberIn ? interval.symbol : mapping.rawSymbol,
        startDay: dayOf(interval.startDate),
        endDay: dayOf(interval.endDate),
      });
    }
  }
  return listings;
}

export function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}

export function dateOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** Finds what symbols of any kind mean, from the listings and, for the volume rule, from the bars themselves. */
export class Symbology {
  readonly listings: readonly Listing[];
  readonly #table: RecordTable;
  #dailyVolume: ReadonlyMap<number, ReadonlyMap<number, number>> | undefined;

  constructor(listings: readonly Listing[], table: RecordTable) {
    this.listings = listings;
    this.#table = table;
  }

  /** What `symbol` means on each of the days; empty when it is not known. Intervals of one symbol may overlap for a parent. */
  resolve(symbol: string, stypeIn: SType, startDay: number, endDay: number): readonly Listing[] {
    return this.#find(symbol, stypeIn, startDay, endDay)
      .map((listing) => ({
        ...listing,
        startDay: Math.max(listing.startDay, startDay),
        endDay: Math.min(listing.endDay, endDay),
      }))
      .filter((listing) => listing.startDay < listing.endDay);
  }

  #find(symbol: string, stypeIn: SType, startDay: number, endDay: number): readonly Listing[] {
    switch (stypeIn) {
      case 'raw_symbol':
        return this.listings.filter((listing) => listing.rawSymbol === symbol);
      case 'instrument_id':
        return this.listings.filter((listing) => String(listing.instrumentId) === symbol);
      case 'parent': {
        const root = /^([A-Z0-9]+)\.FUT$/.exec(symbol)?.[1];
        return root === undefined
          ? []
          : this.listings.filter((listing) => contractAt(listing)?.root === root);
      }
      case 'continuous':
        return this.#continuous(symbol, startDay, endDay);
      default:
        return [];
    }
  }

  #continuous(symbol: string, startDay: number, endDay: number): readonly Listing[] {
    const named = this.listings.filter((listing) => listing.rawSymbol === symbol);
    if (named.length > 0) return named;
    const parts = /^([A-Z0-9]+)\.([cv])\.(\d+)$/.exec(symbol);
    if (parts === null) return [];
    const [, root, rule, rank] = parts;
    const outrights = this.listings
      .map((listing) => ({ listing, contract: contractAt(listing) }))
      .filter(({ contract }) => contract?.root === root && contract?.kind === 'outright');
    const found: Listing[] = [];
    for (let day = startDay; day < endDay; day++) {
      const alive = outrights.filter(
        ({ listing, contract }) =>
          listing.startDay <= day && day < listing.endDay && contract!.expiry >= day * DAY_MS,
      );
      const volume = rule === 'v' ? this.#volumeBefore(day) : undefined;
      alive.sort(
        (a, b) =>
          (volume?.get(b.listing.instrumentId) ?? 0) - (volume?.get(a.listing.instrumentId) ?? 0) ||
          a.contract!.month - b.contract!.month,
      );
      const chosen = alive[Number(rank)]?.listing;
      const last = found.at(-1);
      if (chosen === undefined) continue;
      if (last?.instrumentId === chosen.instrumentId && last.endDay === day) {
        found[found.length - 1] = { ...last, endDay: day + 1 };
      } else {
        found.push({ ...chosen, startDay: day, endDay: day + 1 });
      }
    }
    return found;
  }

  /** The volume by instrument of the last day before `day` that has any. */
  #volumeBefore(day: number): ReadonlyMap<number, number> | undefined {
    this.#dailyVolume ??= dailyVolume(this.#table);
    for (let before = day - 1; before > day - 10; before--) {
      const volume = this.#dailyVolume.get(before);
      if (volume !== undefined) return volume;
    }
    return undefined;
  }
}

function dailyVolume(table: RecordTable): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const days = new Map<number, Map<number, number>>();
  for (let i = 0; i < table.length; i++) {
    const volume = table.volume(i);
    if (volume === 0) continue;
    const day = Math.floor(Number(table.indexTime[i]! / 1_000_000n) / DAY_MS);
    const sums = days.get(day) ?? new Map<number, number>();
    days.set(day, sums);
    const id = table.instrumentId[i]!;
    sums.set(id, (sums.get(id) ?? 0) + volume);
  }
  return days;
}

const contracts = new WeakMap<Listing, Contract | null>();

/** The future that a listing is; undefined for a share, an option, or a root that is not known. */
function contractAt(listing: Listing): Contract | undefined {
  let contract = contracts.get(listing);
  if (contract === undefined) {
    try {
      contract = contractOf(listing.rawSymbol, listing.startDay * DAY_MS, listing.instrumentId);
    } catch {
      contract = null;
    }
    contracts.set(listing, contract);
  }
  return contract?.kind === 'continuous' ? undefined : (contract ?? undefined);
}
