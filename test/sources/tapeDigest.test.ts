import { describe, expect, it } from 'vitest';
import { tapeDigest } from '../../src/sources/tapeDigest.ts';
import { MIXED_ROWS, type TestRow, tapeOfRows } from './fixtures.ts';

const ROWS = MIXED_ROWS.slice(0, 3);

describe('the digest of a tape', () => {
  it('is the one that another program computes', () => {
    // Python: hashlib.sha256 over json.dumps(heading, separators=(',', ':')) + '\n', then struct.pack('<d' | '<H' | '<i') column by column.
    expect(tapeDigest(tapeOfRows(ROWS))).toBe(
      'd875be57ed5290d9162c6365d6297db032bd457c57ffd4df1809ec74ea53b84d',
    );
  });

  it('does not depend on the capacity of the columns or the numbers of the venue', () => {
    const numbered = ROWS.map((row) => ({ ...row, instrumentId: row.symbol === 'ESM5' ? 77 : 78 }));
    expect(tapeDigest(tapeOfRows(numbered))).toBe(tapeDigest(tapeOfRows(ROWS)));
  });

  it.each<[string, (rows: TestRow[]) => TestRow[]]>([
    ['the order of rows within a minute', ([a, b, c]) => [b!, a!, c!]],
    ['a tick', ([a, b, c]) => [a!, b!, { ...c!, low: 5649.75 }]],
    ['a contract of volume', ([a, b, c]) => [{ ...a!, volume: 901 }, b!, c!]],
    ['a minute', ([a, b, c]) => [a!, b!, { ...c!, time: '2025-03-10T13:32' }]],
    ['a symbol', ([a, b, c]) => [{ ...a!, symbol: 'ESU5' }, b!, c!]],
    ['ten years', (rows) => rows.map((row) => ({ ...row, time: row.time.replace('2025', '2015') }))],
    ['a row less', (rows) => rows.slice(0, 2)],
  ])('changes with %s', (_, change) => {
    expect(tapeDigest(tapeOfRows(change([...ROWS])))).not.toBe(tapeDigest(tapeOfRows(ROWS)));
  });
});
