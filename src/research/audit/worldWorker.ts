import { parentPort } from 'node:worker_threads';
import type { Tape } from '../../market/tape.ts';
import type { WorldRow } from '../../results/auditModel.ts';
import { generateSyntheticMarket } from '../../sources/synthetic/index.ts';
import { type RowOrder, winsUnderOrder } from './rowOrder.ts';
import type { WorldTask } from './worlds.ts';

/** One world a message: the market of a seed, and the procedure as published on it under three orders of the rows. */
parentPort!.on('message', ({ seed, options }: WorldTask) => {
  const { instrument, intervalMs, contracts, rows } = generateSyntheticMarket({ ...options, seed, edge: 0 });
  const tape: Tape = { instrument, intervalMs, contracts, rows, byContract: [] };
  const orders: readonly RowOrder[] = [
    'nearest-expiry-first',
    { shuffleSeed: seed },
    'farthest-expiry-first',
  ];
  const worlds: WorldRow[] = orders.map((order) => {
    const { trades, wins } = winsUnderOrder(tape, order);
    return { seed, order: typeof order === 'string' ? order : 'shuffled', trades, wins };
  });
  parentPort!.postMessage(worlds);
});
