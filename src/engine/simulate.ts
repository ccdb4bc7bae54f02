import { TapebenchError } from '../errors.ts';
import type { Tape } from '../market/tape.ts';
import { Desk } from './desk.ts';
import { basisOf, type Detection, type EngineInput } from './detection.ts';
import type { EventSink } from './events.ts';
import { Scan } from './scan.ts';
import type { Simulation, SimulationOptions } from './simulation.ts';

/**
 * Walks the tape once and returns everything that does not depend on costs, fills, sizing or risk.
 * @throws TapebenchError TB_BAR_INVALID, TB_SYMBOL_INVALID, TB_STRATEGY_FAILED, TB_CALENDAR_RANGE, TB_DATA_EMPTY
 */
export function detect(input: EngineInput): Detection {
  const scan = new Scan(input);
  const end = endOfBars(input.tape);
  if (end === Number.NEGATIVE_INFINITY) {
    throw new TapebenchError('TB_DATA_EMPTY', 'the data hold no bar of an outright contract');
  }
  scan.advance(end);
  scan.finish();
  return scan;
}

/**
 * Orders, fills, exits, risk and account over a detection, under the costs, fills, sizing and risk parameters of `input`. Events go to `sink` in
 * their order; without one none but the trades are made, which is what the cells of a grid want.
 * @throws TapebenchError TB_ENGINE_INVARIANT when the detection was made for other parameters, TB_STRATEGY_FAILED,
 *   TB_PARAMETER_INVALID when `intrabar: finer` has no finer bars
 */
export function simulate(
  input: EngineInput,
  detection: Detection,
  sink?: EventSink,
  options: SimulationOptions = {},
): Simulation {
  if (detection.basis !== basisOf(input)) {
    throw new TapebenchError('TB_ENGINE_INVARIANT', 'the detection was made for other parameters or data', {
      where: `made for ${detection.basis}, asked for ${basisOf(input)}`,
    });
  }
  const desk = new Desk(input, detection, sink, options);
  desk.run(detection.until, detection.until);
  return desk.result();
}

/** When the last bar of all contracts but spreads was complete, UTC ms; -Infinity when there is none. */
export function endOfBars(tape: Tape): number {
  let end = Number.NEGATIVE_INFINITY;
  tape.contracts.forEach((contract, index) => {
    const bars = tape.byContract[index];
    if (contract.kind === 'spread' || bars === undefined || bars.length === 0) return;
    end = Math.max(end, bars.time[bars.length - 1]! + tape.intervalMs);
  });
  return end;
}
