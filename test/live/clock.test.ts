import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Clock } from '../../src/databento/clock.ts';
import { Live } from '../../src/databento/index.ts';
import { startGateway } from '../../src/gateway/startGateway.ts';
import { PaperSession } from '../../src/live/paperSession.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import { writeDbn } from '../../src/sources/dbn/writer.ts';
import { tapebench } from '../cli/tapebench.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { ManualClock, settle } from '../gateway/manualClock.ts';
import { KEY } from '../gateway/market.ts';
import { liveWorld, servedAs } from './support/market.ts';
import { newFolder, SessionBench } from './support/sessionBench.ts';
import { HASTY, shortWorld } from './support/shortMarket.ts';

const HOUR_MS = 60 * MINUTE_MS;

/** A clock that is set while it runs: its time jumps, and what waits on it waits as long as before. */
class SetClock implements Clock {
  readonly #inner: ManualClock;
  offsetMs = 0;

  constructor(inner: ManualClock) {
    this.#inner = inner;
  }

  now(): number {
    return this.#inner.now() + this.offsetMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    return this.#inner.after(delayMs, callback);
  }
}

test('a clock that is set two hours ahead and then an hour back changes no decision, and is said', async () => {
  const { setup, tape } = shortWorld(25, 20, 240, { given: { ...HASTY, emergencyStopPct: 99 } });
  const calm = await SessionBench.open(tape, { setup });
  const undisturbed = calm.session();
  await calm.follow(undisturbed);
  undisturbed.close();
  await calm.close();
  expect(undisturbed.lastRecommendation?.order_id).toBe(3);

  const startMs = tape.rows.time[0]!;
  const endMs = tape.rows.time[tape.rows.length - 1]! + MINUTE_MS;
  const market = new ManualClock(startMs);
  const computer = new SetClock(market);
  const gateway = await startGateway({ data: servedAs(tape), key: KEY, clock: market, speed: 1 });
  const folder = newFolder();
  const said: string[] = [];
  const session = PaperSession.open({
    folder,
    pipeline: setup,
    clock: computer,
    graceMs: HOUR_MS,
    print: (text) => said.push(text),
    ageMs: (time) => computer.now() - time,
  });
  const live = new Live({
    key: KEY,
    dataset: 'GLBX.MDP3',
    gateway: gateway.live,
    clock: computer,
    recording: session.recording,
    // The market goes on by whole minutes here, which is longer than the gateway is usually silent for.
    heartbeatIntervalSeconds: 1800,
  });
  live.subscribe({ schema: 'ohlcv-1m', stypeIn: 'parent', symbols: 'ES.FUT' });
  await settle(market, live.start(), 1);
  const jumps = [
    { at: startMs + 60 * MINUTE_MS, offsetMs: 2 * HOUR_MS },
    { at: startMs + 150 * MINUTE_MS, offsetMs: -HOUR_MS },
  ];
  await settle(
    market,
    session.follow(live, (completeUntil) => {
      if (completeUntil >= (jumps[0]?.at ?? Number.POSITIVE_INFINITY))
        computer.offsetMs = jumps.shift()!.offsetMs;
      return completeUntil >= endMs;
    }),
    MINUTE_MS / 2,
  );
  session.close();
  await gateway.close();

  expect(jumps).toEqual([]);
  expect(session.root).toBe(undisturbed.root);
  expect(replaySession(folder, setup).root).toBe(undisturbed.root);
  const warnings = said.filter((text) => text.includes("computer's clock"));
  expect(warnings).toEqual([
    expect.stringMatching(/^Bars come 7\d{3}\.\d s late by the computer's clock, or it is fast\.$/),
    expect.stringMatching(/^The computer's clock is 3[56]\d{2}\.\d s slow or more: bars come before it\.$/),
  ]);
  rmSync(folder, { recursive: true });
  rmSync(calm.folder, { recursive: true });
});

test('the zone of the computer changes neither the journal nor the recommendations, nor what is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tapebench-zones-'));
  const tape = liveWorld(31, 3);
  await writeDbn(tape, join(folder, 'world.dbn.zst'));
  const from = new Date(tape.rows.time[0]!).toISOString().replace('.000Z', 'Z');
  const sets = Object.entries(LIVELY).flatMap(([name, value]) => ['--set', `${name}=${value}`]);
  const source = ['--source', 'replay:./world.dbn.zst', '--from', from, '--speed', '0'];
  const zones = ['UTC', 'Pacific/Chatham', 'America/New_York'];
  const files = zones.map((zone, index) => {
    const session = `session-${index}`;
    const { code, out, err } = tapebench(folder, ['live', 'v6', ...source, '--session', session, ...sets], {
      TZ: zone,
    });
    expect(code, err).toBe(0);
    return [
      ...[SESSION_FILES.journal, SESSION_FILES.recommendations].map((name) =>
        readFileSync(join(folder, session, name), 'utf8'),
      ),
      out.replaceAll(session, 'SESSION'),
    ];
  });
  expect(files[0]![1]!.split('\n').length).toBeGreaterThan(3);
  expect(files[1]).toEqual(files[0]);
  expect(files[2]).toEqual(files[0]);
  expect(tapebench(folder, ['replay', 'session-0'], { TZ: 'Pacific/Chatham' }).code).toBe(0);
  rmSync(folder, { recursive: true });
});
