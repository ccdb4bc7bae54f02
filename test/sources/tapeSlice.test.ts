import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finerBarsOf } from '../../src/sources/catalogue/finerBars.ts';
import { tapeDigest } from '../../src/sources/tapeDigest.ts';
import { compactTape, sliceTape } from '../../src/sources/tapeSlice.ts';
import { MIXED_ROWS, plainRows, tapeOfRows, utc } from './fixtures.ts';

const TAPE = tapeOfRows(MIXED_ROWS);
const START = utc('2025-03-10T13:30');

describe('a part of a tape', () => {
  it('is the tape that its rows alone would make, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 5 }), fc.integer({ min: -1, max: 5 }), (first, last) => {
        const from = START + first * 60_000;
        const to = START + last * 60_000;
        const expected = MIXED_ROWS.filter(({ time }) => utc(time) >= from && utc(time) < to);
        const part = sliceTape(TAPE, from, to);
        expect(part.rows.length).toBe(expected.length);
        if (expected.length === 0) return;
        const alone = tapeOfRows(expected);
        expect(plainRows(part)).toEqual(plainRows(alone));
        expect(part.contracts).toEqual(alone.contracts);
        expect(tapeDigest(part)).toBe(tapeDigest(alone));
        expect(part.byContract.map(({ length }) => length)).toEqual(
          alone.byContract.map(({ length }) => length),
        );
      }),
    );
  });

  it('is the tape itself when it is all of it', () => {
    expect(sliceTape(TAPE, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)).toBe(TAPE);
  });

  it('takes its shorter bars along', () => {
    const second = { ...MIXED_ROWS[2]!, time: '2025-03-10T13:31:30' };
    const shorter = tapeOfRows([{ ...MIXED_ROWS[1]!, time: '2025-03-10T13:30:05' }, second], 1_000);
    const whole = { ...TAPE, finer: finerBarsOf(TAPE, shorter) };
    expect(whole.finer.byContract.map((bars) => bars?.length)).toEqual([undefined, 2, undefined]);
    const part = sliceTape(whole, START + 60_000, START + 120_000);
    expect(part.contracts.map(({ rawSymbol }) => rawSymbol)).toEqual(['ESH5', 'ESM5', 'ESU5']);
    expect(part.finer!.byContract.map((bars) => bars?.length)).toEqual([1, undefined, undefined]);
    expect(part.finer!.byContract[0]!.time[0]).toBe(utc(second.time));
  });
});

describe('shorter bars', () => {
  it('must make up the longer ones', () => {
    expect(() => finerBarsOf(TAPE, TAPE)).toThrow(expect.objectContaining({ code: 'TB_BAR_INVALID' }));
    expect(() => finerBarsOf(TAPE, { ...TAPE, intervalMs: 7_000 })).toThrow(/7s/);
  });
});

describe('a compacted tape', () => {
  it('numbers its contracts by their first row', () => {
    const [h5, m5] = [TAPE.contracts[1]!, TAPE.contracts[0]!];
    const shuffled = {
      ...TAPE,
      contracts: [TAPE.contracts[2]!, { ...h5, rawSymbol: 'ESZ9' }, m5, h5],
      rows: { ...TAPE.rows, contract: TAPE.rows.contract.map((contract) => [2, 3, 0][contract]!) },
    };
    expect(tapeDigest(compactTape(shuffled))).toBe(tapeDigest(TAPE));
  });
});
