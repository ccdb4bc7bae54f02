import {
  date,
  double,
  estimate,
  type Field,
  flag,
  integer,
  interval,
  joined,
  nullable,
  record,
  text,
  texts,
  time,
  whole,
} from './fields.ts';
import type {
  DataCheckRow,
  DatasetFacts,
  EquityRow,
  FillRow,
  InstrumentFacts,
  PosteriorRow,
  RefusalRow,
  RunHeader,
  RunSummary,
  ScenarioRow,
  SignalRow,
  SizeDecomposition,
  TradeRow,
} from './model.ts';

/** A table of rows that belong to a run; `run_id` and `ordinal`, the row's place, stand before its own columns. */
export interface RunTable<Row> {
  readonly name: string;
  readonly about: string;
  readonly row: Field<Row>;
}

const MILLI = 'thousandths of a dollar';

/** Everything of the header but its parameters, which have a table. */
export type RunFacts = Omit<RunHeader, 'parameters'>;

const facts = record<RunFacts & { readonly blockedBy: string | null }>({
  runId: text('hash of strategy, parameters, dataset digest, costs and code version'),
  strategy: text('name of the strategy'),
  preset: text('name of the preset'),
  instrument: record<InstrumentFacts>({
    root: text('product, e.g. ES'),
    name: text('product in words'),
    tickNano: whole('price of one tick in units of 1e-9'),
    tickValueMilli: whole(`value of one tick of one contract, ${MILLI}`),
    priceDecimals: integer('decimals a price is shown with'),
  }),
  dataset: record<DatasetFacts>({
    name: text('name of the dataset'),
    digest: text("SHA-256 of the rows' canonical columns"),
    source: text('where the rows come from'),
    isSynthetic: flag('whether the market is simulated'),
    rows: whole('rows of the dataset'),
    from: time('first bar'),
    to: time('last bar'),
    note: text('what must be said with every result on it'),
  }),
  codeVersion: text('version of the code that ran'),
  journalRoot: text('last hash of the journal; the same inputs give the same root'),
  events: whole('events in the journal'),
  command: text('the command that rebuilds the run'),
  blockedBy: nullable(text('the first gate that left nothing, when there are no trades')),
});

const summary = record<RunSummary>({
  trades: integer('closed trades'),
  wins: integer('trades with a net profit'),
  winRate: nullable(estimate('share of trades with a net profit')),
  winRateRange: nullable(interval('win rate over the intrabar policies')),
  ambiguousTrades: integer('trades that another intrabar policy ends otherwise'),
  meanNetReturn: nullable(estimate('mean net return on entry notional')),
  meanPositionAdjustedReturn: nullable(estimate('mean of net return times quantity')),
  netMilli: whole(`net profit, ${MILLI}`),
  grossMilli: whole(`profit before costs, ${MILLI}`),
  commissionMilli: whole(`commission paid, ${MILLI}`),
  slippageMilli: whole(`slippage paid, ${MILLI}`),
  initialCapitalMilli: whole(`equity at the start, ${MILLI}`),
  maxDrawdownMilli: whole(`deepest fall of closed equity from its high-water mark, ${MILLI}`),
  maxDrawdownShare: double('the same as a share of the high-water mark'),
  breakEvenWinRate: nullable(double('win rate at which the bracket breaks even at its realised cost')),
  profitFactor: nullable(double('gross wins over gross losses')),
  weeks: double('length of the data in weeks'),
  signalsPerWeek: double('signals a week'),
  tradesPerWeek: double('trades a week'),
  utilisation: nullable(double('share of trades sized by the posterior')),
  sizing: nullable(
    record<SizeDecomposition>({
      n: integer('trades in the size decomposition'),
      meanSize: double('mean size in contracts'),
      meanReturn: double('mean net return'),
      meanPositionAdjusted: double('mean of size times net return: leverage plus covariance'),
      leverage: double('mean size times mean return'),
      covariance: double('covariance of size and return: the sizing skill'),
    }),
  ),
  emergencyStops: integer('times the emergency stop fired'),
  lossPauses: integer('pauses after losses in a row'),
  rolls: integer('changes of the contract'),
  openAtEnd: nullable(text('a position still open at the end of the data; it is in no figure')),
  verdict: text('the verdict in words'),
  assumptions: texts('everything assumed'),
});

export const RUNS: RunTable<readonly [RunFacts & { readonly blockedBy: string | null }, RunSummary]> = {
  name: 'runs',
  about: 'One row a run: what ran on what, and what came of it.',
  row: joined(facts, summary),
};

