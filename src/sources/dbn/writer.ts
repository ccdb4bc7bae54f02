import { existsSync } from 'node:fs';
import { RTYPE } from '../../databento/codec/enums.ts';
import { createDbnFile } from '../../databento/codec/fileWriter.ts';
import { createMetadata, type SymbolMapping } from '../../databento/codec/metadata.ts';
import { TapebenchError } from '../../errors.ts';
import type { Contract } from '../../market/contracts.ts';
import { DAY_MS, dateText } from '../../market/dates.ts';
import type { Rows, Tape } from '../../market/tape.ts';
import { fileError } from '../fileBytes.ts';

/** What a copy says its dataset is: not the vendor's, even when its rows are. */
const COPY_DATASET = 'TAPEBENCH';
const PUBLISHER = 1;

const RTYPES: ReadonlyMap<number, number> = new Map([
  [1_000, RTYPE.ohlcv1s],
  [60_000, RTYPE.ohlcv1m],
  [3_600_000, RTYPE.ohlcv1h],
  [86_400_000, RTYPE.ohlcv1d],
]);
const SCHEMAS = { 1000: 'ohlcv-1s', 60000: 'ohlcv-1m', 3600000: 'ohlcv-1h', 86400000: 'ohlcv-1d' } as const;

/** Whether bars of this length can be written as DBN. */
export function hasDbnInterval(intervalMs: number): intervalMs is keyof typeof SCHEMAS {
  return RTYPES.has(intervalMs);
}

/**
 * Writes a tape as a `.dbn.zst` file that reads back to the same rows in the same order and the same digest. Contracts
 * keep the venue's numbers where these are given and distinct; others get numbers of their own.
 * @param isOverwriting replaces a file that is there; otherwise that is an error
 * @throws TapebenchError TB_FILE_EXISTS, TB_FILE_UNREADABLE, TB_BAR_INVALID for an interval that DBN does not have
 */
export async function writeDbn(tape: Tape, path: string, isOverwriting = false): Promise<void> {
  const { rows, contracts, intervalMs, instrument } = tape;
  if (!hasDbnInterval(intervalMs)) {
    throw new TapebenchError('TB_BAR_INVALID', `DBN has no bars of ${intervalMs} ms`);
  }
  const ids = distinctIds(contracts);
  const metadata = createMetadata({
    dataset: COPY_DATASET,
    schema: SCHEMAS[intervalMs],
    stypeIn: 'raw_symbol',
    stypeOut: 'instrument_id',
    start: BigInt(rows.time[0]!) * 1_000_000n,
    end: BigInt(rows.time[rows.length - 1]! + intervalMs) * 1_000_000n,
    symbols: [...new Set(contracts.map(({ rawSymbol }) => rawSymbol))],
    mappings: mappingsOf(rows, contracts, ids),
  });
  const prices = (ticks: Int32Array): Float64Array => {
    const nano = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) nano[i] = ticks[i]! * instrument.tickNano;
    return nano;
  };
  const instrumentId = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) instrumentId[i] = ids[rows.contract[i]!]!;
  const bars = {
    rtype: RTYPES.get(intervalMs)!,
    publisherId: PUBLISHER,
    instrumentId,
    tsEventMs: rows.time,
    open: prices(rows.open),
    high: prices(rows.high),
    low: prices(rows.low),
    close: prices(rows.close),
    volume: rows.volume,
  };
  if (!isOverwriting && existsSync(path)) {
    throw new TapebenchError('TB_FILE_EXISTS', `${path} is there already`, {
      where: path,
      kept: 'it is as it was',
    });
  }
  try {
    const writer = await createDbnFile(path, metadata, { compression: 'zstd', overwrite: isOverwriting });
    try {
      await writer.writeOhlcv(bars, 0, rows.length);
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  } catch (error) {
    throw fileError((error as Error).cause ?? error, path);
  }
}

function distinctIds(contracts: readonly Contract[]): number[] {
  const taken = new Set<number>();
  const given = contracts.map(({ instrumentId }) => {
    if (instrumentId === 0 || taken.has(instrumentId)) return 0;
    taken.add(instrumentId);
    return instrumentId;
  });
  let next = 1;
  return given.map((id) => {
    if (id !== 0) return id;
    while (taken.has(next)) next += 1;
    taken.add(next);
    return next;
  });
}

/** One mapping a symbol, with an interval for each contract that bears it, from its first day to its last. */
function mappingsOf(rows: Rows, contracts: readonly Contract[], ids: readonly number[]): SymbolMapping[] {
  const first = new Float64Array(contracts.length).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(contracts.length).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < rows.length; i++) {
    const contract = rows.contract[i]!;
    const time = rows.time[i]!;
    if (time < first[contract]!) first[contract] = time;
    if (time > last[contract]!) last[contract] = time;
  }
  const mappings = new Map<string, SymbolMapping & { intervals: SymbolMapping['intervals'][number][] }>();
  for (const [i, { rawSymbol }] of contracts.entries()) {
    let mapping = mappings.get(rawSymbol);
    if (mapping === undefined) {
      mapping = { rawSymbol, intervals: [] };
      mappings.set(rawSymbol, mapping);
    }
    mapping.intervals.push({
      startDate: dateText(Math.floor(first[i]! / DAY_MS)),
      endDate: dateText(Math.floor(last[i]! / DAY_MS) + 1),
      symbol: String(ids[i]),
    });
  }
  return [...mappings.values()];
}
