import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BarColumns, MINUTE_MS } from '../../src/market/bars.ts';
import { sessionsBetween } from '../../src/market/calendar.ts';
import { type Contract, contractOf } from '../../src/market/contracts.ts';
import { HOLIDAYS_VERSION } from '../../src/market/holidays.ts';
import { instrumentOf } from '../../src/market/instruments.ts';
import type { Rows, Tape } from '../../src/market/tape.ts';
import type { DataCheckRow } from '../../src/results/model.ts';
import {
  CHECK_NAMES,
  type CheckName,
  type CheckRow,
  checkTape,
  requirePassed,
} from '../../src/sources/checks.ts';
import { readFile } from '../../src/sources/read.ts';

interface Row {
  readonly time: number;
  readonly contract?: number;
  readonly prices?: readonly [open: number, high: number, low: number, close: number];
  readonly volume?: number;
}

const utc = (text: string): number => Date.parse(`${text}Z`);
const JUNE = utc('2025-06-09T00:00');
const [esm5, esu5] = ['ESM5', 'ESU5'].map((symbol) => contractOf(symbol, JUNE)) as [Contract, Contract];

function tapeOf(
  rows: readonly Row[],
  contracts: readonly Contract[] = [esm5],
  intervalMs: number = MINUTE_MS,
): Tape {
  const all = new BarColumns(rows.length);
  const byContract = contracts.map(() => new BarColumns());
  const still = [24_000, 24_000, 24_000, 24_000] as const;
  for (const { time, contract = 0, prices = still, volume = 1 } of rows) {
    for (const columns of [all, byContract[contract]!]) columns.push(time, ...prices, volume);
  }
  const { length, time, open, high, low, close, volume } = all;
  const contract = Uint16Array.from(rows, (row) => row.contract ?? 0);
  const columns: Rows = { length, time, open, high, low, close, volume, contract };
  return { instrument: instrumentOf(contracts[0]!.root), intervalMs, contracts, rows: columns, byContract };
}

/** Every minute of every session between two moments, but for what `isLeftOut` says. */
function minutes(from: string, to: string, isLeftOut: (time: number) => boolean = () => false): Row[] {
  const rows: Row[] = [];
  for (const session of sessionsBetween(utc(from), utc(to))) {
    for (let time = session.globexOpen; time < session.globexClose; time += MINUTE_MS) {
      if (time >= utc(from) && time < utc(to) && !isLeftOut(time)) rows.push({ time });
    }
  }
  return rows;
}

function found(tape: Tape, check: CheckName): CheckRow {
  return checkTape(tape).find((row) => row.check === check)!;
}

