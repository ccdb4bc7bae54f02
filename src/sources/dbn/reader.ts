import { stat } from 'node:fs/promises';
import type { Truncation as DbnTruncation } from '../../databento/codec/columnReader.ts';
import { barIntervalMs } from '../../databento/codec/enums.ts';
import type { DbnMetadata } from '../../databento/codec/metadata.ts';
import {
  type OhlcvBatch,
  readOhlcvBatches,
  readOhlcvBatchesSync,
} from '../../databento/codec/ohlcvColumns.ts';
import { DatabentoError } from '../../databento/errors.ts';
import { TapebenchError } from '../../errors.ts';
import type { ContractTable } from '../contractTable.ts';
import { fileError } from '../fileBytes.ts';
import { intervalText } from '../intervals.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import { TapeBuilder } from '../tapeBuilder.ts';
import { SymbolsByDate } from './symbolsByDate.ts';

/** Files up to this size are read whole, which is faster; larger ones are streamed. */
const WHOLE_FILE_BYTES = 64 * 1024 * 1024;

/**
 * Reads the bars of a Databento file (`.dbn`, `.dbn.zst`, versions 1 to 3) into a tape. Instrument ids become symbols by UTC
 * day and the mappings of the file. Several publishers' bars of one contract and moment are merged (high and low of all,
 * volumes added, open and close of the publisher with most volume in that bar, the first of equals), unless one is chosen.
 * @throws TapebenchError TB_DBN_TRUNCATED, TB_DBN_CORRUPT, TB_BAR_INVALID, TB_SYMBOL_INVALID, TB_DATA_EMPTY, and those of the file
 */
export async function readDbn(
  path: string,
  contracts: ContractTable,
  options: ReadOptions,
): Promise<ReadResult> {
  const onTruncated = options.acceptTruncated === true ? 'stop' : 'throw';
  try {
    const { size } = await stat(path);
    if (size <= WHOLE_FILE_BYTES) {
      const reader = readOhlcvBatchesSync(path, { onTruncated });
      const rows = new DbnRows(path, contracts, options, reader.metadata);
      for (const batch of reader) rows.take(batch);
      return rows.result(reader.truncation);
    }
    const reader = await readOhlcvBatches(path, { onTruncated });
    const rows = new DbnRows(path, contracts, options, reader.metadata);
    for await (const batch of reader) rows.take(batch);
    return rows.result(reader.truncation);
  } catch (error) {
    throw translated(error, path);
  }
}

function translated(error: unknown, path: string): unknown {
  if (error instanceof TapebenchError) return error;
  if (!(error instanceof DatabentoError)) return fileError(error, path);
  const place =
    error.byteOffset === undefined ? path : `${path}, byte ${error.byteOffset} of the decompressed stream`;
  const kept =
    error.goodRecords === undefined ? {} : { kept: `${error.goodRecords} records before it are good` };
  const details = { where: place, ...kept, cause: error };
  if (error.kind === 'truncated')
    return new TapebenchError('TB_DBN_TRUNCATED', `${path} ends early: ${error.message}`, details);
  if (error.kind === 'unsupported') return new TapebenchError('TB_FORMAT_UNKNOWN', error.message, details);
  if (error.kind === 'file') return fileError(error.cause ?? error, path);
  return new TapebenchError('TB_DBN_CORRUPT', `${path} is damaged: ${error.message}`, details);
}

interface Resolved {
  readonly contract: number;
  readonly start: number;
  readonly end: number;
}

class DbnRows {
  readonly #path: string;
  readonly #contracts: ContractTable;
  readonly #options: ReadOptions;
  readonly #symbols: SymbolsByDate | undefined;
  readonly #resolved = new Map<number, Resolved>();
  #builder: TapeBuilder | undefined;
  #rtype = -1;
  #record = 0;
  /** Of the file; more than one publisher is rare, and only then is a minute looked through. */
  #publisher = -1;
  #hasSeveralPublishers = false;
  /** The rows of the current minute, for merging: contract, publishers and heaviest volume of each. */
  #minute = Number.NaN;
  #minuteStart = 0;
  readonly #minuteRows: { contract: number; publishers: number[]; heaviest: number }[] = [];

  constructor(
    path: string,
    contracts: ContractTable,
    options: ReadOptions,
    metadata: DbnMetadata | undefined,
  ) {
    this.#path = path;
    this.#contracts = contracts;
    this.#options = options;
    if (options.symbol !== undefined || metadata === undefined) return;
    const wanted = options.symbols === undefined ? undefined : new Set(options.symbols);
    const symbols = new SymbolsByDate(metadata, wanted);
    if (!symbols.isEmpty) this.#symbols = symbols;
  }

