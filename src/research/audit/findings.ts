import { ALL_MENDED, bitOf } from '../../../strategies/v6-published/switches.ts';
import type {
  AuditResult,
  CausalFigures,
  RowOrderRow,
  SubsetRow,
  WorldOrder,
  WorldSummary,
} from '../../results/auditModel.ts';
import type { Estimate } from '../../results/model.ts';

/** An audit's figures, before they are put into words. */
export type AuditFacts = Omit<AuditResult, 'findings' | 'conclusion'>;

/** A win rate that moves by this much when only the order of the rows does is called dependent on it. */
const ORDER_SPREAD = 0.1;
/** From fewer trades than these nothing is concluded, one way or the other. */
const LEAST_TRADES = 10;
/** A claimed rate that more than this share of worlds without an edge reach is no evidence of one. */
const ALPHA = 0.05;

const WORLD_ORDER_WORDS: Readonly<Record<WorldOrder, string>> = {
  'nearest-expiry-first': 'with the nearest expiry first in each minute',
  shuffled: 'with the rows of each minute shuffled',
  'farthest-expiry-first': 'with the farthest expiry first in each minute',
};

/**
 * What the audit comes to, in a sentence: the first of these that the figures carry. The win rate moves by ten points or more
 * with the order of the rows; worlds without an edge reach the claimed rate; neither. Before them: data of one contract cannot
 * show it, and fewer than ten trades say nothing.
 */
export function conclusionOf(facts: AuditFacts): string {
  const { claimedWinRate, mixing, subsets } = facts;
  if (mixing.minutesWithSeveral === 0)
    return 'This data holds one contract at a time: it cannot show what mixing contract months does, which is the largest defect. What the other eight do stands below.';
  const { trades } = subsets[0]!;
  if (trades < LEAST_TRADES)
    return `On this data the published procedure makes ${trades === 0 ? 'no trade' : `${trades} trade${trades === 1 ? '' : 's'}`}: too few for its win rate to say anything. What stands below shows the defects at work.`;
  const range = orderRange(facts);
  if (range !== null && isSpread(range))
    return `On this data the published procedure wins from ${share(range.low.winRate.value)} to ${share(range.high.winRate.value)} of its trades, by nothing but the order in which a file lists the contracts of a minute. A win rate that the order of rows decides says nothing about a market, and the claimed ${share(claimedWinRate)} comes from the same procedure.`;
  if (facts.worldSummaries.some(isReached))
    return `The claimed ${share(claimedWinRate)} comes out on markets in which nothing can be earned: a procedure that shows the claimed rate where there is nothing proves nothing.`;
  return 'On this data the order of the rows moves the win rate by less than ten points; what each defect accounts for stands below.';
}

/** The findings of an audit as sentences, each by a stated rule (docs/audit.md) from the figures beside it. */
export function findingsOf(facts: AuditFacts): string[] {
  return [
    ...mixingFindings(facts),
    publishedFinding(facts),
    ...orderFindings(facts),
    mendedFinding(facts),
    ...largestPart(facts),
    ...(facts.mixing.minutesWithSeveral === 0 ? [] : tradeFindings(facts)),
    ...ratioFindings(facts),
    ...worldFindings(facts),
    ...facts.causal.map((causal) => causalFinding(causal, facts.subsets[0]!)),
  ];
}

function mixingFindings({ mixing }: AuditFacts): string[] {
  if (mixing.minutesWithSeveral > 0) return [];
  return [
    'No minute of this data holds rows of two contracts, so that the largest defect, months mixed in one stream, and the order of the rows cannot show on it; the other eight can. Give a parent dataset (such as ES.FUT with all its months) for those two.',
  ];
}

function publishedFinding({ subsets, claimedWinRate }: AuditFacts): string {
  const published = subsets[0]!;
  return `The procedure as published, on these rows in this order: ${rateWords(published.winRate, published.trades)}. The claim is ${share(claimedWinRate)} (101 of 156).`;
}

