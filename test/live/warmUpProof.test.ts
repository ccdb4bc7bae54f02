import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import type { StrategyDefinition } from '../../src/engine/strategy.ts';
import { Pipeline } from '../../src/live/pipeline.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { proveWarmUp, warmUpText } from '../../src/live/warmUpProof.ts';
import { sessionAtOrAfter, sessionsBetween } from '../../src/market/calendar.ts';
import { sliceTape } from '../../src/sources/tapeSlice.ts';
import { livelySetup, liveWorld } from './support/market.ts';
import { SessionBench } from './support/sessionBench.ts';

let bench: SessionBench | undefined;

afterEach(async () => {
  await bench?.close();
  if (bench !== undefined) rmSync(bench.folder, { recursive: true });
  bench = undefined;
});

const world = liveWorld(41, 8);
const setup = livelySetup();

test('names the shortest part of a history that gives the same state, and the same one of every longer history', () => {
  const proof = proveWarmUp(setup, world);
  expect(proof.tradeDates).toBe(8);
  // The date under way has the 60 bars of regular hours, the one before it selects the contract.
  expect(proof.sufficientTradeDates).toBe(2);
  expect(warmUpText(proof)).toBe(
    `Warm-up: 8 trade dates of history; the state after the last 2 alone is the same (${proof.stateDigest!.slice(0, 12)}), so that what is older changes nothing.`,
  );
  const third = sessionAtOrAfter(world.rows.time[0]! + 3 * 86_400_000).globexOpen;
  const shorter = proveWarmUp(setup, sliceTape(world, third, Number.POSITIVE_INFINITY));
  expect(shorter.tradeDates).toBeLessThan(8);
  expect(shorter).toMatchObject({ stateDigest: proof.stateDigest, sufficientTradeDates: 2 });
  // Windows over three of these days of about 390 bars.
  const long = proveWarmUp(livelySetup({}, { volatilityBars: 900 }), world);
  expect(long.sufficientTradeDates).toBe(3);
  expect(long.stateDigest).not.toBe(proof.stateDigest);
});

test('says in words that a history is not proven long enough, and why', () => {
  const tooLong = proveWarmUp(livelySetup({}, { volatilityBars: 5000 }), world);
  expect(tooLong).toMatchObject({ tradeDates: 8, sufficientTradeDates: null });
  expect(warmUpText(tooLong)).toMatch(/^Warm-up NOT PROVEN long enough: 8 trade dates .* no shorter part/);
  const { definition } = setup;
  const silent: StrategyDefinition = {
    ...definition,
    createDetector: (parameters, context) => {
      const inner = definition.createDetector(parameters, context);
      return {
        observe: (...shown) => inner.observe(...shown),
        judge: (...shown) => inner.judge(...shown),
      };
    },
  };
  const untold = proveWarmUp({ ...setup, definition: silent }, world);
  expect(untold).toEqual({ tradeDates: 8, stateDigest: null, sufficientTradeDates: null });
  expect(warmUpText(untold, 'Warm-up of ESU5')).toMatch(
    /^Warm-up of ESU5 NOT PROVEN .* the strategy tells none/,
  );
  expect(proveWarmUp({ ...setup, contractOverride: 'ESZ9' }, world).stateDigest).toBeNull();
  const named = { ...setup, contractOverride: world.contracts[0]!.rawSymbol };
  expect(proveWarmUp(named, world).sufficientTradeDates).toBe(1);
});

test('a session that begins on the part that suffices decides as one on the whole history does', () => {
  const judgesFrom = world.rows.time[0]! + 5 * 86_400_000;
  const history = sliceTape(world, 0, judgesFrom);
  const { sufficientTradeDates } = proveWarmUp(setup, history);
  const opens = sessionsBetween(history.rows.time[0]!, judgesFrom).map(({ globexOpen }) => globexOpen);
  const from = opens[opens.length - sufficientTradeDates!]!;
  expect(from).toBeGreaterThan(opens[1]!);
  const found = [history, sliceTape(history, from, judgesFrom)].map((warmUp) => {
    const pipeline = new Pipeline({ ...setup, judgesFrom, warmUp }, { onEvent: () => {} });
    const { rows, contracts } = world;
    for (let row = history.rows.length; row < rows.length; row++) {
      const { rawSymbol, instrumentId } = contracts[rows.contract[row]!]!;
      pipeline.name(instrumentId, rawSymbol);
      const nano = (ticks: number): bigint => BigInt(ticks * world.instrument.tickNano);
      pipeline.bar({
        instrumentId,
        tsEvent: BigInt(rows.time[row]!) * 1_000_000n,
        open: nano(rows.open[row]!),
        high: nano(rows.high[row]!),
        low: nano(rows.low[row]!),
        close: nano(rows.close[row]!),
        volume: BigInt(rows.volume[row]!),
      } as Parameters<Pipeline['bar']>[0]);
    }
    pipeline.complete(rows.time[rows.length - 1]! + 60_000);
    return pipeline.simulation()!.trades.map(({ time, signal, netMilli }) => [time, netMilli, typeof signal]);
  });
  expect(found[0]!.length).toBeGreaterThan(3);
  expect(found[1]).toEqual(found[0]);
});

test('a session looks again at the contract that it rolls to, and says what it found', async () => {
  bench = await SessionBench.open(liveWorld(31, 4));
  const session = bench.session();
  await bench.follow(session);
  session.close();
  const said = bench.printed.filter((text) => text.startsWith('Warm-up of '));
  const rolls = bench.printed.filter((text) => text.includes('roll from'));
  expect(rolls).toHaveLength(1);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^Warm-up of ES[HMUZ]\d: \d trade dates of history; the state after the last/);
  expect(bench.read(SESSION_FILES.log)).toContain('"warm-up"');
  bench.printed.length = 0;
  bench.session().close();
  expect(bench.printed).toEqual([]);
});
