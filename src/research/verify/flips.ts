import type { RunResult } from '../../results/model.ts';
import type { Claim, Verdict } from '../../results/verifyModel.ts';
import { exactPower } from '../../stats/sampleSize.ts';
import { verdictFlip } from '../../stats/verdictFlip.ts';
import type { Evidence } from './evidence.ts';
import { counted, percentText, signedPercent } from './figures.ts';
import type { RateCounts } from './rateEvidence.ts';

/**
 * The smallest changes that would turn the verdict on a win rate, by the uncorrected test at `alpha`: fills that had gone the
 * other way, further trades, and the power of what there is.
 */
export function rateFlips(
  { low, high, n }: RateCounts,
  verdict: Verdict,
  against: number,
  claimed: number,
  alpha: number,
): string[] {
  if (!(against > 0 && against < 1 && claimed > 0 && claimed < 1)) return [];
  if (verdict === 'refuted') {
    // The claim is rejected from below: in losses it is a rate above 1 - claimed.
    const flip = verdictFlip(n - high, n, 1 - claimed, alpha);
    return [
      ...(flip.changedOutcomes === null
        ? []
        : [
            `${counted(flip.changedOutcomes, 'loss', 'losses')} of ${n - high} would have to be wins before ${percentText(claimed)} is no longer rejected.`,
          ]),
      ...(flip.addedTrades === null
        ? []
        : [`Or ${counted(flip.addedTrades, 'further trade')}, all won, on top of ${n}.`]),
    ];
  }
  const flip = verdictFlip(low, n, against, alpha);
  if (verdict === 'supported') {
    return [
      ...(flip.changedOutcomes === null
        ? []
        : [
            `${counted(flip.changedOutcomes, 'win')} of ${low} that had been ${flip.changedOutcomes === 1 ? 'a loss' : 'losses'} would lose the exact test against ${percentText(against)}.`,
          ]),
      ...(flip.addedTrades === null ? [] : [`Or ${counted(flip.addedTrades, 'further trade')}, all lost.`]),
    ];
  }
  const power =
    claimed > against
      ? [
          `With ${counted(n, 'trade')} the test against ${percentText(against)} finds a true ${percentText(claimed)} with probability ${percentText(exactPower(n, against, claimed, alpha).power, 0)}.`,
        ]
      : [];
  const isAlreadyAbove = flip.isRejected;
  return [
    ...power,
    ...(isAlreadyAbove || flip.changedOutcomes === null
      ? []
      : [
          `${counted(flip.changedOutcomes, 'loss', 'losses')} that had been won would pass the exact test against ${percentText(against)}.`,
        ]),
    ...(isAlreadyAbove || flip.addedAtObservedRate === null
      ? []
      : [`At the present rate ${counted(flip.addedAtObservedRate, 'further trade')} would pass it.`]),
  ];
}

/** How much more or less cost a trade would have to bear for the interval of a mean to reach the number that decides. */
export function meanFlips(
  run: RunResult,
  claim: Claim,
  evidence: Evidence,
  verdict: Verdict,
  against: number,
  claimed: number,
): string[] {
  if (claim.estimand !== 'mean-net-return') return [];
  const { interval } = evidence.estimate;
  switch (verdict) {
    case 'supported':
      return [
        `${signedPercent(interval.low - against)} of price more cost a trade${ticksText(run, interval.low - against)} would bring the interval down to ${signedPercent(against)}.`,
      ];
    case 'refuted':
      return [
        `${signedPercent(claimed - interval.high)} of price more result a trade${ticksText(run, claimed - interval.high)} would bring the interval up to the claim.`,
      ];
    case 'not enough data':
      return interval.low < against
        ? [
            `${signedPercent(against - interval.low)} of price less cost a trade${ticksText(run, against - interval.low)} would lift the interval above ${signedPercent(against)}; all costs together are ${signedPercent(meanCost(run))}.`,
          ]
        : [];
  }
}

/** A return of a trade as ticks of price. */
function ticksText({ trades }: RunResult, share: number): string {
  if (trades.length === 0) return '';
  const price = trades.reduce((sum, trade) => sum + trade.entryTicks, 0) / trades.length;
  return ` (${(share * price).toFixed(2)} ticks)`;
}

function meanCost({ header, trades }: RunResult): number {
  const { tickValueMilli } = header.instrument;
  const sum = trades.reduce(
    (total, trade) =>
      total +
      (trade.commissionMilli + trade.slippageMilli) / (trade.entryTicks * tickValueMilli * trade.quantity),
    0,
  );
  return sum / trades.length;
}
