import { type Bracket, bracketOf } from '../../engine/bracket.ts';
import { fixedCosts } from '../../engine/costs.ts';
import type { EngineParameters } from '../../engine/parameters.ts';
import { TapebenchError } from '../../errors.ts';
import { instrumentOf } from '../../market/instruments.ts';
import type { FillRow, RunResult, SignalRow, TradeBars, TradeRow } from '../../results/model.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** One bar, in ticks; `time` is its open, UTC ms. */
export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** What the sizer knew of the trade's modal bin, counted again from the run's closed trades. */
export interface Posterior {
  readonly alphaPrior: number;
  readonly betaPrior: number;
  readonly lookbackDays: number;
  readonly wins: number;
  readonly losses: number;
  readonly mean: number;
}

/** The gate's limit of risk for this trade, in thousandths of a dollar for all its contracts. */
export interface Risk {
  readonly stopMilli: number;
  readonly reserveMilli: number;
  readonly equityMilli: number;
  readonly limitMilli: number;
}

/** Everything about one trade that a run has stored, and what follows from it by the engine's own formulas. */
export interface TradeFacts {
  readonly trade: TradeRow;
  readonly signal: SignalRow;
  readonly entry: FillRow;
  readonly exit: FillRow;
  readonly entryBar: Bar | null;
  readonly exitBar: Bar | null;
  /** Volume of the period that the signal ended, where the strategy says how long a period is. */
  readonly clusterVolume: number | null;
  /** null for a strategy that keeps no posterior, or where the counts do not give the stored mean. */
  readonly posterior: Posterior | null;
  /** null for an entry by retest: its distances are of a price that is not stored. */
  readonly bracket: Bracket | null;
  readonly risk: Risk;
  /** Entry fills of the same trade date before the signal. */
  readonly fillsBefore: number;
  /** Since the accepted signal before; null for the first. */
  readonly minutesSinceAccepted: number | null;
}

/**
 * The facts of a run's trade.
 * @throws TapebenchError TB_USAGE when the run has no such trade, TB_RESULTS_FAILED when its signal or fills are not stored
 */
export function tradeFacts(run: RunResult, id: number): TradeFacts {
  const trade = run.trades.find((candidate) => candidate.id === id);
  if (trade === undefined) throw unknownTrade(run, id);
  const signal = run.signals.find((candidate) => candidate.id === trade.signal);
  const entry = fillOf(run, trade, 'entry');
  const exit = fillOf(run, trade, 'exit');
  if (signal === undefined || entry === undefined || exit === undefined) {
    throw new TapebenchError('TB_RESULTS_FAILED', `trade ${id} has no stored signal or fills`, {
      where: `run ${run.header.runId}`,
      next: `Make the run again: ${run.header.command}`,
    });
  }
  const bars = run.tradeBars.find((candidate) => candidate.trade === id);
  const parameters = engineParameters(run);
  const accepted = run.signals.filter(
    (candidate) => candidate.status === 'accepted' && candidate.time < signal.time,
  );
  const previous = accepted.at(-1);
  return {
    trade,
    signal,
    entry,
    exit,
    entryBar: barAt(bars, trade.entryBarTime),
    exitBar: barAt(bars, trade.exitBarTime),
    clusterVolume: clusterVolume(run, signal, bars),
    posterior: posteriorAt(run, trade),
    bracket: parameters.entry === 'retest' ? null : bracketOf(signal.sigma1, signal.priceTicks, parameters),
    risk: riskOf(run, trade),
    fillsBefore: run.trades.filter(
      (other) => other.id !== id && other.tradeDate === trade.tradeDate && other.entryTime <= signal.time,
    ).length,
    minutesSinceAccepted: previous === undefined ? null : (signal.time - previous.time) / MINUTE_MS,
  };
}

/** The engine's parameters among the run's, which were checked when it was made. */
export function engineParameters({ header }: RunResult): EngineParameters {
  return header.parameters as unknown as EngineParameters;
}

function unknownTrade(run: RunResult, id: number): TapebenchError {
  const ids = run.trades.map((trade) => trade.id);
  const next =
    ids.length === 0
      ? 'It has no trades. See why: tapebench explain --refused'
      : `It has ${ids.length}, with ids from ${Math.min(...ids)} to ${Math.max(...ids)}.`;
  return new TapebenchError('TB_USAGE', `there is no trade ${id}`, {
    where: `run ${run.header.runId}`,
    next,
  });
}

function fillOf(run: RunResult, trade: TradeRow, role: FillRow['role']): FillRow | undefined {
  const time = role === 'entry' ? trade.entryTime : trade.exitTime;
  return run.fills.find(
    (fill) => fill.role === role && fill.time === time && fill.contract === trade.contract,
  );
}

function barAt(bars: TradeBars | undefined, time: number): Bar | null {
  const index = bars?.time.indexOf(time) ?? -1;
  if (bars === undefined || index < 0) return null;
  return {
    time,
    open: bars.open[index]!,
    high: bars.high[index]!,
    low: bars.low[index]!,
    close: bars.close[index]!,
    volume: bars.volume[index]!,
  };
}

function clusterVolume(run: RunResult, signal: SignalRow, bars: TradeBars | undefined): number | null {
  const minutes = run.header.parameters['clusterMinutes'];
  if (typeof minutes !== 'number' || bars === undefined) return null;
  const from = signal.time - minutes * MINUTE_MS;
  const first = bars.time[0];
  // What lies before the stored bars cannot be summed.
  if (first === undefined || first > from) return null;
  return bars.volume.reduce(
    (sum, volume, index) =>
      bars.time[index]! >= from && bars.time[index]! < signal.time ? sum + volume : sum,
    0,
  );
}

function posteriorAt(run: RunResult, trade: TradeRow): Posterior | null {
  const { alphaPrior, betaPrior, bayesianLookbackDays: lookbackDays } = run.header.parameters;
  if (typeof alphaPrior !== 'number' || typeof betaPrior !== 'number' || typeof lookbackDays !== 'number')
    return null;
  const from = trade.signalTime - lookbackDays * DAY_MS;
  const known = run.trades.filter(
    (other) =>
      other.modalBin === trade.modalBin && other.exitTime >= from && other.exitTime <= trade.signalTime,
  );
  const wins = known.filter((other) => other.netMilli > 0).length;
  const mean = (alphaPrior + wins) / (alphaPrior + betaPrior + known.length);
  // A retest is sized later than its signal, and then the look-back may hold another trade.
  if (Math.abs(mean - trade.confidence) > 1e-12) return null;
  return { alphaPrior, betaPrior, lookbackDays, wins, losses: known.length - wins, mean };
}

function riskOf(run: RunResult, trade: TradeRow): Risk {
  const parameters = engineParameters(run);
  const instrument = instrumentOf(run.header.instrument.root);
  const equityMilli = trade.equityMilli - trade.netMilli;
  const distanceTicks = Math.abs(trade.entryTicks - trade.stopTicks);
  return {
    stopMilli: distanceTicks * instrument.tickValueMilli * trade.quantity,
    reserveMilli: fixedCosts(parameters, instrument).reserveMilli * trade.quantity,
    equityMilli,
    limitMilli: parameters.maxRiskPerTrade * equityMilli,
  };
}
