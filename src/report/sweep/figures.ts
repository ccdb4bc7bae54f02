import type { SweepResult } from '../../results/sweepModel.ts';
import type { PageFigures } from '../pageFigures.ts';

/** The figures that the page of a sweep stands on. */
export function sweepFigures(sweep: SweepResult): PageFigures {
  const { deflation, overfitting, snooping, trials, outOfSample } = sweep;
  const values: Record<string, number | null> = {
    trials: trials.length,
    trialsInLedger: deflation?.trialsInLedger ?? null,
    bestSharpe: deflation?.sharpe ?? null,
    deflatedOfLedger: deflation?.deflatedOfLedger ?? null,
    overfitting: overfitting?.probability ?? null,
    halvings: overfitting?.halvings ?? null,
    spaConsistent: snooping?.spaConsistent ?? null,
    spaUpper: snooping?.spaUpper ?? null,
  };
  for (const [place, { winRate, netMilli }] of trials.entries()) {
    values[`trial ${place} winRate`] = winRate?.value ?? null;
    values[`trial ${place} netMilli`] = netMilli;
  }
  for (const { scheme, trades, winRate, netMilli } of outOfSample) {
    values[`${scheme} trades`] = trades;
    values[`${scheme} winRate`] = winRate?.value ?? null;
    values[`${scheme} netMilli`] = netMilli;
  }
  return { kind: 'sweep', about: [sweep.sweepId], values };
}
