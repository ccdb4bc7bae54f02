import {
  type Ambiguity,
  ambiguitiesOf,
  type Detection,
  detect,
  type EngineInput,
  Journal,
  type Simulation,
  simulate,
} from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { type ParameterValues, resolveParameters } from '../../src/engine/parameters.ts';
import type { Candidate, Detector, StrategyDefinition } from '../../src/engine/strategy.ts';
import { BarColumns, type Bars, MINUTE_MS } from '../../src/market/bars.ts';
import { sessionAtOrAfter } from '../../src/market/calendar.ts';
import { instrumentOf } from '../../src/market/instruments.ts';
import type { Rows, Tape } from '../../src/market/tape.ts';
import v6 from '../../strategies/v6/strategy.ts';
import type { ReferenceBar, ReferenceCandidate, ReferenceSignal, ReferenceWorld } from './referenceWorld.ts';

export interface ProductRun {
  readonly detection: Detection;
  readonly simulation: Simulation;
  readonly ambiguities: readonly Ambiguity[];
  readonly events: readonly EngineEvent[];
  /** The root of the journal of the events. */
  readonly root: string;
}

/** Runs a world through the engine, with its candidates given to it by a detector that knows them beforehand. */
export function runProduct(world: ReferenceWorld): ProductRun {
  return run(inputOf(world, givenSignals(world), resolveParameters(v6.parameters, { ...world.sizing })));
}

/** Runs a world through the engine with the detector of v6 in place of the world's candidates. */
export function runProductWithV6(
  world: ReferenceWorld,
  detector: Readonly<Record<string, unknown>>,
): ProductRun {
  const values = resolveParameters(v6.parameters, { ...detector, ...world.sizing });
  return run(inputOf(world, v6, values));
}

function run(input: EngineInput): ProductRun {
  const detection = detect(input);
  const events: EngineEvent[] = [];
  const journal = new Journal();
  const simulation = simulate(input, detection, {
    emit: (event) => {
      events.push(event);
      journal.emit(event);
    },
  });
  const ambiguities = ambiguitiesOf(input, detection, simulation.trades);
  return { detection, simulation, ambiguities, events, root: journal.root };
}

/** What the detector of v6 found, as candidates for the reference. */
export function candidatesOf(detection: Detection): readonly ReferenceCandidate[] {
  return detection.findings.map((finding) => {
    if (finding.kind === 'warm-up') return { time: finding.time, contract: finding.contract, signal: null };
    const { kind: _kind, ...given } = finding.signal;
    return {
      time: finding.time,
      contract: finding.contract,
      signal: { ...given, volumeRatio: finding.volumeRatio },
    };
  });
}

function inputOf(
  world: ReferenceWorld,
  definition: StrategyDefinition,
  strategyParameters: ParameterValues,
): EngineInput {
  return {
    tape: tapeOf(world),
    calendar: { sessionAtOrAfter },
    definition,
    strategyParameters,
    engineParameters: world.parameters,
    ...(world.contractOverride === null ? {} : { contractOverride: world.contractOverride }),
  };
}

/** Shows the world's candidates, each contract's as soon as its bars are shown; sized by v6's own sizer. */
function givenSignals(world: ReferenceWorld): StrategyDefinition {
  return {
    name: 'given-signals',
    about: 'Signals at given times, sized by the posterior.',
    parameters: {},
    createDetector: () => new GivenSignals(world.candidates),
    createSizer: v6.createSizer!,
  };
}

class GivenSignals implements Detector {
  readonly #byContract = new Map<number, ReferenceCandidate[]>();
  readonly #signals = new WeakMap<Candidate, ReferenceSignal>();

  constructor(candidates: readonly ReferenceCandidate[]) {
    for (const candidate of candidates) {
      const own = this.#byContract.get(candidate.contract) ?? [];
      own.push(candidate);
      this.#byContract.set(candidate.contract, own);
    }
  }

  observe(contract: number, bars: Bars, end: number, until: number, found: Candidate[]): void {
    const waiting = this.#byContract.get(contract) ?? [];
    while (waiting.length > 0 && waiting[0]!.time <= until) {
      const { time, signal } = waiting.shift()!;
      let known = end;
      while (known > 0 && bars.time[known - 1]! >= time) known--;
      const candidate = { time, end: known, volumeRatio: signal!.volumeRatio };
      this.#signals.set(candidate, signal!);
      found.push(candidate);
    }
  }

  judge(candidate: Candidate): { kind: 'signal' } & ReferenceSignal {
    return { kind: 'signal', ...this.#signals.get(candidate)! };
  }
}

function tapeOf(world: ReferenceWorld): Tape {
  const byContract = world.contracts.map((contract) => columnsOf(contract.bars));
  const hasShortBars = world.contracts.some((contract) => contract.shortBars !== null);
  return {
    instrument: instrumentOf('ES'),
    intervalMs: MINUTE_MS,
    contracts: world.contracts.map(({ symbol, kind, instrumentId, expiry }) => ({
      rawSymbol: symbol,
      root: 'ES',
      kind,
      instrumentId,
      month: Number.NaN,
      expiry,
    })),
    rows: rowsOf(world),
    byContract,
    ...(hasShortBars
      ? {
          finer: {
            intervalMs: SHORT_BAR_MS,
            byContract: world.contracts.map(({ shortBars }) =>
              shortBars === null ? undefined : columnsOf(shortBars),
            ),
          },
        }
      : {}),
  };
}

export const SHORT_BAR_MS = 15_000;

function columnsOf(bars: readonly ReferenceBar[]): BarColumns {
  const columns = new BarColumns(Math.max(1, bars.length));
  for (const { time, open, high, low, close, volume } of bars) {
    columns.push(time, open, high, low, close, volume);
  }
  return columns;
}

function rowsOf(world: ReferenceWorld): Rows {
  const rows = world.contracts
    .flatMap(({ bars }, contract) => bars.map((bar) => ({ ...bar, contract })))
    .sort((a, b) => a.time - b.time || a.contract - b.contract);
  return Object.assign(columnsOf(rows), {
    contract: Uint16Array.from(rows, ({ contract }) => contract),
  });
}
