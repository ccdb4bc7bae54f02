import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LocalClock } from '../../../src/sources/csv/localTime.ts';
import { carriesOffset, recognisedFormat, stampReader } from '../../../src/sources/csv/stamps.ts';

function read(
  format: string,
  text: string,
  zone: string | null = null,
  previous = Number.NEGATIVE_INFINITY,
): number {
  const bytes = Buffer.from(`"${text}"`);
  return stampReader(format, zone === null ? null : new LocalClock(zone))(
    bytes,
    1,
    bytes.length - 1,
    previous,
  );
}

const EXPECTED = Date.UTC(2025, 8, 24, 5, 4);

describe('ISO stamps', () => {
  it.each([
    '2025-09-24 05:04:00+00:00',
    '2025-09-24T05:04:00Z',
    '2025-09-24T05:04Z',
    '2025-09-24T05:04:00.000000000Z',
    '2025-09-24 05:04:00 UTC',
    '2025-09-24T00:04:00-05:00',
    '2025-09-24T10:49:00+0545',
    '2025-09-24 07:04:00+02',
  ])('%s is read as UTC', (text) => {
    expect(read('iso', text)).toBe(EXPECTED);
  });

  it('keep fractions of a second', () => {
    expect(read('iso', '2025-09-24T05:04:00.250Z')).toBe(EXPECTED + 250);
    expect(read('iso', '2025-09-24T05:04:00.000500Z')).toBe(EXPECTED + 0.5);
  });

  it('without an offset are of the clock that was said, and unreadable without one', () => {
    expect(read('iso', '2025-09-24T05:04', 'UTC')).toBe(EXPECTED);
    expect(read('iso', '2025-09-24 00:04:00', 'America/Chicago')).toBe(EXPECTED);
    expect(read('iso', '2025-09-24T05:04')).toBeNaN();
  });

  it.each([
    '2025-02-29T05:04Z',
    '2025-13-01T05:04Z',
    '2025-00-10T05:04Z',
    '2025-09-24T24:00Z',
    '2025-09-24T05:60Z',
    '2025-09-24T05:04:60Z',
    '2025-09-24T05:04:00.Z',
    '2025-09-24T05:04:00+25:00',
    '2025-09-24T05:04:00+1:00',
    '2025-09-24T05:04:00Zx',
    '2025-09-24T05:04:00GMT',
    '2025-9-24T05:04Z',
    '2025/09/24 05:04Z',
    '2025-09-24',
    'NaT',
    '',
  ])('%j is none', (text) => {
    expect(read('iso', text)).toBeNaN();
  });

  it('of any minute in two centuries read back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1900, 0, 1) / 60_000, max: Date.UTC(2100, 0, 1) / 60_000 }),
        (minutes) => {
          const text = new Date(minutes * 60_000).toISOString();
          expect(read('iso', text)).toBe(minutes * 60_000);
        },
      ),
    );
  });
});

describe('epoch stamps', () => {
  it.each([
    ['epoch-s', '1758690240'],
    ['epoch-ms', '1758690240000'],
    ['epoch-us', '1758690240000000'],
    ['epoch-ns', '1758690240000000000'],
  ])('of %s are recognised by their digits and read exactly', (format, text) => {
    expect(recognisedFormat(text)).toBe(format);
    expect(read(format, text)).toBe(EXPECTED);
  });

  it('of nanoseconds do not lose what is below a millisecond', () => {
    expect(read('epoch-ns', '1758690240000000001') % 1).toBeGreaterThan(0);
    expect(read('epoch-ns', '1758690240000000x00')).toBeNaN();
    expect(read('epoch-ns', '')).toBeNaN();
  });

  it('are not guessed for other lengths', () => {
    expect(recognisedFormat('20250924050400')).toBeUndefined();
    expect(recognisedFormat('24.09.2025 05:04')).toBeUndefined();
    expect(recognisedFormat('2025-09-24 05:04')).toBe('iso');
    expect(carriesOffset('2025-09-24 05:04')).toBe(false);
    expect(carriesOffset('2025-09-24 05:04-05')).toBe(true);
  });
});