/** A parameter with its kind, so that it comes back as what it was. */
export interface ParameterRow {
  readonly name: string;
  readonly kind: 'number' | 'string' | 'boolean';
  readonly value: string;
  readonly number: number | null;
}

export const PARAMETERS: RunTable<ParameterRow> = {
  name: 'parameters',
  about: 'Every parameter of a run, defaults included.',
  row: record<ParameterRow>({
    name: text('name of the parameter'),
    kind: text('number, string or boolean'),
    value: text('the value as text'),
    number: nullable(double('the value, where it is a number')),
  }),
};

export interface FunnelRow {
  readonly stage: string;
  readonly reason: string | null;
  readonly count: number;
}

export const FUNNEL: RunTable<FunnelRow> = {
  name: 'funnel',
  about: 'From bars to trades: how many passed each gate, and how many each rule stopped.',
  row: record<FunnelRow>({
    stage: text('bars, periods, clusters, candidates, dropped, signals, outsideHours, refusals …'),
    reason: nullable(text('the rule, where the stage is dropped or refusals')),
    count: whole('how many'),
  }),
};

export const SIGNALS: RunTable<SignalRow> = {
  name: 'signals',
  about: 'Every signal of the detector and what became of it.',
  row: record<SignalRow>({
    id: integer('number of the signal in the run'),
    time: time('end of the signal period'),
    contract: text('symbol of the contract'),
    direction: integer<1 | -1>('1 long, -1 short'),
    status: text('accepted, refused, outside-hours, retest-lapsed or waiting-skipped'),
    strength: double('signal strength, 0 to 1'),
    priceTicks: integer('detection price, ticks'),
    modalTicks: integer('modal price, ticks'),
    lowTicks: integer('low of the profile window, ticks'),
    highTicks: integer('high of the profile window, ticks'),
    modalPosition: double('place of the modal price in the window, 0 to 1'),
    modalBin: integer('tenth of the window that holds the modal price, 0 to 9'),
    volumeRatio: double('volume over its baseline'),
    positionPart: double('part of the strength from the position'),
    volumePart: double('part of the strength from the volume'),
    momentumPart: double('part of the strength from momentum'),
    sigma1: double('standard deviation of one-minute returns'),
  }),
};

export const REFUSALS: RunTable<RefusalRow> = {
  name: 'refusals',
  about: 'Signals that the risk gate refused: the first rule that failed, with its value and limit.',
  row: record<RefusalRow>({
    time: time('when it was refused'),
    contract: text('symbol of the contract'),
    signal: nullable(integer('the signal; null for a candidate refused before it was judged')),
    rule: text('the rule'),
    value: double('what the rule measured'),
    limit: double('what the rule allows'),
  }),
};

export const FILLS: RunTable<FillRow> = {
  name: 'fills',
  about: 'Every simulated fill.',
  row: record<FillRow>({
    id: integer('number of the fill in the run'),
    time: time('time of the fill'),
    order: integer('the order'),
    contract: text('symbol of the contract'),
    role: text('entry or exit'),
    reason: text('limit, target, stop, time, close or roll'),
    isAtOpen: flag('whether it was at its bar’s open; otherwise inside the bar'),
    direction: integer<1 | -1>('1 bought, -1 sold'),
    quantity: integer('contracts'),
    priceTicks: integer('price, ticks'),
    commissionMilli: whole(`commission, ${MILLI}`),
    slippageMilli: whole(`slippage, ${MILLI}`),
  }),
};

