import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { TapebenchError } from '../../errors.ts';
import type { WorldRow } from '../../results/auditModel.ts';
import { WORLD_ORDERS, type WorldOptions, worldsFingerprint } from './world.ts';

const KEPT_WORLD = z.object({
  seed: z.int(),
  rows: z
    .array(
      z.object({
        order: z.enum(['nearest-expiry-first', 'shuffled', 'farthest-expiry-first']),
        trades: z.int().nonnegative(),
        wins: z.int().nonnegative(),
      }),
    )
    .length(WORLD_ORDERS.length),
});

/**
 * Finished worlds as lines of JSON in `<folder>/worlds-<fingerprint>.jsonl`. Another version of the code, or other options,
 * have another file. A line that was cut when a process died is passed over, and its world is made again.
 */
export class WorldFile {
  readonly path: string;
  readonly #worlds: Map<number, readonly WorldRow[]>;

  private constructor(path: string, worlds: Map<number, readonly WorldRow[]>) {
    this.path = path;
    this.#worlds = worlds;
  }

  /** @throws TapebenchError TB_FILE_UNREADABLE */
  static open(folder: string, options: WorldOptions): WorldFile {
    const path = join(folder, `worlds-${worldsFingerprint(options)}.jsonl`);
    const text = orUnreadable(path, () => {
      mkdirSync(folder, { recursive: true });
      const before = textOf(path);
      // A cut line must not swallow the next one.
      if (before !== '' && !before.endsWith('\n')) appendFileSync(path, '\n');
      return before;
    });
    const worlds = new Map<number, readonly WorldRow[]>();
    for (const line of text.split('\n')) {
      const world = worldOf(line);
      if (world !== undefined) worlds.set(...world);
    }
    return new WorldFile(path, worlds);
  }

  rowsOf(seed: number): readonly WorldRow[] | undefined {
    return this.#worlds.get(seed);
  }

  /** Appends a finished world. @throws TapebenchError TB_FILE_UNREADABLE */
  keep(seed: number, rows: readonly WorldRow[]): void {
    const line = { seed, rows: rows.map(({ order, trades, wins }) => ({ order, trades, wins })) };
    orUnreadable(this.path, () => appendFileSync(this.path, `${JSON.stringify(line)}\n`));
    this.#worlds.set(seed, rows);
  }
}

function worldOf(line: string): [number, readonly WorldRow[]] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  const { success, data } = KEPT_WORLD.safeParse(value);
  return success ? [data.seed, data.rows.map((row) => ({ seed: data.seed, ...row }))] : undefined;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function orUnreadable<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw new TapebenchError(
      'TB_FILE_UNREADABLE',
      `the file of kept worlds cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      { where: path, kept: 'worlds finished before are in it', cause: error },
    );
  }
}
