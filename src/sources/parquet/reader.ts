import { access } from 'node:fs/promises';
import { type DuckDBConnection, type DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { TapebenchError } from '../../errors.ts';
import { ColumnFinder } from '../columnFinder.ts';
import type { ColumnMapping } from '../columns.ts';
import type { ContractTable } from '../contractTable.ts';
import { LocalClock } from '../csv/localTime.ts';
import { fileError } from '../fileBytes.ts';
import { intervalOfRtypeText, recognisedInterval, saidInterval } from '../intervals.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import { TapeBuilder } from '../tapeBuilder.ts';

const MINUTE_MS = 60_000;
const FLOATS = /^(FLOAT|DOUBLE|DECIMAL)/;
const INTEGERS = /^U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)$/;
/** Below this many units of price, a double times 1e9 is within half a unit of the exact product. */
const LARGEST_PRICE = 4_000_000;

/** How each wanted column is asked for, in this order in every chunk. */
interface ParquetLayout {
  readonly expressions: readonly string[];
  /** Stamps as they stand are UTC, or a local clock's. */
  readonly clock: LocalClock | null;
  readonly isNano: boolean;
  readonly symbol: boolean;
  readonly instrumentId: boolean;
  readonly rtype: boolean;
}

interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * Reads a Parquet file of bars into a tape, in the order of its rows; columns as for CSV (see `ColumnMapping`), with their
 * types checked: stamps are timestamps or whole numbers, prices and volume are numbers.
 * @throws TapebenchError TB_PARQUET_INVALID, TB_BAR_INVALID, TB_DATA_EMPTY, TB_CONFIG_INVALID, and those of the file
 */
