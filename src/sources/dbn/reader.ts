import type { Truncation as DbnTruncation } from '../../databento/codec/columnReader.ts';
import { barIntervalMs } from '../../databento/codec/enums.ts';
import type { DbnMetadata } from '../../databento/codec/metadata.ts';
import { type OhlcvBatch, readOhlcvBatches } from '../../databento/codec/ohlcvColumns.ts';
import { DatabentoError } from '../../databento/errors.ts';
import { TapebenchError } from '../../errors.ts';
import type { ContractTable } from '../contractTable.ts';
import { fileError } from '../fileBytes.ts';
import { intervalText, saidInterval } from '../intervals.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import { TapeBuilder } from '../tapeBuilder.ts';
import { type LiveSymbols, readLiveSymbols } from './liveSymbols.ts';
import { SymbolsByDate } from './symbolsByDate.ts';

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
    const reader = await readOhlcvBatches(path, { onTruncated });
    try {
      const rows = new DbnRows(path, contracts, options, await symbolsOf(path, reader.metadata, options));
      for await (const batch of reader) rows.take(batch);
      return rows.result(reader.truncation);
    } finally {
      await reader.close();
    }
  } catch (error) {
    throw translated(error, path);
  }
}

/** null where the one symbol of the file was said: its ids are then all the names there are. */
type SymbolNames = SymbolsByDate | LiveSymbols | null;

/** How the file names its instruments: the one symbol that was said, by day in its metadata, or between its bars. */
async function symbolsOf(
  path: string,
  metadata: DbnMetadata | undefined,
  options: ReadOptions,
): Promise<SymbolNames> {
  if (options.symbol !== undefined) return null;
  if (metadata !== undefined && metadata.mappings.length > 0) {
    return new SymbolsByDate(metadata, options.symbols === undefined ? undefined : new Set(options.symbols));
  }
  const announced = await readLiveSymbols(path);
  if (!announced.isEmpty) return announced;
  throw new TapebenchError('TB_SYMBOL_INVALID', `${path} says no symbols for its instrument ids`, {
    where: path,
    next: 'Name its one symbol: --symbol ESM5',
  });
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

interface MinuteRow {
  readonly index: number;
  readonly contract: number;
  readonly publishers: number[];
  heaviest: number;
}

class DbnRows {
  readonly #path: string;
  readonly #contracts: ContractTable;
  readonly #options: ReadOptions;
  readonly #chosenInterval: number | undefined;
  readonly #symbols: SymbolNames;
  readonly #resolved = new Map<number, Resolved>();
  #builder: TapeBuilder | undefined;
  #rtype = -1;
  #record = 0;
  /** Of the file; more than one publisher is rare, and only then is a minute looked through. */
  #publisher = -1;
  #hasSeveralPublishers = false;
  /** The rows of the current minute, for merging; kept only when there are several publishers. */
  #minute = Number.NaN;
  #minuteStart = 0;
  readonly #minuteRows: MinuteRow[] = [];

  constructor(path: string, contracts: ContractTable, options: ReadOptions, symbols: SymbolNames) {
    this.#path = path;
    this.#contracts = contracts;
    this.#options = options;
    this.#chosenInterval = saidInterval(options.mapping?.interval);
    this.#symbols = symbols;
  }

  take(batch: OhlcvBatch): void {
    // The columns are taken out of the batch once: this loop is most of the time of a cold start.
    const { length, rtype, publisherId, instrumentId, tsEventMs, open, high, low, close, volume } = batch;
    const chosenPublisher = this.#options.publisher ?? -1;
    for (let i = 0; i < length; i++) {
      const record = this.#record;
      this.#record += 1;
      if (rtype[i] !== this.#rtype && !this.#isInterval(rtype[i]!, record)) continue;
      const publisher = publisherId[i]!;
      if (chosenPublisher !== -1 && publisher !== chosenPublisher) continue;
      const time = tsEventMs[i]!;
      const contract = this.#contractOf(instrumentId[i]!, time, record);
      if (contract < 0) {
        this.#contracts.skip(contract);
        continue;
      }
      if (time !== this.#minute) this.#beginMinute(time);
      if (publisher !== this.#publisher) this.#meet(publisher);
      const builder = this.#builder!;
      if (this.#hasSeveralPublishers) {
        const row = this.#minuteRows.find(
          (other) => other.contract === contract && !other.publishers.includes(publisher),
        );
        if (row !== undefined) {
          const isHeavier = volume[i]! > row.heaviest;
          builder.merge(row.index, open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!, isHeavier, record);
          if (isHeavier) row.heaviest = volume[i]!;
          row.publishers.push(publisher);
          continue;
        }
      }
      const index = builder.length;
      builder.add(contract, time, open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!, record);
      if (this.#hasSeveralPublishers && builder.length > index) {
        this.#minuteRows.push({ index, contract, publishers: [publisher], heaviest: volume[i]! });
      }
    }
  }

  #beginMinute(time: number): void {
    this.#minute = time;
    this.#minuteStart = this.#builder!.length;
    this.#minuteRows.length = 0;
  }

  /** A second publisher may report a bar that the first has reported in this very minute. */
  #meet(publisher: number): void {
    if (this.#publisher === -1) this.#publisher = publisher;
    if (this.#publisher === publisher || this.#hasSeveralPublishers) return;
    this.#hasSeveralPublishers = true;
    const builder = this.#builder!;
    for (let index = this.#minuteStart; index < builder.length; index++) {
      const { contract, volume } = builder.rowAt(index);
      this.#minuteRows.push({ index, contract, publishers: [this.#publisher], heaviest: volume });
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
    if (this.#chosenInterval !== undefined && interval !== this.#chosenInterval) return false;
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
          next: `Choose one: --map interval=${other}`,
        },
      );
    }
    this.#rtype = rtype;
    this.#builder = new TapeBuilder({
      contracts: this.#contracts,
      intervalMs: interval,
      tolerate: this.#options.tolerate ?? new Set(),
      expectedRows: this.#options.expectedRows,
      placeOf: (row) => `${this.#path}, record ${row}`,
    });
    return true;
  }

  #contractOf(instrumentId: number, time: number, record: number): number {
    const known = this.#resolved.get(instrumentId);
    if (known !== undefined && known.start <= time && time < known.end) return known.contract;
    const symbols = this.#symbols;
    if (symbols instanceof SymbolsByDate) {
      const { symbol, start, end } = symbols.at(instrumentId, time);
      const contract = this.#contracts.indexOf(symbol, time, instrumentId);
      this.#resolved.set(instrumentId, { contract, start, end });
      return contract;
    }
    const symbol = symbols === null ? String(instrumentId) : symbols.at(instrumentId, record);
    return this.#contracts.indexOf(symbol, time, instrumentId);
  }
}
