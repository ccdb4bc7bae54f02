import { type Contract, contractOf } from '../../../src/market/contracts.ts';
import { instrumentOf } from '../../../src/market/instruments.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { randomFromSeed, randomIndex, randomUnit } from '../../../src/stats/random.ts';
import type { Row } from './literal.ts';

export const MINUTE = 60_000;

/** A Monday on which New York is five hours behind UTC. */
export const MONDAY = '2024-03-04';

/** A row on one price, of volume 10, unless said otherwise. */
export function rowAt(stamp: string, contract: string, parts: Partial<Row> = {}): Row {
  const close = parts.close ?? 5000;
  const time = parts.time ?? Date.parse(`${stamp}Z`);
  return {
    time,
    open: close,
    high: close,
    low: close,
    close,
    volume: 10,
    contract,
    expiry: contractOf(contract, time).expiry,
    ...parts,
  };
}

/** One contract's rows for every minute of `[from, to)` on a date; `change` gives a minute other values. */
export function quietDay(
  date: string,
  from: string,
  to: string,
  contract: string,
  change: Readonly<Record<string, Partial<Row>>> = {},
): Row[] {
  const rows: Row[] = [];
  const end = Date.parse(`${date}T${to}Z`);
  for (let time = Date.parse(`${date}T${from}Z`); time < end; time += MINUTE) {
    const clock = new Date(time).toISOString().slice(11, 16);
    rows.push(rowAt('', contract, { time, ...change[clock] }));
  }
  return rows;
}

/** The rows as a tape, in the order given. */
export function tapeOfRows(rows: readonly Row[]): Tape {
  const symbols = [...new Set(rows.map((row) => row.contract))];
  const contracts: Contract[] = symbols.map((symbol) =>
    contractOf(symbol, rows.find((row) => row.contract === symbol)!.time),
  );
  const ticks = (price: (row: Row) => number): Int32Array =>
    Int32Array.from(rows, (row) => Math.round(price(row) * 4));
  return {
    instrument: instrumentOf('ES'),
    intervalMs: MINUTE,
    contracts,
    rows: {
      length: rows.length,
      time: Float64Array.from(rows, (row) => row.time),
      open: ticks((row) => row.open),
      high: ticks((row) => row.high),
      low: ticks((row) => row.low),
      close: ticks((row) => row.close),
      volume: Float64Array.from(rows, (row) => row.volume),
      contract: Uint16Array.from(rows, (row) => symbols.indexOf(row.contract)),
    },
    byContract: [],
  };
}

const MONTHS = ['ESM4', 'ESU4', 'ESZ4'];

/**
 * Weeks of three contract months that trade now and then, Sundays and holidays among them, with bursts of volume in the
 * published hours and outside them: random in whatever the procedure looks at. The rows of a minute are in random order.
 */
export function randomStream(seed: number, days: number): Row[] {
  const random = randomFromSeed(seed);
  const rows: Row[] = [];
  const first = Date.parse('2024-05-19T00:00Z');
  let price = 4 * (4800 + randomIndex(random, 400));
  for (let day = 0; day < days; day++) {
    const midnight = first + day * 86_400_000;
    if (new Date(midnight).getUTCDay() === 6) continue;
    const busy = new Set(
      Array.from({ length: 2 + randomIndex(random, 4) }, () => 52 + randomIndex(random, 22)),
    );
    const liveliness = 1 + randomIndex(random, 24);
    const chances = [0.75, 0.15 + 0.4 * randomUnit(random), 0.1].sort(() =>
      randomUnit(random) < 0.3 ? 1 : 0,
    );
    for (let minute = 13 * 60; minute < 19 * 60; minute++) {
      const isBusy = busy.has(Math.floor(minute / 15));
      price += randomIndex(random, 2 * liveliness + 1) - liveliness;
      const minuteRows: Row[] = [];
      MONTHS.forEach((contract, month) => {
        if (randomUnit(random) > chances[month]!) return;
        const close = price + month * 180 + randomIndex(random, 3) - 1;
        // Now and then a bar that holds both target and stop.
        const reach = randomUnit(random) < 0.01 ? 400 : randomIndex(random, liveliness);
        const open = close + randomIndex(random, 2 * liveliness + 1) - liveliness;
        minuteRows.push(
          rowAt('', contract, {
            time: midnight + minute * MINUTE,
            open: open / 4,
            high: (Math.max(open, close) + reach) / 4,
            low: (Math.min(open, close) - reach) / 4,
            close: close / 4,
            volume: randomIndex(random, 40) * (isBusy ? 30 + randomIndex(random, 30) : 1),
          }),
        );
      });
      for (let i = minuteRows.length - 1; i > 0; i--) {
        const j = randomIndex(random, i + 1);
        [minuteRows[i], minuteRows[j]] = [minuteRows[j]!, minuteRows[i]!];
      }
      rows.push(...minuteRows);
    }
  }
  return rows;
}