describe('the data checks', () => {
  test('say of a clean dataset that nothing was found, one row a check', () => {
    const rows: DataCheckRow[] = checkTape(tapeOf(minutes('2025-06-08T22:00', '2025-06-13T21:00')));
    expect(rows.map((row) => row.check)).toEqual(CHECK_NAMES);
    for (const row of rows) {
      expect(row).toMatchObject({ count: 0, severity: 'info', isWaived: false, places: [] });
      expect(row.about.length).toBeGreaterThan(20);
    }
    expect(rows.find((row) => row.check === 'missing-regular-minutes')?.about).toContain(HOLIDAYS_VERSION);
    expect(() => requirePassed(rows as CheckRow[], 'clean')).not.toThrow();
  });

  test('find rows in disorder and duplicates by contract and time, with their row', () => {
    const time = utc('2025-06-10T14:00');
    const rows: Row[] = [
      { time },
      { time, contract: 1 },
      { time, contract: 1 },
      { time: time + MINUTE_MS },
      { time: time - MINUTE_MS, contract: 1 },
      { time: time + 2 * MINUTE_MS },
    ];
    const tape = tapeOf(rows, [esm5, esu5]);
    expect(found(tape, 'disorder')).toMatchObject({
      severity: 'error',
      count: 1,
      places: ['row 5, ESU5 at 2025-06-10T13:59Z, after 2025-06-10T14:01Z'],
    });
    // A row that goes back moves nothing: the next is still compared with the latest.
    const back = [0, 5, 2, 3, 6].map((minute) => ({ time: time + minute * MINUTE_MS }));
    expect(found(tapeOf(back), 'disorder').count).toBe(2);
    expect(found(tape, 'duplicates')).toMatchObject({
      severity: 'error',
      count: 1,
      places: ['row 3, ESU5 at 2025-06-10T14:00Z'],
    });
  });

  test.each([
    ['open above the high', [24_005, 24_004, 24_000, 24_001]],
    ['open below the low', [23_999, 24_004, 24_000, 24_001]],
    ['close above the high', [24_001, 24_004, 24_000, 24_005]],
    ['close below the low', [24_001, 24_004, 24_000, 23_999]],
    ['high below the low', [24_000, 23_999, 24_001, 24_000]],
  ] as const)('find a bar with its %s', (_, prices) => {
    const row = found(tapeOf([{ time: utc('2025-06-10T14:00'), prices }]), 'impossible-ohlc');
    expect(row).toMatchObject({ severity: 'error', count: 1 });
    expect(row.places[0]).toMatch(/^ESM5 at 2025-06-10T14:00Z: open \d+\.\d\d, high \d+\.\d\d, low/);
  });

  test('tell bars without trades from impossible volumes', () => {
    const time = utc('2025-06-10T14:00');
    const volumes = [0, 3, -1, 2.5, Number.NaN, 0];
    const tape = tapeOf(volumes.map((volume, i) => ({ time: time + i * MINUTE_MS, volume })));
    expect(found(tape, 'zero-volume')).toMatchObject({ severity: 'warning', count: 2 });
    expect(found(tape, 'impossible-volume')).toMatchObject({
      severity: 'error',
      count: 3,
      places: [
        'ESM5 at 2025-06-10T14:02Z: -1',
        'ESM5 at 2025-06-10T14:03Z: 2.5',
        'ESM5 at 2025-06-10T14:04Z: NaN',
      ],
    });
  });

  test('find bars after the expiry of their contract and stamps between the minutes', () => {
    const expiry = utc('2025-06-20T13:30');
    const tape = tapeOf([{ time: expiry - MINUTE_MS }, { time: expiry }, { time: expiry + 30_500 }]);
    expect(found(tape, 'after-expiry')).toMatchObject({
      severity: 'warning',
      count: 2,
      places: ['ESM5 at 2025-06-20T13:30Z', 'ESM5 at 2025-06-20T13:30:30Z'],
    });
    expect(found(tape, 'off-interval-time')).toMatchObject({ severity: 'warning', count: 1 });
  });

  test('keep five places of many', () => {
    const time = utc('2025-06-10T14:00');
    const tape = tapeOf(Array.from({ length: 9 }, (_, i) => ({ time: time + i * MINUTE_MS, volume: 0 })));
    const row = found(tape, 'zero-volume');
    expect(row.count).toBe(9);
    expect(row.places).toEqual([0, 1, 2, 3, 4].map((i) => `ESM5 at 2025-06-10T14:0${i}Z`));
  });

  test('name the roll days', () => {
    const days = ['2025-06-10', '2025-06-11', '2025-06-12', '2025-06-13'];
    const volumes = [
      [9, 1],
      [7, 8],
      [6, 9],
      [5, 9],
    ];
    const rows = days.flatMap((day, d) =>
      volumes[d]!.map((volume, contract) => ({ time: utc(`${day}T14:00`), contract, volume })),
    );
    expect(found(tapeOf(rows, [esm5, esu5]), 'roll-days')).toMatchObject({
      severity: 'info',
      count: 1,
      places: ['2025-06-12: ES JUN25 to ES SEP25, volume 7 to 8'],
    });
  });

  test('name the change of id in a continuous series', () => {
    const series = [11, 12].map((id) => contractOf('ES.v.0', JUNE, id));
    const rows = ['2025-06-10T14:00', '2025-06-11T14:00', '2025-06-12T00:00'].map((time, i) => ({
      time: utc(time),
      contract: i === 2 ? 1 : 0,
    }));
    expect(found(tapeOf(rows, series), 'roll-days').places).toEqual([
      '2025-06-12: id 11 to id 12, 2025-06-12T00:00Z',
    ]);
  });
});