export async function readParquet(
  path: string,
  contracts: ContractTable,
  options: ReadOptions,
): Promise<ReadResult> {
  await access(path).catch((cause: unknown) => {
    throw fileError(cause, path);
  });
  // One thread delivers rows in the order of the file.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    try {
      const reader = new ParquetRows(path, contracts, options);
      const layout = await layoutOf(connection, path, options);
      const source = `read_parquet(${literal(path)})`;
      const result = await connection.stream(`select ${layout.expressions.join(', ')} from ${source}`);
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) break;
        reader.take(chunk, layout);
      }
      return reader.result();
    } finally {
      connection.closeSync();
    }
  } catch (error) {
    if (error instanceof TapebenchError) throw error;
    throw new TapebenchError(
      'TB_PARQUET_INVALID',
      `${path} cannot be read: ${(error as Error).message.split('\n')[0]}`,
      {
        where: path,
        cause: error,
      },
    );
  } finally {
    instance.closeSync();
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function layoutOf(
  connection: DuckDBConnection,
  path: string,
  options: ReadOptions,
): Promise<ParquetLayout> {
  const described = await connection.runAndReadAll(`describe select * from read_parquet(${literal(path)})`);
  const columns = described
    .getRowObjects()
    .map((row): ParquetColumn => ({ name: String(row.column_name), type: String(row.column_type) }));
  const mapping = options.mapping ?? {};
  try {
    return settled(columns, mapping, options);
  } catch (error) {
    if (!(error instanceof TapebenchError)) throw error;
    throw new TapebenchError(error.code, error.message, { where: path, next: error.next, cause: error });
  }
}

function settled(
  columns: readonly ParquetColumn[],
  mapping: ColumnMapping,
  options: ReadOptions,
): ParquetLayout {
  const names = columns.map(({ name }) => name);
  const finder = new ColumnFinder('TB_PARQUET_INVALID', names, names.length, mapping);
  const time = columns[finder.need('time')]!;
  const prices = (['open', 'high', 'low', 'close'] as const).map((role) => columns[finder.need(role)]!);
  const volume = columns[finder.need('volume')]!;
  for (const column of [...prices, volume]) {
    if (!FLOATS.test(column.type) && !INTEGERS.test(column.type)) throw wrongType(column, 'a number');
  }
  const symbolAt = finder.find('symbol');
  const symbol = columns[symbolAt];
  if (symbol !== undefined && symbol.type !== 'VARCHAR' && !symbol.type.startsWith('ENUM'))
    throw wrongType(symbol, 'text');
  if (symbol === undefined && options.symbol === undefined) {
    throw new TapebenchError('TB_PARQUET_INVALID', 'the file does not say which contract its bars are of', {
      next: 'Say its symbol (--symbol ESZ5), or its column: --map symbol=…',
    });
  }
  const isDatabento = time.name === 'ts_event' && finder.named('rtype') !== -1;
  const instrumentId = isDatabento ? finder.named('instrument_id') : -1;
  const areIntegers = prices.every(({ type }) => INTEGERS.test(type));
  const double = ({ name }: ParquetColumn): string => `${identifier(name)}::double`;
  return {
    expressions: [
      stampExpression(time, mapping),
      ...prices.map(double),
      double(volume),
      ...(symbol === undefined ? [] : [`${identifier(symbol.name)}::varchar`]),
      ...(instrumentId === -1 ? [] : [double(columns[instrumentId]!)]),
      ...(isDatabento ? [double(columns[finder.named('rtype')]!)] : []),
    ],
    clock: clockFor(time, mapping),
    isNano: mapping.prices === 'nano' || (mapping.prices === undefined && isDatabento && areIntegers),
    symbol: symbol !== undefined,
    instrumentId: instrumentId !== -1,
    rtype: isDatabento,
  };
}

function wrongType({ name, type }: ParquetColumn, wanted: string): TapebenchError {
  return new TapebenchError(
    'TB_PARQUET_INVALID',
    `column ${JSON.stringify(name)} is ${type}, and must be ${wanted}`,
  );
}

/** Milliseconds, with what is below them as a fraction. */
function stampExpression(column: ParquetColumn, mapping: ColumnMapping): string {
  const name = identifier(column.name);
  if (column.type.startsWith('TIMESTAMP') || column.type === 'DATE')
    return `epoch_us(${name}::${utcType(column)})::double / 1000`;
  if (!INTEGERS.test(column.type)) throw wrongType(column, 'a timestamp or a whole number');
  const { timeFormat } = mapping;
  if (timeFormat === 'epoch-s') return `${name}::double * 1000`;
  if (timeFormat === 'epoch-ms') return `${name}::double`;
  if (timeFormat === 'epoch-us') return `${name}::double / 1000`;
  // Nanoseconds of today are more than a double holds; whole microseconds are not.
  if (timeFormat === 'epoch-ns' || (timeFormat === undefined && column.name === 'ts_event')) {
    return `(${name} // 1000)::double / 1000`;
  }
  throw new TapebenchError(
    'TB_PARQUET_INVALID',
    `the unit of the whole numbers in ${JSON.stringify(column.name)} is not known`,
    {
      next: 'Say it: --map timeFormat=epoch-s, epoch-ms, epoch-us or epoch-ns',
    },
  );
}

function utcType({ type }: ParquetColumn): string {
  return type === 'TIMESTAMP WITH TIME ZONE' ? 'timestamptz' : 'timestamp';
}

function clockFor(time: ParquetColumn, mapping: ColumnMapping): LocalClock | null {
  const isLocal =
    (time.type.startsWith('TIMESTAMP') || time.type === 'DATE') && utcType(time) === 'timestamp';
  if (!isLocal) return null;
  // Databento's own stamps are UTC in every encoding.
  const saysUtc = /(^|[_ ])utc$/i.test(time.name) || time.name === 'ts_event';
  const zone = mapping.timeZone ?? (saysUtc ? 'UTC' : undefined);
  if (zone !== undefined) return zone === 'UTC' ? null : new LocalClock(zone);
  throw new TapebenchError(
    'TB_PARQUET_INVALID',
    `the timestamps in ${JSON.stringify(time.name)} do not say their zone`,
    {
      next: 'Say it: --map timeZone=UTC, or America/New_York, America/Chicago …',
    },
  );
}

class ParquetRows {
  readonly #path: string;
  readonly #contracts: ContractTable;
  readonly #options: ReadOptions;
  readonly #mapping: ColumnMapping;
  #builder: TapeBuilder | undefined;
  #intervalMs = 0;
  #rtype = Number.NaN;
  #row = 0;
  #lastStamp = Number.NEGATIVE_INFINITY;

  constructor(path: string, contracts: ContractTable, options: ReadOptions) {
    this.#path = path;
    this.#contracts = contracts;
    this.#options = options;
    this.#mapping = options.mapping ?? {};
  }

  take(chunk: DuckDBDataChunk, layout: ParquetLayout): void {
    const columns = layout.expressions.map((_, i) => chunk.getColumnVector(i));
    const numbers = (index: number): ((row: number) => number) => {
      const column = columns[index]!;
      return (row) => {
        const value = column.getItem(row);
        return typeof value === 'number' ? value : Number.NaN;
      };
    };
    const [stamp, open, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(numbers) as [
      (row: number) => number,
      (row: number) => number,
      (row: number) => number,
      (row: number) => number,
      (row: number) => number,
      (row: number) => number,
    ];
    const symbols = layout.symbol ? columns[6]! : undefined;
    const idAt = layout.symbol ? 7 : 6;
    const instrumentId = layout.instrumentId ? numbers(idAt) : undefined;
    const rtype = layout.rtype ? numbers(layout.instrumentId ? idAt + 1 : idAt) : undefined;
    this.#builder ??= this.#begin(chunk.rowCount, stamp, rtype?.(0), layout);
    for (let i = 0; i < chunk.rowCount; i++) {
      const row = this.#row + 1;
      const time = this.#time(stamp(i), layout, row);
      const contracts = volume(i);
      if (!(Number.isSafeInteger(contracts) && contracts >= 0)) {
        throw this.#fault(`its volume ${contracts} is not a whole number of contracts`, row);
      }
      if (rtype !== undefined && rtype(i) !== this.#rtype) {
        throw this.#fault(
          `its rtype is ${rtype(i)}, that of the rows before ${this.#rtype}: bars of two lengths`,
          row,
        );
      }
      const symbol = symbols === undefined ? undefined : symbols.getItem(i);
      if (symbols !== undefined && (typeof symbol !== 'string' || symbol === ''))
        throw this.#fault('it has no symbol', row);
      const contract = this.#contracts.indexOf(String(symbol ?? ''), time, instrumentId?.(i) ?? 0);
      this.#row = row;
      if (contract < 0) {
        this.#contracts.skip(contract);
        continue;
      }
      this.#builder.add(
        contract,
        time,
        this.#nano(open(i), 'open', layout, row),
        this.#nano(high(i), 'high', layout, row),
        this.#nano(low(i), 'low', layout, row),
        this.#nano(close(i), 'close', layout, row),
        contracts,
        row,
      );
    }
  }

  result(): ReadResult {
    if (this.#builder === undefined) {
      throw new TapebenchError('TB_DATA_EMPTY', `${this.#path} holds no bars`, { where: this.#path });
    }
    const tape = this.#builder.build(this.#path);
    return { tape, defects: this.#builder.defects, skipped: this.#contracts.skipped, truncation: null };
  }

  #begin(
    rows: number,
    stamp: (row: number) => number,
    rtype: number | undefined,
    layout: ParquetLayout,
  ): TapeBuilder {
    if (rtype !== undefined) this.#rtype = rtype;
    const times = Array.from(
      { length: rows },
      (_, i) => layout.clock?.utcOf(stamp(i), Number.NEGATIVE_INFINITY) ?? stamp(i),
    );
    const interval =
      saidInterval(this.#mapping.interval) ??
      intervalOfRtypeText(String(rtype ?? '')) ??
      recognisedInterval(times);
    if (interval === undefined) {
      throw new TapebenchError('TB_PARQUET_INVALID', "the bars' interval does not show in the first rows", {
        where: this.#path,
        next: 'Say it: --map interval=1m',
      });
    }
    this.#intervalMs = interval;
    return new TapeBuilder({
      contracts: this.#contracts,
      intervalMs: interval,
      tolerate: this.#options.tolerate ?? new Set(),
      expectedRows: this.#options.expectedRows,
      placeOf: (row) => `${this.#path}, row ${row}`,
    });
  }

  #time(stamp: number, layout: ParquetLayout, row: number): number {
    const time = layout.clock === null ? stamp : layout.clock.utcOf(stamp, this.#lastStamp);
    if (Number.isNaN(time)) throw this.#fault('it has no time, or one that its clock never shows', row);
    if (time % Math.min(this.#intervalMs, MINUTE_MS) !== 0) {
      throw this.#fault(`its time ${time} ms is not the start of a bar of the interval`, row);
    }
    this.#lastStamp = time;
    return this.#mapping.stamps === 'close' ? time - this.#intervalMs : time;
  }

  #nano(price: number, name: string, layout: ParquetLayout, row: number): number {
    const isPrice = layout.isNano ? Number.isSafeInteger(price) : Math.abs(price) < LARGEST_PRICE;
    if (!isPrice) throw this.#fault(`its ${name} ${price} is not a price`, row);
    return layout.isNano ? price : Math.round(price * 1e9);
  }

  #fault(message: string, row: number): TapebenchError {
    return new TapebenchError('TB_PARQUET_INVALID', `row ${row}: ${message}`, {
      where: `${this.#path}, row ${row}`,
      kept: 'nothing was written',
    });
  }
}
