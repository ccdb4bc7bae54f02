import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  UBIGINT,
} from '@duckdb/node-api';
import { encodeRecord } from '../src/databento/codec/encode.ts';
import { createMetadata, encodeMetadata } from '../src/databento/codec/metadata.ts';
import type { OhlcvInput } from '../src/databento/codec/ohlcvEncode.ts';
import { benchTape } from './market.ts';

/** One-minute bars of one ES contract, as an encoder takes them. */
export function benchBars(length: number): OhlcvInput {
  const bars = benchTape(length, 7).byContract[0]!;
  const raw = (ticks: Int32Array): Float64Array =>
    Float64Array.from(ticks.subarray(0, length), (tick) => tick * 250_000_000);
  return {
    rtype: 0x21,
    publisherId: 1,
    instrumentId: 5482,
    tsEventMs: bars.time.slice(0, length),
    open: raw(bars.open),
    high: raw(bars.high),
    low: raw(bars.low),
    close: raw(bars.close),
    volume: bars.volume.slice(0, length),
  };
}

/** The metadata of a stream of order events. */
export const MBO_HEAD: Uint8Array = encodeMetadata(
  createMetadata({ dataset: 'GLBX.MDP3', schema: 'mbo', symbols: ['ES.FUT'], stypeIn: 'parent' }),
);

/**
 * Order events of a busy book: ids that grow, a price that wanders, times microseconds apart; without metadata. As hard
 * on a compressor as real ones (about a third of their size).
 */
export function benchOrders(length: number): Uint8Array {
  const template = encodeRecord({
    type: 'MboMsg',
    publisherId: 1,
    instrumentId: 5482,
    channelId: 0,
    flags: 128,
  });
  const bytes = new Uint8Array(length * template.length);
  const view = new DataView(bytes.buffer);
  let state = 7;
  const draw = (bound: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * bound);
  };
  let nanos = 1_700_000_000_000_000_000n;
  let order = 6_412_000_000_000n;
  let ticks = 18_800;
  for (let i = 0; i < length; i++) {
    const at = i * template.length;
    bytes.set(template, at);
    nanos += BigInt(200 + draw(draw(10) === 0 ? 3_000_000 : 20_000));
    order += BigInt(draw(7));
    ticks += draw(3) - 1;
    view.setBigUint64(at + 8, nanos - BigInt(100_000 + draw(40_000)), true);
    view.setBigUint64(at + 16, order - BigInt(draw(4) * draw(5_000)), true);
    view.setBigInt64(at + 24, BigInt(ticks + draw(20) - 10) * 250_000_000n, true);
    view.setUint32(at + 32, 1 + draw(draw(5) === 0 ? 60 : 4), true);
    bytes[at + 38] = 'AACCMTF'.charCodeAt(draw(7));
    bytes[at + 39] = 'AB'.charCodeAt(draw(2));
    view.setBigUint64(at + 40, nanos, true);
    view.setInt32(at + 48, 10_000 + draw(8_000), true);
    view.setUint32(at + 52, i, true);
  }
  return bytes;
}

const CHUNK_ROWS = 2048;

/** Puts columns into a table of DuckDB. */
export async function fillTable(
  connection: DuckDBConnection,
  table: string,
  columns: Readonly<Record<string, Float64Array | Int32Array | BigUint64Array>>,
  length: number,
): Promise<void> {
  const types: DuckDBType[] = Object.values(columns).map((column) => {
    if (column instanceof Float64Array) return DOUBLE;
    return column instanceof Int32Array ? INTEGER : UBIGINT;
  });
  const definition = Object.keys(columns).map((name, i) => `${name} ${types[i]}`);
  await connection.run(`CREATE TABLE ${table} (${definition.join(', ')})`);
  const appender = await connection.createAppender(table);
  for (let from = 0; from < length; from += CHUNK_ROWS) {
    const rows = Math.min(CHUNK_ROWS, length - from);
    const chunk = DuckDBDataChunk.create(types, rows);
    for (const [i, column] of Object.values(columns).entries()) {
      const vector = chunk.getColumnVector(i) as unknown as {
        items: { set(values: unknown): void };
        flush(): void;
      };
      vector.items.set(column.subarray(from, from + rows));
      vector.flush();
    }
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

/** Reads all columns of a query as typed arrays, chunk by chunk, as the reader of DBN hands its batches out. */
export async function readColumnsOf(
  connection: DuckDBConnection,
  sql: string,
): Promise<{ rows: number; sum: number }> {
  const result = await connection.stream(sql);
  let rows = 0;
  let sum = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    for (let i = 0; i < chunk.columnCount; i++) {
      const { items } = chunk.getColumnVector(i) as unknown as { items: ArrayLike<number | bigint> };
      sum += Number(items[0]);
    }
    rows += chunk.rowCount;
  }
  return { rows, sum };
}