describe('missing regular minutes', () => {
  const missing = (tape: Tape): CheckRow => found(tape, 'missing-regular-minutes');

  test('are those of 09:30 to 16:00 New York, told by stretch; the night may be empty', () => {
    const left = new Set(
      ['2025-06-10T13:30', '2025-06-10T15:00', '2025-06-10T15:01', '2025-06-11T19:59'].map(utc),
    );
    const isNight = (time: number): boolean =>
      time > utc('2025-06-11T03:00') && time < utc('2025-06-11T13:30');
    const rows = minutes('2025-06-08T22:00', '2025-06-13T21:00', (time) => left.has(time) || isNight(time));
    expect(missing(tapeOf(rows))).toMatchObject({
      severity: 'warning',
      count: 4,
      places: ['2025-06-10T13:30Z, 1 minute', '2025-06-10T15:00Z, 2 minutes', '2025-06-11T19:59Z, 1 minute'],
    });
  });

  test('begin with the first bar and end with the last', () => {
    expect(missing(tapeOf(minutes('2025-06-10T15:00', '2025-06-10T18:30'))).count).toBe(0);
    const rows = [{ time: utc('2025-06-10T15:00') }, { time: utc('2025-06-10T15:09') }];
    expect(missing(tapeOf(rows))).toMatchObject({ count: 8, places: ['2025-06-10T15:01Z, 8 minutes'] });
  });

  test('of whole days in a row are one place, over weekends and holidays', () => {
    // Juneteenth 2025 is a Thursday: no regular session.
    const gap = (time: number): boolean => time >= utc('2025-06-18T00:00') && time < utc('2025-06-24T00:00');
    const rows = minutes('2025-06-16T22:00', '2025-06-25T21:00', gap);
    expect(missing(tapeOf(rows, [esu5]))).toMatchObject({
      count: 3 * 390,
      places: ['2025-06-18 to 2025-06-23, 3 days: all 1170 minutes'],
    });
  });

  test('of a whole day are found where the night is there, early closes by their length', () => {
    const isDay = (time: number): boolean =>
      time >= utc('2025-11-28T14:30') && time < utc('2025-11-28T18:00');
    const rows = minutes('2025-11-26T23:00', '2025-12-01T22:00', isDay);
    expect(missing(tapeOf(rows, [contractOf('ESZ5', utc('2025-11-28T00:00'))]))).toMatchObject({
      count: 210,
      places: ['2025-11-28: all 210 minutes'],
    });
  });

  test('are those of the contract with the most volume; another contract does not fill them', () => {
    const hole = utc('2025-06-10T15:00');
    const front = minutes('2025-06-10T13:30', '2025-06-10T20:00', (time) => time === hole);
    const rows = [...front.map((row) => ({ ...row, volume: 5 })), { time: hole, contract: 1, volume: 400 }];
    rows.sort((a, b) => a.time - b.time);
    expect(missing(tapeOf(rows, [esm5, esu5]))).toMatchObject({ count: 1 });
    const series = [1, 2].map((id) => contractOf('ES.v.0', JUNE, id));
    expect(missing(tapeOf(rows, series))).toMatchObject({ count: 0 });
  });

  test('count all minutes of a longer bar, the minute of a shorter one, and none of days', () => {
    const hours = ['13:00', '14:00', '15:00', '17:00', '18:00', '19:00', '20:00'].map((time) => ({
      time: utc(`2025-06-10T${time}`),
    }));
    expect(missing(tapeOf(hours, [esm5], 60 * MINUTE_MS))).toMatchObject({
      count: 60,
      places: ['2025-06-10T16:00Z, 60 minutes'],
    });
    const seconds = ['15:00:07', '15:00:30', '15:02:59'].map((time) => ({ time: utc(`2025-06-10T${time}`) }));
    expect(missing(tapeOf(seconds, [esm5], 1000))).toMatchObject({
      count: 1,
      places: ['2025-06-10T15:01Z, 1 minute'],
    });
    const days = ['2025-06-09', '2025-06-12'].map((day) => ({ time: utc(`${day}T00:00`) }));
    expect(missing(tapeOf(days, [esm5], 1440 * MINUTE_MS)).count).toBe(0);
  });
});

