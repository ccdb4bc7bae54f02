import { expect, test } from 'vitest';
import { detect, simulate } from '../../src/engine/engine.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { dayNumber, sessionAtOrAfter, sessionsBetween } from '../../src/market/calendar.ts';
import { plainParameters, scripted } from './support/scripted.ts';
import { type BarRow, columns, contractOf, tapeOf } from './support/tapes.ts';

const [first, second] = sessionsBetween(
  dayNumber(2024, 3, 5) * 86_400_000,
  dayNumber(2024, 3, 8) * 86_400_000,
).slice(1);
const span = (from: number, to: number): BarRow[] =>
  Array.from({ length: to - from }, (_, i) => [from + i, 20_000, 20_002, 19_998, 20_000]);

test('the old piece of a continuous series gives no signal at the time of the roll away from it', () => {
  const start = first!.regularOpen;
  const day = (second!.regularOpen - start) / 60_000;
  const pieces = [contractOf('ES.v.0', Infinity, 'continuous'), contractOf('ES.v.0', Infinity, 'continuous')];
  const tape = tapeOf(pieces, [
    columns(start, [...span(0, 60), ...span(day, day + 30)]),
    columns(start, span(day + 30, day + 60)),
  ]);
  const change = second!.regularOpen + 30 * 60_000;
  const eventsWith = (times: readonly number[]): EngineEvent[] => {
    const input = {
      tape,
      calendar: { sessionAtOrAfter },
      definition: scripted(times.map((time) => ({ time }))),
      strategyParameters: {},
      engineParameters: plainParameters({ cooldownMinutes: 5, entryTimeoutMinutes: 1, limitOffsetTicks: 50 }),
    };
    const events: EngineEvent[] = [];
    simulate(input, detect(input), { emit: (event) => events.push(event) });
    return events;
  };
  const isSignalOrOrder = (event: EngineEvent): boolean => event.type === 'signal' || event.type === 'order';
  const events = eventsWith([change]);
  const roll = events.findLastIndex((event) => event.type === 'roll');
  expect(events[roll]).toMatchObject({ time: change });
  expect(events.slice(roll).filter(isSignalOrOrder)).toEqual([]);
  // A minute earlier the same piece is the selected one.
  expect(eventsWith([change - 60_000]).some(isSignalOrOrder)).toBe(true);
});
