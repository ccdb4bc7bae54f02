import { describe, expect, test } from 'vitest';
import { frontContractDays } from '../../../strategies/v6-published/frontContract.ts';
import { SampleVolatility } from '../../../strategies/v6-published/sampleVolatility.ts';
import { PublishedSizer } from '../../../strategies/v6-published/sizing.ts';
import { mixedStream, type Stream } from '../../../strategies/v6-published/stream.ts';
import type { Row } from './literal.ts';
import { MINUTE, MONDAY, rowAt, tapeOfRows } from './streams.ts';

function streamOf(rows: readonly Row[]): Stream {
  return mixedStream(tapeOfRows(rows));
}

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
