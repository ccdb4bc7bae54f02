import { describe, expect, test } from 'vitest';
import { resolveParameters } from '../../../src/engine/parameters.ts';
import type { Candidate } from '../../../src/engine/strategy.ts';
import { type Bars, MINUTE_MS } from '../../../src/market/bars.ts';
import { newYorkMinutesOfDay, tradeDateOf } from '../../../src/market/calendar.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { V6Detector } from '../../../strategies/v6/detector.ts';
import { V6_PARAMETERS, type V6Parameters, v6Parameters } from '../../../strategies/v6/parameters.ts';
import v6 from '../../../strategies/v6/strategy.ts';
import { inputOf, runBatch } from '../../engine/support/runs.ts';
import { columns, contractOf, tapeOf } from '../../engine/support/tapes.ts';
import { randomWorld } from '../../engine/support/worlds.ts';

interface Period {
  readonly time: number;
  readonly volume: number;
  readonly end: number;
}

/** The rules of the README one by one, over all bars at once. */
function literalCandidates(bars: Bars, parameters: V6Parameters): Candidate[] {
  const periodMs = parameters.clusterMinutes * MINUTE_MS;
  const byStart = new Map<number, number>();
  for (let i = 0; i < bars.length; i++) {
    const start = Math.floor(bars.time[i]! / periodMs) * periodMs;
    if (bars.volume[i]! > 0) byStart.set(start, (byStart.get(start) ?? 0) + bars.volume[i]!);
  }
  const periods: Period[] = [...byStart].map(([start, volume]) => {
    const time = start + periodMs;
    let end = 0;
    while (end < bars.length && bars.time[end]! < time) end++;
    return { time, volume, end };
  });
  const n = parameters.baselinePeriods;
  const clusters: { time: number; ratio: number; end: number }[] = [];
  periods.forEach((period, k) => {
    let earlier = periods.slice(0, k);
    if (parameters.baseline === 'time-of-day') {
      const slot = ({ time }: Period): number => newYorkMinutesOfDay(time - periodMs);
      const date = ({ time }: Period): number => tradeDateOf(time - 1);
      earlier = earlier.filter((each) => slot(each) === slot(period) && date(each) < date(period));
    }
    const last = earlier.slice(-n);
    if (last.length < n) return;
    const mean = last.reduce((sum, { volume }) => sum + volume, 0) / n;
    if (mean > 0 && period.volume / mean >= parameters.volumeThreshold) {
      clusters.push({ time: period.time, ratio: period.volume / mean, end: period.end });
    }
  });
  return clusters
    .filter(({ time, ratio }) => {
      const from = time - parameters.rankWindowMinutes * MINUTE_MS;
      const stronger = clusters.filter(
        (other) => other.time > from && other.time < time && other.ratio > ratio,
      );
      return parameters.topPerWindow === 0 || stronger.length < parameters.topPerWindow;
    })
    .map(({ time, ratio, end }) => ({ time, end, volumeRatio: ratio }));
}

function detected(tape: Tape, parameters: V6Parameters, sliceMinutes: number): Candidate[] {
  const bars = tape.byContract[0]!;
  const detector = new V6Detector(parameters, {
    instrument: tape.instrument,
    contracts: tape.contracts,
    intervalMs: tape.intervalMs,
  });
  detector.contractSelected(0);
  const found: Candidate[] = [];
  const counts = { periods: 0, clusters: 0 };
  let date = tradeDateOf(bars.time[0]!);
  let end = 0;
  for (let until = bars.time[0]!; end < bars.length; until += sliceMinutes * MINUTE_MS) {
    while (end < bars.length && bars.time[end]! < until && tradeDateOf(bars.time[end]!) === date) end++;
    detector.observe(0, bars, end, until, found, counts);
    if (end < bars.length && bars.time[end]! < until) {
      detector.tradeDateClosed();
      date = tradeDateOf(bars.time[end]!);
      until = bars.time[end]!;
    }
  }
  return found;
}

