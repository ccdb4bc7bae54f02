import { describe, expect, test } from 'vitest';
import { isRegularTime } from '../../../src/market/calendar.ts';
import { frontContractDays } from '../../../strategies/v6-published/frontContract.ts';
import { volumeProfilePeak } from '../../../strategies/v6-published/modalPrice.ts';
import { PublishedProcedure, type PublishedTrade } from '../../../strategies/v6-published/procedure.ts';
import { SampleVolatility } from '../../../strategies/v6-published/sampleVolatility.ts';
import { PublishedSizer } from '../../../strategies/v6-published/sizing.ts';
import { mixedStream, type Stream } from '../../../strategies/v6-published/stream.ts';
import { bitOf, type Defect } from '../../../strategies/v6-published/switches.ts';
import type { Row } from './literal.ts';
import { MINUTE, quietDay, rowAt, tapeOfRows } from './streams.ts';

/** 2024-03-04 is a Monday; the exchange is five hours behind UTC. */
const MONDAY = '2024-03-04';
const BURST = { volume: 5000 };

function tradesOf(rows: readonly Row[], ...mended: Defect[]): PublishedTrade[] {
  const tape = tapeOfRows(rows);
  const mask = mended.reduce((bits, defect) => bits | bitOf(defect), 0);
  return new PublishedProcedure(mixedStream(tape), tape.contracts, isRegularTime).trades(mask);
}

