import { BarColumns, type Bars, MINUTE_MS } from '../../../src/market/bars.ts';
import type { Contract } from '../../../src/market/contracts.ts';
import { type Instrument, instrumentOf } from '../../../src/market/instruments.ts';
import type { FinerBars, Rows, Tape } from '../../../src/market/tape.ts';

/** A bar as tests write it: minute offset from the tape's start, open, high, low, close, volume (100 when left out). */
export type BarRow = readonly [
  minute: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume?: number,
];

export function columns(start: number, rows: readonly BarRow[]): BarColumns {
  const bars = new BarColumns(Math.max(1, rows.length));
  for (const [minute, open, high, low, close, volume] of rows) {
    bars.push(start + minute * MINUTE_MS, open, high, low, close, volume ?? 100);
  }
  return bars;
}

export function contractOf(
  rawSymbol: string,
  expiry: number = Number.POSITIVE_INFINITY,
  kind: Contract['kind'] = 'outright',
): Contract {
  return { rawSymbol, root: 'ES', kind, instrumentId: 1, month: Number.NaN, expiry };
}

/** The rows of several contracts in order of time, contracts of one minute in the order of the table. */
function rowsOf(byContract: readonly Bars[]): Rows {
  const places: { time: number; contract: number; i: number }[] = [];
  byContract.forEach((bars, contract) => {
    for (let i = 0; i < bars.length; i++) places.push({ time: bars.time[i]!, contract, i });
  });
  places.sort((a, b) => a.time - b.time || a.contract - b.contract);
  const merged = new BarColumns(Math.max(1, places.length));
  for (const { contract, i } of places) {
    const { time, open, high, low, close, volume } = byContract[contract]!;
    merged.push(time[i]!, open[i]!, high[i]!, low[i]!, close[i]!, volume[i]!);
  }
  return Object.assign(merged, { contract: Uint16Array.from(places, ({ contract }) => contract) });
}

export function tapeOf(
  contracts: readonly Contract[],
  byContract: readonly Bars[],
  options: { readonly instrument?: Instrument; readonly finer?: FinerBars } = {},
): Tape {
  return {
    instrument: options.instrument ?? instrumentOf('ES'),
    intervalMs: MINUTE_MS,
    contracts,
    rows: rowsOf(byContract),
    byContract,
    ...(options.finer === undefined ? {} : { finer: options.finer }),
  };
}

/** The same tape with only the bars that opened before `until`; all else is new columns. */
export function cut(tape: Tape, until: number): Tape {
  return tapeOf(
    tape.contracts,
    tape.byContract.map((bars) => mapBars(bars, (i) => (bars.time[i]! < until ? barAt(bars, i) : null))),
  );
}

/** The same tape with garbage in place of all bars that opened at or after `from`. */
export function poisoned(tape: Tape, from: number, draw: () => number): Tape {
  return tapeOf(
    tape.contracts,
    tape.byContract.map((bars) =>
      mapBars(bars, (i) => {
        const bar = barAt(bars, i);
        if (bar[0] < from) return bar;
        if (draw() < 0.3) return null;
        const low = Math.floor(draw() * 50_000);
        const spread = Math.floor(draw() * 5_000);
        const inside = (): number => low + Math.floor(draw() * (spread + 1));
        return [bar[0], inside(), low + spread, low, inside(), Math.floor(draw() * 1e6)];
      }),
    ),
  );
}

type Values = [time: number, open: number, high: number, low: number, close: number, volume: number];

function barAt(bars: Bars, i: number): Values {
  return [bars.time[i]!, bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!, bars.volume[i]!];
}

function mapBars(bars: Bars, pick: (i: number) => Values | null): BarColumns {
  const picked = new BarColumns(Math.max(1, bars.length));
  for (let i = 0; i < bars.length; i++) {
    const values = pick(i);
    if (values !== null) picked.push(...values);
  }
  return picked;
}
