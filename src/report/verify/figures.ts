import type { VerifyResult } from '../../results/verifyModel.ts';
import { estimateValues, type PageFigures } from '../pageFigures.ts';

/** The figures that the page of a verification stands on. */
export function verifyFigures(result: VerifyResult): PageFigures {
  const values: Record<string, number | null> = {
    trades: result.trades,
    tradesPerWeek: result.tradesPerWeek,
    supported: result.claims.filter(({ verdict }) => verdict === 'supported').length,
    refuted: result.claims.filter(({ verdict }) => verdict === 'refuted').length,
    structural: result.bracket.structural,
    realisedBreakEven: result.bracket.realisedBreakEven,
    anytimeRatePValue: result.sequential?.anytimeRatePValue ?? null,
  };
  for (const { claim, estimate, supportHolm, refuteHolm } of result.claims) {
    Object.assign(values, estimateValues(claim.id, estimate));
    values[`${claim.id} holds`] = supportHolm;
    values[`${claim.id} wrong`] = refuteHolm;
  }
  return { kind: 'verification', about: [result.verifyId], values };
}
