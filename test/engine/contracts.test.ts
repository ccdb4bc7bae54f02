import { describe, expect, test } from 'vitest';
import type { EngineInput } from '../../src/engine/engine.ts';
import type { EngineParameters } from '../../src/engine/parameters.ts';
import type { Signal } from '../../src/engine/strategy.ts';
import type { TapebenchError } from '../../src/errors.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import type { Contract } from '../../src/market/contracts.ts';
import { at, bar, calm } from './support/days.ts';
import { inputOf, runBarByBar, runBatch } from './support/runs.ts';
import { plainParameters, type Script, scripted } from './support/scripted.ts';
import { type BarRow, columns, contractOf, tapeOf } from './support/tapes.ts';

const NEAR = contractOf('ESH4', at('09:30', 10));
const FAR = contractOf('ESM4', at('09:30', 100));

function inputWith(
  contracts: readonly Contract[],
  rows: readonly (readonly BarRow[])[],
  scripts: readonly Script[],
  given: Partial<EngineParameters> = {},
): EngineInput {
  const tape = tapeOf(
    contracts,
    rows.map((each) => columns(0, each)),
  );
  return inputOf(tape, scripted(scripts), {}, plainParameters(given));
}

function day(index: number, price: number, volume: number): BarRow[] {
  return calm(at('09:00', index), at('16:30', index), price).map(([minute]) => [
    minute,
    price,
    price,
    price,
    price,
    volume,
  ]);
}

describe('selection by volume', () => {
  const near = [...day(0, 20_000, 100), ...day(1, 20_000, 50), ...day(2, 20_000, 50)];
  const far = [...day(0, 20_200, 50), ...day(1, 20_200, 100), ...day(2, 20_200, 40)];
  const scripts = [at('10:00'), at('10:00', 1), at('10:00', 2)].map((time) => ({ time }));
  const run = runBatch(inputWith([NEAR, FAR], [near, far], scripts));

  test('none on the first date, then the one with the most volume on the date before', () => {
    const signals = run.events.filter((event) => event.type === 'signal');
    expect(signals.map(({ time, contract }) => [time, contract])).toEqual([
      [at('10:00', 1), 'ESH4'],
      [at('10:00', 2), 'ESM4'],
    ]);
  });

  test('the roll is told at the open of the trade date, the day with its contract', () => {
    const rolls = run.events.filter((event) => event.type === 'roll');
    expect(rolls.map(({ time, from, to, tradeDate }) => [time, from, to, tradeDate])).toEqual([
      [at('18:00', 0), null, 'ESH4', '2024-03-06'],
      [at('18:00', 1), 'ESH4', 'ESM4', '2024-03-07'],
    ]);
    const days = run.events.filter((event) => event.type === 'session');
    expect(days.map(({ tradeDate, contract, bars }) => [tradeDate, contract, bars])).toEqual([
      ['2024-03-05', null, 900],
      ['2024-03-06', 'ESH4', 900],
      ['2024-03-07', 'ESM4', 900],
    ]);
  });

  test('prices of two contracts never meet: each signal has its own contract’s price', () => {
    const prices = run.events.flatMap((event) => (event.type === 'signal' ? [event.priceTicks] : []));
    expect(prices).toEqual([20_000, 20_200]);
  });

  test('an override names the contract, on every date', () => {
    const input = { ...inputWith([NEAR, FAR], [near, far], scripts), contractOverride: 'esm4' };
    const contracts = runBatch(input).events.flatMap((event) =>
      event.type === 'signal' ? [event.contract] : [],
    );
    expect(contracts).toEqual(['ESM4', 'ESM4', 'ESM4']);
  });

  test('an override that the data do not hold is an error that says what they hold', () => {
    const input = { ...inputWith([NEAR, FAR], [near, far], scripts), contractOverride: 'ESZ4' };
    expect(codeOf(() => runBatch(input))).toBe('TB_SYMBOL_INVALID');
  });
});

describe('a position held over a roll', () => {
  // flatAtClose off, entered at 15:50, held for a day; at 18:00 the far contract takes over.
  const evening: BarRow[] = [
    bar(at('18:05', 1), 20_004, 20_004, 20_004, 20_004, 50),
    bar(at('18:06', 1), 20_004, 20_004, 20_004, 20_004, 50),
  ];
  const near = [...day(0, 20_000, 100), ...day(1, 20_000, 50), ...evening];
  const entry = near.findIndex(([minute]) => minute === at('15:50', 1) / MINUTE_MS);
  near[entry] = bar(at('15:50', 1), 20_000, 20_000, 19_999, 20_000, 50);
  const far = [...day(0, 20_200, 50), ...day(1, 20_200, 100)];
  const input = inputWith([NEAR, FAR], [near, far], [{ time: at('15:50', 1) }], {
    flatAtClose: false,
    maxHoldMinutes: 1440,
  });

  test('is closed at the open of the next bar of its own contract', () => {
    const { trades } = runBatch(input).simulation;
    expect(trades).toMatchObject([
      { contract: 'ESH4', exitReason: 'roll', time: at('18:05', 1), exitTicks: 20_004, slippageMilli: 9_375 },
    ]);
  });

  test('bar by bar as well', () => {
    expect(runBarByBar(input, 'minute-marks').root).toBe(runBatch(input).root);
  });
});

