import { describe, expect, test } from 'vitest';
import { BarColumns, MINUTE_MS } from '../../src/market/bars.ts';
import { dateText } from '../../src/market/calendar.ts';
import { type Contract, contractOf } from '../../src/market/contracts.ts';
import { instrumentOf } from '../../src/market/instruments.ts';
import { selectContracts } from '../../src/market/schedule.ts';
import type { Tape } from '../../src/market/tape.ts';

type Row = readonly [time: string, contract: number, volume: number];

function tapeOf(contracts: readonly Contract[], rows: readonly Row[]): Tape {
  const columns = new BarColumns(rows.length);
  const byContract = contracts.map(() => new BarColumns());
  for (const [time, contract, volume] of rows) {
    columns.push(Date.parse(`${time}Z`), 4, 4, 4, 4, volume);
    byContract[contract]!.push(Date.parse(`${time}Z`), 4, 4, 4, 4, volume);
  }
  const contract = Uint16Array.from(rows, (row) => row[1]);
  const { length, time, open, high, low, close, volume } = columns;
  return {
    instrument: instrumentOf('ES'),
    intervalMs: MINUTE_MS,
    contracts,
    rows: { length, time, open, high, low, close, volume, contract },
    byContract,
  };
}

const asOf = Date.UTC(2025, 5, 9);
const outrights = ['ESM5', 'ESU5'].map((symbol) => contractOf(symbol, asOf));

describe('the schedule of a tape', () => {
  test('has a contract for each trade date from 18:00 to 17:00 New York', () => {
    const schedule = selectContracts(
      tapeOf(outrights, [
        ['2025-06-11T14:00', 0, 100],
        ['2025-06-11T20:59', 1, 99],
        // 18:00 New York of Wednesday is Thursday's trade date.
        ['2025-06-11T22:00', 1, 50],
        ['2025-06-12T14:00', 0, 40],
        ['2025-06-12T14:01', 0, 9],
        ['2025-06-13T14:00', 0, 70],
        // Sunday evening is Monday's.
        ['2025-06-15T22:00', 0, 1],
      ]),
    );
    expect(schedule.sessions.map((session) => dateText(session.tradeDate))).toEqual([
      '2025-06-11',
      '2025-06-12',
      '2025-06-13',
      '2025-06-16',
    ]);
    expect([...schedule.selected]).toEqual([-1, 0, 1, 1]);
    expect([...schedule.volume]).toEqual([100, 99, 49, 50, 70, 0, 1, 0]);
    expect(schedule.rolls).toEqual([
      { time: Date.UTC(2025, 5, 11, 22), tradeDate: 20251, from: -1, to: 0, volumeFrom: 0, volumeTo: 100 },
      { time: Date.UTC(2025, 5, 12, 22), tradeDate: 20252, from: 0, to: 1, volumeFrom: 49, volumeTo: 50 },
    ]);
  });

  test('counts a bar in a gap to the trade date that opens next, at the end of the tape too', () => {
    const schedule = selectContracts(
      tapeOf(outrights, [
        ['2025-06-12T21:30', 0, 5],
        ['2025-06-13T14:00', 0, 5],
        ['2025-06-14T12:00', 1, 8],
      ]),
    );
    expect(schedule.sessions.map((session) => dateText(session.tradeDate))).toEqual([
      '2025-06-13',
      '2025-06-16',
    ]);
    expect([...schedule.volume]).toEqual([10, 0, 0, 8]);
    expect([...schedule.selected]).toEqual([-1, 0]);
  });

  test('rolls a continuous series at its first bar of the new id', () => {
    const series = [1, 2].map((id) => contractOf('ES.v.0', asOf, id));
    const schedule = selectContracts(
      tapeOf(series, [
        ['2025-06-11T14:00', 0, 10],
        ['2025-06-12T14:00', 0, 10],
        ['2025-06-12T23:59', 0, 10],
        ['2025-06-13T00:00', 1, 10],
      ]),
    );
    expect([...schedule.selected]).toEqual([-1, 0, 1]);
    expect(schedule.rolls.map(({ time, to }) => [time, to])).toEqual([
      [Date.UTC(2025, 5, 11, 22), 0],
      [Date.UTC(2025, 5, 13), 1],
    ]);
  });

  test('knows trade dates with bars only, so a gap of years rolls once, and spreads make no trade date', () => {
    const contracts = [...outrights, contractOf('ESH0', Date.UTC(2030, 0, 7)), contractOf('ESM5-ESU5', asOf)];
    const schedule = selectContracts(
      tapeOf(contracts, [
        ['2025-06-11T14:00', 0, 10],
        ['2025-06-11T14:01', 1, 1],
        ['2025-06-12T14:00', 0, 10],
        ['2025-06-13T14:00', 3, 10],
        ['2030-01-07T15:00', 2, 10],
        ['2030-01-08T15:00', 2, 10],
      ]),
    );
    expect(schedule.sessions.map((session) => dateText(session.tradeDate))).toEqual([
      '2025-06-11',
      '2025-06-12',
      '2030-01-07',
      '2030-01-08',
    ]);
    expect([...schedule.selected]).toEqual([-1, 0, -1, 2]);
    expect(schedule.rolls.map(({ from, to }) => [from, to])).toEqual([
      [-1, 0],
      [0, 2],
    ]);
  });

  test('does not lean on the order of the table', () => {
    const schedule = selectContracts(
      tapeOf(outrights, [
        ['2025-06-11T14:00', 1, 10],
        ['2025-06-12T14:00', 0, 20],
        ['2025-06-13T14:00', 0, 20],
      ]),
    );
    expect(schedule.sessions.map((session) => dateText(session.tradeDate).slice(8))).toEqual([
      '11',
      '12',
      '13',
    ]);
    expect([...schedule.selected]).toEqual([-1, 1, 1]);
    const series = [3, 2, 1].map((id) => contractOf('ES.v.0', asOf, id));
    const rolls = selectContracts(
      tapeOf(series, [
        ['2025-06-11T14:00', 2, 10],
        ['2025-06-12T14:00', 1, 10],
        ['2025-06-12T15:00', 0, 10],
      ]),
    ).rolls;
    expect(rolls.map(({ from, to }) => [from, to])).toEqual([
      [-1, 2],
      [2, 1],
      [1, 0],
    ]);
  });

  test('of no bars is empty', () => {
    expect(selectContracts(tapeOf(outrights, [])).sessions).toEqual([]);
  });

  test('takes an override by its symbol and refuses one that is not there, or a spread', () => {
    const contracts = [...outrights, contractOf('ESM5-ESU5', asOf)];
    const tape = tapeOf(contracts, [['2025-06-11T14:00', 0, 10]]);
    expect([...selectContracts(tape, 'esu5').selected]).toEqual([1]);
    for (const symbol of ['ESZ5', 'ESM5-ESU5']) {
      expect(() => selectContracts(tape, symbol)).toThrow(
        expect.objectContaining({ code: 'TB_SYMBOL_INVALID', next: 'It has ESM5, ESU5.' }),
      );
    }
  });

  test('is refused outside the calendar', () => {
    expect(() => selectContracts(tapeOf(outrights, [['2009-06-11T14:00', 0, 10]]))).toThrow(
      expect.objectContaining({ code: 'TB_CALENDAR_RANGE' }),
    );
  });
});
