import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readFile } from '../../../src/sources/read.ts';
import type { ReadOptions } from '../../../src/sources/source.ts';
import {
  csvOf,
  failureOf,
  fileWith,
  MIXED_ROWS,
  plainRows,
  tapeOfRows,
  temporaryFolder,
  utc,
} from '../fixtures.ts';

const EXPECTED = plainRows(tapeOfRows(MIXED_ROWS));

function read(text: string | Uint8Array, options: ReadOptions = {}) {
  return readFile(fileWith(text), options);
}

async function failure(text: string, options: ReadOptions = {}) {
  return failureOf(read(text, options));
}

/** One good file of one contract, with one line put in place of line 3. */
const HEADER = 'ts_event,open,high,low,close,volume';
function withLine(line: string): string {
  return [
    HEADER,
    '2025-03-10T13:30:00Z,5700,5701,5699,5700.5,10',
    line,
    '2025-03-10T13:32:00Z,5700,5701,5699,5700,12',
  ].join('\n');
}
const GOOD_LINE = '2025-03-10T13:31:00Z,5700,5701,5699,5700,11';

describe('a CSV of bars', () => {
  it('keeps the rows in the order of delivery, also within a minute', async () => {
    const { tape, defects, skipped } = await read(csvOf(MIXED_ROWS));
    expect(plainRows(tape)).toEqual(EXPECTED);
    expect(tape.contracts.map(({ rawSymbol }) => rawSymbol)).toEqual(['ESM5', 'ESH5', 'ESU5']);
    expect(tape.byContract.map(({ length }) => length)).toEqual([3, 2, 1]);
    expect(tape.intervalMs).toBe(60_000);
    expect(defects).toEqual([]);
    expect(skipped).toEqual({ spreads: 0, otherContracts: 0 });
  });

  it('is the same gzipped, in several gzip members, and as zstd', async () => {
    const text = Buffer.from(csvOf(MIXED_ROWS));
    const half = text.length / 2;
    const members = Buffer.concat([gzipSync(text.subarray(0, half)), gzipSync(text.subarray(half))]);
    for (const bytes of [gzipSync(text), members, zstdCompressSync(text)]) {
      expect(plainRows((await read(bytes)).tape)).toEqual(EXPECTED);
    }
  });

  it('in the layout that Databento delivers has its ids and interval', async () => {
    const header = 'ts_event,rtype,publisher_id,instrument_id,open,high,low,close,volume,symbol';
    const rows = [
      '1758690240000000000,33,1,294973,6720750000000,6721000000000,6720750000000,6720750000000,17,ESZ5',
      '1758690300000000000,33,1,294973,6720500000000,6720500000000,6720250000000,6720250000000,68,ESZ5',
    ];
    const { tape } = await read([header, ...rows].join('\n'));
    expect(tape.contracts[0]).toMatchObject({ rawSymbol: 'ESZ5', instrumentId: 294_973 });
    expect(plainRows(tape)[0]).toEqual({
      symbol: 'ESZ5',
      time: Date.UTC(2025, 8, 24, 5, 4),
      open: 26_883,
      high: 26_884,
      low: 26_883,
      close: 26_883,
      volume: 17,
    });
    const iso = [
      header,
      '2025-09-24 05:04:00+00:00,33,1,294973,6720.75,6721.0,6720.75,6720.750000000,17,ESZ5',
    ];
    expect(plainRows((await read(iso.join('\n'))).tape)).toEqual(plainRows(tape).slice(0, 1));
    const mixed = [header, rows[0], rows[1]!.replace(',33,', ',34,')].join('\n');
    expect(await failure(mixed)).toMatchObject({
      code: 'TB_CSV_INVALID',
      where: expect.stringContaining('line 3'),
    });
  });

  it('of another make is read by a mapping: names, zone, close stamps, German numbers', async () => {
    const text = [
      'Datum;Zeit;O;H;L;Schluss;Menge',
      '10.03.2025;08:31;"5.700,00";5.701,25;5.699,50;5.700,75;1.234',
      '10.03.2025;08:32;5700,75;5.701,00;5.700,50;5.700,50;99',
    ].join('\r\n');
    const mapping = {
      date: 'Datum',
      time: 'Zeit',
      close: 'Schluss',
      volume: 'Menge',
      timeFormat: 'dd.MM.yyyy HH:mm',
      timeZone: 'America/Chicago',
      stamps: 'close',
      decimal: ',',
      thousands: '.',
    } as const;
    const { tape } = await read(`\uFEFF${text}`, { symbol: 'ESM5', mapping });
    expect(plainRows(tape)).toEqual([
      {
        symbol: 'ESM5',
        time: utc('2025-03-10T13:30'),
        open: 22_800,
        high: 22_805,
        low: 22_798,
        close: 22_803,
        volume: 1234,
      },
      {
        symbol: 'ESM5',
        time: utc('2025-03-10T13:31'),
        open: 22_803,
        high: 22_804,
        low: 22_802,
        close: 22_802,
        volume: 99,
      },
    ]);
  });

  it('without a header is read by positions', async () => {
    const text = '20250310 133000;5700;5701;5699;5700;10\n20250310 133100;5700;5701;5699;5700;10\n';
    const mapping = {
      time: 1,
      open: 2,
      high: 3,
      low: 4,
      close: 5,
      volume: 6,
      timeFormat: 'yyyyMMdd HHmmss',
      timeZone: 'UTC',
    };
    const { tape } = await read(text, { symbol: 'ESM5', mapping });
    expect(tape.rows.length).toBe(2);
    expect(await failure(text, { symbol: 'ESM5', mapping: { ...mapping, volume: 7 } })).toMatchObject({
      code: 'TB_CSV_INVALID',
      message: expect.stringContaining('column 7 of 6'),
    });
  });

  it('takes the hour that a clock shows twice in its order', async () => {
    const time = ['2025-11-02 00:30', '2025-11-02 01:30', '2025-11-02 01:30', '2025-11-02 02:30'];
    const text = `time,o,h,l,c,v\n${time.map((stamp) => `${stamp},5700,5700,5700,5700,1`).join('\n')}`;
    const mapping = { timeZone: 'America/New_York', interval: '30m' };
    // The second 01:30 is not earlier than the first, so it is still the first pass, and a duplicate.
    expect(await failure(text, { symbol: 'ESZ5', mapping })).toMatchObject({ code: 'TB_BAR_INVALID' });
    const passed = text.replace(
      '2025-11-02 01:30,5700,5700,5700,5700,1\n2025-11-02 01:30',
      '2025-11-02 01:30,5700,5700,5700,5700,1\n2025-11-02 01:00',
    );
    const { tape } = await read(passed, { symbol: 'ESZ5', mapping });
    expect(plainRows(tape).map((row) => row.time)).toEqual(
      ['2025-11-02T04:30', '2025-11-02T05:30', '2025-11-02T06:00', '2025-11-02T07:30'].map(utc),
    );
  });

  it('means the same wherever the machine stands', async () => {
    const host = process.env['TZ'];
    onTestFinished(() => {
      process.env['TZ'] = host;
    });
    const text =
      'time,o,h,l,c,v\n2025-03-09 18:00,5700,5700,5700,5700,1\n2025-11-02 17:59,5700,5700,5700,5700,1\n';
    const mapping = { timeZone: 'America/New_York', interval: '1m' };
    for (const zone of ['UTC', 'America/New_York', 'Pacific/Auckland']) {
      process.env['TZ'] = zone;
      const { tape } = await read(text, { symbol: 'ESZ5', mapping });
      expect(
        plainRows(tape).map(({ time }) => time),
        zone,
      ).toEqual(['2025-03-09T22:00', '2025-11-02T22:59'].map(utc));
    }
  });

  it('of five-minute bars is recognised once the stamps show it', async () => {
    const lines = Array.from({ length: 12 }, (_, i) => {
      const time = new Date(utc('2025-03-10T13:30') + i * 300_000).toISOString();
      return `${time},5700,5700,5700,5700,1`;
    });
    expect((await read([HEADER, ...lines].join('\n'), { symbol: 'ESM5' })).tape.intervalMs).toBe(300_000);
    const few = [HEADER, ...lines.slice(0, 3)].join('\n');
    expect(await failure(few, { symbol: 'ESM5' })).toMatchObject({
      code: 'TB_CSV_INVALID',
      next: expect.stringContaining('--map interval='),
    });
    expect((await read(few, { symbol: 'ESM5', mapping: { interval: '5m' } })).tape.rows.length).toBe(3);
  });

  it('leaves out spreads and contracts that were not asked for, and counts them', async () => {
    const text = csvOf([
      ...MIXED_ROWS,
      {
        symbol: 'ESH5-ESM5',
        time: '2025-03-10T13:34',
        open: 50.05,
        high: 50.05,
        low: 50.05,
        close: 50.05,
        volume: 4,
      },
    ]);
    expect((await read(text)).skipped).toEqual({ spreads: 1, otherContracts: 0 });
    const one = await read(text, { symbols: ['ESH5'] });
    expect(one.skipped).toEqual({ spreads: 0, otherContracts: 5 });
    expect(one.tape.contracts.map(({ rawSymbol }) => rawSymbol)).toEqual(['ESH5']);
    expect(await failure(text, { instrument: 'NQ' })).toMatchObject({
      code: 'TB_DATA_EMPTY',
      next: expect.stringContaining('7 rows of contracts'),
    });
  });

  it('gives the one contract another symbol, and refuses that for several', async () => {
    const one = csvOf(
      MIXED_ROWS.filter(({ symbol }) => symbol === 'ESH5').map((row) => ({ ...row, symbol: 'ES1!' })),
    );
    expect((await read(one, { symbol: 'ESH5' })).tape.contracts).toMatchObject([{ rawSymbol: 'ESH5' }]);
    expect(await failure(csvOf(MIXED_ROWS), { symbol: 'ESH5' })).toMatchObject({
      code: 'TB_SYMBOL_INVALID',
      message: expect.stringContaining('ESM5 and ESH5'),
    });
  });

  it('refuses two instruments unless one is named', async () => {
    const text = csvOf([MIXED_ROWS[0]!, { ...MIXED_ROWS[2]!, symbol: 'NQH5' }]);
    expect(await failure(text)).toMatchObject({
      code: 'TB_SYMBOL_INVALID',
      where: expect.stringContaining('line 3'),
    });
    expect((await read(text, { instrument: 'ES' })).tape.rows.length).toBe(1);
  });
});

