import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { detect, simulate } from '../../src/engine/engine.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from './support/lively.ts';
import { inputOf, runBarByBar, runBatch } from './support/runs.ts';
import { cut, poisoned } from './support/tapes.ts';
import { drawsFrom, randomWorld } from './support/worlds.ts';

const VARIANTS: readonly Readonly<Record<string, unknown>>[] = [
  {},
  { entry: 'retest' },
  { limitFill: 'touch', intrabar: 'optimistic' },
  { limitFill: 'through-n', intrabar: 'path', limitOffsetTicks: 2 },
  { clusterMinutes: 5, profileMinutes: 0, volatilityScope: 'all' },
  { baseline: 'time-of-day', baselinePeriods: 3, clusterMinutes: 15, volumeThreshold: 1.2 },
  { flatAtClose: false, entryTimeoutMinutes: 400, maxHoldMinutes: 300 },
];

describe('the same inputs give the same bytes', () => {
  test('two runs in one process have the same root, and trade', () => {
    const input = inputOf(randomWorld(1), v6, LIVELY);
    const first = runBatch(input);
    expect(runBatch(input).root).toBe(first.root);
    expect(first.simulation.trades.length).toBeGreaterThan(5);
  });

  test('another cost, seed or parameter has another root', () => {
    const root = runBatch(inputOf(randomWorld(1), v6, LIVELY)).root;
    expect(runBatch(inputOf(randomWorld(1), v6, { ...LIVELY, slippageTicks: 0.76 })).root).not.toBe(root);
    expect(runBatch(inputOf(randomWorld(2), v6, LIVELY)).root).not.toBe(root);
  });

  test('a fresh process in another time zone has the root of this one', () => {
    const expected = runBatch(inputOf(randomWorld(3, { hasRoll: true }), v6, LIVELY)).root;
    const script = `
      import { randomWorld } from './test/engine/support/worlds.ts';
      import { inputOf, runBatch } from './test/engine/support/runs.ts';
      import v6 from './strategies/v6/strategy.ts';
      process.stdout.write(runBatch(inputOf(randomWorld(3, { hasRoll: true }), v6, ${JSON.stringify(LIVELY)})).root);
    `;
    for (const TZ of ['America/New_York', 'Pacific/Auckland']) {
      const root = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ, NODE_OPTIONS: '' },
        encoding: 'utf8',
      });
      expect(root).toBe(expected);
    }
  });
});

test('a simulation that nobody listens to has the trades and counts of one with a journal', () => {
  for (const variant of VARIANTS) {
    const input = inputOf(randomWorld(40, { hasRoll: true }), v6, { ...LIVELY, ...variant });
    const { simulation, detection } = runBatch(input);
    expect(simulate(input, detection)).toEqual(simulation);
  }
});

test('a simulation over a detection made for other parameters is refused', () => {
  const input = inputOf(randomWorld(40), v6, LIVELY);
  const detection = detect(input);
  const other = { ...input, engineParameters: { ...input.engineParameters, volatilityBars: 61 } };
  expect(() => simulate(other, detection)).toThrow(/made for other parameters/);
});

describe('bar by bar equals skipping', () => {
  test.each(VARIANTS.map((variant, k) => [JSON.stringify(variant), variant, k] as const))(
    'with %s',
    (_, variant, k) => {
      for (const hasRoll of [false, true]) {
        const input = inputOf(randomWorld(100 + k, { hasRoll }), v6, { ...LIVELY, ...variant });
        const batch = runBatch(input);
        const barsOnly = runBarByBar(input, 'bars-only');
        expect(barsOnly.events).toEqual(batch.events);
        expect(barsOnly.root).toBe(batch.root);
        expect(runBarByBar(input, 'minute-marks').root).toBe(batch.root);
        expect(barsOnly.detection.counts).toEqual(batch.detection.counts);
        expect(batch.simulation.counts.orders).toBeGreaterThan(0);
      }
    },
  );
});

describe('no look-ahead', () => {
  const seeds = Array.from({ length: 12 }, (_, k) => 500 + k);

  test.each(seeds)('the events on a prefix are those of the full run, seed %i', (seed) => {
    const draw = drawsFrom(seed);
    const tape = randomWorld(seed, { hasRoll: seed % 2 === 0 });
    const variant = VARIANTS[seed % VARIANTS.length]!;
    const full = runBatch(inputOf(tape, v6, { ...LIVELY, ...variant }));
    for (let k = 0; k < 3; k++) {
      const row = Math.floor(draw() * tape.rows.length);
      const until = tape.rows.time[row]! + tape.intervalMs;
      const known = full.events.filter((event) => event.time <= until && isOver(event, until));
      const prefix = runBatch(inputOf(cut(tape, until), v6, { ...LIVELY, ...variant }));
      const made = prefix.events.filter((event) => !(event.type === 'session' && !event.isComplete));
      expect(made).toEqual(known);
      const garbage = poisoned(tape, until, draw);
      const after = runBatch(inputOf(garbage, v6, { ...LIVELY, ...variant }));
      expect(after.events.filter((event) => event.time <= until && isOver(event, until))).toEqual(known);
    }
  });
});

/** A fill at the open of the bar at `until` has that time, but is known only later; and so is a day cut short. */
function isOver(event: { readonly type: string; readonly time: number }, until: number): boolean {
  const { type } = event;
  if (type === 'session') return (event as { isComplete?: boolean }).isComplete === true;
  if (event.time < until) return true;
  if (type === 'fill') return (event as { isAtOpen?: boolean }).isAtOpen !== true;
  if (type === 'trade') return (event as { exitBarTime?: number }).exitBarTime !== until;
  if (type === 'halt' && (event as { state?: string }).state === 'on') return false;
  return true;
}
