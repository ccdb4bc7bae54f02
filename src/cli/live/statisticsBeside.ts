import { systemClock } from '../../databento/clock.ts';
import { TapebenchError } from '../../errors.ts';
import type { SessionObserver } from '../../live/sessionObserver.ts';
import type { SessionSetup } from '../../live/sessionSetup.ts';
import { StatisticsKeeper } from '../../live/statisticsKeeper.ts';
import { SessionStatistics } from './sessionStatistics.ts';

/** The statistics file that is kept beside a session while it runs. */
export interface StatisticsBeside {
  readonly observer: Partial<SessionObserver>;
  /** Writes what is new a last time; to be called when the session is closed. */
  readonly settle: () => Promise<void>;
}

/**
 * Keeps `bayesian_stats.duckdb` in the folder of a session up to date.
 * @param onFailure told why it cannot be written, in words
 */
export function statisticsBeside(
  folder: string,
  setup: SessionSetup,
  onFailure: (text: string) => void,
): StatisticsBeside {
  const statistics = new SessionStatistics(folder, setup);
  const keeper = new StatisticsKeeper({
    clock: systemClock,
    write: () => statistics.write(),
    onFailure: (error) => {
      const where = error instanceof TapebenchError && error.where !== undefined ? ` (${error.where})` : '';
      const what = error instanceof Error ? error.message : String(error);
      onFailure(
        `The statistics for DuckDB are not written: ${what}${where}. The session goes on without them.`,
      );
    },
  });
  return {
    observer: {
      journalled: (journalled) => {
        if (statistics.take(journalled)) keeper.note();
      },
    },
    settle: () => {
      // What was said since the last trade is learned with the next minute only.
      keeper.note();
      return keeper.settle();
    },
  };
}
