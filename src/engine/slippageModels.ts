import { MINUTE_MS } from '../market/bars.ts';
import type { Instrument } from '../market/instruments.ts';
import { type CostedFill, type CostModel, fixedCosts } from './costs.ts';
import type { Calendar } from './detection.ts';
import type { EngineParameters } from './parameters.ts';

export type SlippageParameters = Pick<
  EngineParameters,
  | 'commissionPerContract'
  | 'slippageTicks'
  | 'slippageModel'
  | 'slippageImpactTicks'
  | 'slippageEdgeFactor'
  | 'slippageEdgeMinutes'
>;

/**
 * The cost model that the parameters name. Commission is always fixed. Slippage in ticks a contract, on stop and market fills, is
 *
 * - `fixed`: slippageTicks (s)
 * - `volume`: s + slippageImpactTicks * sqrt(quantity / volume of the bar), the square-root law of market impact
 *   (Grinold and Kahn 2000, chapter 16); a bar without volume counts as one contract
 * - `session`: s, times slippageEdgeFactor in the first and last slippageEdgeMinutes of the regular session and outside it
 * - `volume-and-session`: the second, its s as in the third
 *
 * The gate sets aside s for a stop under every model: when it judges, neither bar nor time of the fill is known.
 * Square roots are exact in IEEE arithmetic, so that the bits are the same on every machine.
 */
export function costModelOf(
  parameters: SlippageParameters,
  instrument: Instrument,
  calendar: Calendar,
): CostModel {
  const fixed = fixedCosts(parameters, instrument);
  const { slippageModel, slippageTicks, slippageImpactTicks, slippageEdgeFactor } = parameters;
  if (slippageModel === 'fixed') return fixed;
  const hasImpact = slippageModel !== 'session';
  const hasEdges = slippageModel !== 'volume';
  const edgeMs = parameters.slippageEdgeMinutes * MINUTE_MS;
  const ticksOf = (fill: CostedFill): number => {
    const base =
      hasEdges && isEdge(fill.barTime, edgeMs, calendar) ? slippageTicks * slippageEdgeFactor : slippageTicks;
    return hasImpact
      ? base + slippageImpactTicks * Math.sqrt(fill.quantity / Math.max(1, fill.barVolume))
      : base;
  };
  return {
    ...fixed,
    slippageMilli: (fill) =>
      fill.reason === 'limit' || fill.reason === 'target'
        ? 0
        : Math.round(ticksOf(fill) * instrument.tickValueMilli * fill.quantity),
  };
}

/** Whether a bar lies near an end of its regular session, or outside of one. */
function isEdge(barTime: number, edgeMs: number, calendar: Calendar): boolean {
  const { regularOpen, regularClose } = calendar.sessionAtOrAfter(barTime);
  // A session without regular hours has NaN for both, which no time is after.
  return !(barTime >= regularOpen + edgeMs && barTime < regularClose - edgeMs);
}