export const TRADES: RunTable<TradeRow> = {
  name: 'trades',
  about: 'Every closed trade.',
  row: record<TradeRow>({
    id: integer('number of the trade in the run'),
    signal: integer('the signal'),
    contract: text('symbol of the contract'),
    direction: integer<1 | -1>('1 long, -1 short'),
    tradeDate: date('Globex trade date'),
    signalTime: time('time of the signal'),
    entryTime: time('time of the entry'),
    entryBarTime: time('open of the entry bar'),
    entryTicks: integer('entry price, ticks'),
    exitTime: time('time of the exit'),
    exitBarTime: time('open of the exit bar'),
    exitTicks: integer('exit price, ticks'),
    exitReason: text('target, stop, time, close or roll'),
    stopTicks: integer('stop price, ticks'),
    targetTicks: integer('target price, ticks'),
    modalTicks: integer('modal price, ticks'),
    wantedQuantity: integer('contracts that the sizer wanted'),
    quantity: integer('contracts traded'),
    grossMilli: whole(`profit before costs, ${MILLI}`),
    commissionMilli: whole(`commission, ${MILLI}`),
    slippageMilli: whole(`slippage, ${MILLI}`),
    netMilli: whole(`net profit, ${MILLI}`),
    netReturn: double('net profit over entry notional'),
    positionAdjustedReturn: double('net return times quantity'),
    rMultiple: double('net profit over what the stop distance is worth'),
    favourableTicks: integer('best move while held, ticks'),
    adverseTicks: integer('worst move while held, ticks'),
    barsHeld: integer('bars held'),
    modalBin: integer('context of the sizer, 0 to 9'),
    strength: double('signal strength, 0 to 1'),
    multiplier: double('the sizer’s multiplier'),
    confidence: double('posterior mean of the win rate at the order'),
    isBayesianSized: flag('whether the posterior had enough trades to size it'),
    equityMilli: whole(`closed equity after it, ${MILLI}`),
    isAmbiguous: flag('whether another intrabar policy gives another exit'),
    netMilliLow: whole(`least net over the policies, ${MILLI}`),
    netMilliHigh: whole(`greatest net over the policies, ${MILLI}`),
  }),
};

export const EQUITY: RunTable<EquityRow> = {
  name: 'equity',
  about: 'Closed equity at the end of each trade date.',
  row: record<EquityRow>({
    tradeDate: date('Globex trade date'),
    contract: nullable(text('contract selected on it')),
    bars: whole('bars on it, all contracts'),
    equityMilli: whole(`closed equity, ${MILLI}`),
    netMilli: whole(`net profit of the trades closed on it, ${MILLI}`),
    drawdownMilli: whole(`fall from the high-water mark, 0 or negative, ${MILLI}`),
    trades: integer('trades closed on it'),
  }),
};

export const POSTERIOR: RunTable<PosteriorRow> = {
  name: 'posterior',
  about: 'The posterior of the win rate in a modal bin, just after a trade of it closed.',
  row: record<PosteriorRow>({
    time: time('when the trade closed'),
    modalBin: integer('tenth of the window, 0 to 9'),
    wins: integer('wins inside the lookback'),
    trades: integer('trades inside the lookback'),
    mean: double('posterior mean of the win rate'),
    low: double('low end of its interval'),
    high: double('high end of its interval'),
  }),
};

export const DATA_CHECKS: RunTable<DataCheckRow> = {
  name: 'data_checks',
  about: 'What the checks found in the dataset.',
  row: record<DataCheckRow>({
    check: text('name of the check'),
    severity: text('error, warning or info'),
    count: whole('places found'),
    isWaived: flag('whether the manifest waives it'),
    places: texts('the first places'),
    about: text('what it means'),
  }),
};

export const SCENARIOS: RunTable<ScenarioRow> = {
  name: 'scenarios',
  about: 'The whole run again under other costs, risk and sizing included.',
  row: record<ScenarioRow>({
    name: text('name of the scenario or grid cell'),
    commissionPerContract: double('USD a contract and side'),
    slippageTicks: double('ticks a contract and side'),
    limitFill: text('what a bar must do to fill a limit'),
    trades: integer('closed trades'),
    wins: integer('trades with a net profit'),
    winRate: nullable(estimate('share of trades with a net profit')),
    meanNetReturn: nullable(estimate('mean net return on entry notional')),
    netMilli: whole(`net profit, ${MILLI}`),
    maxDrawdownMilli: whole(`deepest fall of closed equity, ${MILLI}`),
  }),
};

/** One bar near a trade; the bars of one trade follow one another. */
export interface TradeBarRow {
  readonly trade: number;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export const TRADE_BARS: RunTable<TradeBarRow> = {
  name: 'trade_bars',
  about: 'The bars around each trade, from before the signal to after the exit.',
  row: record<TradeBarRow>({
    trade: integer('the trade'),
    time: time('open of the bar'),
    open: integer('ticks'),
    high: integer('ticks'),
    low: integer('ticks'),
    close: integer('ticks'),
    volume: double('contracts traded'),
  }),
};

/** Every table of a run, in the order in which it is written. */
// biome-ignore lint/suspicious/noExplicitAny: the rows differ from table to table; only names and columns are read here.
export const RUN_TABLES: readonly RunTable<any>[] = [
  RUNS,
  PARAMETERS,
  FUNNEL,
  SIGNALS,
  REFUSALS,
  FILLS,
  TRADES,
  EQUITY,
  POSTERIOR,
  DATA_CHECKS,
  SCENARIOS,
  TRADE_BARS,
];
