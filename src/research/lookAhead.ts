import { type Detection, detect } from '../engine/engine.ts';
import type { Detector, StrategyDefinition } from '../engine/strategy.ts';
import { TapebenchError } from '../errors.ts';
import type { Bars } from '../market/bars.ts';
import type { PreparedRun } from './run.ts';

/**
 * Finds the signals of a run once more, by a strategy that is shown one bar at a time and to whom no later bar exists.
 * @returns how many findings are the same
 * @throws TapebenchError TB_STRATEGY_LOOKS_AHEAD where a finding differs: it stood on bars that were not there at its time
 */
export function requireNoLookAhead({ request, input, detection }: PreparedRun): number {
  const { definition } = request.strategy;
  const hidden = detect({ ...input, definition: blindfolded(definition) });
  const difference = firstDifference(detection, hidden);
  if (difference === undefined) return detection.findings.length;
  const { contracts } = input.tape;
  const { time, contract } = difference;
  throw new TapebenchError(
    'TB_STRATEGY_LOOKS_AHEAD',
    `strategy ${definition.name} decides otherwise when the bars after a moment are hidden from it`,
    {
      where: `${contracts[contract]!.rawSymbol} at ${new Date(time).toISOString()}`,
      kept: 'nothing was written',
    },
  );
}

function firstDifference(
  seen: Detection,
  hidden: Detection,
): { readonly time: number; readonly contract: number } | undefined {
  const most = Math.max(seen.findings.length, hidden.findings.length);
  for (let i = 0; i < most; i++) {
    const [a, b] = [seen.findings[i], hidden.findings[i]];
    if (JSON.stringify(a) === JSON.stringify(b)) continue;
    // Where one has a finding that the other has not, the earlier one is the one in question.
    if (a === undefined || b === undefined) return a ?? b;
    return a.time <= b.time ? a : b;
  }
  return undefined;
}

/** The same strategy, shown columns that end with the bar that is the last known. */
function blindfolded(definition: StrategyDefinition): StrategyDefinition {
  return {
    ...definition,
    createDetector: (parameters, context) => {
      const detector = definition.createDetector(parameters, context);
      const shown = new Map<number, number>();
      const blind: Detector = {
        observe: (contract, bars, end, until, found, counts) => {
          for (let known = (shown.get(contract) ?? 0) + 1; known < end; known++) {
            const now = Math.min(bars.time[known - 1]! + context.intervalMs, until);
            detector.observe(contract, cut(bars, known), known, now, found, counts);
          }
          shown.set(contract, end);
          detector.observe(contract, cut(bars, end), end, until, found, counts);
        },
        judge: (candidate, bars, volatility) =>
          detector.judge(candidate, cut(bars, candidate.end), volatility),
      };
      if (detector.tradeDateOpened !== undefined)
        blind.tradeDateOpened = (session) => detector.tradeDateOpened!(session);
      if (detector.contractSelected !== undefined)
        blind.contractSelected = (contract) => detector.contractSelected!(contract);
      if (detector.tradeDateClosed !== undefined)
        blind.tradeDateClosed = (tradeDate) => detector.tradeDateClosed!(tradeDate);
      return blind;
    },
  };
}

function cut(bars: Bars, length: number): Bars {
  return {
    length,
    time: bars.time.subarray(0, length),
    open: bars.open.subarray(0, length),
    high: bars.high.subarray(0, length),
    low: bars.low.subarray(0, length),
    close: bars.close.subarray(0, length),
    volume: bars.volume.subarray(0, length),
  };
}
