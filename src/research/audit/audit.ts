import { PublishedProcedure, type PublishedTrade } from '../../../strategies/v6-published/procedure.ts';
import { daysOf, mixedStream, PERIOD_MS, type Stream } from '../../../strategies/v6-published/stream.ts';
import { ALL_MENDED, bitOf, DEFECT_FACTS, DEFECTS } from '../../../strategies/v6-published/switches.ts';
import { dateText, isRegularTime } from '../../market/calendar.ts';
import type { Tape } from '../../market/tape.ts';
import type {
  AuditResult,
  AuditTradeRow,
  AuditTradeRows,
  CausalFigures,
  RatioDistribution,
  RowOrderRow,
  WorldRow,
} from '../../results/auditModel.ts';
import { quantiles } from '../../stats/quantiles.ts';
import { codeDigest } from '../codeVersion.ts';
import { rateEstimate } from '../estimates.ts';
import type { RunData } from '../run.ts';
import { attribute } from './attribution.ts';
import { findingsOf } from './findings.ts';
import { type RowOrder, winsUnderOrder } from './rowOrder.ts';
import { runAllSubsets } from './subsets.ts';

export const CLAIMED_WIN_RATE = 0.647;
const FITTED_RATIO = 150;
const SHUFFLES = 20;
const DRAWN_TRADES = 12;
const DRAWN_BEFORE_MS = 20 * 60_000;
const DRAWN_AFTER_MS = 10 * 60_000;
const RATIO_QUANTILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

export interface AuditInputs {
  readonly data: RunData;
  /** The causal strategies beside it, already run on the same data. */
  readonly causal: readonly CausalFigures[];
  readonly worlds: readonly WorldRow[];
  readonly command: string;
  /** Told how many of the steps are done. */
  readonly onStep?: (done: number, total: number, what: string) => void;
}

/**
 * The audit of the published procedure on a parent dataset: all 512 sets of mended defects, what each defect accounts for,
 * the same rows in other orders, the trades that no one could have made, and the findings in sentences.
 *
 * @throws TapebenchError when the data is not ES in one-minute bars, or time goes back
 */
export function audit({ data, causal, worlds, command, onStep }: AuditInputs): AuditResult {
  const { tape } = data;
  const total = 512 + 4 + SHUFFLES;
  const mixed = mixedStream(tape);
  const procedure = new PublishedProcedure(mixed, tape.contracts, isRegularTime);
  const days = daysOf(mixed).map((view) => view.day);
  const { rows: subsets, daily } = runAllSubsets(procedure, days, (done) =>
    onStep?.(done, total, 'subsets of defects'),
  );
  const published = procedure.trades(0);
  const symbols = tape.contracts.map((contract) => contract.rawSymbol);
  const trades = published.map((trade, position) => tradeRow(trade, position + 1, symbols, procedure));
  const rowOrders = runRowOrders(tape, (done) => onStep?.(512 + done, total, 'orders of the rows'));
  const facts: Omit<AuditResult, 'findings'> = {
    dataset: data.facts,
    codeVersion: codeDigest(),
    command,
    claimedWinRate: CLAIMED_WIN_RATE,
    defects: DEFECT_FACTS,
    subsets,
    attributions: attribute(daily),
    rowOrders,
    trades,
    tradeRows: drawnRows(mixed, published, symbols),
    ratios: [
      ratioDistribution('all months in one stream (as published)', procedure.scan(0).rankedRatios),
      ratioDistribution('one contract', procedure.scan(bitOf('contract-mixing')).rankedRatios),
      ratioDistribution('all defects mended', procedure.scan(ALL_MENDED).rankedRatios),
    ],
    causal,
    worlds,
  };
  return { ...facts, findings: findingsOf(facts) };
}

function runRowOrders(tape: Tape, onOrder: (done: number) => void): RowOrderRow[] {
  const orders: RowOrder[] = ['source', 'nearest-expiry-first', 'farthest-expiry-first', 'most-volume-first'];
  for (let seed = 1; seed <= SHUFFLES; seed++) orders.push({ shuffleSeed: seed });
  return orders.map((order, position) => {
    const row = winsUnderOrder(tape, order);
    onOrder(position + 1);
    return row;
  });
}

function tradeRow(
  trade: PublishedTrade,
  id: number,
  symbols: readonly string[],
  procedure: PublishedProcedure,
): AuditTradeRow {
  const { entry, exit } = trade;
  const isStillThere = (mask: number): boolean =>
    procedure
      .trades(mask)
      .some((other) => other.entry.clusterStart === entry.clusterStart && other.entry.time === entry.time);
  return {
    id,
    day: dateText(trade.day),
    clusterStart: entry.clusterStart,
    entryTime: entry.time,
    entryContract: symbols[trade.entryContract]!,
    entryPrice: entry.price,
    exitTime: exit.time,
    exitContract: symbols[trade.exitContract]!,
    exitPrice: exit.price,
    exitReason: exit.reason,
    netReturn: trade.netReturn,
    vanishesWith: DEFECTS.filter((defect) => !isStillThere(bitOf(defect))),
    isEntryBeforeClusterEnds: entry.time < entry.clusterStart + PERIOD_MS,
  };
}

/** Rows around the first trades that enter on one contract and leave on another. */
function drawnRows(
  stream: Stream,
  trades: readonly PublishedTrade[],
  symbols: readonly string[],
): AuditTradeRows[] {
  const drawn: AuditTradeRows[] = [];
  trades.forEach((trade, position) => {
    if (trade.entryContract === trade.exitContract || drawn.length >= DRAWN_TRADES) return;
    const rows: number[] = [];
    for (let i = trade.entry.view.from; i < trade.entry.view.to; i++) {
      const time = stream.time[i]!;
      if (time >= trade.entry.clusterStart - DRAWN_BEFORE_MS && time <= trade.exit.time + DRAWN_AFTER_MS)
        rows.push(i);
    }
    drawn.push({
      trade: position + 1,
      time: rows.map((row) => stream.time[row]!),
      close: rows.map((row) => stream.close[row]!),
      contract: rows.map((row) => symbols[stream.contract[row]!]!),
    });
  });
  return drawn;
}

function ratioDistribution(label: string, ratios: readonly number[]): RatioDistribution {
  const reached = ratios.filter((ratio) => ratio >= FITTED_RATIO).length;
  return {
    label,
    n: ratios.length,
    quantiles: ratios.length === 0 ? [] : quantiles(ratios, RATIO_QUANTILES),
    reachesFitted: rateEstimate(reached, ratios.length),
  };
}
