import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/engine/detection.ts';
import { Scan } from '../../src/engine/scan.ts';
import type { StrategyDefinition } from '../../src/engine/strategy.ts';
import { BarColumns, MINUTE_MS } from '../../src/market/bars.ts';
import { dayNumber, type Session, sessionsBetween } from '../../src/market/calendar.ts';
import type { Contract } from '../../src/market/contracts.ts';
import type { Tape } from '../../src/market/tape.ts';
import { sliceTape } from '../../src/sources/tapeSlice.ts';
import randomEntry from '../../strategies/random-entry/strategy.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from './support/lively.ts';
import { inputOf } from './support/runs.ts';
import { contractOf, tapeOf } from './support/tapes.ts';
import { drawsFrom } from './support/worlds.ts';

const DAY_MS = 86_400_000;
const GIVEN = { ...LIVELY, volatilityBars: 40, baselinePeriods: 10, rankWindowMinutes: 60 };

interface World {
  readonly tape: Tape;
  readonly sessions: readonly Session[];
}

/**
 * Four contracts: one that expires half-way, the one that is traded, a thin one of a few bars a day, and the next quarter,
 * which takes over on a day near the end; in some worlds the thin one does, from one day to the next.
 */
function world(seed: number): World {
  const draw = drawsFrom(seed);
  const start = dayNumber(2024, 3, 4) + Math.floor(draw() * 200);
  const sessions = sessionsBetween(start * DAY_MS, (start + 16) * DAY_MS)
    .filter(({ regularOpen }) => !Number.isNaN(regularOpen))
    .slice(0, 8);
  const last = sessions[7]!.globexClose;
  const contracts: Contract[] = [
    contractOf('ESH4', sessions[3]!.regularOpen),
    contractOf('ESM4', last + 30 * DAY_MS),
    contractOf('ESZ4', last + 200 * DAY_MS),
    contractOf('ESU4', last + 120 * DAY_MS),
  ];
  const isSudden = draw() < 0.5;
  const takeover = 5 + Math.floor(draw() * 2);
  const chance = (k: number, day: number): number => {
    if (k === 0) return day < 4 ? 0.3 : 0;
    if (k === 1) return 0.97;
    if (k === 2) return isSudden && day === takeover ? 0.9 : 0.02;
    return 0.7;
  };
  const size = (k: number, day: number): number => {
    if (k === 2) return isSudden && day === takeover ? 900 : 1;
    if (k === 3) return !isSudden && day >= takeover ? 900 : 60;
    return k === 0 ? 40 : 300;
  };
  const columns = contracts.map(() => new BarColumns(4096));
  const prices = contracts.map((_, k) => 20_000 + k * 100);
  sessions.forEach((session, day) => {
    for (let time = session.regularOpen - 5 * MINUTE_MS; time < session.regularOpen + 90 * MINUTE_MS; ) {
      const burst = draw() < 0.05 ? 7 : 1;
      contracts.forEach(({ expiry }, k) => {
        if (draw() >= chance(k, day) || time >= expiry) return;
        const open = prices[k]!;
        const close = open + Math.round((draw() + draw() - 1) * (burst > 1 ? 14 : 5));
        const high = Math.max(open, close) + Math.floor(draw() * 3);
        const low = Math.min(open, close) - Math.floor(draw() * 3);
        columns[k]!.push(time, open, high, low, close, 1 + Math.floor(draw() * size(k, day) * burst));
        prices[k] = close;
      });
      time += MINUTE_MS;
    }
  });
  return { tape: tapeOf(contracts, columns), sessions };
}

interface State {
  readonly contracts: readonly string[];
}

interface Observed {
  readonly state: string;
  readonly contracts: readonly string[];
  /** What is found after the moment, as text, up to the selection of a contract that is not in the state. */
  readonly later: readonly string[];
  readonly hasLeft: boolean;
}

/** A scan of the bars from a moment on: its state at another, and what it finds after that. */
function observed(
  tape: Tape,
  definition: StrategyDefinition,
  given: Readonly<Record<string, unknown>>,
  from: number,
  at: number,
  contractOverride?: string,
): Observed {
  const part = sliceTape(tape, from, Number.POSITIVE_INFINITY);
  const input = inputOf(part, definition, given);
  const scan = new Scan(contractOverride === undefined ? input : { ...input, contractOverride });
  scan.advance(at);
  const state = scan.detectorState('prospects') as State;
  const text = JSON.stringify(state);
  scan.advance(tape.rows.time[tape.rows.length - 1]! + MINUTE_MS);
  const symbols = state.contracts.map((key) => key.split('|')[0]);
  const nameOf = (index: number): string => part.contracts[index]!.rawSymbol;
  const left = scan.rolls.find(({ time, to }) => time >= at && !symbols.includes(nameOf(to)));
  const until = left?.time ?? Number.POSITIVE_INFINITY;
  const later = scan.findings
    .filter(({ time }) => time > at && time < until)
    .map((finding) => textOf(finding, nameOf(finding.contract)));
  return { state: text, contracts: state.contracts, later, hasLeft: left !== undefined };
}

/** A finding without what hangs on where the bars begin: its number, and places in tables. */
function textOf(finding: Finding, symbol: string): string {
  const { kind, time } = finding;
  if (kind === 'warm-up') return JSON.stringify([kind, time, symbol, finding.value, finding.limit]);
  return JSON.stringify([kind, time, symbol, finding.volumeRatio, finding.sigma1, finding.signal]);
}

