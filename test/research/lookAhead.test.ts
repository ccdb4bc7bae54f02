import { describe, expect, test } from 'vitest';
import type { Detector, StrategyDefinition } from '../../src/engine/strategy.ts';
import type { Bars } from '../../src/market/bars.ts';
import { requireNoLookAhead } from '../../src/research/lookAhead.ts';
import { type PreparedRun, prepareRun } from '../../src/research/run.ts';
import { loadStrategy } from '../../src/research/strategies.ts';
import { LIVELY_GIVEN, livelyData } from './support/livelyData.ts';

const data = livelyData(5);

interface Peek {
  /** What a candidate is made of besides the bar itself. */
  readonly observed?: (bars: Bars, i: number, end: number) => boolean;
  /** What is asked for the side. */
  readonly judged?: (bars: Bars, end: number) => number;
}

/** Every tenth bar is a candidate, and its side is that of the bar, but for what is peeked at. */
function prepared({
  observed = () => true,
  judged = (bars, end) => bars.close[end - 1]!,
}: Peek): PreparedRun {
  const definition: StrategyDefinition = {
    name: 'every-tenth',
    about: 'Every tenth bar.',
    parameters: {},
    createDetector: (): Detector => {
      const seen = new Map<number, number>();
      return {
        observe: (contract, bars, end, _, found) => {
          for (let i = seen.get(contract) ?? 0; i < end; i++) {
            if (i % 10 === 9 && observed(bars, i, end))
              found.push({ time: bars.time[i]! + 60_000, end: i + 1, volumeRatio: 1 });
          }
          seen.set(contract, end);
        },
        judge: ({ end }, bars) => {
          const [high, low] = [bars.high[end - 1]!, bars.low[end - 1]!];
          if (high === low) return { kind: 'none', reason: 'no-range' };
          return {
            kind: 'signal',
            direction: judged(bars, end) >= (high + low) / 2 ? 1 : -1,
            strength: 0.5,
            priceTicks: bars.close[end - 1]!,
            modalTicks: low,
            lowTicks: low,
            highTicks: high,
            modalPosition: 0,
            modalBin: 0,
            positionPart: 0,
            volumePart: 0,
            momentumPart: 0,
          };
        },
      };
    },
  };
  const strategy = { definition, preset: 'default', presetValues: {}, digest: 'own' };
  return prepareRun({ strategy, data, given: {}, command: '' });
}

describe('a strategy is shown a bar at a time and nothing later', () => {
  test('one that reads what is known decides the same', () => {
    const run = prepared({});
    expect(run.detection.findings.length).toBeGreaterThan(100);
    expect(requireNoLookAhead(run)).toBe(run.detection.findings.length);
  });

  test.each([
    ['judges by the next close', { judged: (bars: Bars, end: number) => bars.close[end] ?? Number.NaN }],
    [
      'is told by the next bar when to look',
      { observed: (bars: Bars, i: number) => bars.volume[i + 1]! > bars.volume[i]! },
    ],
    ['hangs on how much it is shown at once', { observed: (_: Bars, i: number, end: number) => i + 5 < end }],
  ])('one that %s is refused with the first place', (_, peek) => {
    expect(() => requireNoLookAhead(prepared(peek))).toThrow(
      expect.objectContaining({
        code: 'TB_STRATEGY_LOOKS_AHEAD',
        where: expect.stringMatching(/^ES\w+ at 20/),
      }),
    );
  });

  test.each([
    ['v6', LIVELY_GIVEN],
    ['random-entry', { entriesPerSession: 20 }],
  ])('%s passes', async (name, given) => {
    const run = prepareRun({ strategy: await loadStrategy(name), data, given, command: '' });
    expect(run.detection.findings.length).toBeGreaterThan(0);
    expect(requireNoLookAhead(run)).toBe(run.detection.findings.length);
  });
});
