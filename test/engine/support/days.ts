import type { EngineInput } from '../../../src/engine/engine.ts';
import type { EngineParameters } from '../../../src/engine/parameters.ts';
import type { StrategyDefinition } from '../../../src/engine/strategy.ts';
import { dayNumber } from '../../../src/market/calendar.ts';
import { newYorkTime } from '../../../src/market/newYork.ts';
import { inputOf } from './runs.ts';
import { plainParameters } from './scripted.ts';
import { type BarRow, columns, contractOf, tapeOf } from './tapes.ts';

/** Tuesday 5 March 2024 and the days after it, up to Friday. */
const TUESDAY = dayNumber(2024, 3, 5);

/** UTC ms of a New York clock time, `hh:mm`, on one of those days. */
export function at(clock: string, day = 0): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return newYorkTime(TUESDAY + day, hours * 60 + minutes);
}

/** Bars that stay at one price, from one time up to another. */
export function calm(from: number, to: number, price: number): BarRow[] {
  const rows: BarRow[] = [];
  for (let time = from; time < to; time += 60_000) rows.push([time / 60_000, price, price, price, price]);
  return rows;
}

/** A bar at a time. */
export function bar(
  time: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume = 100,
): BarRow {
  return [time / 60_000, open, high, low, close, volume];
}

/** One contract's bars, traded from the first day on. */
export function oneContract(
  rows: readonly BarRow[],
  definition: StrategyDefinition,
  given: Partial<EngineParameters> = {},
): EngineInput {
  const sorted = [...rows].sort((a, b) => a[0] - b[0]);
  const tape = tapeOf([contractOf('ESH4')], [columns(0, sorted)]);
  return { ...inputOf(tape, definition, {}, plainParameters(given)), contractOverride: 'ESH4' };
}
