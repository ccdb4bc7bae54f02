import { type Bars, firstIndexAtOrAfter } from '../market/bars.ts';
import type { Session } from '../market/calendar.ts';
import { utcText } from '../market/dates.ts';
import { priceOfTicks } from '../market/instruments.ts';
import type { Tape } from '../market/tape.ts';
import { type Finding, FindingLog } from './checksFinding.ts';

/** A bar that goes this many robust standard deviations away from the close before is a jump. */
const JUMP_SIGMAS = 25;
/** Standard deviation of a normal variable over its median absolute value. */
const SIGMA_OF_MEDIAN = 1.4826;
/** Where most bars of a quiet or thin session do not move at all, the scale is taken to be two ticks. */
const LEAST_SIGMA_TICKS = 2;
/** Sessions with fewer moves take the scale of all moves of the contract. */
const ENOUGH_MOVES = 30;

/** The rule in words, for reports. */
export const JUMP_RULE: string =
  `Bars whose high or low is more than ${JUMP_SIGMAS} robust standard deviations from the close before, scaled by the root of the ` +
  `time between. The standard deviation is ${SIGMA_OF_MEDIAN} times the median absolute move of a bar in the trade date, at least ` +
  `${LEAST_SIGMA_TICKS} ticks; with fewer than ${ENOUGH_MOVES} bars, in all the data of the contract. News makes true jumps.`;

/** Jumps within each outright and series; spreads trade around zero and are left out. */
export function priceJumps(tape: Tape, sessions: readonly Session[]): Finding {
  const jumps: { readonly time: number; readonly place: string }[] = [];
  tape.byContract.forEach((bars, index) => {
    const contract = tape.contracts[index]!;
    if (contract.kind === 'spread' || bars.length < 2) return;
    const moves = scaledMoves(bars, tape.intervalMs);
    let overall: number | undefined;
    let from = 1;
    for (const session of sessions) {
      if (from >= bars.length) break;
      const end = firstIndexAtOrAfter(bars, session.globexClose, from);
      if (end === from) continue;
      const isEnough = end - from >= ENOUGH_MOVES;
      if (!isEnough) overall ??= robustSigma(moves.subarray(1));
      const sigma = isEnough ? robustSigma(moves.subarray(from, end)) : overall!;
      for (let i = from; i < end; i++) {
        const before = bars.close[i - 1]!;
        const farthest = bars.high[i]! - before > before - bars.low[i]! ? bars.high[i]! : bars.low[i]!;
        const limit = JUMP_SIGMAS * sigma * rootOfBars(bars, i, tape.intervalMs);
        if (Math.abs(farthest - before) <= limit) continue;
        const price = (ticks: number): string =>
          priceOfTicks(tape.instrument, ticks).toFixed(tape.instrument.priceDecimals);
        const place = `${contract.rawSymbol} at ${utcText(bars.time[i]!)}: ${price(before)} to ${price(farthest)}`;
        jumps.push({ time: bars.time[i]!, place });
      }
      from = end;
    }
  });
  jumps.sort((a, b) => a.time - b.time);
  const log = new FindingLog();
  for (const { place } of jumps) log.add(() => place);
  return log.finding;
}

/** Absolute move from close to close over the root of the bars between, in ticks; the first bar has none. */
function scaledMoves(bars: Bars, intervalMs: number): Float64Array {
  const moves = new Float64Array(bars.length);
  for (let i = 1; i < bars.length; i++) {
    moves[i] = Math.abs(bars.close[i]! - bars.close[i - 1]!) / rootOfBars(bars, i, intervalMs);
  }
  return moves;
}

function rootOfBars(bars: Bars, i: number, intervalMs: number): number {
  return Math.sqrt(Math.max(1, (bars.time[i]! - bars.time[i - 1]!) / intervalMs));
}

function robustSigma(moves: Float64Array): number {
  const sorted = Float64Array.from(moves).sort();
  const middle = sorted.length >>> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return Math.max(LEAST_SIGMA_TICKS, SIGMA_OF_MEDIAN * median);
}
