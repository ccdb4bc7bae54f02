import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Journal, verifyJournal } from '../../src/engine/engine.ts';
import { feedRecording } from '../../src/live/feed.ts';
import { Pipeline } from '../../src/live/pipeline.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import type { Tape } from '../../src/market/tape.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { inputOf, runBatch } from '../engine/support/runs.ts';
import { drawsFrom } from '../engine/support/worlds.ts';
import { liveWorld } from './support/market.ts';
import { SessionBench } from './support/sessionBench.ts';

/** More of them, or one that failed: LIVE_SEEDS=200 or LIVE_SEED=17 npx vitest run test/live/parity.test.ts */
const COUNT = Number(process.env['LIVE_SEEDS'] ?? 20);
const ONE = process.env['LIVE_SEED'];
const SEEDS = ONE === undefined ? Array.from({ length: COUNT }, (_, i) => i + 1) : [Number(ONE)];

test.each(SEEDS)(
  'live through the gateway with cuts, repetitions, late bars and restarts gives the root of the batch (LIVE_SEED=%i)',
  async (seed) => {
    const draw = drawsFrom(seed);
    const tape = liveWorld(1000 + seed, 2);
    // In one market of two every bar comes in time.
    const lateness = seed % 2 === 0 ? 0 : draw() * 0.02;
    const bench = await SessionBench.open(tape, {
      seed,
      faults: [
        { kind: 'fragment', bytes: 200 + Math.floor(draw() * 8000) },
        { kind: 'duplicate', probability: draw() * 0.2 },
        { kind: 'random-disconnect', probability: draw() * 0.004 },
        { kind: 'late', probability: lateness, byRecords: 1 + Math.floor(draw() * 12) },
      ],
    });
    try {
      const restarts = 1 + Math.floor(draw() * 3);
      for (let restart = 0; restart < restarts; restart++) {
        const session = bench.session();
        await bench.follow(session, 1 + Math.floor((draw() * tape.rows.length) / restarts));
        // A process that is killed closes nothing; one that is asked to end does.
        if (draw() < 0.5) session.close();
      }
      const last = bench.session();
      await bench.follow(last);
      last.close();

      const used = usedBars(bench);
      expectPart(used, tape, lateness);
      const batch = runBatch(inputOf(used, v6, LIVELY));
      // The batch ends the day under way with its data; a session goes on with the next bar.
      expect(batch.events.at(-1)).toMatchObject({ type: 'session', isComplete: false });
      const expected = new Journal();
      for (const event of batch.events.slice(0, -1)) expected.emit(event);
      expect(last.root).toBe(expected.root);
      expect(last.events).toBe(expected.length);
      expect(verifyJournal(bench.read(SESSION_FILES.journal), 'journal').root).toBe(expected.root);

      const replay = replaySession(bench.folder, bench.setup);
      expect(replay.difference).toBeUndefined();
      expect(replay.root).toBe(replay.journalRoot);

      // Each order of the batch was recommended once, in order.
      const orders = batch.events.flatMap((event) =>
        event.type === 'order' && event.action === 'place' ? [event.id] : [],
      );
      const log = bench.read(SESSION_FILES.recommendations).split('\n').slice(0, -1);
      expect(log.map((line) => (JSON.parse(line) as { order_id: number }).order_id)).toEqual(orders);
    } finally {
      await bench.close();
      rmSync(bench.folder, { recursive: true });
    }
  },
);

/** The bars that a session has decided on, out of its recording. */
function usedBars(bench: SessionBench): Tape {
  const pipeline = new Pipeline(bench.setup, { onEvent: () => {} });
  feedRecording(pipeline, join(bench.folder, SESSION_FILES.recording), []);
  return pipeline.tape;
}

/** Each bar is one of the market's, and none is missing but those that came late. */
function expectPart(used: Tape, market: Tape, lateness: number): void {
  const all = new Set(barsOf(market));
  const own = barsOf(used);
  expect(own.filter((bar) => !all.has(bar))).toEqual([]);
  expect(new Set(own).size).toBe(own.length);
  const missing = all.size - own.length;
  expect(missing).toBeLessThanOrEqual(3 * lateness * all.size + 10 * Math.sign(lateness));
}

function barsOf({ rows, contracts }: Tape): string[] {
  const { time, open, high, low, close, volume, contract } = rows;
  return Array.from({ length: rows.length }, (_, row) =>
    [contracts[contract[row]!]!.rawSymbol, time, open, high, low, close, volume]
      .map((column) => (typeof column === 'string' ? column : column[row]))
      .join(' '),
  );
}

test('bars that come after their minute are left out and said, and the replay leaves out the same', async () => {
  const tape = liveWorld(1300, 2);
  const bench = await SessionBench.open(tape, {
    seed: 3,
    faults: [{ kind: 'late', probability: 0.02, byRecords: 7 }],
  });
  try {
    const session = bench.session();
    await bench.follow(session);
    session.close();
    const late = bench.printed.filter((text) => text.includes('came after its minute was complete'));
    expect(late.length).toBeGreaterThan(5);
    expect(late.length).toBeLessThan(tape.rows.length / 20);
    const replay = replaySession(bench.folder, bench.setup);
    expect(replay.difference).toBeUndefined();
    expect(replay.root).toBe(session.root);
  } finally {
    await bench.close();
    rmSync(bench.folder, { recursive: true });
  }
});
