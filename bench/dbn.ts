import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createZstdDecompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { createDbnFile } from '../src/databento/codec/fileWriter.ts';
import { createMetadata } from '../src/databento/codec/metadata.ts';
import { readOhlcvBatches, readOhlcvBatchesSync } from '../src/databento/codec/ohlcvColumns.ts';
import { readDbn } from '../src/databento/codec/reader.ts';
import { readMboBatches, readMboBatchesSync } from '../src/databento/codec/tickColumns.ts';
import { benchBars, benchOrders, fillTable, MBO_HEAD, readColumnsOf } from './dbnData.ts';
import { machineLine, summaryLine } from './measure.ts';

/**
 * How fast DBN is read and written, beside zstd alone on the same file and DuckDB on the same data in Parquet. Each
 * round takes every way once, so that a busy machine is busy for all of them.
 */
const ROUNDS = 9;
const BARS = 1_000_000;
const ORDERS = 500_000;
const STREAMED = 10_000_000;

type Ways = Readonly<Record<string, () => Promise<number> | number>>;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What the rounds of one way took: milliseconds by the clock, and of all processors together. */
interface Times {
  readonly wallMs: number[];
  readonly cpuMs: number[];
}

/** Every way must see `records`. */
async function timeRounds(ways: Ways, records: number): Promise<Record<string, Times>> {
  const times: Record<string, Times> = Object.fromEntries(
    Object.keys(ways).map((name) => [name, { wallMs: [], cpuMs: [] }]),
  );
  for (let round = -2; round < ROUNDS; round++) {
    for (const [name, run] of Object.entries(ways)) {
      const cpuBefore = process.cpuUsage();
      const before = performance.now();
      const count = await run();
      const elapsed = performance.now() - before;
      const { user, system } = process.cpuUsage(cpuBefore);
      if (count !== records) throw new Error(`${name} read ${count} of ${records} records`);
      if (round < 0) continue;
      times[name]!.wallMs.push(elapsed);
      times[name]!.cpuMs.push((user + system) / 1000);
    }
  }
  return times;
}

function report(times: Record<string, Times>, records: number): void {
  for (const [name, { wallMs }] of Object.entries(times)) {
    const rates = wallMs.map((ms) => records / ms / 1000);
    say(summaryLine(name, rates, 'M records/s'));
  }
}

/**
 * What share of a way's time zstd alone would take, by the clock and by the processors' time: the second is the one to
 * trust when the machine has other work.
 */
function reportShare(times: Record<string, Times>, name: string, zstd: string): void {
  for (const clock of ['wallMs', 'cpuMs'] as const) {
    const alone = times[zstd]![clock];
    const shares = times[name]![clock].map((ms, round) => (100 * alone[round]!) / ms);
    say(summaryLine(`${name}: zstd ${clock === 'wallMs' ? 'by the clock' : 'by CPU time'}`, shares, '%'));
  }
}

/** zstd alone on a file, in the chunks in which it is quickest. Gives back how many records came out. */
async function zstdAlone(path: string, headBytes: number, recordBytes: number): Promise<number> {
  const stream = createReadStream(path, { highWaterMark: 512 * 1024 }).pipe(
    createZstdDecompress({ chunkSize: 1 << 20 }),
  );
  let bytes = 0;
  for await (const chunk of stream) bytes += (chunk as Uint8Array).length;
  return (bytes - headBytes) / recordBytes;
}

async function countRows(reader: Promise<AsyncIterable<{ length: number }>>): Promise<number> {
  let rows = 0;
  for await (const batch of await reader) rows += batch.length;
  return rows;
}

function countRowsSync(reader: Iterable<{ length: number }>): number {
  let rows = 0;
  for (const batch of reader) rows += batch.length;
  return rows;
}

async function benchOhlcv(folder: string, connection: DuckDBConnection): Promise<void> {
  const bars = benchBars(BARS);
  const metadata = createMetadata({ dataset: 'GLBX.MDP3', schema: 'ohlcv-1m', symbols: ['ESH4'] });
  const packed = join(folder, 'bars.dbn.zst');
  const plain = join(folder, 'bars.dbn');
  const write = async (path: string, compression: 'zstd' | 'none'): Promise<number> => {
    const writer = await createDbnFile(path, metadata, { compression, overwrite: true });
    await writer.writeOhlcv(bars);
    await writer.close();
    return BARS;
  };
  await write(packed, 'zstd');
  await write(plain, 'none');
  const parquet = join(folder, 'bars.parquet');
  const { tsEventMs, open, high, low, close, volume } = bars;
  const columns = { ts_event_ms: tsEventMs, open, high, low, close, volume };
  await fillTable(connection, 'bars', columns, BARS);
  await connection.run(`COPY bars TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`);
  const headBytes = statSync(plain).size - BARS * 56;
  say(
    `ohlcv-1m: ${BARS} bars; .dbn ${statSync(plain).size} bytes, .dbn.zst ${statSync(packed).size}, Parquet ${statSync(parquet).size}`,
  );
  const times = await timeRounds(
    {
      'zstd alone, streamed': () => zstdAlone(packed, headBytes, 56),
      'zstd alone, in one call': () => (zstdDecompressSync(readFileSync(packed)).length - headBytes) / 56,
      'dbn.zst to columns, streamed': () => countRows(readOhlcvBatches(packed)),
      'dbn.zst to columns, in memory': () => countRowsSync(readOhlcvBatchesSync(packed)),
      'dbn to columns, in memory': () => countRowsSync(readOhlcvBatchesSync(plain)),
      'Parquet to columns by DuckDB': async () =>
        (await readColumnsOf(connection, `FROM read_parquet('${parquet}')`)).rows,
      'columns to dbn.zst file': () => write(join(folder, 'written.dbn.zst'), 'zstd'),
      'columns to dbn file': () => write(join(folder, 'written.dbn'), 'none'),
    },
    BARS,
  );
  report(times, BARS);
  reportShare(times, 'dbn.zst to columns, streamed', 'zstd alone, streamed');
  reportShare(times, 'dbn.zst to columns, in memory', 'zstd alone, in one call');
}

