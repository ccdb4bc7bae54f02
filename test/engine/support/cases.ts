import type { EngineEvent } from '../../../src/engine/events.ts';
import type { EngineParameters } from '../../../src/engine/parameters.ts';
import type { Direction } from '../../../src/engine/strategy.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import { dayNumber } from '../../../src/market/calendar.ts';
import { newYorkTime } from '../../../src/market/newYork.ts';
import { inputOf, runBatch } from './runs.ts';
import { plainParameters, scripted } from './scripted.ts';
import { type BarRow, columns, contractOf, tapeOf } from './tapes.ts';

/** One row of the table in docs/fill-rules.md. The signal's price is 20 000, the stop 8 ticks away, the target 16. */
export interface FillCase {
  readonly name: string;
  readonly direction?: Direction;
  readonly parameters?: Partial<EngineParameters>;
  /** Minute of the New York day at which the signal comes; 10:00 unless said. */
  readonly at?: number;
  readonly bars: readonly BarRow[];
  /** Worked by hand from the text of docs/fill-rules.md. */
  readonly expected: string;
}

const DATE = dayNumber(2024, 3, 5);

// Prices: limit 20 000; long: stop 19 992, target 20 016; short: stop 20 008, target 19 984.
// Money by hand: 16 ticks are 200.00, 8 are 100.00; two commissions 5.00; slippage of a stop, time or close exit 9.375.
export const FILL_CASES: readonly FillCase[] = [
  {
    name: 'The bar opens better than the limit: filled at the open',
    bars: [
      [0, 19_998, 20_001, 19_997, 20_000],
      [1, 20_000, 20_015, 20_000, 20_014],
    ],
    expected: 'entry 19998 at open 0; target 20014 inside 1; net 195.000',
  },
  {
    name: 'The bar opens at the limit and trades through it: filled inside, at the limit',
    bars: [[0, 20_000, 20_002, 19_999, 20_001]],
    expected: 'entry 20000 inside 0; held',
  },
  {
    name: 'The bar reaches the limit and no more: not filled',
    bars: [[0, 20_001, 20_002, 20_000, 20_001]],
    expected: 'no entry; working',
  },
  {
    name: 'Reaching the limit is enough with touch',
    parameters: { limitFill: 'touch' },
    bars: [[0, 20_001, 20_002, 20_000, 20_001]],
    expected: 'entry 20000 inside 0; held',
  },
  {
    name: 'An open at the limit fills there with touch',
    parameters: { limitFill: 'touch' },
    bars: [[0, 20_000, 20_002, 20_000, 20_001]],
    expected: 'entry 20000 at open 0; held',
  },
  {
    name: 'Two ticks through are asked for: one is not enough',
    parameters: { limitFill: 'through-n', limitThroughTicks: 2 },
    bars: [
      [0, 20_001, 20_002, 19_999, 20_001],
      [1, 20_001, 20_002, 19_998, 20_001],
    ],
    expected: 'entry 20000 inside 1; held',
  },
  {
    name: 'The stop is hit by a touch',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_001, 20_001, 19_992, 19_995],
    ],
    expected: 'entry 20000 inside 0; stop 19992 inside 1; net -114.375',
  },
  {
    name: 'A bar opens beyond the stop: filled at the open',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 19_980, 20_030, 19_979, 20_020],
    ],
    expected: 'entry 20000 inside 0; stop 19980 at open 1; net -264.375',
  },
  {
    name: 'The target is reached but not traded through: held',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_001, 20_016, 20_000, 20_010],
    ],
    expected: 'entry 20000 inside 0; held',
  },
  {
    name: 'The target is traded through: filled at the target',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_001, 20_017, 20_000, 20_010],
    ],
    expected: 'entry 20000 inside 0; target 20016 inside 1; net 195.000',
  },
  {
    name: 'A bar opens beyond the target: filled at the open, without slippage',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_020, 20_030, 19_980, 19_990],
    ],
    expected: 'entry 20000 inside 0; target 20020 at open 1; net 245.000',
  },
  {
    name: 'A bar opens at the target: not the open, but the range closes it',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_016, 20_017, 20_010, 20_011],
    ],
    expected: 'entry 20000 inside 0; target 20016 inside 1; net 195.000',
  },
  {
    name: 'A bar opens at the target with touch: filled at the open',
    parameters: { limitFill: 'touch' },
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_016, 20_016, 20_010, 20_011],
    ],
    expected: 'entry 20000 at open 0; target 20016 at open 1; net 195.000',
  },
  {
    name: 'One bar holds stop and target, pessimistic',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_010, 20_017, 19_992, 20_000],
    ],
    expected: 'entry 20000 inside 0; stop 19992 inside 1; net -114.375',
  },
  {
    name: 'One bar holds stop and target, optimistic',
    parameters: { intrabar: 'optimistic' },
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_010, 20_017, 19_992, 20_000],
    ],
    expected: 'entry 20000 inside 0; target 20016 inside 1; net 195.000',
  },
  {
    name: 'One bar holds both, path, the high nearer to the open',
    parameters: { intrabar: 'path' },
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_010, 20_017, 19_992, 20_000],
    ],
    expected: 'entry 20000 inside 0; target 20016 inside 1; net 195.000',
  },
  {
    name: 'One bar holds both, path, both extremes equally far: the adverse one first',
    parameters: { intrabar: 'path' },
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [1, 20_005, 20_018, 19_992, 20_000],
    ],
    expected: 'entry 20000 inside 0; stop 19992 inside 1; net -114.375',
  },
  {
    name: 'Entry inside, the high may have come before it: not the target',
    bars: [[0, 20_010, 20_020, 19_999, 20_016]],
    expected: 'entry 20000 inside 0; held',
  },
  {
    name: 'Entry inside, the close is through the target: the target is certain',
    bars: [[0, 20_010, 20_020, 19_999, 20_017]],
    expected: 'entry 20000 inside 0; target 20016 inside 0; net 195.000',
  },
  {
    name: 'Entry inside, optimistic: the high is taken for later',
    parameters: { intrabar: 'optimistic' },
    bars: [[0, 20_010, 20_020, 19_999, 20_016]],
    expected: 'entry 20000 inside 0; target 20016 inside 0; net 195.000',
  },
  {
    name: 'Entry inside, path, the high nearer: it came before the fill',
    parameters: { intrabar: 'path' },
    bars: [[0, 20_010, 20_020, 19_999, 20_016]],
    expected: 'entry 20000 inside 0; held',
  },
  {
    name: 'Entry inside, path, the low nearer: the high came after the fill',
    parameters: { intrabar: 'path' },
    bars: [[0, 20_004, 20_020, 19_999, 20_016]],
    expected: 'entry 20000 inside 0; target 20016 inside 0; net 195.000',
  },
  {
    name: 'Entry inside and the stop hit in the same bar',
    bars: [[0, 20_004, 20_006, 19_990, 20_001]],
    expected: 'entry 20000 inside 0; stop 19992 inside 0; net -114.375',
  },
  {
    name: 'Entry at the open: the whole bar counts, and the target is certain',
    bars: [[0, 19_999, 20_016, 19_998, 20_000]],
    expected: 'entry 19999 at open 0; target 20015 inside 0; net 195.000',
  },
  {
    name: 'The holding time is over: out at the open of the first bar from then on',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [59, 20_001, 20_005, 20_000, 20_004],
      [61, 20_006, 20_030, 19_980, 20_000],
    ],
    expected: 'entry 20000 inside 0; time 20006 at open 61; net 60.625',
  },
  {
    name: 'The stop goes before the holding time at the same open',
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [60, 19_992, 20_030, 19_980, 20_000],
    ],
    expected: 'entry 20000 inside 0; stop 19992 at open 60; net -114.375',
  },
  {
    name: 'Flat before the close: out at the open of 15:59',
    at: 15 * 60 + 50,
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [8, 20_001, 20_005, 20_000, 20_004],
      [9, 20_003, 20_030, 19_980, 20_000],
    ],
    expected: 'entry 20000 inside 0; close 20003 at open 9; net 23.125',
  },
  {
    name: 'The holding time and the close fall together: the holding time it is',
    at: 14 * 60 + 59,
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [60, 20_003, 20_030, 19_980, 20_000],
    ],
    expected: 'entry 20000 inside 0; time 20003 at open 60; net 23.125',
  },
  {
    name: 'Held over the close when flatAtClose is off',
    at: 15 * 60 + 50,
    parameters: { flatAtClose: false },
    bars: [
      [0, 20_000, 20_002, 19_999, 20_001],
      [9, 20_003, 20_010, 19_995, 20_000],
      [60, 20_002, 20_003, 20_001, 20_002],
    ],
    expected: 'entry 20000 inside 0; time 20002 at open 60; net 10.625',
  },
  {
    name: 'The entry limit times out',
    parameters: { entryTimeoutMinutes: 2 },
    bars: [
      [0, 20_003, 20_005, 20_002, 20_004],
      [1, 20_003, 20_005, 20_002, 20_004],
      [2, 19_990, 20_000, 19_980, 19_990],
    ],
    expected: 'no entry; cancelled 2 timeout',
  },
  {
    name: 'A signal at 15:59: the order ends as it begins',
    at: 15 * 60 + 59,
    bars: [[0, 19_990, 20_000, 19_980, 19_990]],
    expected: 'no entry; cancelled 0 flat-time',
  },
  {
    name: 'A better limit by two ticks',
    parameters: { limitOffsetTicks: 2 },
    bars: [
      [0, 20_000, 20_002, 19_998, 20_001],
      [1, 20_000, 20_002, 19_997, 20_001],
    ],
    expected: 'entry 19998 inside 1; held',
  },
  {
    name: 'Short: opens better, filled at the open, then the stop',
    direction: -1,
    bars: [
      [0, 20_002, 20_003, 19_999, 20_000],
      [1, 20_000, 20_010, 19_999, 20_005],
    ],
    expected: 'entry 20002 at open 0; stop 20010 inside 1; net -114.375',
  },
  {
    name: 'Short: filled inside, the target traded through',
    direction: -1,
    bars: [
      [0, 19_998, 20_001, 19_997, 19_999],
      [1, 19_999, 20_000, 19_983, 19_990],
    ],
    expected: 'entry 20000 inside 0; target 19984 inside 1; net 195.000',
  },
  {
    name: 'Short: entry inside, the low may have come before it',
    direction: -1,
    bars: [[0, 19_990, 20_001, 19_980, 19_984]],
    expected: 'entry 20000 inside 0; held',
  },
];

