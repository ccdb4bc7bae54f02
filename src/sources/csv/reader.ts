import { TapebenchError } from '../../errors.ts';
import type { ColumnMapping } from '../columns.ts';
import type { ContractTable } from '../contractTable.ts';
import { unpackedChunks } from '../fileBytes.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import { TapeBuilder } from '../tapeBuilder.ts';
import { type CsvLayout, isHeader, recognisedDelimiter, settleLayout } from './layout.ts';
import { emptySpans, type FieldSpans, LineCutter, splitFields } from './lines.ts';
import { PLAIN_NUMBERS, parseInteger, parseNano, textOf } from './numbers.ts';

/** Rows looked at before the first is taken: enough to see the interval in a thin market. */
const SAMPLE_ROWS = 2_000;
const MINUTE_MS = 60_000;

/**
 * Reads a CSV of bars, plain, gzipped or zstd-compressed, line by line, into a tape. Databento's own layout is known; for
 * another see `ColumnMapping`. Every line must be good: a bad one is an error that names it.
 * @throws TapebenchError TB_CSV_INVALID, TB_BAR_INVALID, TB_DATA_EMPTY, TB_CONFIG_INVALID, and those of the file
 */
export async function readCsv(
  path: string,
  contracts: ContractTable,
  options: ReadOptions,
): Promise<ReadResult> {
  const reader = new CsvReader(path, contracts, options);
  const cutter = new LineCutter((bytes, start, end) => reader.line(bytes, start, end));
  for await (const chunk of unpackedChunks(path)) cutter.push(chunk);
  cutter.finish();
  return reader.finish();
}

interface KeptLine {
  readonly bytes: Uint8Array;
  readonly number: number;
}

class CsvReader {
  readonly #path: string;
  readonly #contracts: ContractTable;
  readonly #options: ReadOptions;
  readonly #mapping: ColumnMapping;
  readonly #spans: FieldSpans = emptySpans();
  readonly #sample: KeptLine[] = [];
  #lineNumber = 0;
  #blankLine = 0;
  #header: KeptLine | null = null;
  #hasHeader: boolean | undefined;
  #delimiter = '';
  #layout: CsvLayout | undefined;
  #builder: TapeBuilder | undefined;
  /** As stamped, for the hour that a clock shows twice. */
  #lastStamp = Number.NEGATIVE_INFINITY;
  #symbol = '';
  #rtype = -1;

