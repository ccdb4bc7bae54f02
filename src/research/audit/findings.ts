import { ALL_MENDED, bitOf } from '../../../strategies/v6-published/switches.ts';
import type { AuditResult, RowOrderRow, SubsetRow } from '../../results/auditModel.ts';
import type { Estimate } from '../../results/model.ts';
import { quantiles } from '../../stats/quantiles.ts';

/** The findings of an audit as sentences, each by a stated rule from the figures beside it. */
export function findingsOf(result: Omit<AuditResult, 'findings'>): string[] {
  const published = result.subsets[0]!;
  const findings = [publishedFinding(published, result.claimedWinRate), ...orderFindings(result.rowOrders)];
  const mixing = result.subsets[bitOf('contract-mixing')]!;
  findings.push(
    `With one contract at a time and nothing else mended the procedure makes ${mixing.trades} trades in place of ${published.trades}; with all nine defects mended ${result.subsets[ALL_MENDED]!.trades}.`,
  );
  const largest = largestPart(result);
  if (largest !== null) findings.push(largest);
  findings.push(...tradeFindings(result), ...ratioFindings(result), ...worldFindings(result));
  for (const causal of result.causal) {
    findings.push(
      `The causal strategy ${causal.preset} on the same data: ${rateWords(causal.winRate, causal.trades)}.`,
    );
  }
  return findings;
}

function publishedFinding(published: SubsetRow, claimed: number): string {
  return `The procedure as published, on these rows in this order: ${rateWords(published.winRate, published.trades)}. The claim is ${share(claimed)}.`;
}

function orderFindings(orders: readonly RowOrderRow[]): string[] {
  const rates = orders.filter((order) => order.winRate !== null).map((order) => order.winRate!.value);
  if (rates.length < 2) return [];
  const low = Math.min(...rates);
  const high = Math.max(...rates);
  const spread = `The same rows, prices and volumes in another order inside each minute give a win rate from ${share(low)} to ${share(high)} (${orders.length} orders).`;
  return high - low < 0.1
    ? [spread]
    : [
        `${spread} A figure that depends on the order in which a file lists the contracts says nothing about a market.`,
      ];
}

function largestPart(result: Omit<AuditResult, 'findings'>): string | null {
  const wins = result.attributions.find((attribution) => attribution.quantity === 'wins');
  if (wins === undefined || wins.published === 0) return null;
  const [first] = [...wins.parts].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  if (first === undefined || first.value === 0) return null;
  return `Of the ${wins.published} wins as published, mending ${first.defect} accounts for ${first.value.toFixed(1)} (Shapley value, 95% interval ${first.interval.low.toFixed(1)} to ${first.interval.high.toFixed(1)}): the largest part of the nine.`;
}

function tradeFindings({ trades }: Omit<AuditResult, 'findings'>): string[] {
  if (trades.length === 0) return [];
  const crossed = trades.filter((trade) => trade.entryContract !== trade.exitContract).length;
  const early = trades.filter((trade) => trade.isEntryBeforeClusterEnds).length;
  return [
    `${crossed} of ${trades.length} trades enter on one contract and leave on another; ${early} enter before the 15 minutes that justify them are over.`,
  ];
}

function ratioFindings({ ratios }: Omit<AuditResult, 'findings'>): string[] {
  const [mixed, single] = ratios;
  if (mixed === undefined || single === undefined || mixed.n === 0 || single.n === 0) return [];
  const median = (of: { readonly quantiles: readonly number[] }): string => of.quantiles[3]!.toFixed(0);
  return [
    `A tenth defect has no switch: 150 and 0.45 are fitted to the mixed stream. The median volume ratio of clusters ranked first is ${median(mixed)} there (n = ${mixed.n}) and ${median(single)} on one contract (n = ${single.n}), so that little passes once the months are apart.`,
  ];
}

function worldFindings({ worlds, claimedWinRate }: Omit<AuditResult, 'findings'>): string[] {
  const rates = worlds.filter((world) => world.trades > 0).map((world) => world.wins / world.trades);
  if (rates.length === 0) return [];
  const [low, median, high] = quantiles(rates, [0.05, 0.5, 0.95]);
  const reached = rates.filter((rate) => rate >= claimedWinRate).length;
  const figures = `On ${rates.length} synthetic markets in which nothing can be earned, the procedure's win rate is ${share(median!)} in the median (90% of them from ${share(low!)} to ${share(high!)}); ${reached} reach the claimed ${share(claimedWinRate)}.`;
  return [
    reached > 0
      ? `${figures} A procedure that shows the claimed rate where there is nothing proves nothing.`
      : figures,
  ];
}

function rateWords(rate: Estimate | null, trades: number): string {
  if (rate === null) return 'no trades, so that its win rate is undefined';
  return `${share(rate.value)} of ${trades} trades won (95% interval ${share(rate.interval.low)} to ${share(rate.interval.high)})`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}
