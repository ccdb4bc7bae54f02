/**
 * What a run leaves behind, as plain data: the writers put it into DuckDB, the readers bring it back, the report shows it.
 * Times are UTC ms, prices are ticks, money is thousandths of a dollar (milli), trade dates are `YYYY-MM-DD`.
 */

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** A figure never goes without what it stands on. */
export interface Estimate {
  readonly value: number;
  readonly n: number;
  readonly interval: Interval;
  /** Confidence level of the interval, e.g. 0.95. */
  readonly level: number;
  /** How the interval was made: `wilson`, `student`, `day-bootstrap-t` … */
  readonly method: string;
}

export interface InstrumentFacts {
  readonly root: string;
  readonly name: string;
  readonly tickNano: number;
  readonly tickValueMilli: number;
  readonly priceDecimals: number;
}

export interface DatasetFacts {
  readonly name: string;
  /** SHA-256 of the rows' canonical columns. */
  readonly digest: string;
  readonly source: string;
  readonly isSynthetic: boolean;
  readonly rows: number;
  readonly from: number;
  readonly to: number;
  /** Said on the first screen of every report on this data, e.g. that it is synthetic. */
  readonly note: string;
}

export interface RunHeader {
  readonly runId: string;
  readonly strategy: string;
  readonly preset: string;
  readonly instrument: InstrumentFacts;
  readonly dataset: DatasetFacts;
  readonly codeVersion: string;
  readonly journalRoot: string;
  readonly events: number;
  /** The command that rebuilds the run. */
  readonly command: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
}

/** From bars to trades: how many passed each gate, for the selected contract of each trade date. */
export interface Funnel {
  readonly bars: number;
  readonly periods: number;
  readonly clusters: number;
  readonly candidates: number;
  /** Candidates dropped by the detector, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly signals: number;
  readonly outsideHours: number;
  readonly refusals: Readonly<Record<string, number>>;
  readonly orders: number;
  readonly cancelled: number;
  readonly fills: number;
  readonly trades: number;
  /** When there are no trades: the first gate that left nothing, in a sentence. */
  readonly blockedBy: string | null;
}

export interface SignalRow {
  readonly id: number;
  readonly time: number;
  readonly contract: string;
  readonly direction: 1 | -1;
  readonly status: 'accepted' | 'refused' | 'outside-hours' | 'retest-lapsed' | 'waiting-skipped';
  readonly strength: number;
  readonly priceTicks: number;
  readonly modalTicks: number;
  readonly lowTicks: number;
  readonly highTicks: number;
  readonly modalPosition: number;
  readonly modalBin: number;
  readonly volumeRatio: number;
  readonly positionPart: number;
  readonly volumePart: number;
  readonly momentumPart: number;
  readonly sigma1: number;
}

export interface RefusalRow {
  readonly time: number;
  readonly contract: string;
  readonly signal: number | null;
  readonly rule: string;
  readonly value: number;
  readonly limit: number;
}

export interface FillRow {
  readonly id: number;
  readonly time: number;
  readonly order: number;
  readonly contract: string;
  readonly role: 'entry' | 'exit';
  readonly reason: string;
  readonly isAtOpen: boolean;
  readonly direction: 1 | -1;
  readonly quantity: number;
  readonly priceTicks: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
}

export interface TradeRow {
  readonly id: number;
  readonly signal: number;
  readonly contract: string;
  readonly direction: 1 | -1;
  readonly tradeDate: string;
  readonly signalTime: number;
  readonly entryTime: number;
  readonly entryBarTime: number;
  readonly entryTicks: number;
  readonly exitTime: number;
  readonly exitBarTime: number;
  readonly exitTicks: number;
  readonly exitReason: 'target' | 'stop' | 'time' | 'close' | 'roll';
  readonly stopTicks: number;
  readonly targetTicks: number;
  readonly modalTicks: number;
  readonly wantedQuantity: number;
  readonly quantity: number;
  readonly grossMilli: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
  readonly netMilli: number;
  readonly netReturn: number;
  readonly positionAdjustedReturn: number;
  readonly rMultiple: number;
  readonly favourableTicks: number;
  readonly adverseTicks: number;
  readonly barsHeld: number;
  readonly modalBin: number;
  readonly strength: number;
  readonly multiplier: number;
  readonly confidence: number;
  readonly isBayesianSized: boolean;
  readonly equityMilli: number;
  /** Whether another intrabar policy gives another exit price or reason, and the least and greatest net over the policies. */
  readonly isAmbiguous: boolean;
  readonly netMilliLow: number;
  readonly netMilliHigh: number;
}

