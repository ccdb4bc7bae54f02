import { BarColumns, MINUTE_MS } from '../../../src/market/bars.ts';
import { dayNumber, sessionsBetween } from '../../../src/market/calendar.ts';
import type { Contract } from '../../../src/market/contracts.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { contractOf, tapeOf } from './tapes.ts';

/** A stream of numbers in [0, 1) from a seed (mulberry32). */
export function drawsFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const DAY_MS = 86_400_000;

export interface WorldOptions {
  readonly days?: number;
  /** Two contracts of which the second takes over the volume midway; one otherwise. */
  readonly hasRoll?: boolean;
}

/**
 * A small random market: some trade dates of 2024 from the half hour before the open to the half hour after the close, minutes missing,
 * bursts of volume, steps large enough that stops and targets are met, and now and then a bar that spans both.
 */
export function randomWorld(seed: number, options: WorldOptions = {}): Tape {
  const draw = drawsFrom(seed);
  const start = dayNumber(2024, 3, 4) + Math.floor(draw() * 200);
  const days = options.days ?? 8;
  const sessions = sessionsBetween(start * DAY_MS, (start + days * 2) * DAY_MS).slice(0, days);
  const lastClose = sessions[sessions.length - 1]!.globexClose;
  const contracts: Contract[] = [contractOf('ESH4', lastClose + 30 * DAY_MS)];
  if (options.hasRoll === true) contracts.push(contractOf('ESM4', lastClose + 120 * DAY_MS));
  const columns = contracts.map(() => new BarColumns(4096));
  const prices = contracts.map((_, k) => 20_000 + k * 200);
  sessions.forEach((session, dayIndex) => {
    const open = Number.isNaN(session.regularOpen) ? session.globexOpen : session.regularOpen;
    const close = Number.isNaN(session.regularClose) ? session.globexOpen + 3_600_000 : session.regularClose;
    const share = dayIndex < days / 2 ? 0.9 : 0.1;
    for (let time = open - 30 * MINUTE_MS; time < close + 30 * MINUTE_MS; time += MINUTE_MS) {
      const burst = draw() < 0.03 ? 8 : 1;
      contracts.forEach((_, k) => {
        const part = contracts.length === 1 ? 1 : k === 0 ? share : 1 - share;
        if (draw() < (part > 0.5 ? 0.05 : 0.5)) return;
        const scale = (burst > 1 ? 14 : 5) * (draw() < 0.01 ? 12 : 1);
        const open = prices[k]! + (draw() < 0.1 ? Math.round((draw() - 0.5) * 20) : 0);
        const close = open + Math.round((draw() + draw() - 1) * scale);
        const high = Math.max(open, close) + Math.floor(draw() * scale);
        const low = Math.min(open, close) - Math.floor(draw() * scale);
        const volume = draw() < 0.01 ? 0 : 1 + Math.floor(draw() * 400 * burst * part);
        columns[k]!.push(time, open, high, low, close, volume);
        prices[k] = close;
      });
    }
  });
  return tapeOf(contracts, columns);
}
