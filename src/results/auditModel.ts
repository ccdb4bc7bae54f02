import type { DatasetFacts, Estimate, Interval } from './model.ts';

/** What an audit of the published procedure leaves behind. Returns are shares (0.01 is one per cent), prices points, times UTC ms. */

/** The procedure under one set of mended defects. */
export interface SubsetRow {
  /** Bits over the defects in the audit's order; 0 is the procedure as published. */
  readonly mask: number;
  readonly mended: readonly string[];
  readonly trades: number;
  readonly wins: number;
  /** null where there are no trades: the rate of nothing is undefined, never 0%. */
  readonly winRate: Estimate | null;
  readonly meanNetReturn: Estimate | null;
  readonly sumNetReturn: number;
  readonly meanPositionAdjustedReturn: number | null;
  readonly utilisation: number | null;
}

/** One quantity's exact Shapley values: what each mend changes, averaged over all orders of mending. */
export interface Attribution {
  readonly quantity: 'trades' | 'wins' | 'sum-net-return';
  readonly published: number;
  readonly allMended: number;
  readonly parts: readonly { readonly defect: string; readonly value: number; readonly interval: Interval }[];
  readonly level: number;
  /** UTC days of the data, the units that the bootstrap draws. */
  readonly days: number;
}

/** The same rows, prices and volumes in another order inside each minute. */
export interface RowOrderRow {
  readonly order: string;
  readonly trades: number;
  readonly wins: number;
  readonly winRate: Estimate | null;
}

/** A trade of the procedure as published, with what shows that it could not have been made. */
export interface AuditTradeRow {
  readonly id: number;
  readonly day: string;
  readonly clusterStart: number;
  readonly entryTime: number;
  readonly entryContract: string;
  readonly entryPrice: number;
  readonly exitTime: number;
  readonly exitContract: string;
  readonly exitPrice: number;
  readonly exitReason: string;
  readonly netReturn: number;
  /** The defects that alone, when mended, make this trade disappear. */
  readonly vanishesWith: readonly string[];
  readonly isEntryBeforeClusterEnds: boolean;
}

/** Rows of all contracts around a trade, for drawing it. Prices are points. */
export interface AuditTradeRows {
  readonly trade: number;
  readonly time: readonly number[];
  readonly close: readonly number[];
  readonly contract: readonly string[];
}

/** The fitted 150 and 0.45: the volume ratio of rank-1 clusters on the mixed stream and on one contract. */
export interface RatioDistribution {
  readonly label: string;
  readonly n: number;
  /** Quantiles at 0, 0.1, 0.25, 0.5, 0.75, 0.9 and 1; empty where n is 0. */
  readonly quantiles: readonly number[];
  /** Share whose ratio reaches the fitted 150. */
  readonly reachesFitted: Estimate | null;
  /** Share that passes everything up to the fitted 0.45 and becomes an entry. */
  readonly becomesEntry: Estimate | null;
}

/** The order of a world's rows inside a minute. */
export type WorldOrder = 'nearest-expiry-first' | 'shuffled' | 'farthest-expiry-first';

/** The procedure as published on one synthetic market in which nothing can be earned, under one order of its rows. */
export interface WorldRow {
  readonly seed: number;
  readonly order: WorldOrder;
  readonly trades: number;
  readonly wins: number;
}

/** All worlds under one order of the rows. */
export interface WorldSummary {
  readonly order: WorldOrder;
  readonly worlds: number;
  /** Worlds without a trade have no win rate and are left out of what follows. */
  readonly withTrades: number;
  readonly medianTrades: number | null;
  /** Win rates at the quantiles 0.05, 0.25, 0.5, 0.75 and 0.95; empty where no world has trades. */
  readonly quantiles: readonly number[];
  /** Share of worlds whose win rate is the claimed one or higher. */
  readonly reachesClaim: Estimate | null;
  /** Chance of the claimed rate or a higher one where nothing can be earned: (reached + 1) / (worlds + 1). */
  readonly pValue: number | null;
}

/** Whether the rows hold what the largest defect needs: several contracts in one minute. */
export interface MixingFacts {
  /** Outright contracts (or continuous series) with rows. */
  readonly contracts: number;
  readonly minutes: number;
  readonly minutesWithSeveral: number;
}

/** The causal strategy with the same thresholds, beside the procedure. */
export interface CausalFigures {
  readonly preset: string;
  readonly runId: string;
  readonly trades: number;
  readonly wins: number;
  readonly winRate: Estimate | null;
  readonly meanNetReturn: Estimate | null;
}

export interface AuditResult {
  /** Hash of the dataset, the code, the worlds and the causal runs: the same id has the same figures. */
  readonly auditId: string;
  readonly dataset: DatasetFacts;
  readonly codeVersion: string;
  readonly command: string;
  readonly claimedWinRate: number;
  readonly defects: readonly { readonly name: string; readonly defect: string; readonly mended: string }[];
  /** All 512, by mask. */
  readonly subsets: readonly SubsetRow[];
  readonly attributions: readonly Attribution[];
  readonly rowOrders: readonly RowOrderRow[];
  readonly trades: readonly AuditTradeRow[];
  readonly tradeRows: readonly AuditTradeRows[];
  readonly ratios: readonly RatioDistribution[];
  readonly causal: readonly CausalFigures[];
  readonly worlds: readonly WorldRow[];
  /** One an order, in the order of `WORLD_ORDERS`; empty without worlds. */
  readonly worldSummaries: readonly WorldSummary[];
  readonly mixing: MixingFacts;
  /** What the audit comes to, in a sentence, by a stated rule. */
  readonly conclusion: string;
  /** The findings in sentences, each by a stated rule. */
  readonly findings: readonly string[];
}