function streamOf(rows: readonly Row[]): Stream {
  return mixedStream(tapeOfRows(rows));
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

/** Six hours at 5000 with a burst of volume at 14:00: one cluster, one trade. All expectations on it are worked by hand. */
function burstDay(change: Readonly<Record<string, Partial<Row>>> = {}): Row[] {
  return quietDay(MONDAY, '12:00', '18:00', 'ESH4', { '14:00': BURST, ...change });
}

describe('a window on one price (high = low)', () => {
  const [trade, ...others] = tradesOf(burstDay());

  test('is a long signal at position 0, as published', () => {
    expect(others).toEqual([]);
    expect(trade!.entry.modalPosition).toBe(0);
    // 24 periods, 150 a period but for 5140 in the burst: 8590 over 360 rows; 5140 / (8590 / 360) = 215.4 counts as 1.
    expect(trade!.entry.volumeRatio).toBeCloseTo(5140 / (8590 / 360), 10);
    expect(trade!.entry.strength).toBeCloseTo(0.5 + 0.3, 12);
  });

  test('enters at the next minute, inside its own 15 minutes, with the least stop and twice that to the target', () => {
    expect(clock(trade!.entry.time)).toBe('14:01');
    expect([trade!.entry.price, trade!.entry.stop, trade!.entry.target]).toEqual([5000, 4975, 5050]);
  });

  test('leaves at the first close more than an hour later, and pays 0.2375%', () => {
    expect(trade!.exit.reason).toBe('time');
    expect(clock(trade!.exit.time)).toBe('15:02');
    expect(trade!.netReturn).toBe(-0.002375);
    expect(trade!.isWin).toBe(false);
  });

  test('at twice its price costs the same share, until the basis is mended', () => {
    const half = burstDay().map((row) => ({ ...row, open: 2500, high: 2500, low: 2500, close: 2500 }));
    expect(tradesOf(half)[0]!.netReturn).toBe(-0.002375);
    expect(tradesOf(half, 'cost-basis')[0]!.netReturn).toBe(-11.875 / 125_000);
  });
});

describe('clusters', () => {
  // Eight periods from 13:15: seven of 100 and one of 700 have a mean of 175, and 4 x 175 is 700.
  const eightPeriods = (burst: number, skipped: readonly string[] = []): Row[] =>
    ['13:15', '13:30', '13:45', '14:00', '14:15', '14:30', '14:45', '15:00', '15:01']
      .filter((each) => !skipped.includes(each))
      .map((each) => {
        const volume = each === '14:00' ? burst : each === '15:01' ? 0 : 100;
        return rowAt(`${MONDAY}T${each}`, 'ESH4', { volume });
      });

  test('need more than four times the mean of the day, not just as much', () => {
    expect(tradesOf(eightPeriods(700))).toEqual([]);
    expect(tradesOf(eightPeriods(701))).toHaveLength(1);
  });

  test('are measured over the empty periods in between as well', () => {
    // Without 13:30 and 14:30 the volume is 500 + burst, still over eight periods: burst > (500 + burst) / 2.
    const skipped = ['13:30', '14:30'];
    expect(tradesOf(eightPeriods(500, skipped))).toEqual([]);
    expect(tradesOf(eightPeriods(501, skipped))).toHaveLength(1);
  });

  test.each([
    ['13:45', 0],
    ['14:00', 1],
    ['17:15', 1],
    ['17:30', 0],
  ])('at %s UTC make %i trades: the hours are those of the stamp', (start, count) => {
    const rows = quietDay(MONDAY, '12:00', '20:00', 'ESH4', { [start]: BURST });
    expect(tradesOf(rows)).toHaveLength(count);
  });

  test.each([
    ['2024-03-04', '14:15', 0],
    ['2024-03-04', '14:30', 1],
    ['2024-03-04', '20:45', 1],
    ['2024-03-04', '21:00', 0],
    ['2024-03-11', '13:30', 1], // daylight saving began on the Sunday before
    ['2024-03-29', '14:30', 0], // Good Friday
    ['2024-07-03', '16:45', 1], // early close at 13:00
    ['2024-07-03', '17:00', 0],
  ])('with the clock mended, on %s at %s UTC make %i trades', (date, start, count) => {
    const contract = date < '2024-06' ? 'ESM4' : 'ESU4';
    const rows = quietDay(date, '12:00', '23:00', contract, { [start]: BURST });
    expect(tradesOf(rows, 'clock')).toHaveLength(count);
  });

  test('outside the hours are dropped before ranking: a larger one at 13:45 does not stand in the way', () => {
    const rows = burstDay({ '13:45': { volume: 7000 }, '14:00': { volume: 7000 } });
    expect(tradesOf(rows).map((trade) => clock(trade.entry.clusterStart))).toEqual(['14:00']);
  });

  test.each([
    ['14:30', 5000, ['14:00']], // equal ratio within two hours: only the first ranks first
    ['14:30', 5001, ['14:00', '14:30']],
    ['16:00', 5000, ['14:00']], // two hours before still counts
    ['16:15', 5000, ['14:00', '16:15']],
  ])('one at %s with a volume of %i beside one of 5000 at 14:00', (second, volume, starts) => {
    const rows = quietDay(MONDAY, '08:00', '18:00', 'ESH4', { '14:00': BURST, [second]: { volume } });
    expect(tradesOf(rows).map((trade) => clock(trade.entry.clusterStart))).toEqual(starts);
  });

  test('that did not trade still rank: the second of two equal ones is out though the first made no signal', () => {
    const noSignal = { volume: 5000, close: 5010, low: 5000, high: 5010 };
    const rows = burstDay({ '14:00': noSignal, '14:30': BURST });
    for (const row of rows)
      if (clock(row.time) > '14:00' && clock(row.time) < '14:15')
        Object.assign(row, { open: 5010, high: 5010, low: 5010, close: 5010 });
    expect(tradesOf(rows)).toEqual([]);
  });

  test('mended, are measured against the 20 periods before, across days, and need all 20', () => {
    const friday = (periods: number): Row[] => {
      const from = new Date(Date.parse('2024-03-01T18:00Z') - periods * 15 * MINUTE)
        .toISOString()
        .slice(11, 16);
      return quietDay('2024-03-01', from, '18:00', 'ESH4');
    };
    // Monday begins at 14:00 with the cluster, so that the day's own mean is of no use.
    const monday = quietDay(MONDAY, '14:00', '15:30', 'ESH4', { '14:00': BURST });
    expect(tradesOf([...friday(20), ...monday], 'day-average')).toHaveLength(1);
    expect(tradesOf([...friday(19), ...monday], 'day-average')).toEqual([]);
    // 15 rows of 10 in each of the 20: the ratio is 5140 over 10 a row.
    expect(tradesOf([...friday(20), ...monday], 'day-average')[0]!.entry.volumeRatio).toBe(514);
  });
});

describe('the modal price', () => {
  test('is the lowest of tied closes, one count a row, whatever the volume', () => {
    // 5000 and 5010 in the window seven times each, 5020 once: the lower of the two, position 0.
    const changes: Record<string, Partial<Row>> = {
      '14:00': { volume: 5000, close: 5020, high: 5020, low: 5020 },
    };
    for (let minute = 1; minute < 15; minute++) {
      const close = minute <= 7 ? 5010 : 5000;
      const volume = minute <= 7 ? 400 : 1;
      changes[`14:${String(minute).padStart(2, '0')}`] = { close, high: close, low: close, volume };
    }
    const [trade] = tradesOf(burstDay(changes));
    expect(trade!.entry.modal).toBe(5000);
    // The retest is at 14:08, the first close within 0.75 points of it.
    expect(clock(trade!.entry.time)).toBe('14:09');
    // By volume it is 5020, at the top of the window: no signal.
    expect(tradesOf(burstDay(changes), 'low-tie-break')).toEqual([]);
  });

  test.each([
    // Ticks 20000 and 20002 with 10 each; the mean is 20001.
    [
      'nearest the last close, when both are as far from the mean',
      [
        [5000, 10],
        [5000.5, 10],
      ],
      5000.5,
    ],
    [
      'nearest the mean before that',
      [
        [5000, 10],
        [5000.5, 10],
        [5001.5, 9],
        [5000.25, 0],
      ],
      5000.5,
    ],
    [
      'the lower when all is equal',
      [
        [5000.5, 10],
        [5000, 10],
        [5000.25, 0],
      ],
      5000,
    ],
  ] as const)('mended takes %s', (_, bars, peak) => {
    const rows = bars.map(([close, volume], minute) =>
      rowAt('', 'ESH4', {
        time: Date.parse(`${MONDAY}T14:00Z`) + minute * MINUTE,
        close,
        open: close,
        high: close,
        low: close,
        volume,
      }),
    );
    expect(volumeProfilePeak(streamOf(rows), 0, rows.length)).toBe(peak);
  });

  test('mended spreads a row evenly over its ticks', () => {
    // 9 over three ticks is 3 each; 4 on the middle one makes 7, against 6 on a tick apart.
    const at = (minute: number, low: number, high: number, volume: number): Row =>
      rowAt('', 'ESH4', {
        time: Date.parse(`${MONDAY}T14:00Z`) + minute * MINUTE,
        close: low,
        open: low,
        low,
        high,
        volume,
      });
    const rows = [at(0, 5000, 5000.5, 9), at(1, 5000.25, 5000.25, 4), at(2, 5002, 5002, 6)];
    expect(volumeProfilePeak(streamOf(rows), 0, 3)).toBe(5000.25);
  });
});

describe('strength', () => {
  test('takes the momentum of the five minutes before, both ends included', () => {
    // 13:55 at 4990, 14:00 at 5000: the change is 10 / 4990, times 8, times 0.2.
    const [trade] = tradesOf(burstDay({ '13:55': { close: 4990, low: 4990, high: 4990 } }));
    expect(trade!.entry.strength).toBeCloseTo(0.8 + 0.2 * 8 * (10 / 4990), 12);
    const [without] = tradesOf(burstDay({ '13:54': { close: 4990, low: 4990, high: 4990 } }));
    expect(without!.entry.strength).toBeCloseTo(0.8, 12);
  });

  test('is never lowered by a fall', () => {
    const [trade] = tradesOf(burstDay({ '13:55': { close: 5010, low: 5010, high: 5010 } }));
    expect(trade!.entry.strength).toBeCloseTo(0.8, 12);
  });
});

describe('entry', () => {
  test('is on the first row in stream order at the next stamp, of whatever contract', () => {
    const late = rowAt(`${MONDAY}T14:01`, 'ESM4', { close: 5050, open: 5050, high: 5050, low: 5050 });
    const place = burstDay().findIndex((row) => clock(row.time) === '14:01');
    const before = burstDay().toSpliced(place, 0, late);
    const after = burstDay().toSpliced(place + 1, 0, late);
    expect(tradesOf(before)[0]!.entry.price).toBe(5050);
    expect(tradesOf(after)[0]!.entry.price).toBe(5000);
  });

  test('never on a second row of the retest stamp: later is a later stamp', () => {
    const twin = rowAt(`${MONDAY}T14:00`, 'ESM4', { close: 5050, open: 5050, high: 5050, low: 5050 });
    const place = burstDay().findIndex((row) => clock(row.time) === '14:00');
    const [trade] = tradesOf(burstDay().toSpliced(place + 1, 0, twin), 'low-tie-break');
    expect(clock(trade!.entry.time)).toBe('14:01');
    expect(trade!.entry.price).toBe(5000);
  });

  test('mended waits for the period to end', () => {
    expect(clock(tradesOf(burstDay(), 'early-entry')[0]!.entry.time)).toBe('14:16');
  });

  test('needs a close within 0.75 points of the modal price', () => {
    const away = Object.fromEntries(
      Array.from({ length: 45 }, (_, minute) => [
        `14:${15 + minute}`,
        { close: 5000.75, low: 5000.75, high: 5000.75 },
      ]),
    );
    const far = Object.fromEntries(
      Object.keys(away).map((minute) => [minute, { close: 5001, low: 5001, high: 5001 }]),
    );
    expect(clock(tradesOf(burstDay(away), 'early-entry')[0]!.entry.time)).toBe('14:16');
    expect(clock(tradesOf(burstDay(far), 'early-entry')[0]!.entry.time)).toBe('15:01');
  });
});

describe('sigma', () => {
  const prices = (length: number, price: (row: number) => number): Stream =>
    streamOf(
      Array.from({ length }, (_, row) =>
        rowAt('', 'ESH4', {
          time: Date.parse('2024-02-01T00:00Z') + row * MINUTE,
          close: price(row),
          open: price(row),
          high: price(row),
          low: price(row),
        }),
      ),
    );
  const stampOf = (stream: Stream, row: number): number => stream.time[row]!;

  test('is 0.01 up to 100 rows, and measured from 101 on', () => {
    const stream = prices(101, () => 5000);
    expect(new SampleVolatility().at(stream, stampOf(stream, 99))).toBe(0.01);
    expect(new SampleVolatility().at(stream, stampOf(stream, 100))).toBe(0);
  });

  test('is the sample standard deviation of simple changes', () => {
    // 101 rows: 99 changes of 0, then one of 1%. Mean 1e-4; (99 x 1e-8 + (9.9e-3)^2) / 99 = 1e-6.
    const stream = prices(101, (row) => (row === 100 ? 5050 : 5000));
    expect(new SampleVolatility().at(stream, stampOf(stream, 100))).toBeCloseTo(1e-3, 12);
  });

  test('holds the last 28 800 rows: the change into the first of them is not among them', () => {
    const stream = prices(28_802, (row) => (row === 0 ? 2500 : row === 1 ? 4000 : 5000));
    // Up to row 28 799 the rows are 0 to 28 799; up to 28 801 they are 2 on, all at one price.
    expect(new SampleVolatility().at(stream, stampOf(stream, 28_799))).toBeGreaterThan(1e-3);
    expect(new SampleVolatility().at(stream, stampOf(stream, 28_801))).toBe(0);
  });

  test('counts every row of the entry stamp', () => {
    const rows = Array.from({ length: 100 }, (_, row) =>
      rowAt('', 'ESH4', { time: Date.parse('2024-02-01T00:00Z') + row * MINUTE }),
    );
    const twin = { ...rows.at(-1)!, contract: 'ESM4' };
    expect(new SampleVolatility().at(streamOf([...rows, twin]), twin.time)).toBe(0);
  });
});

describe('exit', () => {
  const both = { '14:20': { high: 5050, low: 4975 } };

  test('in a bar that holds both is the target, and mended the stop', () => {
    expect(tradesOf(burstDay(both))[0]!.exit).toMatchObject({ reason: 'profit_target', price: 5050 });
    expect(tradesOf(burstDay(both), 'target-first')[0]!.exit).toMatchObject({
      reason: 'stop_loss',
      price: 4975,
    });
  });

  test('is not looked for in the minute of the entry', () => {
    const rows = burstDay({ '14:16': { high: 5100, low: 4900 } });
    const [trade] = tradesOf(rows, 'early-entry');
    expect([clock(trade!.entry.time), trade!.exit.reason]).toEqual(['14:16', 'time']);
  });

  test('more than 60 minutes later looks at the time first, and at 60 minutes at the prices', () => {
    expect(tradesOf(burstDay({ '15:01': { high: 5050 } }))[0]!.exit.reason).toBe('profit_target');
    expect(tradesOf(burstDay({ '15:02': { high: 5050 } }))[0]!.exit).toMatchObject({
      reason: 'time',
      price: 5000,
    });
  });

  test('at a stop that was gapped is at the stop, and mended at the open less slippage', () => {
    const gap = { '14:20': { open: 4960, high: 4960, low: 4950, close: 4955 } };
    expect(tradesOf(burstDay(gap))[0]!.exit.price).toBe(4975);
    expect(tradesOf(burstDay(gap), 'perfect-fills')[0]!.exit.price).toBe(4960 - 0.1875);
    const touched = { '14:20': { low: 4975 } };
    expect(tradesOf(burstDay(touched), 'perfect-fills')[0]!.exit.price).toBe(4975 - 0.1875);
  });

  test('at a target by a touch, and mended only through it by a tick', () => {
    expect(tradesOf(burstDay({ '14:20': { high: 5050 } }), 'perfect-fills')[0]!.exit.reason).toBe('time');
    expect(tradesOf(burstDay({ '14:20': { high: 5050.25 } }), 'perfect-fills')[0]!.exit).toMatchObject({
      reason: 'profit_target',
      price: 5050,
    });
  });

  test('at the end of the day is the last close; without a later row there is no trade', () => {
    const until = (end: string): Row[] => burstDay().filter((row) => clock(row.time) < end);
    expect(tradesOf(until('14:30'))[0]!.exit).toMatchObject({ reason: 'end_of_data', price: 5000 });
    expect(tradesOf(until('14:03'))).toHaveLength(1);
    expect(tradesOf(until('14:02'))).toEqual([]);
    expect(tradesOf(until('14:01'))).toEqual([]);
  });

  test('is never looked for on the next day', () => {
    const day = burstDay().filter((row) => clock(row.time) < '14:10');
    const next = quietDay('2024-03-05', '00:00', '01:00', 'ESH4', { '00:00': { high: 5100 } });
    expect(tradesOf([...day, ...next])[0]!.exit.reason).toBe('end_of_data');
  });
});

describe('sizes', () => {
  test('count an unseen bin as sized, one or two trades as not, and from three on the posterior', () => {
    const sizer = new PublishedSizer(false);
    sizer.startDay(100);
    expect(sizer.size(0, 1)).toEqual({ multiplier: 1, size: 1.3, isBayesianSized: true });
    sizer.record(100, 0, true);
    // Statistics are those of the morning: a trade of the day is not in them.
    expect(sizer.size(0, 1).isBayesianSized).toBe(true);
    sizer.startDay(101);
    expect(sizer.size(0, 1)).toEqual({ multiplier: 1, size: 1.3, isBayesianSized: false });
    sizer.record(101, 0, true);
    sizer.record(101, 0, true);
    sizer.startDay(102);
    // Three wins: p = 4 / 5, 1 + 6 x 0.3 = 2.8; 1.3 x 2.8 = 3.64 is cut to 2.5.
    expect(sizer.size(0, 1)).toEqual({
      multiplier: expect.closeTo(2.8, 12),
      size: 2.5,
      isBayesianSized: true,
    });
    expect(sizer.size(1, 1).multiplier).toBe(1);
  });

  test('look back 60 days, the sixtieth included, and never shrink a loser', () => {
    const sizer = new PublishedSizer(false);
    for (let trade = 0; trade < 3; trade++) sizer.record(100, 0, true);
    sizer.startDay(160);
    expect(sizer.size(0, 0).multiplier).toBeCloseTo(2.8, 12);
    sizer.startDay(161);
    expect(sizer.size(0, 0)).toEqual({ multiplier: 1, size: 1, isBayesianSized: true });
    for (let trade = 0; trade < 3; trade++) sizer.record(161, 1, false);
    sizer.startDay(162);
    expect(sizer.size(1, 0)).toEqual({ multiplier: 1, size: 1, isBayesianSized: true });
  });

  test('mended are whole contracts from 1 to 3', () => {
    const sizer = new PublishedSizer(true);
    sizer.startDay(1);
    expect(sizer.size(0, 1).size).toBe(1);
    for (let trade = 0; trade < 3; trade++) sizer.record(1, 0, true);
    sizer.startDay(2);
    expect([sizer.size(0, 0).size, sizer.size(0, 1).size]).toEqual([2, 3]);
  });
});

describe('one contract a day', () => {
  const day = (date: string, volumes: Readonly<Record<string, number>>): Row[] =>
    Object.entries(volumes).map(([contract, volume]) => rowAt(`${date}T15:00`, contract, { volume }));
  const fronts = (rows: readonly Row[]): string[] => {
    const tape = tapeOfRows(rows);
    return frontContractDays(mixedStream(tape), tape.contracts).map(({ day: date, stream }) => {
      const contract = tape.contracts[stream.contract[0]!]!.rawSymbol;
      return `${new Date(date * 86_400_000).toISOString().slice(5, 10)} ${contract}`;
    });
  };

  test('is that of the day before with the most volume; a Sunday decides nothing, and follows Friday', () => {
    const rows = [
      ...day('2024-03-07', { ESH4: 9, ESM4: 1 }),
      ...day('2024-03-08', { ESH4: 4, ESM4: 6 }),
      ...day('2024-03-10', { ESH4: 90, ESM4: 1 }),
      ...day('2024-03-11', { ESH4: 5, ESM4: 5 }),
      ...day('2024-03-12', { ESH4: 1, ESM4: 9 }),
    ];
    // The first day has none before it; Friday follows Thursday, Sunday and Monday Friday, Tuesday the tie of Monday.
    expect(fronts(rows)).toEqual(['03-08 ESH4', '03-10 ESM4', '03-11 ESM4', '03-12 ESH4']);
  });

  test('leaves out a day on which that contract has no row', () => {
    const rows = [
      ...day('2024-03-07', { ESH4: 9, ESM4: 1 }),
      ...day('2024-03-08', { ESM4: 6 }),
      ...day('2024-03-11', { ESH4: 1, ESM4: 1 }),
    ];
    expect(fronts(rows)).toEqual(['03-11 ESM4']);
  });

  test('keeps calendar spreads out of the stream', () => {
    const rows = [
      ...day('2024-03-07', { ESH4: 1 }),
      rowAt('2024-03-07T15:00', 'ESH4-ESM4', { volume: 99, close: 50 }),
    ];
    expect(streamOf(rows).length).toBe(1);
  });
});

describe('what it refuses', () => {
  test('rows that go back in time, which it does not sort', () => {
    const rows = [rowAt(`${MONDAY}T14:01`, 'ESH4'), rowAt(`${MONDAY}T14:00`, 'ESH4')];
    expect(() => streamOf(rows)).toThrow(expect.objectContaining({ code: 'TB_BAR_INVALID', where: 'row 1' }));
  });

  test('bars that do not begin with a minute', () => {
    const rows = [rowAt(`${MONDAY}T14:00:30`, 'ESH4')];
    expect(() => streamOf(rows)).toThrow(expect.objectContaining({ code: 'TB_BAR_INVALID', where: 'row 0' }));
  });

  test('bars of another length, and instruments with other ticks', () => {
    const tape = tapeOfRows([rowAt(`${MONDAY}T14:00`, 'ESH4')]);
    const refused = expect.objectContaining({ code: 'TB_INSTRUMENT_UNKNOWN' });
    expect(() => mixedStream({ ...tape, intervalMs: 1000 })).toThrow(refused);
    const instrument = { ...tape.instrument, root: '6E', tickNano: 50_000 };
    expect(() => mixedStream({ ...tape, instrument })).toThrow(refused);
  });
});
