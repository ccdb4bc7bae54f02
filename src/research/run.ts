import { NAMED_SCENARIOS } from '../engine/costs.ts';
import {
  ambiguitiesOf,
  type Detection,
  detect,
  type EngineInput,
  Journal,
  type Simulation,
  simulate,
} from '../engine/engine.ts';
import type { ParameterValues } from '../engine/parameters.ts';
import * as calendar from '../market/calendar.ts';
import { priceOfTicks } from '../market/instruments.ts';
import type { Tape } from '../market/tape.ts';
import type { DataCheckRow, DatasetFacts, RunHeader, RunResult, TradeRow } from '../results/model.ts';
import { assumptionsOf } from './assumptions.ts';
import { codeDigest } from './codeVersion.ts';
import { funnelOf } from './funnel.ts';
import { type PosteriorSettings, posteriorOverTime } from './posterior.ts';
import { runIdOf } from './runIdentity.ts';
import { RunRows } from './runRows.ts';
import { simulateCells } from './scenarios.ts';
import { type LoadedStrategy, parametersFor, type ResolvedParameters } from './strategies.ts';
import { summarise } from './summary.ts';
import { barsAround } from './tradeBars.ts';
import { verdictOf } from './verdict.ts';

/** A dataset as a run needs it: its bars, what is known about them, and what the checks found. */
export interface RunData {
  readonly tape: Tape;
  readonly facts: DatasetFacts;
  readonly checks: readonly DataCheckRow[];
}

export interface RunRequest {
  readonly strategy: LoadedStrategy;
  readonly data: RunData;
  /** Values laid over the preset. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Where the given values come from, for errors. */
  readonly givenWhere?: string;
  readonly contractOverride?: string;
  /** The command that makes this run again. */
  readonly command: string;
  /** Told each line of the journal as it is written. */
  readonly onJournalLine?: (line: string) => void;
}

/** A run before its result is written down: what a grid or an audit goes on from. */
export interface PreparedRun {
  readonly request: RunRequest;
  readonly parameters: ResolvedParameters;
  readonly input: EngineInput;
  readonly detection: Detection;
}

/** Resolves the parameters and finds the signals. @throws TapebenchError on parameters, contracts or a failing strategy */
export function prepareRun(request: RunRequest): PreparedRun {
  const { strategy, data, contractOverride } = request;
  const parameters = parametersFor(strategy, request.given, request.givenWhere);
  const input: EngineInput = {
    tape: data.tape,
    calendar,
    definition: strategy.definition,
    strategyParameters: parameters.all,
    engineParameters: parameters.engine,
    ...(contractOverride === undefined ? {} : { contractOverride }),
  };
  return { request, parameters, input, detection: detect(input) };
}

/** The whole run: events folded into rows, figures, a verdict, the six named cost scenarios and the journal's root. */
export function finishRun(prepared: PreparedRun): RunResult {
  const { request, parameters, input, detection } = prepared;
  const { data, contractOverride } = request;
  const { onJournalLine } = request;
  const journal = new Journal({
    keepsEvents: false,
    ...(onJournalLine === undefined ? {} : { onLine: onJournalLine }),
  });
  const rows = new RunRows(Math.round(parameters.engine.initialCapital * 1000));
  const simulation = simulate(input, detection, {
    emit: (event) => {
      journal.emit(event);
      rows.emit(event);
    },
  });
  const signals = rows.signals();
  const ambiguities = ambiguitiesOf(input, detection, simulation.trades);
  const trades = rows.trades.map((trade, position) => ({ ...trade, ...ambiguities[position]! }));
  const figures = summarise({
    trades,
    signals: signals.filter((signal) => signal.status !== 'outside-hours').length,
    initialCapitalMilli: Math.round(parameters.engine.initialCapital * 1000),
    tradeDates: rows.equity.length,
    emergencyStops: rows.emergencyStops,
    lossPauses: rows.lossPauses,
    rolls: rows.rolls,
    openAtEnd: openAtEndText(prepared, simulation),
  });
  return {
    header: headerOf(prepared, journal),
    summary: {
      ...figures,
      verdict: verdictOf(figures, data.facts.isSynthetic),
      assumptions: assumptionsOf({
        engine: parameters.engine,
        contractOverride: contractOverride ?? null,
        isContinuous: data.tape.contracts.some((contract) => contract.kind === 'continuous'),
        checks: data.checks,
      }),
    },
    funnel: funnelOf(detection.counts, simulation.counts, trades.length),
    signals,
    refusals: rows.refusals,
    fills: rows.fills,
    trades,
    equity: rows.equity,
    posterior: posteriorOf(trades, parameters.all),
    checks: data.checks,
    scenarios: simulateCells(
      input,
      detection,
      NAMED_SCENARIOS.map((scenario) => ({ ...scenario, limitFill: parameters.engine.limitFill })),
    ),
    tradeBars: barsAround(data.tape, trades),
  };
}

function headerOf({ request, parameters }: PreparedRun, journal: Journal): RunHeader {
  const { strategy, data, contractOverride, command } = request;
  const { instrument } = data.tape;
  const codeVersion = codeDigest();
  return {
    runId: runIdOf({
      strategy: strategy.definition.name,
      strategyDigest: strategy.digest,
      parameters: parameters.all,
      datasetDigest: data.facts.digest,
      contractOverride: contractOverride ?? null,
      codeVersion,
    }),
    strategy: strategy.definition.name,
    preset: strategy.preset,
    instrument: {
      root: instrument.root,
      name: instrument.name,
      tickNano: instrument.tickNano,
      tickValueMilli: instrument.tickValueMilli,
      priceDecimals: instrument.priceDecimals,
    },
    dataset: data.facts,
    codeVersion,
    journalRoot: journal.root,
    events: journal.length,
    command,
    parameters: parameters.all,
  };
}

function posteriorOf(trades: readonly TradeRow[], all: ParameterValues): RunResult['posterior'] {
  const { alphaPrior, betaPrior, bayesianLookbackDays } = all as unknown as Partial<PosteriorSettings>;
  // A strategy without these parameters keeps no posterior.
  if (alphaPrior === undefined || betaPrior === undefined || bayesianLookbackDays === undefined) return [];
  return posteriorOverTime(trades, { alphaPrior, betaPrior, bayesianLookbackDays });
}

function openAtEndText({ request }: PreparedRun, { openAtEnd }: Simulation): string | null {
  if (openAtEnd === null) return null;
  const { instrument } = request.data.tape;
  const { kind, contract, direction, quantity, priceTicks, since } = openAtEnd;
  const price = priceOfTicks(instrument, priceTicks).toFixed(instrument.priceDecimals);
  const side = direction === 1 ? 'long' : 'short';
  const time = new Date(since).toISOString().slice(0, 16).replace('T', ' ');
  return kind === 'position'
    ? `a ${side} position of ${quantity} ${contract} from ${price}, entered ${time} UTC`
    : `an entry limit for ${side} ${quantity} ${contract} at ${price}, placed ${time} UTC`;
}
