import type { DetectionCounts, SimulationCounts } from '../engine/engine.ts';
import type { Funnel } from '../results/model.ts';

/** From bars to trades, with the first gate that left nothing named when there is no trade. */
export function funnelOf(detection: DetectionCounts, simulation: SimulationCounts, trades: number): Funnel {
  const refusals: Record<string, number> = {};
  for (const [rule, count] of Object.entries(simulation.refusals)) if (count > 0) refusals[rule] = count;
  const funnel: Omit<Funnel, 'blockedBy'> = {
    bars: detection.bars,
    periods: detection.periods,
    clusters: detection.clusters,
    candidates: detection.candidates,
    dropped: detection.dropped,
    signals: detection.signals,
    outsideHours: detection.outsideHours,
    refusals,
    orders: simulation.orders,
    cancelled: simulation.cancelled,
    fills: simulation.entryFills,
    trades,
  };
  return { ...funnel, blockedBy: blockedBy(funnel, detection.warmUp) };
}

function blockedBy(funnel: Omit<Funnel, 'blockedBy'>, warmUp: number): string | null {
  if (funnel.trades > 0) return null;
  if (funnel.bars === 0)
    return 'There are no bars of a selected contract: the first trade date only selects, so give at least two.';
  if (funnel.periods === 0)
    return 'No volume clusters detected: the data are too short for a period and the baseline before it.';
  if (funnel.clusters === 0)
    return 'No volume clusters detected: no period reached volumeThreshold times its baseline. That is normal in quiet periods; a lower threshold finds more, and weaker ones.';
  if (funnel.candidates === 0)
    return 'Every cluster was outranked: topPerWindow and rankWindowMinutes left no candidate.';
  if (funnel.signals === 0) {
    if (warmUp > 0)
      return `Every candidate in market hours came before the volatility estimate had its volatilityBars (${warmUp} refused with warm-up).`;
    return `No candidate became a signal; dropped: ${listed(funnel.dropped)}.`;
  }
  if (funnel.signals === funnel.outsideHours)
    return 'Every signal lies outside market hours (09:30 to 16:00 New York on a trading day).';
  if (funnel.orders === 0) return `The risk gate refused every signal: ${listed(funnel.refusals)}.`;
  if (funnel.fills === 0)
    return `No entry limit was filled: ${funnel.cancelled} of ${funnel.orders} ended without a fill.`;
  return 'The data ended before the first position was closed.';
}

function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? 'nothing' : parts.map(([name, count]) => `${name} ${count}`).join(', ');
}