describe('bars outside of the hours', () => {
  const outside = (times: readonly string[], symbol = 'ESU5'): string[] => {
    const contract = contractOf(symbol, utc(`${times[0]!}`));
    const row = found(
      tapeOf(
        times.map((time) => ({ time: utc(time) })),
        [contract],
      ),
      'bars-outside-hours',
    );
    expect(row.count).toBe(row.places.length);
    if (row.count > 0) expect(row.severity).toBe('warning');
    return row.places.map((place) => place.slice(`${symbol} at `.length));
  };

  test('are in the break, on weekends and after a holiday halt', () => {
    expect(
      outside([
        '2025-07-03T17:14',
        '2025-07-03T17:15',
        '2025-07-04T16:59',
        '2025-07-04T17:00',
        '2025-07-05T15:00',
        '2025-07-06T21:59',
        '2025-07-06T22:00',
        '2025-07-07T20:59',
        '2025-07-07T21:00',
      ]),
    ).toEqual([
      '2025-07-03T17:15Z',
      '2025-07-04T17:00Z',
      '2025-07-05T15:00Z',
      '2025-07-06T21:59Z',
      '2025-07-07T21:00Z',
    ]);
  });

  test('are in the quarter of an hour after 16:15 until 2021, and the day ended at 17:15 until 2015', () => {
    const times = ['2013-10-08T20:14', '2013-10-08T20:15', '2013-10-08T20:29', '2013-10-08T20:30'];
    expect(outside([...times, '2013-10-08T21:14', '2013-10-08T21:15'], 'ESZ3')).toEqual([
      '2013-10-08T20:15Z',
      '2013-10-08T20:29Z',
      '2013-10-08T21:15Z',
    ]);
    expect(outside(['2025-07-07T20:15'])).toEqual([]);
  });

  test('of a currency are not in the halt of the equity futures', () => {
    const times = ['2024-01-15T18:00', '2024-01-15T21:59', '2024-01-15T22:00', '2024-01-15T23:00'];
    expect(outside(times, '6EH4')).toEqual(['2024-01-15T22:00Z']);
    expect(outside(['2013-10-08T20:15', '2013-10-08T20:59', '2013-10-08T21:00'], '6EZ3')).toEqual([
      '2013-10-08T21:00Z',
    ]);
    expect(outside(times, 'ESH4')).toEqual(['2024-01-15T18:00Z', '2024-01-15T21:59Z', '2024-01-15T22:00Z']);
  });

  test('leave rows out of order to their own check', () => {
    expect(outside(['2025-07-09T14:00', '2025-07-07T21:30', '2025-07-09T21:30'])).toEqual([
      '2025-07-09T21:30Z',
    ]);
  });
});