const NAMED = { ...GIVEN, volatilityScope: 'all', volatilityBars: 10, baselinePeriods: 4 };

const CASES: readonly [string, StrategyDefinition, Readonly<Record<string, unknown>>, string?][] = [
  ['v6', v6, GIVEN],
  [
    'v6 with periods of 5 minutes, extreme rule',
    v6,
    {
      ...GIVEN,
      clusterMinutes: 5,
      baselinePeriods: 6,
      directionRule: 'extreme',
      longThreshold: 0.5,
      shortThreshold: 0.5,
    },
  ],
  [
    'v6 by the time of day',
    v6,
    { ...GIVEN, baseline: 'time-of-day', baselinePeriods: 2, volumeThreshold: 1.2 },
  ],
  [
    'v6 on all bars, long windows',
    v6,
    { ...GIVEN, volatilityScope: 'all', volatilityBars: 200, profileMinutes: 60, rankWindowMinutes: 1440 },
  ],
  // With the contract named and short windows, what a judgement reads is what reaches back furthest.
  [
    'v6 on a named contract, long profile',
    v6,
    { ...NAMED, profileMinutes: 60, rankWindowMinutes: 1 },
    'ESM4',
  ],
  ['v6 on a named contract, long ranking', v6, { ...NAMED, rankWindowMinutes: 70, topPerWindow: 1 }, 'ESM4'],
  [
    'random-entry on a named contract',
    randomEntry,
    { entriesPerSession: 60, volatilityScope: 'all', volatilityBars: 10, profileMinutes: 60 },
    'ESM4',
  ],
  ['random-entry', randomEntry, { entriesPerSession: 60, volatilityBars: 40, profileMinutes: 90 }],
];

describe('the state of a detector', () => {
  test.each(CASES)(
    'that is equal after two warm-ups means that all they find later is equal: %s',
    (_, definition, given, named) => {
      let equal = 0;
      let unequal = 0;
      let signals = 0;
      let differing = 0;
      let hasLeft = 0;
      for (let seed = 1; seed <= 24; seed++) {
        const draw = drawsFrom(900 + seed);
        const { tape, sessions } = world(seed);
        const session = sessions[4 + Math.floor(draw() * 2)]!;
        const at =
          draw() < 0.3 ? session.globexOpen : session.regularOpen + Math.floor(draw() * 80) * MINUTE_MS;
        const whole = observed(tape, definition, given, 0, at, named);
        for (let tail = 0; tail < 8; tail++) {
          const isLong = named === undefined && tail < 6;
          const age = isLong ? Math.ceil(draw() * 8 * DAY_MS) : Math.ceil(draw() * 80) * MINUTE_MS;
          const part = observed(tape, definition, given, at - age, at, named);
          if (part.state === whole.state) {
            expect(part.later, `world ${seed}, ${age} ms before ${at}`).toEqual(whole.later);
            equal += 1;
            signals += whole.later.length;
            if (whole.hasLeft) hasLeft += 1;
          } else {
            unequal += 1;
            if (JSON.stringify(part.later) !== JSON.stringify(whole.later)) differing += 1;
          }
        }
      }
      // Neither side is empty, and the states that differ are not all different for nothing.
      expect(equal).toBeGreaterThan(10);
      expect(signals).toBeGreaterThan(20);
      expect(unequal).toBeGreaterThan(10);
      expect(differing).toBeGreaterThan(5);
      if (named === undefined) expect(hasLeft).toBeGreaterThan(0);
    },
  );

  test('leaves out what has expired, earlier months and thin ones, and knows no numbers of contracts', () => {
    const { tape, sessions } = world(3);
    const at = sessions[4]!.regularOpen + 30 * MINUTE_MS;
    const { contracts, state } = observed(tape, v6, GIVEN, 0, at);
    expect(contracts.map((key) => key.split('|')[0])).toEqual(['ESM4', 'ESU4']);
    // Cut so that the expired contract is gone and the others are numbered otherwise.
    const from = sessions[2]!.globexOpen;
    const later = sliceTape(tape, from + 1, Number.POSITIVE_INFINITY);
    expect(later.contracts.map(({ rawSymbol }) => rawSymbol)).not.toEqual(
      tape.contracts.map(({ rawSymbol }) => rawSymbol),
    );
    expect(observed(tape, v6, GIVEN, from, at).state).toBe(state);
  });

  test('differs after every warm-up that is too short by a bar, and not after a longer one', () => {
    const { tape, sessions } = world(5);
    const at = sessions[3]!.regularOpen + 60 * MINUTE_MS;
    const whole = observed(tape, v6, GIVEN, 0, at).state;
    const isSame: boolean[] = [];
    for (const { globexOpen } of [...sessions.slice(0, 4)].reverse())
      isSame.push(observed(tape, v6, GIVEN, globexOpen, at).state === whole);
    // The selection wants the whole of the trade date before.
    expect(isSame).toEqual([false, true, true, true]);
    const first = sessions[2]!.regularOpen - 5 * MINUTE_MS;
    expect(observed(tape, v6, GIVEN, first + MINUTE_MS, at).state).not.toBe(whole);
    expect(observed(tape, v6, GIVEN, first, at).state).toBe(whole);
  });
});
