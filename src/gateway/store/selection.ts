import { rtypeOfSchema, type Schema, type SType } from '../../databento/codec/enums.ts';
import type { DbnMetadata, SymbolMapping } from '../../databento/codec/metadata.ts';
import { createMetadata, encodeMetadata } from '../../databento/codec/metadata.ts';
import { ALL_SYMBOLS } from '../../databento/symbols.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { GatewayData } from './gatewayData.ts';
import { dateOf, type Listing } from './listings.ts';

export interface RangeRequest {
  readonly symbols: readonly string[];
  readonly stypeIn: SType;
  readonly schema: Schema;
  /** Nanoseconds, inclusive and exclusive. */
  readonly start: bigint;
  readonly end: bigint;
  readonly limit: number | undefined;
}

/** The records of a dataset that a range request means, and the metadata that say so. */
export interface Selection {
  readonly metadata: DbnMetadata;
  readonly rows: readonly number[];
  readonly bytes: number;
}

const DAY_NANOS = BigInt(DAY_MS) * 1_000_000n;

export function select(data: GatewayData, request: RangeRequest): Selection {
  const { table } = data;
  const startDay = Number(request.start / DAY_NANOS);
  const endDay = Number((request.end + DAY_NANOS - 1n) / DAY_NANOS);
  const isAll = request.symbols.includes(ALL_SYMBOLS);
  const resolved = resolveAll(data, request.symbols, request.stypeIn, startDay, endDay);
  const allowed = new Map<number, Listing[]>();
  for (const listing of resolved.listings) {
    const list = allowed.get(listing.instrumentId);
    if (list === undefined) allowed.set(listing.instrumentId, [listing]);
    else list.push(listing);
  }
  const rtype = rtypeOfSchema(request.schema);
  const rows: number[] = [];
  let bytes = 0;
  for (let i = 0; i < table.length && rows.length < (request.limit ?? Number.POSITIVE_INFINITY); i++) {
    const at = table.indexTime[i]!;
    if (table.rtype[i] !== rtype || at < request.start || at >= request.end) continue;
    if (!isAll) {
      const day = Number(at / DAY_NANOS);
      const listings = allowed.get(table.instrumentId[i]!);
      if (listings?.some((listing) => listing.startDay <= day && day < listing.endDay) !== true) continue;
    }
    rows.push(i);
    bytes += table.record(i).length;
  }
  const metadata = createMetadata({
    version: data.version,
    dataset: data.dataset,
    schema: request.schema,
    start: request.start,
    end: request.end,
    limit: request.limit === undefined ? null : BigInt(request.limit),
    stypeIn: request.stypeIn,
    stypeOut: 'instrument_id',
    symbols: request.symbols,
    partial: resolved.partial,
    notFound: resolved.notFound,
    // The vendor gives no mappings for ALL_SYMBOLS.
    mappings: isAll ? [] : resolved.mappings,
  });
  return { metadata, rows, bytes };
}

/** The selection as a DBN stream, in pieces of about `pieceBytes`. */
export function* encodeSelection(
  data: GatewayData,
  selection: Selection,
  pieceBytes: number = 1 << 18,
): Generator<Uint8Array> {
  yield encodeMetadata(selection.metadata);
  let piece: Uint8Array[] = [];
  let length = 0;
  for (const row of selection.rows) {
    const record = data.table.copyOf(row, undefined);
    piece.push(record);
    length += record.length;
    if (length >= pieceBytes) {
      yield Buffer.concat(piece);
      piece = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(piece);
}

export interface ResolvedSymbols {
  readonly listings: readonly Listing[];
  readonly partial: readonly string[];
  readonly notFound: readonly string[];
  readonly mappings: readonly SymbolMapping[];
}

/** Resolves every symbol over the days. A parent's mappings name its children, as the vendor's do. */
export function resolveAll(
  data: GatewayData,
  symbols: readonly string[],
  stypeIn: SType,
  startDay: number,
  endDay: number,
): ResolvedSymbols {
  const partial: string[] = [];
  const notFound: string[] = [];
  const all: Listing[] = [];
  const bySymbol = new Map<string, Listing[]>();
  for (const symbol of symbols) {
    if (symbol === ALL_SYMBOLS) continue;
    const listings = data.symbology.resolve(symbol, stypeIn, startDay, endDay);
    if (listings.length === 0) notFound.push(symbol);
    else if (!coversAll(listings, startDay, endDay)) partial.push(symbol);
    for (const listing of listings) {
      all.push(listing);
      const name = stypeIn === 'parent' ? listing.rawSymbol : symbol;
      const named = bySymbol.get(name);
      if (named === undefined) bySymbol.set(name, [listing]);
      else named.push(listing);
    }
  }
  const mappings = [...bySymbol].map(([rawSymbol, listings]) => ({
    rawSymbol,
    intervals: listings.map((listing) => ({
      startDate: dateOf(listing.startDay),
      endDate: dateOf(listing.endDay),
      symbol: stypeIn === 'instrument_id' ? listing.rawSymbol : String(listing.instrumentId),
    })),
  }));
  return { listings: all, partial, notFound, mappings };
}

function coversAll(listings: readonly Listing[], startDay: number, endDay: number): boolean {
  for (let day = startDay; day < endDay; day++) {
    if (!listings.some((listing) => listing.startDay <= day && day < listing.endDay)) return false;
  }
  return true;
}