describe('a bad CSV is refused with its line', () => {
  it('and the frame of these tests is good', async () => {
    expect((await read(withLine(GOOD_LINE), { symbol: 'ESM5' })).tape.rows.length).toBe(3);
  });

  it.each([
    [
      'a price off the tick grid',
      '2025-03-10T13:31:00Z,5700.1,5701,5699,5700,11',
      'TB_BAR_INVALID',
      'off-grid',
    ],
    ['high below low', '2025-03-10T13:31:00Z,5700,5699,5701,5700,11', 'TB_BAR_INVALID', 'impossible-ohlc'],
    ['open above high', '2025-03-10T13:31:00Z,5702,5701,5699,5700,11', 'TB_BAR_INVALID', 'impossible-ohlc'],
    ['close below low', '2025-03-10T13:31:00Z,5700,5701,5699,5698,11', 'TB_BAR_INVALID', 'impossible-ohlc'],
    ['time going back', '2025-03-10T13:29:00Z,5700,5701,5699,5700,11', 'TB_BAR_INVALID', 'disorder'],
    [
      'a second bar of the minute',
      '2025-03-10T13:30:00Z,5700,5701,5699,5700,11',
      'TB_BAR_INVALID',
      'duplicates',
    ],
    ['NaN for a price', '2025-03-10T13:31:00Z,5700,NaN,5699,5700,11', 'TB_CSV_INVALID', 'its high "NaN"'],
    ['a missing price', '2025-03-10T13:31:00Z,5700,,5699,5700,11', 'TB_CSV_INVALID', 'its high ""'],
    ['a missing time', ',5700,5701,5699,5700,11', 'TB_CSV_INVALID', 'its time'],
    [
      'a fraction of a contract',
      '2025-03-10T13:31:00Z,5700,5701,5699,5700,1.5',
      'TB_CSV_INVALID',
      'its volume "1.5"',
    ],
    ['a negative volume', '2025-03-10T13:31:00Z,5700,5701,5699,5700,-1', 'TB_CSV_INVALID', 'its volume'],
    ['a missing field', '2025-03-10T13:31:00Z,5700,5701,5699,5700', 'TB_CSV_INVALID', '5 fields'],
    ['a field too many', `${GOOD_LINE},1`, 'TB_CSV_INVALID', '7 fields'],
    [
      'a time inside a minute',
      '2025-03-10T13:31:30Z,5700,5701,5699,5700,11',
      'TB_CSV_INVALID',
      'start of a bar',
    ],
    ['a time of another format', '10/03/2025 13:31,5700,5701,5699,5700,11', 'TB_CSV_INVALID', 'its time'],
    ['the header again', HEADER, 'TB_CSV_INVALID', 'the header comes again'],
    ['an empty line', '', 'TB_CSV_INVALID', 'is empty'],
    ['an open quote', `"${GOOD_LINE}`, 'TB_CSV_INVALID', 'not closed'],
  ])('%s', async (_, line, code, message) => {
    const error = await failure(withLine(line), { symbol: 'ESM5', mapping: { interval: '1m' } });
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
    expect(error.where).toMatch(/bars\.csv, line 3$/);
  });

  it('asks about a comma in a price whether it is the decimal point', async () => {
    const text = 'time;open;high;low;close;volume\n2025-03-10T13:30:00Z;5700,25;5701;5699;5700;11\n';
    const error = await failure(text, { symbol: 'ESM5', mapping: { interval: '1m' } });
    expect(error.message).toContain('its open "5700,25" is not a price');
    expect(error.next).toContain('--map decimal=,');
  });

  it('counts and leaves out the defects that are tolerated, and no others', async () => {
    const bad = '2025-03-10T13:31:00Z,5700.1,5701,5699,5700,11';
    const tolerate = new Set(['off-grid-price'] as const);
    const { tape, defects } = await read(withLine(bad), { symbol: 'ESM5', tolerate });
    expect(tape.rows.length).toBe(2);
    expect(defects).toMatchObject([
      { defect: 'off-grid-price', count: 1, places: [expect.stringContaining('line 3')] },
    ]);
    const worse = withLine('2025-03-10T13:31:00Z,5702,5701,5699,5700,11');
    expect((await failure(worse, { symbol: 'ESM5', tolerate })).message).toContain('impossible-ohlc');
  });

  it.each([
    ['an empty file', '', 'TB_DATA_EMPTY', undefined],
    ['a header alone', `${HEADER}\n`, 'TB_DATA_EMPTY', undefined],
    [
      'a missing column',
      'ts_event,open,high,low,volume\n2025-03-10T13:30Z,1,1,1,1\n',
      'TB_CSV_INVALID',
      /close/,
    ],
    [
      'two columns that may be the volume',
      'ts_event,open,high,low,close,volume,vol\n',
      'TB_DATA_EMPTY',
      undefined,
    ],
    [
      'a column twice',
      'ts_event,open,open,low,close,volume\n2025-03-10T13:30Z,1,1,1,1,1\n',
      'TB_CSV_INVALID',
      /"open" twice/,
    ],
    ['no zone', 'time,open,high,low,close,volume\n2025-03-10 13:30,1,1,1,1,1\n', 'TB_CSV_INVALID', /zone/],
    [
      'no known format of time',
      'time,open,high,low,close,volume\n10.3.25,1,1,1,1,1\n',
      'TB_CSV_INVALID',
      /format/,
    ],
    ['binary rubbish', 'PK\u0003\u0004\u0000\u0000', 'TB_FORMAT_UNKNOWN', undefined],
  ])('%s', async (_, text, code, message) => {
    const error = await failure(text, { symbol: 'ESM5' });
    expect(error.code).toBe(code);
    if (message !== undefined) expect(`${error.message} ${error.next}`).toMatch(message);
  });

  it('no symbol', async () => {
    expect(await failure(withLine(GOOD_LINE))).toMatchObject({
      code: 'TB_CSV_INVALID',
      next: expect.stringContaining('--symbol'),
    });
    const unknown = await failure(withLine(GOOD_LINE), { symbol: 'ZZZ9' });
    expect(unknown.code).toBe('TB_INSTRUMENT_UNKNOWN');
  });

  it('a mapping that names no column suggests one', async () => {
    const error = await failure(withLine(GOOD_LINE), { symbol: 'ESM5', mapping: { volume: 'volme' } });
    expect(error).toMatchObject({ code: 'TB_CSV_INVALID', next: 'Did you mean volume?' });
  });

  it('an ambiguous column is not guessed', async () => {
    const text = 'ts_event,open,high,low,close,volume,vol\n2025-03-10T13:30Z,5700,5700,5700,5700,1,2\n';
    const mapping = { interval: '1m' };
    expect((await failure(text, { symbol: 'ESM5', mapping })).message).toContain('volume and vol');
    expect(
      plainRows((await read(text, { symbol: 'ESM5', mapping: { ...mapping, volume: 'vol' } })).tape)[0]!
        .volume,
    ).toBe(2);
  });

  it('gzip that ends early, a folder, and a file that is not there', async () => {
    const cut = gzipSync(Buffer.from(csvOf(MIXED_ROWS).repeat(200)));
    const path = fileWith(cut.subarray(0, cut.length - 12), 'cut.csv.gz');
    expect(await failureOf(readFile(path))).toMatchObject({ code: 'TB_FILE_UNREADABLE', where: path });
    expect((await failureOf(readFile(temporaryFolder()))).code).toBe('TB_FILE_UNREADABLE');
    expect((await failureOf(readFile(join(temporaryFolder(), 'none.csv')))).code).toBe('TB_FILE_NOT_FOUND');
  });
});

