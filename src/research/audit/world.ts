import { createHash } from 'node:crypto';
import type { Tape } from '../../market/tape.ts';
import type { WorldOrder, WorldRow } from '../../results/auditModel.ts';
import { generateSyntheticMarket, type SyntheticOptions } from '../../sources/synthetic/index.ts';
import { tapeDigest } from '../../sources/tapeDigest.ts';
import { codeDigest } from '../codeVersion.ts';
import { orderedPlaces, type RowOrder, winsUnderOrder } from './rowOrder.ts';

/** What a world is made from, but for its seed. */
export type WorldOptions = Omit<SyntheticOptions, 'seed' | 'edge' | 'order'>;

export interface WorldTask {
  readonly seed: number;
  readonly options: WorldOptions;
}

/** A year like that of the claim. */
export const CLAIMED_YEAR: WorldOptions = { from: '2024-06-03', to: '2025-05-30' };

export const WORLD_ORDERS: readonly WorldOrder[] = [
  'nearest-expiry-first',
  'shuffled',
  'farthest-expiry-first',
];

/** The days from which the code that makes worlds is told apart. */
const PROBE: WorldOptions = { from: '2024-06-03', to: '2024-06-05' };

/** The procedure as published on the zero-edge market of a seed, under each order of the rows. */
export function runWorld({ seed, options }: WorldTask): WorldRow[] {
  const tape = worldTape({ seed, options });
  return WORLD_ORDERS.map((order) => {
    const { trades, wins } = winsUnderOrder(tape, rowOrderOf(order, seed));
    return { seed, order, trades, wins };
  });
}

function rowOrderOf(order: WorldOrder, seed: number): RowOrder {
  return order === 'shuffled' ? { shuffleSeed: seed } : order;
}

function worldTape({ seed, options }: WorldTask): Tape {
  const { instrument, intervalMs, contracts, rows } = generateSyntheticMarket({ ...options, seed, edge: 0 });
  return { instrument, intervalMs, contracts, rows, byContract: [] };
}

/**
 * What the worlds of these options depend on besides their seeds: the deciding code, and the market and its orders of rows
 * as they come out on a few days. Worlds kept under another fingerprint are not those that would be made now.
 */
export function worldsFingerprint(options: WorldOptions): string {
  const probe: WorldTask = { seed: 1, options: { ...options, ...PROBE } };
  const tape = worldTape(probe);
  const hash = createHash('sha256');
  hash.update(JSON.stringify([codeDigest(), Object.entries(options).sort(), tapeDigest(tape)]));
  for (const order of WORLD_ORDERS)
    hash.update(new Uint8Array(orderedPlaces(tape, rowOrderOf(order, probe.seed)).buffer));
  return hash.digest('hex').slice(0, 16);
}