  constructor(path: string, contracts: ContractTable, options: ReadOptions) {
    this.#path = path;
    this.#contracts = contracts;
    this.#options = options;
    this.#mapping = options.mapping ?? {};
    this.#hasHeader = this.#mapping.header;
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    this.#lineNumber += 1;
    const first =
      this.#lineNumber === 1 && bytes[start] === 0xef && bytes[start + 1] === 0xbb ? start + 3 : start;
    if (first >= end) {
      if (this.#blankLine === 0) this.#blankLine = this.#lineNumber;
      return;
    }
    if (this.#blankLine !== 0) throw this.#fault('the line is empty, and more follow it', this.#blankLine);
    if (this.#layout !== undefined) {
      this.#row(bytes, first, end, this.#lineNumber);
      return;
    }
    const kept = { bytes: Uint8Array.from(bytes.subarray(first, end)), number: this.#lineNumber };
    if (this.#delimiter === '') this.#takeFirstLine(kept);
    else this.#sample.push(kept);
    if (this.#sample.length === SAMPLE_ROWS) this.#settle();
  }

  finish(): ReadResult {
    if (this.#layout === undefined) this.#settle();
    const builder = this.#builder!;
    return {
      tape: builder.build(this.#path),
      defects: builder.defects,
      skipped: this.#contracts.skipped,
      truncation: null,
    };
  }

  #takeFirstLine(line: KeptLine): void {
    const text = textOf(line.bytes, 0, line.bytes.length);
    this.#delimiter = this.#mapping.delimiter ?? recognisedDelimiter(text);
    this.#hasHeader ??= isHeader(this.#split(line));
    if (this.#hasHeader) this.#header = line;
    else this.#sample.push(line);
  }

  #split({ bytes, number }: KeptLine): string[] {
    const wrong = splitFields(this.#spans, bytes, 0, bytes.length, this.#delimiter.charCodeAt(0));
    if (wrong !== undefined) throw this.#fault(wrong, number);
    const { count, starts, ends } = this.#spans;
    return Array.from({ length: count }, (_, i) => textOf(this.#spans.bytes, starts[i]!, ends[i]!));
  }

  #settle(): void {
    const firstRow = this.#sample[0];
    if (firstRow === undefined) {
      throw new TapebenchError('TB_DATA_EMPTY', `${this.#path} holds no bars`, { where: this.#path });
    }
    const header = this.#header === null ? null : this.#split(this.#header);
    const headerText =
      this.#header === null ? null : textOf(this.#header.bytes, 0, this.#header.bytes.length);
    const rows = this.#sample.map((line) => this.#split(line));
    const sample = { delimiter: this.#delimiter, header, headerText, rows, firstLine: firstRow.number };
    const layout = placed(this.#path, () => settleLayout(sample, this.#mapping));
    if (layout.symbol === -1 && this.#options.symbol === undefined) {
      const next =
        'Say its symbol (--symbol ESZ5, or ES for a series already joined), or its column: --map symbol=…';
      throw new TapebenchError('TB_CSV_INVALID', 'the file does not say which contract its bars are of', {
        where: this.#path,
        next,
      });
    }
    this.#builder = new TapeBuilder({
      contracts: this.#contracts,
      intervalMs: layout.intervalMs,
      tolerate: this.#options.tolerate ?? new Set(),
      expectedRows: this.#options.expectedRows,
      placeOf: (line) => `${this.#path}, line ${line}`,
    });
    this.#layout = layout;
    for (const { bytes, number } of this.#sample) this.#row(bytes, 0, bytes.length, number);
    this.#sample.length = 0;
  }

  #row(bytes: Uint8Array, start: number, end: number, line: number): void {
    const layout = this.#layout!;
    const spans = this.#spans;
    const wrong = splitFields(spans, bytes, start, end, layout.delimiter);
    if (wrong !== undefined) throw this.#fault(wrong, line);
    if (spans.count !== layout.fields) {
      throw this.#fault(`it has ${spans.count} fields, and should have ${layout.fields}`, line);
    }
    const time = this.#time(layout, line);
    const open = this.#price(layout.open, 'open', line);
    const high = this.#price(layout.high, 'high', line);
    const low = this.#price(layout.low, 'low', line);
    const close = this.#price(layout.close, 'close', line);
    const volume = parseInteger(
      spans.bytes,
      spans.starts[layout.volume]!,
      spans.ends[layout.volume]!,
      layout.numbers,
    );
    if (!(volume >= 0)) throw this.#bad('volume', layout.volume, 'a whole number of contracts', line);
    const instrumentId = layout.instrumentId === -1 ? 0 : this.#instrumentId(layout.instrumentId, line);
    if (layout.rtype !== -1) this.#checkInterval(layout.rtype, line);
    if (layout.symbol !== -1) this.#takeSymbol(layout.symbol);
    if (layout.symbol !== -1 && this.#symbol === '')
      throw this.#bad('symbol', layout.symbol, 'a contract symbol', line);
    const contract = this.#contract(time, instrumentId, line);
    if (contract < 0) {
      this.#contracts.skip(contract);
      return;
    }
    this.#builder!.add(contract, time, open, high, low, close, volume, line);
  }

  #time(layout: CsvLayout, line: number): number {
    const spans = this.#spans;
    let { bytes } = spans;
    let start = spans.starts[layout.time]!;
    let end = spans.ends[layout.time]!;
    if (layout.date !== -1) {
      bytes = Buffer.from(`${this.#text(layout.date)} ${this.#text(layout.time)}`);
      start = 0;
      end = bytes.length;
    }
    const stamp = layout.readStamp(bytes, start, end, this.#lastStamp);
    if (Number.isNaN(stamp))
      throw this.#bad('time', layout.time, 'a time in the format of the first row', line);
    // A daily bar may start at any minute of the UTC day, by its zone; a shorter one starts on its grid.
    if (stamp % Math.min(layout.intervalMs, MINUTE_MS) !== 0) {
      throw this.#bad('time', layout.time, 'the start of a bar of the interval', line);
    }
    this.#lastStamp = stamp;
    return layout.isStampedAtClose ? stamp - layout.intervalMs : stamp;
  }

  #price(column: number, name: string, line: number): number {
    const { bytes, starts, ends } = this.#spans;
    const layout = this.#layout!;
    const nano = layout.isNano
      ? parseInteger(bytes, starts[column]!, ends[column]!, PLAIN_NUMBERS)
      : parseNano(bytes, starts[column]!, ends[column]!, layout.numbers);
    if (Number.isNaN(nano)) throw this.#bad(name, column, 'a price', line);
    return nano;
  }

  #instrumentId(column: number, line: number): number {
    const { bytes, starts, ends } = this.#spans;
    const id = parseInteger(bytes, starts[column]!, ends[column]!, PLAIN_NUMBERS);
    if (!(id >= 0)) throw this.#bad('instrument_id', column, 'a whole number', line);
    return id;
  }

  #checkInterval(column: number, line: number): void {
    const { bytes, starts, ends } = this.#spans;
    const rtype = parseInteger(bytes, starts[column]!, ends[column]!, PLAIN_NUMBERS);
    if (rtype === this.#rtype) return;
    if (Number.isNaN(rtype)) throw this.#bad('rtype', column, 'a record type', line);
    if (this.#rtype !== -1) {
      throw this.#fault(
        `its rtype is ${rtype}, that of the rows before ${this.#rtype}: bars of two lengths`,
        line,
      );
    }
    this.#rtype = rtype;
  }

  /** Most rows have the symbol of the row before: no new text is made for them. */
  #takeSymbol(column: number): void {
    const { bytes, starts, ends } = this.#spans;
    const start = starts[column]!;
    const length = ends[column]! - start;
    if (length === this.#symbol.length) {
      let i = 0;
      while (i < length && bytes[start + i] === this.#symbol.charCodeAt(i)) i += 1;
      if (i === length) return;
    }
    this.#symbol = this.#text(column);
  }

  #contract(time: number, instrumentId: number, line: number): number {
    try {
      return this.#contracts.indexOf(this.#symbol, time, instrumentId);
    } catch (error) {
      throw located(error, `${this.#path}, line ${line}`);
    }
  }

  #text(column: number): string {
    return textOf(this.#spans.bytes, this.#spans.starts[column]!, this.#spans.ends[column]!);
  }

  #bad(name: string, column: number, wanted: string, line: number): TapebenchError {
    const text = this.#text(column);
    const header = this.#layout!.header;
    if (header?.split(this.#delimiter).includes(text)) {
      return this.#fault(
        'the header comes again',
        line,
        'Take the second header out: were two files joined?',
      );
    }
    const isCommaDecimal = /^-?\d+,\d+$/.test(text);
    return this.#fault(
      `its ${name} ${JSON.stringify(text)} is not ${wanted}`,
      line,
      isCommaDecimal ? 'If the comma is the decimal point, say so: --map decimal=,' : undefined,
    );
  }

  #fault(message: string, line: number, next?: string): TapebenchError {
    return new TapebenchError('TB_CSV_INVALID', `line ${line}: ${message}`, {
      where: `${this.#path}, line ${line}`,
      kept: 'nothing was written',
      ...(next === undefined ? {} : { next }),
    });
  }
}

/** The same error with its place, when it has none or only a line. */
function located(error: unknown, place: string): unknown {
  if (!(error instanceof TapebenchError)) return error;
  return new TapebenchError(error.code, error.message, { where: place, next: error.next, cause: error });
}

function placed<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const where = error instanceof TapebenchError ? error.where : undefined;
    throw located(error, where === undefined ? path : `${path}, ${where}`);
  }
}