async function benchMbo(folder: string, connection: DuckDBConnection): Promise<void> {
  const orders = benchOrders(ORDERS);
  const plain = Buffer.concat([MBO_HEAD, orders]);
  const packed = join(folder, 'orders.dbn.zst');
  writeFileSync(packed, zstdCompressSync(plain));
  const parquet = join(folder, 'orders.parquet');
  const columns = {
    ts_event: new BigUint64Array(ORDERS),
    ts_recv: new BigUint64Array(ORDERS),
    order_id: new BigUint64Array(ORDERS),
    price: new Float64Array(ORDERS),
    size: new Int32Array(ORDERS),
    sequence: new Int32Array(ORDERS),
    codes: new Int32Array(ORDERS),
    ts_in_delta: new Int32Array(ORDERS),
  };
  let row = 0;
  for (const batch of readMboBatchesSync(plain)) {
    columns.ts_event.set(batch.tsEvent.subarray(0, batch.length), row);
    columns.ts_recv.set(batch.tsRecv.subarray(0, batch.length), row);
    columns.order_id.set(batch.orderId.subarray(0, batch.length), row);
    columns.price.set(batch.price.subarray(0, batch.length), row);
    for (let i = 0; i < batch.length; i++) {
      columns.size[row + i] = batch.size[i]!;
      columns.sequence[row + i] = batch.sequence[i]!;
      columns.codes[row + i] = batch.action[i]! + 256 * batch.side[i]! + 65_536 * batch.flags[i]!;
      columns.ts_in_delta[row + i] = batch.tsInDelta[i]!;
    }
    row += batch.length;
  }
  await fillTable(connection, 'orders', columns, ORDERS);
  await connection.run(`COPY orders TO '${parquet}' (FORMAT parquet, COMPRESSION zstd)`);
  say(
    `\nmbo: ${ORDERS} records; .dbn ${plain.length} bytes, .dbn.zst ${statSync(packed).size}, Parquet ${statSync(parquet).size}`,
  );
  const lookAtEach = async (): Promise<number> => {
    let records = 0;
    let size = 0;
    for await (const batch of (await readDbn(packed)).batches()) {
      for (const record of batch) if (record.type === 'MboMsg') size += record.size;
      records += batch.length;
    }
    return size > 0 ? records : 0;
  };
  const oneByOne = async (): Promise<number> => {
    let records = 0;
    for await (const record of await readDbn(packed)) if (record.type === 'MboMsg') records++;
    return records;
  };
  const times = await timeRounds(
    {
      'zstd alone, streamed': () => zstdAlone(packed, MBO_HEAD.length, 56),
      'dbn.zst to columns, streamed': () => countRows(readMboBatches(packed)),
      'dbn.zst to record views, in lists': lookAtEach,
      'dbn.zst to record views, one by one': oneByOne,
      'dbn to columns, in memory': () => countRowsSync(readMboBatchesSync(plain)),
      'Parquet to columns by DuckDB': async () =>
        (await readColumnsOf(connection, `FROM read_parquet('${parquet}')`)).rows,
    },
    ORDERS,
  );
  report(times, ORDERS);
  reportShare(times, 'dbn.zst to columns, streamed', 'zstd alone, streamed');
  reportShare(times, 'dbn.zst to record views, in lists', 'zstd alone, streamed');
}

/** Streams ten million records from a file of many frames and watches the memory. */
async function benchMemory(folder: string): Promise<void> {
  const frame = zstdCompressSync(benchOrders(ORDERS));
  const path = join(folder, 'many.dbn.zst');
  const frames = Array.from({ length: STREAMED / ORDERS }, () => frame);
  writeFileSync(path, Buffer.concat([zstdCompressSync(MBO_HEAD), ...frames]));
  say(`\nmemory: ${STREAMED} mbo records from ${statSync(path).size} bytes in ${frames.length + 1} frames`);
  const ways: Readonly<Record<string, () => AsyncGenerator<number>>> = {
    'to columns': async function* () {
      for await (const batch of await readMboBatches(path)) yield batch.length;
    },
    'to record views': async function* () {
      for await (const batch of (await readDbn(path)).batches()) yield batch.length;
    },
  };
  for (const [name, run] of Object.entries(ways)) {
    let records = 0;
    let next = STREAMED / 10;
    const residentMiB: number[] = [];
    const before = performance.now();
    for await (const count of run()) {
      records += count;
      if (records < next) continue;
      next += STREAMED / 10;
      residentMiB.push(process.memoryUsage().rss / 2 ** 20);
    }
    if (records !== STREAMED) throw new Error(`${name} read ${records} of ${STREAMED} records`);
    const seconds = (performance.now() - before) / 1000;
    say(
      `${name}: ${(STREAMED / seconds / 1e6).toFixed(1)} M records/s; resident MiB at each tenth: ${residentMiB.map((m) => m.toFixed(0)).join(' ')}`,
    );
  }
}

const folder = mkdtempSync(join(tmpdir(), 'tapebench-bench-dbn-'));
try {
  say(machineLine());
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await benchOhlcv(folder, connection);
  await benchMbo(folder, connection);
  connection.closeSync();
  instance.closeSync();
  await benchMemory(folder);
} finally {
  rmSync(folder, { recursive: true });
}
