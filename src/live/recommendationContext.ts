import type { SignalEvent } from '../engine/events.ts';
import type { Tape } from '../market/tape.ts';
import type { PipelineSetup } from './pipeline.ts';
import { type LearnedShare, learnedShare } from './priorLearning.ts';
import { volumeRank } from './volumeRank.ts';

/** What a recommendation says beside its order and signal. */
export interface RecommendationContext {
  readonly learned?: LearnedShare | undefined;
  readonly volumeRank?: number | undefined;
}

/** The context of an order that was decided on at a time (UTC ms). @param tape with all bars that opened before the signal */
export function recommendationContext(
  { prior, strategyParameters }: Pick<PipelineSetup, 'prior' | 'strategyParameters'>,
  { contracts, byContract }: Tape,
  signal: SignalEvent,
  time: number,
): RecommendationContext {
  const bars = byContract[contracts.findLastIndex(({ rawSymbol }) => rawSymbol === signal.contract)]!;
  return {
    learned: prior && learnedShare(prior, strategyParameters, signal.modalBin, time),
    volumeRank: volumeRank(bars, signal.time, strategyParameters),
  };
}
