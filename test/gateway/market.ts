import {
  createMetadata,
  type DbnVersion,
  encodeMetadata,
  encodeOhlcv,
  RTYPE,
  type Schema,
  type SType,
} from '../../src/databento/index.ts';
import type { GatewaySource } from '../../src/gateway/store/gatewayData.ts';

/** Looks like a key and is none. */
export const KEY = 'db-canary0123456789abcdefghijK3Y';
export const DAY_MS = 86_400_000;
export const MINUTE_MS = 60_000;
/** A Tuesday in the middle of a quarter. */
export const START_MS: number = Date.UTC(2024, 0, 16);

export interface MarketOptions {
  readonly version?: DbnVersion;
  readonly days?: number;
  readonly minutesADay?: number;
  readonly startMs?: number;
  readonly schema?: Schema;
  readonly rtype?: number;
  readonly stypeIn?: SType;
}

/** Minutes in which the far contract prints: one in three. */
export function farPrints(minute: number): boolean {
  return minute % 3 === 1;
}

/**
 * One-minute bars of ESH4 (id 101) in every minute, of ESM4 (102) in every third, and of their spread (103) in every
 * tenth; prices from a fixed rule, so that a test can say what any bar holds.
 */
export function market(options: MarketOptions = {}): GatewaySource & { readonly bars: number } {
  const { version = 3, days = 1, minutesADay = 1440, startMs = START_MS } = options;
  const rows: [number, number, number][] = [];
  for (let day = 0; day < days; day++) {
    for (let minute = 0; minute < minutesADay; minute++) {
      const at = startMs + day * DAY_MS + minute * MINUTE_MS;
      rows.push([at, 101, minute]);
      if (farPrints(minute)) rows.push([at, 102, minute]);
      if (minute % 10 === 0) rows.push([at, 103, minute]);
    }
  }
  const price = (id: number, minute: number): number =>
    (id === 103 ? 50 : 4800 + (id - 101) * 50 + (minute % 40) * 0.25) * 1e9;
  const column = (read: (row: [number, number, number]) => number): Float64Array =>
    Float64Array.from(rows, read);
  const open = column(([, id, minute]) => price(id, minute));
  const records = encodeOhlcv(
    {
      rtype: options.rtype ?? RTYPE.ohlcv1m,
      publisherId: 1,
      instrumentId: Uint32Array.from(rows, ([, id]) => id),
      tsEventMs: column(([at]) => at),
      open,
      high: open.map((raw) => raw + 0.5e9),
      low: open.map((raw) => raw - 0.25e9),
      close: open.map((raw) => raw + 0.25e9),
      volume: column(([, id, minute]) => (id === 101 ? 100 : 10) + (minute % 7)),
    },
    0,
    rows.length,
  );
  const date = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const listed = (
    rawSymbol: string,
    id: number,
  ): { rawSymbol: string; intervals: { startDate: string; endDate: string; symbol: string }[] } => ({
    rawSymbol,
    intervals: [
      { startDate: date(startMs), endDate: date(startMs + (days + 1) * DAY_MS), symbol: String(id) },
    ],
  });
  const metadata = createMetadata({
    version,
    dataset: 'GLBX.MDP3',
    schema: options.schema ?? 'ohlcv-1m',
    stypeIn: 'parent',
    symbols: ['ES.FUT'],
    start: BigInt(startMs) * 1_000_000n,
    end: BigInt(startMs + days * DAY_MS) * 1_000_000n,
    mappings: [listed('ESH4', 101), listed('ESM4', 102), listed('ESH4-ESM4', 103)],
  });
  return { metadata, records, bars: rows.length };
}

/** The same as a DBN file's bytes. */
export function marketFile(options: MarketOptions = {}): Uint8Array {
  const source = market(options);
  if (!('records' in source)) throw new Error('a market is always in memory');
  return Buffer.concat([encodeMetadata(source.metadata), source.records]);
}
