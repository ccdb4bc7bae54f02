import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorldRow } from '../../results/auditModel.ts';
import type { SyntheticOptions } from '../../sources/synthetic/index.ts';

/** What a world is made from, but for its seed. */
export type WorldOptions = Omit<SyntheticOptions, 'seed' | 'edge' | 'order'>;

export interface WorldTask {
  readonly seed: number;
  readonly options: WorldOptions;
}

/** A year like that of the claim. */
export const CLAIMED_YEAR: WorldOptions = { from: '2024-06-03', to: '2025-05-30' };

export interface WorldsRequest {
  readonly seeds: readonly number[];
  readonly options: WorldOptions;
  readonly workers: number;
  /** Told the rows of each world when it is done, in whatever order worlds are done. */
  readonly onWorld: (rows: readonly WorldRow[]) => void;
}

/**
 * Runs the published procedure on synthetic markets in which nothing can be earned, one a seed, on several threads; each
 * under three orders of the rows. A world depends on its seed and options only, so that worlds kept from an earlier call
 * stand beside new ones.
 */
export async function runWorlds({ seeds, options, workers, onWorld }: WorldsRequest): Promise<void> {
  const waiting = [...seeds];
  const lane = async (): Promise<void> => {
    // The compiled copy has compiled workers.
    const worker = new Worker(new URL(`./worldWorker${extname(import.meta.url)}`, import.meta.url));
    try {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        onWorld(await askWorker(worker, { seed, options }));
      }
    } finally {
      await worker.terminate();
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(workers, seeds.length)) }, lane));
}

function askWorker(worker: Worker, task: WorldTask): Promise<readonly WorldRow[]> {
  return new Promise((resolve, reject) => {
    const done = (rows: readonly WorldRow[]): void => {
      worker.off('error', reject);
      resolve(rows);
    };
    worker.once('message', done);
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
