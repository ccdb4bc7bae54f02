import {
  type Detection,
  detect,
  Engine,
  type EngineInput,
  Journal,
  type Simulation,
  simulate,
} from '../../../src/engine/engine.ts';
import type { EngineEvent } from '../../../src/engine/events.ts';
import {
  ENGINE_PARAMETERS,
  type EngineParameters,
  resolveParameters,
} from '../../../src/engine/parameters.ts';
import type { StrategyDefinition } from '../../../src/engine/strategy.ts';
import * as calendar from '../../../src/market/calendar.ts';
import type { Tape } from '../../../src/market/tape.ts';

export interface Run {
  readonly root: string;
  readonly events: readonly EngineEvent[];
  readonly simulation: Simulation;
  readonly detection: Detection;
}

export function inputOf(
  tape: Tape,
  definition: StrategyDefinition,
  given: Readonly<Record<string, unknown>> = {},
  engineParameters?: EngineParameters,
): EngineInput {
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => name in definition.parameters));
  const engine = Object.fromEntries(Object.entries(given).filter(([name]) => name in ENGINE_PARAMETERS));
  return {
    tape,
    calendar,
    definition,
    strategyParameters: resolveParameters(definition.parameters, own),
    engineParameters:
      engineParameters ?? (resolveParameters(ENGINE_PARAMETERS, engine) as unknown as EngineParameters),
  };
}

/** Detects and simulates in one go. */
export function runBatch(input: EngineInput): Run {
  const journal = new Journal();
  const detection = detect(input);
  const simulation = simulate(input, detection, journal);
  return { root: journal.root, events: journal.events, simulation, detection };
}

/**
 * Shows the engine every row in the tape's order; with `marks` it is told the end of each minute as well, as a live feed would.
 */
export function runBarByBar(input: EngineInput, marks: 'bars-only' | 'minute-marks'): Run {
  const journal = new Journal();
  const engine = new Engine(input, journal);
  const { rows } = input.tape;
  const next = input.tape.byContract.map(() => 0);
  for (let row = 0; row < rows.length; row++) {
    const contract = rows.contract[row]!;
    engine.advance(contract, next[contract]!++);
    const isMinuteOver = rows.time[row + 1] !== rows.time[row];
    if (marks === 'minute-marks' && isMinuteOver) engine.advanceTime(rows.time[row]! + input.tape.intervalMs);
  }
  const simulation = engine.finish();
  return { root: journal.root, events: journal.events, simulation, detection: engine.detection };
}
