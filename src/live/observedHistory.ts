import type { Candidate, Detector, StrategyDefinition } from '../engine/strategy.ts';
import { passingOn } from './passingOn.ts';

/**
 * The strategy, made to watch history without acting on it: its detector sees every bar, and what it finds before
 * `judgesFrom` (UTC ms) is left out. So a session that is warmed up on old bars has the detector's state of a long run,
 * and no trade that nobody could have made.
 */
export function observingHistory(definition: StrategyDefinition, judgesFrom: number): StrategyDefinition {
  return {
    ...definition,
    createDetector: (parameters, context) =>
      withoutEarlier(definition.createDetector(parameters, context), judgesFrom),
  };
}

function withoutEarlier(inner: Detector, judgesFrom: number): Detector {
  const candidates: Candidate[] = [];
  return {
    ...passingOn(inner),
    observe: (contract, bars, end, until, found, counts) => {
      candidates.length = 0;
      inner.observe(contract, bars, end, until, candidates, counts);
      for (const candidate of candidates) if (candidate.time >= judgesFrom) found.push(candidate);
    },
  };
}
