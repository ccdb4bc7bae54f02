import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import type { Tape } from '../../src/market/tape.ts';
import { readFile } from '../../src/sources/read.ts';
import { generateSyntheticMarket, writeSyntheticMarket } from '../../src/sources/synthetic/index.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { inputOf, runBatch } from '../engine/support/runs.ts';
import { SessionBench } from './support/sessionBench.ts';

/**
 * A trade date by the exchanges' notices, in UTC: 18:00 in New York of the day before, the end of trading, and the end of the
 * cash market's day, null where it has none.
 */
type Hours = readonly [tradeDate: string, open: string, close: string, regularClose: string | null];

/** The synthetic market of some trade dates, as a reader of its file gives it. */
async function marketOf(from: string, to: string): Promise<Tape> {
  const folder = mkdtempSync(join(tmpdir(), 'tapebench-dates-'));
  const path = join(folder, 'market.dbn');
  const market = generateSyntheticMarket({ seed: 7, from, to, listedQuarterlies: 4 });
  await writeSyntheticMarket(market, path);
  const { tape } = await readFile(path, { instrument: 'ES' }, 'dbn');
  rmSync(folder, { recursive: true });
  return tape;
}

interface Lived {
  readonly events: readonly EngineEvent[];
  readonly printed: readonly string[];
}

/** Follows a market live, in two lives, and asserts the root of the batch. */
async function lived(tape: Tape): Promise<Lived> {
  const batch = runBatch(inputOf(tape, v6, LIVELY));
  const bench = await SessionBench.open(tape, { faults: [{ kind: 'fragment', bytes: 40_000 }] });
  const first = bench.session();
  await bench.follow(first, tape.rows.length >> 1);
  const session = bench.session();
  await bench.follow(session);
  session.close();
  await bench.close();
  // The batch ends a trade date that has no later bar with its data.
  const last = batch.events.at(-1)!;
  const events = last.type === 'session' && !last.isComplete ? batch.events.slice(0, -1) : batch.events;
  const expected = new Journal();
  for (const event of events) expected.emit(event);
  expect(session.root).toBe(expected.root);
  expect(replaySession(bench.folder, bench.setup).root).toBe(expected.root);
  rmSync(bench.folder, { recursive: true });
  return { events, printed: bench.printed };
}

const CASES: readonly (readonly [name: string, from: string, to: string, hours: readonly Hours[]])[] = [
  [
    'the clocks go forward',
    '2024-03-07',
    '2024-03-12',
    [
      ['2024-03-08', '2024-03-07T23:00Z', '2024-03-08T22:00Z', '2024-03-08T21:00Z'],
      ['2024-03-11', '2024-03-10T22:00Z', '2024-03-11T21:00Z', '2024-03-11T20:00Z'],
    ],
  ],
  [
    'the clocks go back',
    '2024-10-31',
    '2024-11-05',
    [
      ['2024-11-01', '2024-10-31T22:00Z', '2024-11-01T21:00Z', '2024-11-01T20:00Z'],
      ['2024-11-04', '2024-11-03T23:00Z', '2024-11-04T22:00Z', '2024-11-04T21:00Z'],
    ],
  ],
  [
    'Independence Day, and the early close before it',
    '2024-07-02',
    '2024-07-08',
    [
      ['2024-07-03', '2024-07-02T22:00Z', '2024-07-03T17:15Z', '2024-07-03T17:00Z'],
      ['2024-07-04', '2024-07-03T22:00Z', '2024-07-04T17:00Z', null],
      ['2024-07-05', '2024-07-04T22:00Z', '2024-07-05T21:00Z', '2024-07-05T20:00Z'],
    ],
  ],
  [
    'Thanksgiving, and the early close after it',
    '2024-11-27',
    '2024-12-02',
    [
      ['2024-11-28', '2024-11-27T23:00Z', '2024-11-28T18:00Z', null],
      ['2024-11-29', '2024-11-28T23:00Z', '2024-11-29T18:15Z', '2024-11-29T18:00Z'],
    ],
  ],
  [
    'the storm of 2012, with two days that ended in the morning',
    '2012-10-26',
    '2012-11-01',
    [
      ['2012-10-29', '2012-10-28T22:00Z', '2012-10-29T13:15Z', null],
      ['2012-10-30', '2012-10-29T22:00Z', '2012-10-30T13:15Z', null],
      ['2012-10-31', '2012-10-30T22:00Z', '2012-10-31T21:30Z', '2012-10-31T20:00Z'],
    ],
  ],
];

test.each(CASES)(
  '%s: live decides what the batch decides, in the hours of the exchange',
  async (_, from, to, dates) => {
    const tape = await marketOf(from, to);
    const { events } = await lived(tape);
    const sessions = events.filter((event) => event.type === 'session');
    for (const [tradeDate, open, close, regularClose] of dates) {
      const [opens, closes] = [Date.parse(open), Date.parse(close)];
      const ended = sessions.filter((event) => event.tradeDate === tradeDate);
      expect(ended, tradeDate).toMatchObject([{ isComplete: true, time: closes }]);
      const outrights = tape.rows.time
        .subarray(0, tape.rows.length)
        .filter((time, row) => time >= opens && time < closes && isOutright(tape, row));
      expect(ended[0]!.bars, tradeDate).toBe(outrights.length);
      // Nothing is traded outside of the cash market's day, and nothing is held beyond it.
      const traded = events.filter(
        ({ type, time }) => (type === 'fill' || type === 'order') && time > opens && time <= closes,
      );
      const last = regularClose === null ? Number.NEGATIVE_INFINITY : Date.parse(regularClose);
      expect(
        traded.filter(({ time }) => time > last),
        tradeDate,
      ).toEqual([]);
    }
    const entries = events.filter((event) => event.type === 'fill' && event.role === 'entry');
    expect(entries.length).toBeGreaterThan(0);
  },
);

test('a session across a roll announces it a pause ahead, rolls as the batch does, and trades the new contract from then on', async () => {
  const tape = await marketOf('2024-03-04', '2024-03-12');
  const { events, printed } = await lived(tape);
  const rolls = events.filter((event) => event.type === 'roll').slice(1);
  expect(rolls).toMatchObject([{ from: 'ESH4', to: 'ESM4' }]);
  const [roll] = rolls;
  const at = events.indexOf(roll!);
  // The announcement stands between the end of the day before and the roll.
  const ended = printed.findIndex((text) => text.includes('roll ahead: ESM4 is traded in place of ESH4'));
  const rolled = printed.findIndex((text) => text.includes('roll from ESH4 to ESM4'));
  expect(ended).toBeGreaterThan(0);
  expect(printed[ended - 1]).toMatch(/trade date 2024-03-\d\d ended/);
  expect(rolled).toBeGreaterThan(ended);
  expect(printed[ended]).toContain(`from trade date ${roll!.tradeDate} on`);
  expect(printed.filter((text) => text.includes('roll ahead'))).toHaveLength(1);
  const contractsOf = (part: readonly EngineEvent[]): Set<string> =>
    new Set(part.flatMap((event) => (event.type === 'order' ? [event.contract] : [])));
  expect(contractsOf(events.slice(0, at))).toEqual(new Set(['ESH4']));
  expect(contractsOf(events.slice(at))).toEqual(new Set(['ESM4']));
});

function isOutright(tape: Tape, row: number): boolean {
  return tape.contracts[tape.rows.contract[row]!]!.kind === 'outright';
}