describe('V6Detector', () => {
  const settings: readonly Readonly<Record<string, unknown>>[] = [
    { volumeThreshold: 2.5 },
    { volumeThreshold: 2, topPerWindow: 0 },
    { volumeThreshold: 1.5, clusterMinutes: 5, topPerWindow: 2, rankWindowMinutes: 60 },
    { volumeThreshold: 1.2, clusterMinutes: 15, baselinePeriods: 4 },
    { volumeThreshold: 1.5, clusterMinutes: 1, baseline: 'time-of-day', baselinePeriods: 3 },
    { volumeThreshold: 1.2, clusterMinutes: 15, baseline: 'time-of-day', baselinePeriods: 3 },
  ];

  test.each(settings.map((given) => [JSON.stringify(given), given] as const))(
    'finds what the rules say, in slices of any length, with %s',
    (_, given) => {
      const parameters = v6Parameters(resolveParameters(V6_PARAMETERS, given));
      const tape = randomWorld(17, { days: 6 });
      const expected = literalCandidates(tape.byContract[0]!, parameters);
      expect(expected.length).toBeGreaterThan(3);
      for (const slice of [1, 7, 500]) {
        const found = detected(tape, parameters, slice);
        expect(found.map(({ time, end }) => [time, end])).toEqual(
          expected.map(({ time, end }) => [time, end]),
        );
        found.forEach(({ volumeRatio }, k) => {
          expect(volumeRatio).toBeCloseTo(expected[k]!.volumeRatio, 12);
        });
      }
    },
  );

  test('a period ends at its clock end even if its last minute had no bar', () => {
    const start = Date.UTC(2024, 2, 5, 15);
    const rows = [0, 5, 10, 15, 20, 25, 27].map(
      (minute) => [minute, 100, 101, 99, 100, minute === 27 ? 900 : 100] as const,
    );
    const parameters = v6Parameters(
      resolveParameters(V6_PARAMETERS, { clusterMinutes: 5, baselinePeriods: 5, volumeThreshold: 4 }),
    );
    const tape = tapeOf([contractOf('ESH4')], [columns(start, rows)]);
    const detector = new V6Detector(parameters, tape);
    const found: Candidate[] = [];
    const counts = { periods: 0, clusters: 0 };
    detector.observe(0, tape.byContract[0]!, 7, start + 29 * MINUTE_MS, found, counts);
    expect([found.length, counts.periods]).toEqual([0, 5]);
    detector.observe(0, tape.byContract[0]!, 7, start + 30 * MINUTE_MS, found, counts);
    expect(found).toEqual([{ time: start + 30 * MINUTE_MS, end: 7, volumeRatio: 10 }]);
    expect(counts).toEqual({ periods: 6, clusters: 1 });
  });

  test.each([1, 5])('bars without volume make no period, with periods of %i minutes', (clusterMinutes) => {
    const start = Date.UTC(2024, 2, 5, 15);
    const rows = [0, 5, 10, 15, 20, 25, 30].map(
      (minute) => [minute, 100, 101, 99, 100, minute === 15 ? 0 : minute === 30 ? 900 : 100] as const,
    );
    const parameters = v6Parameters(
      resolveParameters(V6_PARAMETERS, { clusterMinutes, baselinePeriods: 5, volumeThreshold: 4 }),
    );
    const tape = tapeOf([contractOf('ESH4')], [columns(start, rows)]);
    const found: Candidate[] = [];
    const counts = { periods: 0, clusters: 0 };
    new V6Detector(parameters, tape).observe(
      0,
      tape.byContract[0]!,
      7,
      start + 40 * MINUTE_MS,
      found,
      counts,
    );
    expect(counts.periods).toBe(6);
    expect(found).toMatchObject([{ end: 7, volumeRatio: 9 }]);
  });

  test('the time-of-day baseline is of the contract that was selected on each date', () => {
    const days = [4, 5, 6, 7].map((date) => Date.UTC(2024, 2, date, 15));
    const bars = (volumes: readonly number[]) =>
      columns(
        0,
        volumes.map((volume, k) => [days[k]! / MINUTE_MS, 100, 101, 99, 100, volume] as const),
      );
    // Near is selected on the first two dates, far from the third on: the baseline of the last date is (100 + 100 + 40) / 3.
    const tape = tapeOf(
      [contractOf('ESH4'), contractOf('ESM4')],
      [bars([100, 100, 9, 9]), bars([5, 5, 40, 400])],
    );
    const parameters = v6Parameters(
      resolveParameters(V6_PARAMETERS, { baseline: 'time-of-day', baselinePeriods: 3, volumeThreshold: 2 }),
    );
    const detector = new V6Detector(parameters, tape);
    const found: Candidate[][] = [[], []];
    days.forEach((day, k) => {
      if (k === 0) detector.contractSelected(0);
      if (k === 2) detector.contractSelected(1);
      for (const contract of [0, 1]) {
        const own = tape.byContract[contract]!;
        detector.observe(contract, own, k + 1, day + 60 * MINUTE_MS, found[contract]!, {
          periods: 0,
          clusters: 0,
        });
      }
      detector.tradeDateClosed();
    });
    expect(found).toEqual([[], [{ time: days[3]! + MINUTE_MS, end: 4, volumeRatio: 5 }]]);
  });

  test('its state does not depend on how long it warmed up, once that was long enough', () => {
    const tape = randomWorld(23, { days: 4 });
    const bars = tape.byContract[0]!;
    const parameters = v6Parameters(resolveParameters(V6_PARAMETERS, { volumeThreshold: 2.5 }));
    const stateFrom = (from: number): unknown => {
      const late = tapeOf(tape.contracts, [
        columns(
          0,
          Array.from({ length: bars.length - from }, (_, k) => {
            const i = from + k;
            const minute = bars.time[i]! / MINUTE_MS;
            return [
              minute,
              bars.open[i]!,
              bars.high[i]!,
              bars.low[i]!,
              bars.close[i]!,
              bars.volume[i]!,
            ] as const;
          }),
        ),
      ]);
      const detector = new V6Detector(parameters, late);
      const own = late.byContract[0]!;
      detector.observe(0, own, own.length, own.time[own.length - 1]! + MINUTE_MS, [], {
        periods: 0,
        clusters: 0,
      });
      return detector.state([0]);
    };
    expect(stateFrom(300)).toEqual(stateFrom(0));
    expect(stateFrom(bars.length - 10)).not.toEqual(stateFrom(0));
  });
});

