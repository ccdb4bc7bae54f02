import { simulate } from '../../engine/engine.ts';
import type { TradeEvent } from '../../engine/events.ts';
import * as calendar from '../../market/calendar.ts';
import type { SweepTrialRow } from '../../results/sweepModel.ts';
import type { Trial } from '../../results/trialFields.ts';
import { parametersJson, trialFigures } from '../../results/trials.ts';
import { probabilisticSharpe, type SharpeFacts, sharpeFacts } from '../../stats/sharpe.ts';
import { codeDigest } from '../codeVersion.ts';
import { quickMeanEstimate, rateEstimate } from '../estimates.ts';
import type { RunData } from '../run.ts';
import { runIdOf } from '../runIdentity.ts';
import { tradeDateText } from '../scenarios.ts';
import { type LoadedStrategy, parametersFor } from '../strategies.ts';
import type { Point } from './points.ts';
import { SharedDetections } from './sharedDetections.ts';

/** A trade of a trial, as the folds need it. */
export interface TrialTrade {
  /** Place of its trade date in the record. */
  readonly day: number;
  readonly exitTime: number;
  readonly netMilli: number;
  readonly netReturn: number;
}

export interface TrialOutcome {
  readonly row: SweepTrialRow;
  readonly trades: readonly TrialTrade[];
  /** Net result over the initial capital on each trade date of the record; 0 on idle ones. */
  readonly daily: Float64Array;
  readonly facts: SharpeFacts | null;
  /** What the ledger counts. */
  readonly trial: Trial;
}

/** A trade date of the record. */
export interface RecordDay {
  readonly tradeDate: string;
  /** When its Globex session closed, UTC ms. */
  readonly end: number;
}

export interface TrialsRequest {
  readonly strategy: LoadedStrategy;
  readonly data: RunData;
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly points: readonly Point[];
  readonly contractOverride?: string;
  /** Where the parameters come from, for errors. */
  readonly where: string;
  readonly onTrial?: (done: number) => void;
}

export interface Trials {
  readonly days: readonly RecordDay[];
  readonly outcomes: readonly TrialOutcome[];
  /** How often the tape had to be walked. */
  readonly detections: number;
}

/**
 * Runs every point, each exactly as `tapebench run` with these parameters would, and with its run id. All points are checked before
 * the first is run.
 * @throws TapebenchError on a parameter out of its range, naming it, and whatever a run throws
 */
export function runTrials(request: TrialsRequest): Trials {
  const { strategy, data, fixed, points, contractOverride, where, onTrial } = request;
  const resolved = points.map((point) => parametersFor(strategy, { ...fixed, ...point }, where));
  const shared = new SharedDetections({
    tape: data.tape,
    calendar,
    definition: strategy.definition,
    ...(contractOverride === undefined ? {} : { contractOverride }),
  });
  const codeVersion = codeDigest();
  let days: readonly RecordDay[] = [];
  let places = new Map<string, number>();
  const outcomes = resolved.map((parameters, position): TrialOutcome => {
    const { input, detection } = shared.of(parameters);
    if (days.length === 0) {
      days = detection.days.map(({ tradeDate, session }) => ({ tradeDate, end: session.globexClose }));
      places = new Map(days.map(({ tradeDate }, place) => [tradeDate, place]));
    }
    const { trades } = simulate(input, detection);
    const runId = runIdOf({
      strategy: strategy.definition.name,
      strategyDigest: strategy.digest,
      parameters: parameters.all,
      datasetDigest: data.facts.digest,
      contractOverride: contractOverride ?? null,
      codeVersion,
    });
    onTrial?.(position + 1);
    return outcomeOf({
      runId,
      point: points[position]!,
      trades,
      placeOf: (trade) => places.get(tradeDateText(trade))!,
      days: days.length,
      capitalMilli: Math.round(parameters.engine.initialCapital * 1000),
      trial: {
        datasetDigest: data.facts.digest,
        runId,
        strategy: strategy.definition.name,
        preset: strategy.preset,
        origin: 'sweep',
        parameters: parametersJson(parameters.all),
      },
    });
  });
  return { days, outcomes, detections: shared.made };
}

interface OutcomeInputs {
  readonly runId: string;
  readonly point: Point;
  readonly trades: readonly TradeEvent[];
  readonly placeOf: (trade: TradeEvent) => number;
  readonly days: number;
  readonly capitalMilli: number;
  readonly trial: Omit<Trial, 'trades' | 'meanNetReturn' | 'sharpePerTrade'>;
}

function outcomeOf({
  runId,
  point,
  trades,
  placeOf,
  days,
  capitalMilli,
  trial,
}: OutcomeInputs): TrialOutcome {
  const daily = new Float64Array(days);
  const kept = trades.map((trade): TrialTrade => {
    const day = placeOf(trade);
    daily[day]! += trade.netMilli / capitalMilli;
    return { day, exitTime: trade.time, netMilli: trade.netMilli, netReturn: trade.netReturn };
  });
  const returns = kept.map((trade) => trade.netReturn);
  const wins = kept.filter((trade) => trade.netMilli > 0).length;
  const facts = sharpeOf(daily);
  const figures = trialFigures(returns);
  return {
    row: {
      runId,
      point: JSON.stringify(point),
      trades: kept.length,
      wins,
      winRate: rateEstimate(wins, kept.length),
      meanNetReturn: quickMeanEstimate(returns, trades.map(tradeDateText)),
      ...account(kept),
      sharpePerTrade: figures.sharpePerTrade,
      sharpePerDay: facts?.sharpe ?? null,
      probabilisticSharpe: facts === null ? null : probabilisticSharpe(facts, 0),
    },
    trades: kept,
    daily,
    facts,
    trial: { ...trial, ...figures },
  };
}

function account(trades: readonly TrialTrade[]): Pick<SweepTrialRow, 'netMilli' | 'maxDrawdownMilli'> {
  let netMilli = 0;
  let highWater = 0;
  let maxDrawdownMilli = 0;
  for (const trade of trades) {
    netMilli += trade.netMilli;
    highWater = Math.max(highWater, netMilli);
    maxDrawdownMilli = Math.max(maxDrawdownMilli, highWater - netMilli);
  }
  return { netMilli, maxDrawdownMilli };
}

/** Sharpe ratio with its shape; null for fewer than two values or values that are all equal. */
export function sharpeOf(values: ArrayLike<number>): SharpeFacts | null {
  if (values.length < 2) return null;
  let isSpread = false;
  for (let i = 1; i < values.length && !isSpread; i++) isSpread = values[i] !== values[0];
  return isSpread ? sharpeFacts(values) : null;
}