function orderFindings(facts: AuditFacts): string[] {
  if (facts.mixing.minutesWithSeveral === 0) return [];
  const range = orderRange(facts);
  if (range === null) return [];
  const { low, high, orders } = range;
  const words = (order: RatedOrder): string =>
    `${share(order.winRate.value)} of ${order.trades} (${order.order})`;
  const spread = `The same rows, prices and volumes in another order inside each minute give a win rate from ${words(low)} to ${words(high)}, over ${orders} orders.`;
  return !isSpread(range) || low.trades < LEAST_TRADES
    ? [spread]
    : [
        `${spread} A figure that depends on the order in which a file lists the contracts says nothing about a market.`,
      ];
}

type RatedOrder = RowOrderRow & { readonly winRate: Estimate };

interface OrderRange {
  readonly low: RatedOrder;
  readonly high: RatedOrder;
  readonly orders: number;
}

/** Shares of a few hundred differ by far more than the tolerance, which is for 0.65 - 0.55 being just below 0.1. */
function isSpread({ low, high }: OrderRange): boolean {
  return high.winRate.value - low.winRate.value >= ORDER_SPREAD - 1e-9;
}

/** The orders of the rows with the lowest and the highest win rate; null where fewer than two have one. */
function orderRange({ rowOrders }: AuditFacts): OrderRange | null {
  const rated = rowOrders
    .filter((order): order is RatedOrder => order.winRate !== null)
    .sort((a, b) => a.winRate.value - b.winRate.value);
  return rated.length < 2 ? null : { low: rated[0]!, high: rated.at(-1)!, orders: rated.length };
}

function mendedFinding({ subsets, mixing: { minutesWithSeveral } }: AuditFacts): string {
  const published = subsets[0]!;
  const mixing = subsets[bitOf('contract-mixing')]!;
  const all = subsets[ALL_MENDED]!;
  if (minutesWithSeveral === 0)
    return `With all nine defects mended the procedure makes ${all.trades} trades in place of ${published.trades}. ${edgeWords(all, 'all nine mended')}`;
  const counts = `With one contract at a time and nothing else mended the procedure makes ${mixing.trades} trades in place of ${published.trades}; with all nine defects mended ${all.trades}.`;
  return `${counts} ${edgeWords(all.trades > 0 ? all : mixing, all.trades > 0 ? 'all nine mended' : 'one contract at a time')}`;
}

/** What is left of an edge, by the interval of the mean net return. */
function edgeWords({ meanNetReturn, trades, winRate }: SubsetRow, what: string): string {
  if (trades === 0) return 'Without trades there is nothing that an edge could be seen in.';
  const rate = `With ${what}: ${rateWords(winRate, trades)}`;
  if (meanNetReturn === null) return `${rate}; one trade has no interval, and shows no edge.`;
  const { value, interval } = meanNetReturn;
  const mean = `mean net return ${returnShare(value)} (n = ${trades}, 95% interval ${returnShare(interval.low)} to ${returnShare(interval.high)})`;
  if (trades < LEAST_TRADES) return `${rate}, ${mean}: too few to conclude anything from.`;
  if (interval.low > 0) return `${rate}, ${mean}: above zero by the whole interval.`;
  if (interval.high < 0) return `${rate}, ${mean}: below zero by the whole interval.`;
  return `${rate}, ${mean}: the interval holds zero, so that no edge is shown.`;
}

function largestPart({ attributions }: AuditFacts): string[] {
  const wins = attributions.find((attribution) => attribution.quantity === 'wins');
  if (wins === undefined || wins.published === 0) return [];
  const first = wins.parts.toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value))[0]!;
  if (first.value === 0) return [];
  const { low, high } = first.interval;
  return [
    `Mending ${first.defect} changes the number of wins most of the nine: by ${signed(first.value)} on average over all orders in which the nine can be mended (Shapley value, 95% interval ${signed(low)} to ${signed(high)}), where mending all nine changes it by ${signed(wins.allMended - wins.published)}.`,
  ];
}

function tradeFindings({ trades }: AuditFacts): string[] {
  if (trades.length === 0) return [];
  const crossed = trades.filter((trade) => trade.entryContract !== trade.exitContract).length;
  const early = trades.filter((trade) => trade.isEntryBeforeClusterEnds).length;
  const only = trades.filter((trade) => trade.vanishesWith.length > 0).length;
  return [
    `${crossed} of ${trades.length} trades enter on one contract and leave on another; ${early} enter before the 15 minutes that justify them are over; ${only} are gone as soon as some one defect is mended.`,
  ];
}

