import type { RunResult } from '../../results/model.ts';
import type { StressResult } from '../../results/stressModel.ts';
import { intervalText, number, signedUsd, usd } from '../format.ts';

const ticks = (value: number): string => number(value, 2);

/** What would turn the answer of a stress test: other costs, a better result before them, another execution, another region. */
export function stressChanges(run: RunResult, stress: StressResult): string[] {
  const { fixedTradesBreakEven: even, executions } = stress;
  const { grossMilli, netMilli, trades } = run.summary;
  if (trades === 0) return ['Any trade at all: without trades no cost matters.'];
  const sentences: string[] = [];
  if (even !== null)
    sentences.push(
      even.value <= 0
        ? `No slippage mends it: with its own trades held fixed it would have to be paid ${ticks(-even.value)} ticks a side to break even (95% interval of the break-even ${intervalText(even.interval, ticks)}, n = ${number(even.n)}).`
        : `Slippage above ${ticks(even.value)} ticks a side takes the profit, its own trades held fixed (95% interval ${intervalText(even.interval, ticks)}, n = ${number(even.n)}).`,
    );
  if (grossMilli <= 0)
    sentences.push(
      `Before costs it loses ${usd(-grossMilli)} on ${number(trades)} trades: cheaper execution is not what it lacks.`,
    );
  const furthest = executions.reduce<StressResult['executions'][number] | null>(
    (most, each) =>
      most === null || Math.abs(each.netMilli - netMilli) > Math.abs(most.netMilli - netMilli) ? each : most,
    null,
  );
  if (furthest !== null && furthest.netMilli !== netMilli)
    sentences.push(
      `Another execution: ${furthest.name} moves the net result most, from ${signedUsd(netMilli)} to ${signedUsd(furthest.netMilli)}, n = ${number(furthest.trades)}.`,
    );
  sentences.push(
    'Another region of costs: a share that earns is a property of the region that is asked about.',
  );
  return sentences;
}