/** What the engine makes of a case, in the words of the table. */
export function outcomeOf(fillCase: FillCase): string {
  const signalTime = newYorkTime(DATE, fillCase.at ?? 600);
  const before: BarRow[] = Array.from({ length: 10 }, (_, k) => [k - 10, 20_000, 20_000, 20_000, 20_000]);
  const bars = columns(signalTime, [...before, ...fillCase.bars]);
  const tape = tapeOf([contractOf('ESH4')], [bars]);
  const definition = scripted([{ time: signalTime, signal: { direction: fillCase.direction ?? 1 } }]);
  const input = {
    ...inputOf(tape, definition, {}, plainParameters(fillCase.parameters ?? {})),
    contractOverride: 'ESH4',
  };
  const run = runBatch(input);
  const minute = (time: number): number => (time - signalTime) / MINUTE_MS;
  const parts: string[] = [];
  for (const event of run.events) {
    const text = describe(event, minute);
    if (text !== null) parts.push(text);
  }
  if (!parts.some((part) => part.startsWith('entry'))) parts.unshift('no entry');
  const open = run.simulation.openAtEnd;
  if (open !== null) parts.push(open.kind === 'order' ? 'working' : 'held');
  return parts.join('; ');
}

function describe(event: EngineEvent, minute: (time: number) => number): string | null {
  if (event.type === 'fill') {
    const place = event.isAtOpen ? `at open ${minute(event.time)}` : `inside ${minute(event.time) - 1}`;
    return `${event.role === 'entry' ? 'entry' : event.reason} ${event.priceTicks} ${place}`;
  }
  if (event.type === 'trade') return `net ${(event.netMilli / 1000).toFixed(3)}`;
  if (event.type === 'order' && event.action === 'cancel')
    return `cancelled ${minute(event.time)} ${event.reason}`;
  return null;
}

/** The table of docs/fill-rules.md. */
export function casesTable(): string {
  const rows = FILL_CASES.map((each) => {
    const settings = Object.entries(each.parameters ?? {}).map(([name, value]) => `${name} ${value}`);
    if (each.at !== undefined) settings.unshift(`signal at ${clock(each.at)}`);
    const bars = each.bars.map((row) => row.join(' ')).join('<br>');
    const side = each.direction === -1 ? 'short' : 'long';
    return `| ${each.name} | ${side} | ${settings.join(', ')} | ${bars} | ${outcomeOf(each)} |`;
  });
  return [
    '| case | side | other than default | minute, open, high, low, close | outcome |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n');
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
