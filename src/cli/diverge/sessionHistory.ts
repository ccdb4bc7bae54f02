import { join } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import type { SessionHours } from '../../live/diverge/ladder.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import type { Tape } from '../../market/tape.ts';
import { datasetFolders } from '../../sources/catalogue/datasetFolders.ts';
import { loadDataset } from '../../sources/catalogue/load.ts';
import { readFiles } from '../../sources/catalogue/readFiles.ts';
import { DayCache } from '../../sources/fetch/dayCache.ts';
import { planFetch } from '../../sources/fetch/plan.ts';
import { interruption, withHistorical } from '../databento.ts';
import { type CostLimit, confirmCost, fetchPlanned, tellPlan } from '../fetching.ts';
import { utcMinute } from '../figures.ts';

/** The word for a re-download, in place of a dataset. */
export const HISTORICAL = 'historical';

export interface HistoryRequest {
  /** A dataset of the catalogue, or `historical`. */
  readonly against: string;
  readonly instrument: string;
  readonly hours: SessionHours;
  readonly datasets: string;
  /** Of the vendor. */
  readonly dataset: string;
  readonly gateway: string | undefined;
  readonly cost: CostLimit;
}

/**
 * The bars of a session's hours as the history has them: of a dataset here, or downloaded again, each day paid once.
 * @throws TapebenchError TB_DATASET_UNKNOWN, TB_COST_LIMIT, TB_DATA_EMPTY, or of the vendor
 */
export async function sessionHistory(request: HistoryRequest): Promise<Tape> {
  const { against, instrument, hours, datasets } = request;
  const tape =
    against === HISTORICAL
      ? await downloaded(request)
      : (await loadDataset(against, { directories: datasetFolders(datasets) })).tape;
  if (tape.instrument.root !== instrument) {
    throw new TapebenchError(
      'TB_USAGE',
      `${against} is of ${tape.instrument.root}, and the session of ${instrument}`,
      {
        next: 'Hold it against data of the same instrument.',
      },
    );
  }
  const { rows } = tape;
  const begin = rows.time[0]!;
  const end = rows.time[rows.length - 1]! + MINUTE_MS;
  if (end <= hours.from || begin >= hours.until) {
    throw new TapebenchError('TB_DATA_EMPTY', `${against} has nothing of the session's hours`, {
      where: `it goes from ${utcMinute(begin)} to ${utcMinute(end)} UTC, the session from ${utcMinute(hours.from)} to ${utcMinute(hours.until)}`,
      next: 'Hold it against data of the same hours: --against historical fetches them.',
    });
  }
  return tape;
}

async function downloaded(request: HistoryRequest): Promise<Tape> {
  const { instrument, hours, datasets, dataset, gateway, cost } = request;
  const { signal, release } = interruption();
  try {
    const days = await withHistorical(
      { json: false, ...(gateway === undefined ? {} : { gateway }) },
      async (client) => {
        // A gateway's answers are not the vendor's: they must never pass for paid data.
        const cache = new DayCache(join(datasets, 'cache', gateway === undefined ? 'databento' : 'gateway'));
        const query = {
          dataset,
          schema: 'ohlcv-1m',
          symbols: [`${instrument}.FUT`],
          stypeIn: 'parent',
          start: new Date(hours.from),
          end: new Date(hours.until),
        } as const;
        const plan = await planFetch(client, cache, query, signal);
        tellPlan(plan);
        await confirmCost(plan.costUsd, cost);
        return fetchPlanned(client, cache, plan, gateway !== undefined, signal);
      },
    );
    const paths = days.filter(({ records }) => records > 0).map(({ path }) => path);
    if (paths.length === 0)
      throw new TapebenchError('TB_DATA_EMPTY', "the history holds nothing of the session's hours");
    return (await readFiles(paths, { instrument }, 'dbn')).tape;
  } finally {
    release();
  }
}