describe('stamps by a pattern', () => {
  it.each([
    ['MM/dd/yyyy HH:mm', '09/24/2025 05:04'],
    ['M/d/yyyy h:mm a', '9/24/2025 5:04 AM'],
    ['dd.MM.yy HH:mm:ss', '24.09.25 05:04:00'],
    ['yyyyMMdd HHmmss', '20250924 050400'],
    ['yyyyMMddHHmmssSSS', '20250924050400000'],
  ])('%s reads %s', (pattern, text) => {
    expect(read(pattern, text, 'UTC')).toBe(EXPECTED);
  });

  it('knows noon and midnight', () => {
    expect(read('MM/dd/yyyy hh:mm a', '09/24/2025 12:00 AM', 'UTC')).toBe(Date.UTC(2025, 8, 24, 0));
    expect(read('MM/dd/yyyy hh:mm a', '09/24/2025 12:00 pm', 'UTC')).toBe(Date.UTC(2025, 8, 24, 12));
    expect(read('MM/dd/yyyy hh:mm a', '09/24/2025 13:00 PM', 'UTC')).toBeNaN();
  });

  it('wants the whole text and nothing more', () => {
    for (const text of [
      '09/24/2025 05:04:00',
      '9/24/2025 05:04',
      '09/24/2025',
      '24/09/2025 05:04',
      '09-24-2025 05:04',
    ]) {
      expect(read('MM/dd/yyyy HH:mm', text, 'UTC'), text).toBeNaN();
    }
  });

  it('that lack a part, or whose letters mean nothing, are refused', () => {
    expect(() => stampReader('yyyy-MM-dd', new LocalClock('UTC'))).toThrow(/lacks/);
    expect(() => stampReader('yyyy-MM-dd hh:mm', new LocalClock('UTC'))).toThrow(/lacks/);
    expect(() => stampReader('yyyy-MM-dd QQ:mm', new LocalClock('UTC'))).toThrow(/"Q"/);
    expect(() => stampReader('yyyy-MM-dd HH:mm', null)).toThrow(/offset/);
  });
});

describe('a local clock', () => {
  it('is right on both switch days of New York', () => {
    const clock = new LocalClock('America/New_York');
    const before = Number.NEGATIVE_INFINITY;
    expect(clock.utcOf(Date.UTC(2025, 2, 9, 1, 59), before)).toBe(Date.UTC(2025, 2, 9, 6, 59));
    expect(clock.utcOf(Date.UTC(2025, 2, 9, 3, 0), before)).toBe(Date.UTC(2025, 2, 9, 7, 0));
    expect(clock.utcOf(Date.UTC(2025, 10, 2, 0, 59), before)).toBe(Date.UTC(2025, 10, 2, 4, 59));
    expect(clock.utcOf(Date.UTC(2025, 10, 2, 2, 0), before)).toBe(Date.UTC(2025, 10, 2, 7, 0));
  });

  it('never shows the hour that it skips', () => {
    expect(new LocalClock('America/New_York').utcOf(Date.UTC(2025, 2, 9, 2, 30), 0)).toBeNaN();
  });

  it('takes the hour that it shows twice as the second pass once the first is over', () => {
    const clock = new LocalClock('America/New_York');
    const shown = Date.UTC(2025, 10, 2, 1, 0);
    const first = clock.utcOf(shown, Date.UTC(2025, 10, 2, 4, 59));
    expect(first).toBe(Date.UTC(2025, 10, 2, 5, 0));
    expect(clock.utcOf(shown, Date.UTC(2025, 10, 2, 5, 59))).toBe(Date.UTC(2025, 10, 2, 6, 0));
  });

  it('is asked for by a name that exists', () => {
    expect(() => new LocalClock('Amerika/Neu_York')).toThrow(
      expect.objectContaining({ code: 'TB_CONFIG_INVALID' }),
    );
  });
});
