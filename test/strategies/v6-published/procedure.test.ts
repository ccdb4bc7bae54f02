import { describe, expect, test } from 'vitest';
import { isRegularTime } from '../../../src/market/calendar.ts';
import { volumeProfilePeak } from '../../../strategies/v6-published/modalPrice.ts';
import { PublishedProcedure, type PublishedTrade } from '../../../strategies/v6-published/procedure.ts';
import { mixedStream, type Stream } from '../../../strategies/v6-published/stream.ts';
import { bitOf, type Defect } from '../../../strategies/v6-published/switches.ts';
import type { Row } from './literal.ts';
import { MINUTE, MONDAY, quietDay, rowAt, tapeOfRows } from './streams.ts';

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