describe('a CSV written from random bars', () => {
  const bar = fc.record({
    gap: fc.integer({ min: 1, max: 5 }),
    low: fc.integer({ min: 1, max: 40_000 }),
    range: fc.integer({ min: 0, max: 40 }),
    open: fc.double({ min: 0, max: 1, noNaN: true }),
    close: fc.double({ min: 0, max: 1, noNaN: true }),
    volume: fc.integer({ min: 0, max: 1e9 }),
  });

  it('reads back exactly, whatever its delimiter, marks, zone and format', async () => {
    const folder = temporaryFolder();
    const style = fc.record({
      delimiter: fc.constantFrom(',', ';', '\t', '|'),
      isQuoted: fc.boolean(),
      zone: fc.constantFrom('UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(bar, { minLength: 1, maxLength: 30 }),
        style,
        async (bars, { delimiter, isQuoted, zone }) => {
          // From summer into winter time, through the hour that American clocks show twice.
          let time = Date.UTC(2025, 10, 2, 4, 50);
          const rows = bars.map(({ gap, low, range, open, close, volume }) => {
            time += gap * 60_000;
            const within = (share: number): number => low + Math.round(share * range);
            return {
              symbol: 'ESZ5',
              time,
              open: within(open),
              high: low + range,
              low,
              close: within(close),
              volume,
            };
          });
          const quoted = (text: string): string => (isQuoted ? `"${text}"` : text);
          const lines = rows.map((row) => {
            const local = Temporal.Instant.fromEpochMilliseconds(row.time)
              .toZonedDateTimeISO(zone)
              .toPlainDateTime();
            const stamp = `${local.toPlainDate()} ${local.toPlainTime().toString({ smallestUnit: 'minute' })}`;
            const prices = [row.open, row.high, row.low, row.close].map((ticks) => String(ticks / 4));
            return [stamp, ...prices, String(row.volume)].map(quoted).join(delimiter);
          });
          const path = join(folder, 'random.csv');
          writeFileSync(
            path,
            [['time', 'open', 'high', 'low', 'close', 'volume'].join(delimiter), ...lines].join('\n'),
          );
          const mapping = { timeZone: zone, interval: '1m' };
          const { tape } = await readFile(path, { symbol: 'ESZ5', mapping }, 'csv');
          expect(plainRows(tape)).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });
});
