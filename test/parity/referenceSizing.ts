import type { SizingParameters } from './referenceWorld.ts';

/** A closed trade, as the sizer learned it. */
export interface Learned {
  readonly modalBin: number;
  readonly exitTime: number;
  readonly isWin: boolean;
}

export interface Wanted {
  readonly wantedQuantity: number;
  readonly multiplier: number;
  readonly confidence: number;
  readonly contextTrades: number;
  readonly isBayesianSized: boolean;
}

/** The posterior sizing: the context is the modal bin, the evidence its trades of the last days. */
export function sizeOf(
  learned: readonly Learned[],
  modalBin: number,
  strength: number,
  time: number,
  sizing: SizingParameters,
  maxContracts: number,
): Wanted {
  const from = time - sizing.bayesianLookbackDays * 24 * 3_600_000;
  const context = learned.filter(
    (trade) => trade.modalBin === modalBin && trade.exitTime >= from && trade.exitTime <= time,
  );
  const wins = context.filter((trade) => trade.isWin).length;
  const losses = context.length - wins;
  const alpha = sizing.alphaPrior + wins;
  const beta = sizing.betaPrior + losses;
  const confidence = alpha / (alpha + beta);
  const isBayesianSized = context.length >= sizing.minTradesForBayesian;
  const multiplier = isBayesianSized
    ? clamp(1 + (confidence - 0.5) * sizing.bayesianScalingFactor, 1, sizing.bayesianMaxMultiplier)
    : 1;
  const wantedQuantity = clamp(
    Math.floor(sizing.baseSize * (1 + 0.3 * strength) * multiplier),
    1,
    maxContracts,
  );
  return { wantedQuantity, multiplier, confidence, contextTrades: context.length, isBayesianSized };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}
