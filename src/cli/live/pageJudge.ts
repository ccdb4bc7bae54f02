import type { LearnedEvent } from '../../engine/events.ts';
import type { RateStanding, SessionJudge } from '../../live/page/sessionJudge.ts';
import type { PipelineSetup } from '../../live/pipeline.ts';
import { claimStanding } from '../../research/review/claim.ts';
import { binStatistics, tally } from '../../research/review/contexts.ts';
import type { RealOutcome } from '../../research/review/outcomes.ts';
import { RunRows } from '../../research/runRows.ts';
import type { Estimate } from '../../results/model.ts';
import { standingText, verdictText } from '../dailyText.ts';

/** What is claimed of the strategy, and what it is to be told apart from; those of `tapebench daily`. */
export const CLAIMED = 0.647;
export const AGAINST = 0.5;

/** Judges a session as its review does: the claim by the trades of the paper account, the bins by what the sizer has learned. */
export function reviewingJudge(setup: PipelineSetup): SessionJudge {
  const rows = new RunRows(setup.engineParameters.initialCapital * 1000);
  const { judgesFrom } = setup;
  const prior = setup.prior?.outcomes ?? [];
  const parameters = { ...setup.strategyParameters, ...setup.engineParameters };
  const real = new Map<number, RealOutcome>();
  let tradeDates = 0;
  return {
    take: (event) => {
      rows.emit(event);
      if (event.type === 'learned') learn(real, event);
      if (event.type === 'session' && event.bars > 0 && event.time >= judgesFrom) tradeDates += 1;
    },
    judge: (now) => {
      const { trades, wins, rate } = tally(rows.trades);
      const claim = claimStanding({ claimed: CLAIMED, against: AGAINST, wins, trades, tradeDates });
      return {
        bins: binStatistics({
          trades: rows.trades,
          real: [...real.values()],
          prior,
          parameters,
          now,
        }).map((bin) => ({
          modalBin: bin.modalBin,
          trades: bin.trades,
          wins: bin.wins,
          netMilli: bin.netMilli,
          realOutcomes: bin.outcomes.real,
          posterior:
            bin.posterior === null
              ? null
              : {
                  rate: bin.posterior.mean,
                  n: bin.posterior.trades,
                  ...bin.posterior.interval,
                  level: bin.posterior.level,
                  multiplier: bin.posterior.multiplier,
                  isSizedByIt: bin.posterior.isSizedByIt,
                },
        })),
        claim: {
          claimed: CLAIMED,
          against: AGAINST,
          wins,
          rate: rate === null ? null : rateStanding(rate),
          sequence: { n: trades, ...claim.sequence, level: claim.level },
          standing: standingText(claim),
          verdict: verdictText(claim),
        },
      };
    },
  };
}

function learn(real: Map<number, RealOutcome>, event: LearnedEvent): void {
  const { order, signal, modalBin, source, exitTime, netMilli } = event;
  if (source === 'real' && exitTime !== null && netMilli !== null)
    real.set(order, { signal, modalBin, exitTime, netMilli });
  else real.delete(order);
}

function rateStanding({ value, n, interval, level }: Estimate): RateStanding {
  return { rate: value, n, low: interval.low, high: interval.high, level };
}