function ratioFindings({ ratios, mixing }: AuditFacts): string[] {
  const [mixed, single] = ratios;
  if (mixed === undefined || single === undefined || mixed.n === 0 || single.n === 0) return [];
  if (mixing.minutesWithSeveral === 0) return [];
  const median = (of: { readonly quantiles: readonly number[] }): string => of.quantiles[3]!.toFixed(0);
  const reached = (of: typeof mixed): string => share(of.reachesFitted!.value);
  const passed = (of: typeof mixed): string => share(of.becomesEntry!.value);
  return [
    `A tenth defect has no switch: 150 and 0.45 are fitted to the mixed stream, whose row mean is small. The median volume ratio of the clusters ranked first is ${median(mixed)} there (n = ${mixed.n}; ${reached(mixed)} reach 150 and ${passed(mixed)} become entries) and ${median(single)} on one contract (n = ${single.n}; ${reached(single)} and ${passed(single)}).`,
  ];
}

function worldFindings({ worldSummaries, claimedWinRate }: AuditFacts): string[] {
  const traded = worldSummaries.filter((summary) => summary.withTrades > 0);
  if (traded.length === 0) return [];
  const each = traded.map((summary) => worldWords(summary, claimedWinRate));
  const reaching = traded.filter(isReached);
  const claimed = share(claimedWinRate);
  if (reaching.length > 0) {
    const orders = reaching.map((summary) => WORLD_ORDER_WORDS[summary.order]).join(' and ');
    return [
      ...each,
      `${claimed} or more comes out where there is nothing, ${orders}, in more than ${share(ALPHA)} of the worlds (by the whole interval of that share): a procedure that shows the claimed rate where there is nothing proves nothing.`,
    ];
  }
  return [
    ...each,
    traded.every((summary) => summary.pValue! <= ALPHA)
      ? `Under none of the three orders is ${claimed} or more as frequent as ${share(ALPHA)}: what these worlds have does not explain the figure.`
      : `These are too few worlds to say whether ${claimed} or more comes out in more than ${share(ALPHA)} of them.`,
  ];
}

/** Whether worlds without an edge reach the claimed rate more often than the level, by the whole interval of their share. */
function isReached({ reachesClaim }: WorldSummary): boolean {
  return reachesClaim !== null && reachesClaim.interval.low > ALPHA;
}

function worldWords(
  { order, withTrades, medianTrades, quantiles, reachesClaim, pValue }: WorldSummary,
  claimed: number,
): string {
  const [low, , median, , high] = quantiles as [number, number, number, number, number];
  const reached = Math.round(reachesClaim!.value * reachesClaim!.n);
  return `On ${withTrades} synthetic markets in which nothing can be earned, ${WORLD_ORDER_WORDS[order]}, the procedure's win rate is ${share(median)} in the median world (90% of them from ${share(low)} to ${share(high)}; ${medianTrades!.toFixed(0)} trades in the median); ${reached} of ${withTrades} reach ${share(claimed)} (p = ${pValue!.toFixed(3)}).`;
}

function causalFinding(causal: CausalFigures, published: SubsetRow): string {
  const words = `The causal strategy ${causal.preset} on the same data: ${rateWords(causal.winRate, causal.trades)}`;
  if (causal.winRate === null || published.winRate === null) return `${words}.`;
  const { low, high } = causal.winRate.interval;
  const apart = published.winRate.interval.low > high || published.winRate.interval.high < low;
  return apart
    ? `${words}; its interval and that of the published procedure do not meet.`
    : `${words}; its interval and that of the published procedure overlap.`;
}

function rateWords(rate: Estimate | null, trades: number): string {
  if (rate === null) return 'no trades, so that its win rate is undefined';
  return `${share(rate.value)} of ${trades} trades won (95% interval ${share(rate.interval.low)} to ${share(rate.interval.high)})`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

function returnShare(value: number): string {
  return `${value > 0 ? '+' : ''}${(value * 100).toFixed(3)}%`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${value.toFixed(1)}`;
}
