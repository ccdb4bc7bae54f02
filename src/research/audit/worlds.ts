import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { WorldRow } from '../../results/auditModel.ts';
import type { WorldOptions, WorldTask } from './world.ts';
import { WorldFile } from './worldFile.ts';

export interface WorldsRequest {
  /** Worlds 1 to `count`. */
  readonly count: number;
  readonly options: WorldOptions;
  readonly workers: number;
  /** Folder of the worlds that are kept. */
  readonly folder: string;
  /** Told how many are done, those kept from earlier included. */
  readonly onWorld?: (done: number) => void;
}

/**
 * The published procedure on synthetic markets in which nothing can be earned, one a seed, on several threads; each under
 * three orders of the rows. Every finished world is kept in a file of the folder at once, and an audit that was broken off
 * goes on from there. Sorted by seed, whatever order they were done in.
 *
 * @throws TapebenchError TB_FILE_UNREADABLE when the file of kept worlds cannot be read or written
 */
export async function runWorlds(request: WorldsRequest): Promise<WorldRow[]> {
  const { count, options, onWorld } = request;
  const file = WorldFile.open(request.folder, options);
  const done = new Map<number, readonly WorldRow[]>();
  const waiting: number[] = [];
  for (let seed = 1; seed <= count; seed++) {
    const kept = file.rowsOf(seed);
    if (kept === undefined) waiting.push(seed);
    else done.set(seed, kept);
  }
  onWorld?.(done.size);
  const lane = async (): Promise<void> => {
    // The compiled copy has compiled workers.
    const worker = new Worker(new URL(`./worldWorker${extname(import.meta.url)}`, import.meta.url));
    try {
      for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
        const rows = await askWorker(worker, { seed, options });
        file.keep(seed, rows);
        done.set(seed, rows);
        onWorld?.(done.size);
      }
    } finally {
      await worker.terminate();
    }
  };
  const lanes = Math.min(Math.max(1, request.workers), waiting.length);
  await Promise.all(Array.from({ length: lanes }, lane));
  return [...done].sort(([a], [b]) => a - b).flatMap(([, rows]) => rows);
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
