import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { TapebenchError } from '../../src/errors.ts';
import type { Tape } from '../../src/market/tape.ts';
import { ContractTable } from '../../src/sources/contractTable.ts';
import { TapeBuilder } from '../../src/sources/tapeBuilder.ts';

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tapebench-sources-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function fileWith(content: string | Uint8Array, name = 'bars.csv'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

/** The error of a promise that must fail with one of ours. */
export async function failureOf(work: Promise<unknown>): Promise<TapebenchError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof TapebenchError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

export interface TestRow {
  readonly symbol: string;
  /** `2025-01-06T14:30` in UTC. */
  readonly time: string;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly instrumentId?: number;
}

export function utc(text: string): number {
  return Date.parse(`${text}Z`);
}

/** A tape of rows in points, in the order given. */
export function tapeOfRows(rows: readonly TestRow[], intervalMs = 60_000, withSpreads = false): Tape {
  const contracts = new ContractTable({ withSpreads });
  const builder = new TapeBuilder({
    contracts,
    intervalMs,
    tolerate: new Set(),
    placeOf: (row) => `row ${row}`,
  });
  const nano = (price: number): number => Math.round(price * 1e9);
  for (const [i, row] of rows.entries()) {
    const { symbol, open, high, low, close, volume, instrumentId = 0 } = row;
    const time = utc(row.time);
    const contract = contracts.indexOf(symbol, time, instrumentId);
    builder.add(contract, time, nano(open), nano(high), nano(low), nano(close), volume, i);
  }
  return builder.build('test rows');
}

export interface PlainRow {
  readonly symbol: string;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The rows of a tape as objects, prices in ticks; for comparing whole tapes. */
export function plainRows({ rows, contracts }: Tape): PlainRow[] {
  return Array.from({ length: rows.length }, (_, i) => ({
    symbol: contracts[rows.contract[i]!]!.rawSymbol,
    time: rows.time[i]!,
    open: rows.open[i]!,
    high: rows.high[i]!,
    low: rows.low[i]!,
    close: rows.close[i]!,
    volume: rows.volume[i]!,
  }));
}

/** Three contracts, several in a minute, farther before nearer once: nothing in it may be sorted. */
export const MIXED_ROWS: readonly TestRow[] = [
  {
    symbol: 'ESM5',
    time: '2025-03-10T13:30',
    open: 5700,
    high: 5702.25,
    low: 5699.75,
    close: 5701,
    volume: 900,
  },
  {
    symbol: 'ESH5',
    time: '2025-03-10T13:30',
    open: 5650.5,
    high: 5652,
    low: 5650.25,
    close: 5651.75,
    volume: 2400,
  },
  {
    symbol: 'ESH5',
    time: '2025-03-10T13:31',
    open: 5651.75,
    high: 5651.75,
    low: 5650,
    close: 5650,
    volume: 1800,
  },
  {
    symbol: 'ESM5',
    time: '2025-03-10T13:31',
    open: 5701,
    high: 5701,
    low: 5699.5,
    close: 5699.5,
    volume: 700,
  },
  { symbol: 'ESU5', time: '2025-03-10T13:31', open: 5752, high: 5752, low: 5752, close: 5752, volume: 1 },
  {
    symbol: 'ESM5',
    time: '2025-03-10T13:33',
    open: 5699.25,
    high: 5700,
    low: 5699.25,
    close: 5700,
    volume: 3,
  },
];

/** `MIXED_ROWS` as a CSV would hold them: Databento's symbols, times as they come. */
export function csvOf(
  rows: readonly TestRow[],
  timeOf: (row: TestRow) => string = ({ time }) => `${time}:00Z`,
): string {
  const lines = rows.map(
    (row) => `${timeOf(row)},${row.open},${row.high},${row.low},${row.close},${row.volume},${row.symbol}`,
  );
  return `${['ts_event,open,high,low,close,volume,symbol', ...lines].join('\n')}\n`;
}