describe('v6 on a random world', () => {
  const run = runBatch(
    inputOf(randomWorld(3), v6, {
      volumeThreshold: 2.5,
      minSignalStrength: 0.2,
      shortMinSignalStrength: 0.3,
    }),
  );
  const signals = run.events.flatMap((event) => (event.type === 'signal' ? [event] : []));

  test('signals go both ways, each over its own least strength', () => {
    expect(signals.length).toBeGreaterThan(10);
    for (const { direction, strength, priceTicks, modalTicks } of signals) {
      expect(strength).toBeGreaterThanOrEqual(direction === 1 ? 0.2 : 0.3);
      expect(Math.sign(priceTicks - modalTicks)).toBe(direction);
    }
    expect(new Set(signals.map(({ direction }) => direction)).size).toBe(2);
  });

  test('directions: long keeps the longs alone', () => {
    const given = {
      volumeThreshold: 2.5,
      minSignalStrength: 0.2,
      shortMinSignalStrength: 0.3,
      directions: 'long',
    };
    const longs = runBatch(inputOf(randomWorld(3), v6, given));
    expect(longs.events.flatMap((event) => (event.type === 'signal' ? [event.time] : []))).toEqual(
      signals.filter(({ direction }) => direction === 1).map(({ time }) => time),
    );
    expect(longs.detection.counts.dropped['direction-off']).toBeGreaterThanOrEqual(
      signals.filter(({ direction }) => direction === -1).length,
    );
  });
});
