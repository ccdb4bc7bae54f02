import type { EngineParameters } from './parameters.ts';

/** Distances of stop and target from the fill, in ticks. */
export interface Bracket {
  readonly stopDistanceTicks: number;
  readonly targetDistanceTicks: number;
}

/**
 * The bracket of V6 A.6: the stop a multiple of the expected move over the holding time, the target a multiple of the stop, each rounded up to
 * whole ticks; 1e-9 keeps what is a whole number but for rounding from going up by one. In doubles, in this order.
 * @param sigma1 one-minute volatility, as a return
 * @param priceTicks the detection price
 */
export function bracketOf(sigma1: number, priceTicks: number, parameters: EngineParameters): Bracket {
  const { stopSigmas, maxHoldMinutes, minStopTicks, profitTargetRatio } = parameters;
  const expected = stopSigmas * sigma1 * Math.sqrt(maxHoldMinutes) * priceTicks;
  const stopDistanceTicks = Math.max(minStopTicks, Math.ceil(expected - 1e-9));
  return { stopDistanceTicks, targetDistanceTicks: Math.ceil(profitTargetRatio * stopDistanceTicks - 1e-9) };
}
