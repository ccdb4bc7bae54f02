import type {
  AuditTradeRow,
  CausalFigures,
  MixingFacts,
  RowOrderRow,
  SubsetRow,
  WorldRow,
  WorldSummary,
} from './auditModel.ts';
import {
  date,
  double,
  estimate,
  flag,
  integer,
  interval,
  nullable,
  record,
  text,
  texts,
  time,
  whole,
} from './fields.ts';
import type { DatasetFacts, Estimate, Interval } from './model.ts';
import type { RunTable } from './tables.ts';

/** An audit in one row: what was audited, and the findings. */
export interface AuditFacts {
  readonly auditId: string;
  readonly dataset: DatasetFacts;
  readonly codeVersion: string;
  readonly command: string;
  readonly claimedWinRate: number;
  readonly mixing: MixingFacts;
  /** SHA-256 of all figures: the same id must come with the same digest. */
  readonly figuresDigest: string;
  readonly conclusion: string;
  readonly findings: readonly string[];
}

/** One defect's Shapley value of one quantity. */
export interface ShapleyRow {
  readonly quantity: string;
  readonly defect: string;
  readonly published: number;
  readonly allMended: number;
  readonly value: number;
  readonly interval: Interval;
  readonly level: number;
  readonly days: number;
}

/** Quantiles by place, because a column has a name and a list of doubles has none. */
export interface RatioRow {
  readonly label: string;
  readonly n: number;
  readonly lowest: number | null;
  readonly p10: number | null;
  readonly p25: number | null;
  readonly median: number | null;
  readonly p75: number | null;
  readonly p90: number | null;
  readonly highest: number | null;
  readonly reachesFitted: Estimate | null;
  readonly becomesEntry: Estimate | null;
}

export interface WorldSummaryRow extends Omit<WorldSummary, 'quantiles'> {
  readonly p5: number | null;
  readonly p25: number | null;
  readonly median: number | null;
  readonly p75: number | null;
  readonly p95: number | null;
}

export const AUDITS: RunTable<AuditFacts> = {
  name: 'audits',
  about: 'One row an audit of the published procedure: what was audited, and the findings.',
  row: record<AuditFacts>({
    auditId: text('hash of dataset, code, worlds and causal runs'),
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
    command: text('the command that makes the audit again'),
    claimedWinRate: double('the win rate that is claimed'),
    mixing: record<MixingFacts>({
      contracts: integer('contracts with rows'),
      minutes: integer('minutes with rows'),
      minutesWithSeveral: integer('minutes that hold rows of several contracts'),
    }),
    figuresDigest: text('SHA-256 of all figures; the same inputs give the same digest'),
    conclusion: text('what the audit comes to, in a sentence'),
    findings: texts('the findings in sentences'),
  }),
};

export const AUDIT_SUBSETS: RunTable<SubsetRow> = {
  name: 'audit_subsets',
  about: 'The procedure under each of the 512 sets of mended defects.',
  row: record<SubsetRow>({
    mask: integer('bits over the defects; 0 is as published, 511 has all mended'),
    mended: texts('the defects that are mended'),
    trades: integer('trades'),
    wins: integer('trades with a net return above 0'),
    winRate: nullable(estimate('share of trades won; null without trades')),
    meanNetReturn: nullable(estimate('mean net return')),
    sumNetReturn: double('sum of the net returns'),
    meanPositionAdjustedReturn: nullable(double('mean of size times net return')),
    utilisation: nullable(double('share of trades sized by the posterior')),
  }),
};

export const AUDIT_SHAPLEY: RunTable<ShapleyRow> = {
  name: 'audit_shapley',
  about: 'What mending each defect changes, averaged over all orders of mending (exact Shapley values).',
  row: record<ShapleyRow>({
    quantity: text('trades, wins or sum-net-return'),
    defect: text('the defect that is mended'),
    published: double('the quantity as published'),
    allMended: double('the quantity with all defects mended'),
    value: double('the Shapley value'),
    interval: interval('bootstrap by day'),
    level: double('confidence level of the interval'),
    days: integer('UTC days that the bootstrap draws from'),
  }),
};

export const AUDIT_ROW_ORDERS: RunTable<RowOrderRow> = {
  name: 'audit_row_orders',
  about: 'The procedure as published on the same rows in other orders inside each minute.',
  row: record<RowOrderRow>({
    order: text('the order of the rows'),
    trades: integer('trades'),
    wins: integer('trades with a net return above 0'),
    winRate: nullable(estimate('share of trades won')),
  }),
};