  take(batch: OhlcvBatch): void {
    for (let i = 0; i < batch.length; i++) {
      const record = this.#record;
      this.#record += 1;
      if (batch.rtype[i] !== this.#rtype && !this.#isInterval(batch.rtype[i]!, record)) continue;
      const publisher = batch.publisherId[i]!;
      if (this.#options.publisher !== undefined && publisher !== this.#options.publisher) continue;
      const time = batch.tsEventMs[i]!;
      const contract = this.#contractOf(batch.instrumentId[i]!, time);
      if (contract < 0) continue;
      const open = batch.open[i]!;
      const high = batch.high[i]!;
      const low = batch.low[i]!;
      const close = batch.close[i]!;
      const volume = batch.volume[i]!;
      if (publisher !== this.#publisher) {
        if (this.#publisher === -1) this.#publisher = publisher;
        else this.#hasSeveralPublishers = true;
      }
      if (time !== this.#minute) {
        this.#minute = time;
        this.#minuteStart = this.#builder!.length;
        this.#minuteRows.length = 0;
      }
      if (this.#hasSeveralPublishers) {
        const before = this.#minuteRows.findIndex(
          (row) => row.contract === contract && !row.publishers.includes(publisher),
        );
        const row = this.#minuteRows[before];
        if (row !== undefined) {
          const isHeavier = volume > row.heaviest;
          this.#builder!.merge(this.#minuteStart + before, open, high, low, close, volume, isHeavier, record);
          if (isHeavier) row.heaviest = volume;
          row.publishers.push(publisher);
          continue;
        }
      }
      const length = this.#builder!.length;
      this.#builder!.add(contract, time, open, high, low, close, volume, record);
      if (this.#builder!.length > length)
        this.#minuteRows.push({ contract, publishers: [publisher], heaviest: volume });
    }
  }

  result(truncation: DbnTruncation | undefined): ReadResult {
    if (this.#builder === undefined) {
      throw new TapebenchError('TB_DATA_EMPTY', `${this.#path} holds no bars`, { where: this.#path });
    }
    return {
      tape: this.#builder.build(this.#path),
      defects: this.#builder.defects,
      skipped: this.#contracts.skipped,
      truncation:
        truncation === undefined
          ? null
          : { byteOffset: truncation.byteOffset, goodRecords: truncation.goodRecords },
    };
  }

  /** Whether bars of this length are taken. Bars of two lengths in one tape would be a wrong number, not a tape. */
  #isInterval(rtype: number, record: number): boolean {
    const interval = barIntervalMs(rtype);
    const { intervalMs } = this.#options;
    if (intervalMs !== undefined && interval !== intervalMs) return false;
    const place = { where: `${this.#path}, record ${record}` };
    if (interval === undefined) {
      throw new TapebenchError('TB_BAR_INVALID', `bars of record type ${rtype} have no known length`, place);
    }
    if (this.#rtype !== -1) {
      const other = intervalText(barIntervalMs(this.#rtype)!);
      throw new TapebenchError(
        'TB_BAR_INVALID',
        `the file mixes bars of ${other} and of ${intervalText(interval)}`,
        {
          ...place,
          next: `Choose one: --interval ${other}`,
        },
      );
    }
    this.#rtype = rtype;
    this.#builder = new TapeBuilder({
      contracts: this.#contracts,
      intervalMs: interval,
      tolerate: this.#options.tolerate ?? new Set(),
      placeOf: (row) => `${this.#path}, record ${row}`,
    });
    return true;
  }

  #contractOf(instrumentId: number, time: number): number {
    const known = this.#resolved.get(instrumentId);
    if (known !== undefined && known.start <= time && time < known.end && known.contract >= 0)
      return known.contract;
    const period = this.#periodOf(instrumentId, time);
    const contract = this.#contracts.indexOf(period.symbol, time, instrumentId);
    this.#resolved.set(instrumentId, { contract, start: period.start, end: period.end });
    return contract;
  }

  #periodOf(
    instrumentId: number,
    time: number,
  ): { readonly symbol: string; readonly start: number; readonly end: number } {
    if (this.#symbols !== undefined) return this.#symbols.at(instrumentId, time);
    const { symbol } = this.#options;
    if (symbol !== undefined)
      return { symbol, start: Number.NEGATIVE_INFINITY, end: Number.POSITIVE_INFINITY };
    throw new TapebenchError('TB_SYMBOL_INVALID', `${this.#path} says no symbols for its instrument ids`, {
      where: this.#path,
      next: 'Name its one symbol: --symbol ESM5',
    });
  }
}