describe('price jumps', () => {
  /** Closes step by the given ticks in turn, each bar from the close before to its own. */
  function walk(from: string, steps: readonly number[]): Row[] {
    let close = 24_000;
    return steps.map((step, i) => {
      const open = close;
      close += step;
      return {
        time: utc(from) + i * MINUTE_MS,
        prices: [open, Math.max(open, close), Math.min(open, close), close] as const,
      };
    });
  }
  const jumps = (rows: readonly Row[], contracts?: readonly Contract[]): CheckRow =>
    found(tapeOf(rows, contracts), 'price-jumps');

  test('are beyond 25 robust standard deviations of the trade date, 1.4826 median moves each', () => {
    // The median move is 4 ticks, so the limit is 148.26 ticks.
    const quiet = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 4 : -4));
    expect(jumps(walk('2025-06-10T14:00', [...quiet, 148])).count).toBe(0);
    expect(jumps(walk('2025-06-10T14:00', [...quiet, 149]))).toMatchObject({
      severity: 'warning',
      count: 1,
      places: ['ESM5 at 2025-06-10T15:00Z: 6000.00 to 6037.25'],
    });
    expect(jumps(walk('2025-06-10T14:00', [...quiet, -149])).places).toEqual([
      'ESM5 at 2025-06-10T15:00Z: 6000.00 to 5962.75',
    ]);
  });

  test('count a spike that the close does not show', () => {
    const rows = walk(
      '2025-06-10T14:00',
      Array.from({ length: 60 }, () => 0),
    );
    const spike = { time: utc('2025-06-10T15:00'), prices: [24_000, 24_051, 24_000, 24_000] as const };
    // Nothing moves: the least standard deviation of 2 ticks holds, 50 ticks are no jump.
    expect(jumps([...rows, spike]).count).toBe(1);
    expect(jumps([...rows, { ...spike, prices: [24_000, 24_050, 24_000, 24_000] }]).count).toBe(0);
    expect(jumps([...rows, { ...spike, prices: [24_000, 24_000, 23_949, 24_000] }]).count).toBe(1);
  });

  test('may be wider after a gap, by the root of the time', () => {
    const rows = walk(
      '2025-06-10T14:00',
      Array.from({ length: 60 }, () => 0),
    );
    const later = (ticks: number): Row => ({
      time: utc('2025-06-10T14:59') + 9 * MINUTE_MS,
      prices: [24_000 + ticks, 24_000 + ticks, 24_000 + ticks, 24_000 + ticks],
    });
    expect(jumps([...rows, later(150)]).count).toBe(0);
    expect(jumps([...rows, later(151)]).count).toBe(1);
  });

  test('take the scale of their own trade date, and of all the data where it is thin', () => {
    const calm = walk(
      '2025-06-10T14:00',
      Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 4 : -4)),
    );
    const wild = walk(
      '2025-06-11T14:00',
      Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 40 : -40)),
    );
    const step = (time: string): Row => ({ time: utc(time), prices: [24_000, 24_200, 24_000, 24_000] });
    expect(jumps([...calm, step('2025-06-10T15:00'), ...wild, step('2025-06-11T15:00')]).places).toEqual([
      'ESM5 at 2025-06-10T15:00Z: 6000.00 to 6050.00',
    ]);
    // Two bars of a new date: by their own median of 200 ticks none would be a jump.
    const thin = [
      { time: utc('2025-06-11T14:00'), prices: [24_000, 24_000, 24_000, 24_000] as const },
      { time: utc('2025-06-11T14:01'), prices: [24_200, 24_200, 24_200, 24_200] as const },
    ];
    expect(jumps([...calm, ...thin]).places).toEqual(['ESM5 at 2025-06-11T14:01Z: 6000.00 to 6050.00']);
  });

  test('stand on the median of all moves but the first bar, which has none', () => {
    // Of 4, 8 and 250 the median is 8: the limit is 296.5. Of 2, 4, 8 and 250 it is 6: 222.4.
    expect(jumps(walk('2025-06-10T14:00', [0, 4, 8, 250])).count).toBe(0);
    expect(jumps(walk('2025-06-10T14:00', [0, 2, 4, 8, 250])).count).toBe(1);
  });

  test('are never between contracts, nor within a spread', () => {
    const rows: Row[] = walk(
      '2025-06-10T14:00',
      Array.from({ length: 60 }, () => 0),
    ).flatMap((row) => [
      row,
      { time: row.time, contract: 1, prices: [24_900, 24_900, 24_900, 24_900] as const },
    ]);
    expect(jumps(rows, [esm5, esu5]).count).toBe(0);
    const spread = contractOf('ESM5-ESU5', JUNE);
    const leap = [...rows, { time: utc('2025-06-10T15:00'), contract: 1, prices: [0, 0, 0, 0] as const }];
    expect(jumps(leap, [esm5, spread]).count).toBe(0);
    expect(jumps(leap, [esm5, esu5]).count).toBe(1);
  });

  test('are told in the order of time over all contracts', () => {
    const quiet = Array.from({ length: 60 }, () => 0);
    const late = walk('2025-06-10T14:00', [...quiet, 0, 60]);
    const early = walk('2025-06-10T14:00', [...quiet, 60, 0]).map((row) => ({ ...row, contract: 1 }));
    const rows = [...late, ...early].sort((a, b) => a.time - b.time);
    expect(jumps(rows, [esm5, esu5]).places.map((place) => place.slice(0, 25))).toEqual([
      'ESU5 at 2025-06-10T15:00Z',
      'ESM5 at 2025-06-10T15:01Z',
    ]);
  });
});