export const AUDIT_TRADES: RunTable<AuditTradeRow> = {
  name: 'audit_trades',
  about: 'The trades of the procedure as published. Prices are points, because its prices are no ticks.',
  row: record<AuditTradeRow>({
    id: integer('number of the trade'),
    day: date('UTC day'),
    clusterStart: time('start of its 15 minutes'),
    entryTime: time('minute of the entry'),
    entryContract: text('contract of the row entered on'),
    entryPrice: double('points'),
    exitTime: time('minute of the exit'),
    exitContract: text('contract of the row left on'),
    exitPrice: double('points'),
    exitReason: text('time, profit_target, stop_loss or end_of_data'),
    netReturn: double('net return after the published cost'),
    vanishesWith: texts('defects that alone, when mended, make it disappear'),
    isEntryBeforeClusterEnds: flag('whether it enters before its 15 minutes are over'),
  }),
};

export const AUDIT_RATIOS: RunTable<RatioRow> = {
  name: 'audit_ratios',
  about: 'Volume ratios of the clusters ranked first, which the fitted 150 is compared with.',
  row: record<RatioRow>({
    label: text('what the clusters are made from'),
    n: integer('clusters ranked first'),
    lowest: nullable(double('lowest ratio')),
    p10: nullable(double('quantile 0.1')),
    p25: nullable(double('quantile 0.25')),
    median: nullable(double('median')),
    p75: nullable(double('quantile 0.75')),
    p90: nullable(double('quantile 0.9')),
    highest: nullable(double('highest ratio')),
    reachesFitted: nullable(estimate('share that reaches 150')),
    becomesEntry: nullable(estimate('share that becomes an entry')),
  }),
};

export const AUDIT_CAUSAL: RunTable<CausalFigures> = {
  name: 'audit_causal',
  about: 'Causal strategies on the same data, beside the procedure.',
  row: record<CausalFigures>({
    preset: text('strategy or preset'),
    runId: text('its run'),
    trades: integer('trades'),
    wins: integer('trades with a net profit'),
    winRate: nullable(estimate('share of trades with a net profit')),
    meanNetReturn: nullable(estimate('mean net return on entry notional')),
  }),
};

export const AUDIT_WORLDS: RunTable<WorldRow> = {
  name: 'audit_worlds',
  about: 'The procedure on synthetic markets in which nothing can be earned.',
  row: record<WorldRow>({
    seed: whole('seed of the market'),
    order: text('order of the rows inside a minute'),
    trades: integer('trades'),
    wins: integer('trades with a net return above 0'),
  }),
};

export const AUDIT_WORLD_SUMMARIES: RunTable<WorldSummaryRow> = {
  name: 'audit_world_summaries',
  about: 'The win rates of all worlds under one order of the rows, beside the claimed one.',
  row: record<WorldSummaryRow>({
    order: text('order of the rows inside a minute'),
    worlds: integer('worlds'),
    withTrades: integer('worlds with a trade, from which the rates are'),
    medianTrades: nullable(double('trades in the median world')),
    p5: nullable(double('win rate at quantile 0.05')),
    p25: nullable(double('win rate at quantile 0.25')),
    median: nullable(double('median win rate')),
    p75: nullable(double('win rate at quantile 0.75')),
    p95: nullable(double('win rate at quantile 0.95')),
    reachesClaim: nullable(estimate('share of worlds at the claimed rate or above')),
    pValue: nullable(double('(reached + 1) / (worlds + 1)')),
  }),
};

/** A defect of the procedure, and what mending it means. */
export interface AuditDefectRow {
  readonly name: string;
  readonly defect: string;
  readonly mended: string;
}

export const AUDIT_DEFECTS: RunTable<AuditDefectRow> = {
  name: 'audit_defects',
  about: 'The defects of the procedure, in the order of the bits of a mask.',
  row: record<AuditDefectRow>({
    name: text('name of the defect'),
    defect: text('what the procedure does'),
    mended: text('what it does when the defect is mended'),
  }),
};

/** One row of the stream near a trade of the procedure. */
export interface AuditDrawnRow {
  readonly trade: number;
  readonly time: number;
  readonly close: number;
  readonly contract: string;
}

export const AUDIT_TRADE_ROWS: RunTable<AuditDrawnRow> = {
  name: 'audit_trade_rows',
  about: 'The rows of all contracts around the trades that the page draws. Prices are points.',
  row: record<AuditDrawnRow>({
    trade: integer('the trade'),
    time: time('minute of the row'),
    close: double('its close'),
    contract: text('its contract'),
  }),
};

/** Every table of an audit, in the order in which it is written. */
// biome-ignore lint/suspicious/noExplicitAny: the rows differ from table to table; only names and columns are read here.
export const AUDIT_TABLES: readonly RunTable<any>[] = [
  AUDITS,
  AUDIT_SUBSETS,
  AUDIT_SHAPLEY,
  AUDIT_ROW_ORDERS,
  AUDIT_TRADES,
  AUDIT_RATIOS,
  AUDIT_CAUSAL,
  AUDIT_WORLDS,
  AUDIT_WORLD_SUMMARIES,
  AUDIT_DEFECTS,
  AUDIT_TRADE_ROWS,
];