describe('a continuous series', () => {
  const first: Contract = {
    ...contractOf('ES.v.0', Number.POSITIVE_INFINITY, 'continuous'),
    instrumentId: 1,
  };
  const second: Contract = { ...first, instrumentId: 2 };
  // The first piece ends at 19:59 New York of Wednesday, the second begins at 20:00.
  const pieces = [
    [...day(0, 20_000, 100), ...day(1, 20_000, 100), ...calm(at('18:00', 1), at('20:00', 1), 20_000)],
    [...calm(at('20:00', 1), at('21:00', 1), 20_200), ...day(2, 20_200, 100)],
  ];
  const scripts = [at('19:30', 1), at('20:30', 1), at('10:00', 2)].map((time) => ({ time }));
  const input = inputWith([first, second], pieces, scripts);

  test('rolls at the first bar of another instrument', () => {
    const run = runBatch(input);
    const rolls = run.events.filter((event) => event.type === 'roll');
    expect(rolls.map(({ time }) => time)).toEqual([at('18:00', 0), at('20:00', 1)]);
    const prices = run.events.flatMap((event) => (event.type === 'signal' ? [event.priceTicks] : []));
    expect(prices).toEqual([20_000, 20_200, 20_200]);
  });

  test('bar by bar as well', () => {
    expect(runBarByBar(input, 'bars-only').root).toBe(runBatch(input).root);
  });

  test('cannot be held over the close, because the old piece has no bar to be closed on', () => {
    const held = inputWith([first, second], pieces, scripts, { flatAtClose: false });
    expect(codeOf(() => runBatch(held))).toBe('TB_PARAMETER_INVALID');
  });
});

describe('what cannot be run', () => {
  const rows = day(0, 20_000, 100);

  test('spreads alone are no data', () => {
    const spread = contractOf('ESH4-ESM4', at('09:30', 10), 'spread');
    expect(codeOf(() => runBatch(inputWith([spread], [rows], [])))).toBe('TB_DATA_EMPTY');
  });

  test('bars of another length', () => {
    const input = inputWith([NEAR], [rows], []);
    const tape = { ...input.tape, intervalMs: 1_000 };
    expect(codeOf(() => runBatch({ ...input, tape }))).toBe('TB_BAR_INVALID');
  });

  test.each([
    ['high under close', bar(at('17:30', 0), 20_000, 20_000, 19_990, 20_001)],
    ['low over open', bar(at('17:30', 0), 20_000, 20_010, 20_001, 20_005)],
    ['negative volume', bar(at('17:30', 0), 20_000, 20_000, 20_000, 20_000, -1)],
    ['half a contract', bar(at('17:30', 0), 20_000, 20_000, 20_000, 20_000, 0.5)],
    ['not on the minute', bar(at('17:30', 0) + 1, 20_000, 20_000, 20_000, 20_000)],
    ['time that stands still', bar(at('16:29', 0), 20_000, 20_000, 20_000, 20_000)],
  ])('a bar with %s, which is named', (_, bad) => {
    const input = inputWith([NEAR], [[...rows, bad]], []);
    expect(codeOf(() => runBatch(input))).toBe('TB_BAR_INVALID');
    expect(whereOf(() => runBatch(input))).toMatch(/^ESH4, bar 450, 2024-03-05T2[12]:/);
  });

  test('a strategy that throws, with the place', () => {
    const input = inputWith([NEAR], [rows], []);
    const definition = {
      ...input.definition,
      createDetector: () => ({
        observe: () => {
          throw new Error('oh');
        },
        judge: () => ({ kind: 'none', reason: 'weak' }) as const,
      }),
    };
    expect(codeOf(() => runBatch({ ...input, definition }))).toBe('TB_STRATEGY_FAILED');
    expect(whereOf(() => runBatch({ ...input, definition }))).toMatch(/^observe, ESH4 up to /);
  });

  test.each([
    { direction: 0 },
    { strength: 1.01 },
    { priceTicks: 20_000.5 },
    { modalBin: 0.5 },
    { modalPosition: Number.NaN },
  ])('a signal with %o', (signal) => {
    const scripts = [{ time: at('10:00'), signal: signal as Partial<Signal> }];
    const input = { ...inputWith([NEAR], [rows], scripts), contractOverride: 'ESH4' };
    expect(codeOf(() => runBatch(input))).toBe('TB_STRATEGY_FAILED');
  });

  test('a candidate from the future', () => {
    const input = { ...inputWith([NEAR], [rows], []), contractOverride: 'ESH4' };
    const definition = {
      ...input.definition,
      createDetector: () => ({
        observe: (_c: number, _b: unknown, end: number, until: number, found: unknown[]) => {
          found.push({ time: until + MINUTE_MS, end, volumeRatio: 1 });
        },
        judge: () => ({ kind: 'none', reason: 'weak' }) as const,
      }),
    };
    expect(codeOf(() => runBatch({ ...input, definition }))).toBe('TB_STRATEGY_FAILED');
  });
});

function thrownBy(run: () => unknown): TapebenchError {
  try {
    run();
  } catch (error) {
    return error as TapebenchError;
  }
  throw new Error('nothing was thrown');
}
const codeOf = (run: () => unknown): string => thrownBy(run).code;
const whereOf = (run: () => unknown): string | undefined => thrownBy(run).where;
