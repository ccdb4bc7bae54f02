import { existsSync } from 'node:fs';
import { RTYPE } from '../../databento/codec/enums.ts';
import { createDbnFile } from '../../databento/codec/fileWriter.ts';
import { createMetadata, type DbnMetadata, type SymbolMapping } from '../../databento/codec/metadata.ts';
import type { OhlcvInput } from '../../databento/codec/ohlcvEncode.ts';
import { TapebenchError } from '../../errors.ts';
import { DAY_MS, dateText } from '../../market/dates.ts';
import type { SyntheticMarket } from './market.ts';

/** What the file says its dataset is; in no way one of the vendor's. */
const SYNTHETIC_DATASET = 'SYNTHETIC';
const PUBLISHER = 1;
/** Rows turned into records at a time. */
const CHUNK_ROWS = 65_536;

/**
 * Writes a synthetic market as the answer to a request for the parent symbol `ES.FUT` would be: a `.dbn.zst` file of one-minute
 * bars, the children's symbols in the metadata by the UTC days on which each is listed. Written beside its place and renamed.
 * @param isOverwriting replaces a file that is there; otherwise that is an error
 * @throws TapebenchError TB_FILE_EXISTS, TB_FILE_UNREADABLE
 */
export async function writeSyntheticMarket(
  market: SyntheticMarket,
  path: string,
  isOverwriting = false,
): Promise<void> {
  if (!isOverwriting && existsSync(path)) {
    throw new TapebenchError('TB_FILE_EXISTS', `${path} is there already`, {
      where: path,
      kept: 'the file is as it was',
    });
  }
  try {
    const writer = await createDbnFile(path, metadataOf(market), {
      compression: 'zstd',
      overwrite: isOverwriting,
    });
    try {
      for (let from = 0; from < market.rows.length; from += CHUNK_ROWS) {
        const to = Math.min(from + CHUNK_ROWS, market.rows.length);
        await writer.writeOhlcv(recordsOf(market, from, to), 0, to - from);
      }
      await writer.close();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  } catch (cause) {
    throw new TapebenchError('TB_FILE_UNREADABLE', `${path} cannot be written: ${(cause as Error).message}`, {
      where: path,
      kept: 'nothing was written',
      next: 'Check the folder and its permissions.',
      cause,
    });
  }
}

function metadataOf(market: SyntheticMarket): DbnMetadata {
  const firstDay = Math.floor(market.start / DAY_MS);
  const endDay = Math.floor((market.end - 1) / DAY_MS) + 1;
  return createMetadata({
    dataset: SYNTHETIC_DATASET,
    schema: 'ohlcv-1m',
    stypeIn: 'parent',
    stypeOut: 'instrument_id',
    start: BigInt(firstDay * DAY_MS) * 1_000_000n,
    end: BigInt(endDay * DAY_MS) * 1_000_000n,
    symbols: [`${market.instrument.root}.FUT`],
    mappings: mappingsOf(market, firstDay, endDay),
  });
}

/** A contract has its number from the file's first day, or the day of its first bar, to the day of its expiry. */
function mappingsOf(market: SyntheticMarket, firstDay: number, endDay: number): SymbolMapping[] {
  const { rows, contracts } = market;
  const listedDay = new Float64Array(contracts.length).fill(Number.POSITIVE_INFINITY);
  for (let i = rows.length - 1; i >= 0; i--)
    listedDay[rows.contract[i]!] = Math.floor(rows.time[i]! / DAY_MS);
  const mappings = new Map<string, { rawSymbol: string; intervals: SymbolMapping['intervals'][number][] }>();
  for (const [index, contract] of contracts.entries()) {
    if (listedDay[index] === Number.POSITIVE_INFINITY) continue;
    const mapping = mappings.get(contract.rawSymbol) ?? { rawSymbol: contract.rawSymbol, intervals: [] };
    mappings.set(contract.rawSymbol, mapping);
    mapping.intervals.push({
      startDate: dateText(Math.max(firstDay, listedDay[index]!)),
      endDate: dateText(Math.min(endDay, Math.floor(contract.expiry / DAY_MS) + 1)),
      symbol: String(contract.instrumentId),
    });
  }
  return [...mappings.values()];
}

function recordsOf(market: SyntheticMarket, from: number, to: number): OhlcvInput {
  const { rows, contracts, instrument } = market;
  const raw = (ticks: Int32Array): Float64Array =>
    Float64Array.from(ticks.subarray(from, to), (price) => price * instrument.tickNano);
  return {
    rtype: RTYPE.ohlcv1m,
    publisherId: PUBLISHER,
    instrumentId: Uint32Array.from(
      rows.contract.subarray(from, to),
      (contract) => contracts[contract]!.instrumentId,
    ),
    tsEventMs: rows.time.subarray(from, to),
    open: raw(rows.open),
    high: raw(rows.high),
    low: raw(rows.low),
    close: raw(rows.close),
    volume: rows.volume.subarray(from, to),
  };
}
