import type { PipelineSetup } from '../../../src/live/pipeline.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { sliceTape } from '../../../src/sources/tapeSlice.ts';
import { type RecordedStream, streamOf } from './directFeed.ts';
import { livelySetup, liveWorld } from './market.ts';

/** Values under which the second day of a small market trades within minutes, and a loss or two stops it. */
export const HASTY: Readonly<Record<string, number>> = {
  volatilityBars: 20,
  maxHoldMinutes: 4,
  cooldownMinutes: 1,
  emergencyStopPct: 0.05,
  initialCapital: 50_000,
};

export interface ShortMarket {
  readonly setup: PipelineSetup;
  readonly stream: RecordedStream;
}

export interface ShortMarketOptions {
  /** Of the first day, before the second's begin. */
  readonly warmUpMinutes?: number;
  readonly given?: Readonly<Record<string, number>>;
}

/**
 * Some minutes of the second day of a random market, and a session that was begun on the hours before them.
 * @param fromMinute of the day's first bar
 */
export function shortWorld(
  seed: number,
  fromMinute: number,
  minutes: number,
  { warmUpMinutes = 120, given = HASTY }: ShortMarketOptions = {},
): { readonly setup: PipelineSetup; readonly tape: Tape } {
  const world = liveWorld(seed, 2);
  const { time, length } = world.rows;
  let dayTwo = 1;
  while (dayTwo < length && time[dayTwo]! - time[dayTwo - 1]! < 60 * MINUTE_MS) dayTwo++;
  const from = time[dayTwo]! + fromMinute * MINUTE_MS;
  const warmUp = sliceTape(world, time[dayTwo - 1]! - warmUpMinutes * MINUTE_MS, from);
  const setup = livelySetup({ warmUp, judgesFrom: from }, given);
  return { setup, tape: sliceTape(world, from, from + minutes * MINUTE_MS) };
}

/** The same as a session receives it. */
export async function shortMarket(...world: Parameters<typeof shortWorld>): Promise<ShortMarket> {
  const { setup, tape } = shortWorld(...world);
  return { setup, stream: await streamOf(tape, setup) };
}