describe('rows left out at import and waivers', () => {
  const clean = tapeOf([{ time: utc('2025-06-10T14:00') }]);
  const offGrid = { defect: 'off-grid-price', count: 7, places: ['bars.csv, line 3: 6000.10'] } as const;

  test('count as found, before what the rows show', () => {
    const row = checkTape(clean, { defects: [offGrid] }).find((each) => each.check === 'off-grid-price');
    expect(row).toMatchObject({ severity: 'error', count: 7, places: ['bars.csv, line 3: 6000.10'] });
    const twice = tapeOf([{ time: utc('2025-06-10T14:00') }, { time: utc('2025-06-10T14:00') }]);
    const duplicates = (places: readonly string[]): CheckRow | undefined =>
      checkTape(twice, { defects: [{ defect: 'duplicates', count: 2, places }] }).find(
        (each) => each.check === 'duplicates',
      );
    expect(duplicates(['line 9', 'line 10'])).toMatchObject({
      count: 3,
      places: ['line 9', 'line 10', 'row 2, ESM5 at 2025-06-10T14:00Z'],
    });
    expect(duplicates(['1', '2', '3', '4', '5'])?.places).toEqual(['1', '2', '3', '4', '5']);
  });

  test('a run is refused for an error unless it is waived by name', () => {
    const refused = checkTape(clean, { defects: [offGrid], waivers: ['duplicates'] });
    expect(() => requirePassed(refused, 'mine')).toThrow(
      expect.objectContaining({
        code: 'TB_DATA_CHECK_FAILED',
        message: 'the data checks found errors in mine: off-grid-price (7, first bars.csv, line 3: 6000.10)',
        next: 'Mend the data, or waive by name: off-grid-price.',
      }),
    );
    // Nothing was found by the check that was waived: there is nothing to accept.
    expect(refused.filter((row) => row.isWaived)).toEqual([]);
    const waived = checkTape(clean, { defects: [offGrid], waivers: ['off-grid-price'] });
    expect(waived.filter((row) => row.isWaived).map((row) => row.check)).toEqual(['off-grid-price']);
    expect(() => requirePassed(waived, 'mine')).not.toThrow();
  });

  test('warnings let a run pass', () => {
    const tape = tapeOf([{ time: utc('2025-06-10T14:00'), volume: 0 }]);
    expect(() => requirePassed(checkTape(tape), 'mine')).not.toThrow();
  });

  test('a waiver of no check is refused with the names there are', () => {
    expect(() => checkTape(clean, { waivers: ['duplicate'] })).toThrow(
      expect.objectContaining({ code: 'TB_CONFIG_INVALID', next: expect.stringContaining('duplicates') }),
    );
  });
});

const RECORDED = '../shared/data/es-continuous-backadjusted-1m-20241203-20250630.csv.gz';
test.skipIf(!existsSync(RECORDED))(
  'recorded ES bars miss the seven regular sessions that their description names',
  async () => {
    const { tape } = await readFile(RECORDED, { symbol: 'ES', mapping: { volume: 'volume_est' } });
    const gap = found(tape, 'missing-regular-minutes');
    expect(gap.count).toBe(7 * 390);
    expect(gap.places.map((place) => place.slice(0, 10))).toEqual([
      '2024-12-18',
      '2025-01-15',
      '2025-02-12',
      '2025-03-12',
      '2025-04-30',
    ]);
    expect(found(tape, 'bars-outside-hours').count).toBe(0);
  },
);