/** Closed equity at the end of each trade date, and its drawdown from the high-water mark (0 or negative). */
export interface EquityRow {
  readonly tradeDate: string;
  readonly contract: string | null;
  readonly bars: number;
  readonly equityMilli: number;
  readonly netMilli: number;
  readonly drawdownMilli: number;
  readonly trades: number;
}

/** The posterior of a modal bin just after a trade of it closed. */
export interface PosteriorRow {
  readonly time: number;
  readonly modalBin: number;
  readonly wins: number;
  readonly trades: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export type CheckSeverity = 'error' | 'warning' | 'info';

export interface DataCheckRow {
  /** e.g. `missing-regular-minutes`, `duplicates`, `off-grid-price`. */
  readonly check: string;
  readonly severity: CheckSeverity;
  readonly count: number;
  readonly isWaived: boolean;
  /** The first places, for people. */
  readonly places: readonly string[];
  readonly about: string;
}

/** One cell of a cost grid: the whole run again, risk and sizing included, under other costs. */
export interface ScenarioRow {
  readonly name: string;
  readonly commissionPerContract: number;
  readonly slippageTicks: number;
  readonly limitFill: string;
  readonly trades: number;
  readonly wins: number;
  readonly winRate: Estimate | null;
  readonly meanNetReturn: Estimate | null;
  readonly netMilli: number;
  readonly maxDrawdownMilli: number;
}

/** Bars around a trade, for drawing it: from before the signal to after the exit. */
export interface TradeBars {
  readonly trade: number;
  readonly time: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
}

export interface SizeDecomposition {
  readonly n: number;
  readonly meanSize: number;
  readonly meanReturn: number;
  /** mean(size x return) = leverage + covariance. */
  readonly meanPositionAdjusted: number;
  readonly leverage: number;
  readonly covariance: number;
}

export interface RunSummary {
  readonly trades: number;
  readonly wins: number;
  /** null where there are no trades: a rate of nothing is not 0%. */
  readonly winRate: Estimate | null;
  /** Win rate when every trade takes the worst, or the best, of the intrabar policies. */
  readonly winRateRange: Interval | null;
  readonly ambiguousTrades: number;
  readonly meanNetReturn: Estimate | null;
  readonly meanPositionAdjustedReturn: Estimate | null;
  readonly netMilli: number;
  readonly grossMilli: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
  readonly initialCapitalMilli: number;
  readonly maxDrawdownMilli: number;
  readonly maxDrawdownShare: number;
  /** Win rate at which the trades, at their own mean win and mean loss, would have earned nothing; null without either. */
  readonly breakEvenWinRate: number | null;
  readonly profitFactor: number | null;
  /** Trade dates that had bars, five to a week. */
  readonly weeks: number;
  /** Signals inside market hours. */
  readonly signalsPerWeek: number;
  readonly tradesPerWeek: number;
  /** Share of trades sized by the posterior. */
  readonly utilisation: number | null;
  readonly sizing: SizeDecomposition | null;
  readonly emergencyStops: number;
  readonly lossPauses: number;
  readonly rolls: number;
  /** A position still open when the data ended, in words; it is in no figure. */
  readonly openAtEnd: string | null;
  /** The verdict in a sentence or two, for people. */
  readonly verdict: string;
  /** Everything assumed: fills, costs, hours, data. */
  readonly assumptions: readonly string[];
}

export interface RunResult {
  readonly header: RunHeader;
  readonly summary: RunSummary;
  readonly funnel: Funnel;
  readonly signals: readonly SignalRow[];
  readonly refusals: readonly RefusalRow[];
  readonly fills: readonly FillRow[];
  readonly trades: readonly TradeRow[];
  readonly equity: readonly EquityRow[];
  readonly posterior: readonly PosteriorRow[];
  readonly checks: readonly DataCheckRow[];
  readonly scenarios: readonly ScenarioRow[];
  readonly tradeBars: readonly TradeBars[];
}
