import { createHash } from 'node:crypto';
import { PublishedProcedure } from '../../../strategies/v6-published/procedure.ts';
import { daysOf, mixedStream } from '../../../strategies/v6-published/stream.ts';
import {
  ALL_MENDED,
  bitOf,
  DEFECT_FACTS,
  type MendMask,
  SUBSETS,
} from '../../../strategies/v6-published/switches.ts';
import { isRegularTime } from '../../market/calendar.ts';
import type { Tape } from '../../market/tape.ts';
import type {
  AuditResult,
  CausalFigures,
  RatioDistribution,
  RowOrderRow,
  WorldRow,
} from '../../results/auditModel.ts';
import type { RunResult } from '../../results/model.ts';
import { quantiles } from '../../stats/quantiles.ts';
import { codeDigest } from '../codeVersion.ts';
import { rateEstimate } from '../estimates.ts';
import type { RunData } from '../run.ts';
import { attribute } from './attribution.ts';
import { type AuditFacts, conclusionOf, findingsOf } from './findings.ts';
import { mixingOf } from './mixing.ts';
import { type RowOrder, winsUnderOrder } from './rowOrder.ts';
import { runAllSubsets } from './subsets.ts';
import { drawnRowsOf, tradeRowsOf } from './trades.ts';
import { summariseWorlds } from './worldSummaries.ts';

/** 101 of 156 trades. */
const CLAIMED_WIN_RATE = 0.647;
const FITTED_RATIO = 150;
const SHUFFLES = 20;
const RATIO_QUANTILES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1];

export interface AuditInputs {
  readonly data: RunData;
  /** Runs of causal strategies on the same data, to stand beside it. */
  readonly causal: readonly RunResult[];
  readonly worlds: readonly WorldRow[];
  /** The command that makes this audit again. */
  readonly command: string;
  /** Told how many of the steps are done. */
  readonly onStep?: (done: number, total: number, what: string) => void;
}

/**
 * The audit of the published procedure on a parent dataset: all 512 sets of mended defects, what each defect accounts for,
 * the same rows in other orders, the trades that no one could have made, and the findings in sentences. Data of a single
 * contract is audited too; its findings say first that the largest defect cannot show on it.
 *
 * @throws TapebenchError when the data is not ES in one-minute bars, or time goes back
 */
export function audit({ data, causal, worlds, command, onStep }: AuditInputs): AuditResult {
  const { tape } = data;
  const orders = rowOrders();
  const steps = SUBSETS + orders.length;
  const mixed = mixedStream(tape);
  const procedure = new PublishedProcedure(mixed, tape.contracts, isRegularTime);
  const days = daysOf(mixed).map((view) => view.day);
  const { rows: subsets, daily } = runAllSubsets(procedure, days, (done) =>
    onStep?.(done, steps, 'subsets of defects'),
  );
  const symbols = tape.contracts.map((contract) => contract.rawSymbol);
  const trades = tradeRowsOf(procedure, symbols);
  const facts: AuditFacts = {
    auditId: auditIdOf(data, causal, worlds),
    dataset: data.facts,
    codeVersion: codeDigest(),
    command,
    claimedWinRate: CLAIMED_WIN_RATE,
    defects: DEFECT_FACTS,
    subsets,
    attributions: attribute(daily),
    rowOrders: winsUnderOrders(tape, orders, (done) => onStep?.(SUBSETS + done, steps, 'orders of the rows')),
    trades,
    tradeRows: drawnRowsOf(mixed, trades, symbols),
    ratios: [
      ratioDistribution('all months in one stream (as published)', procedure, 0),
      ratioDistribution('one contract', procedure, bitOf('contract-mixing')),
      ratioDistribution('all defects mended', procedure, ALL_MENDED),
    ],
    causal: causal.map(causalFigures),
    worlds,
    worldSummaries: summariseWorlds(worlds, CLAIMED_WIN_RATE),
    mixing: mixingOf(mixed),
  };
  return { ...facts, conclusion: conclusionOf(facts), findings: findingsOf(facts) };
}

function rowOrders(): RowOrder[] {
  const shuffled = Array.from({ length: SHUFFLES }, (_, position) => ({ shuffleSeed: position + 1 }));
  return ['source', 'nearest-expiry-first', 'farthest-expiry-first', 'most-volume-first', ...shuffled];
}

function winsUnderOrders(
  tape: Tape,
  orders: readonly RowOrder[],
  onOrder: (done: number) => void,
): RowOrderRow[] {
  return orders.map((order, position) => {
    const row = winsUnderOrder(tape, order);
    onOrder(position + 1);
    return row;
  });
}

function auditIdOf(data: RunData, causal: readonly RunResult[], worlds: readonly WorldRow[]): string {
  const parts = [
    'v6-published',
    data.facts.digest,
    codeDigest(),
    causal.map((run) => run.header.runId),
    worlds.map(({ seed, order, trades, wins }) => [seed, order, trades, wins]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}

function causalFigures({ header, summary }: RunResult): CausalFigures {
  return {
    preset: header.preset === 'default' ? header.strategy : header.preset,
    runId: header.runId,
    trades: summary.trades,
    wins: summary.wins,
    winRate: summary.winRate,
    meanNetReturn: summary.meanNetReturn,
  };
}

function ratioDistribution(label: string, procedure: PublishedProcedure, mask: MendMask): RatioDistribution {
  const { entries, rankedRatios } = procedure.scan(mask);
  const n = rankedRatios.length;
  return {
    label,
    n,
    quantiles: n === 0 ? [] : quantiles(rankedRatios, RATIO_QUANTILES),
    reachesFitted: rateEstimate(rankedRatios.filter((ratio) => ratio >= FITTED_RATIO).length, n),
    becomesEntry: rateEstimate(entries.length, n),
  };
}
