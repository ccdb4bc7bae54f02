import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../src/engine/events.ts';
import type { Outcome, Sizer } from '../../src/engine/strategy.ts';
import { at, bar, calm, oneContract } from './support/days.ts';
import { runBatch } from './support/runs.ts';
import { scripted, wants } from './support/scripted.ts';

type EventOf<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>;

function of<T extends EngineEvent['type']>(events: readonly EngineEvent[], type: T): EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

/** Bars in which a long from 20 000 entered at `time` is stopped out two minutes later, and the price is back in the fourth. */
function stoppedAt(time: number): ReturnType<typeof bar>[] {
  return [
    bar(time, 20_000, 20_000, 19_999, 20_000),
    bar(time + 60_000, 20_000, 20_000, 20_000, 20_000),
    bar(time + 120_000, 20_000, 20_000, 19_992, 19_995),
    bar(time + 180_000, 20_000, 20_000, 20_000, 20_000),
  ];
}

/** The calm day with some minutes replaced. */
function day(index: number, ...special: ReturnType<typeof bar>[]): ReturnType<typeof bar>[] {
  const taken = new Set(special.map(([minute]) => minute));
  return [
    ...calm(at('09:00', index), at('16:30', index), 20_000).filter(([minute]) => !taken.has(minute)),
    ...special,
  ];
}

describe('a worked trade', () => {
  // ES, two contracts, by hand: limit 20 000 fills inside 10:00 (low 19 999), stop 19 992, target 20 016. The bar of 10:02 trades
  // to 20 017: out at 20 016. Gross 16 * 12.50 * 2 = 400.00; commissions 2 * 2 * 2.50 = 10.00; net 390.00.
  const definition = scripted([{ time: at('10:00') }], wants(2));
  const run = runBatch(
    oneContract(
      day(
        0,
        bar(at('10:00'), 20_001, 20_003, 19_999, 20_002),
        bar(at('10:01'), 20_002, 20_009, 19_997, 20_005),
        bar(at('10:02'), 20_004, 20_017, 20_001, 20_012),
      ),
      definition,
    ),
  );

  test('reports what was worked out by hand', () => {
    expect(run.simulation.trades).toEqual([
      {
        type: 'trade',
        id: 1,
        time: at('10:03'),
        signal: 1,
        order: 1,
        contract: 'ESH4',
        direction: 1,
        signalTime: at('10:00'),
        entryTime: at('10:01'),
        entryBarTime: at('10:00'),
        isEntryAtOpen: false,
        entryTicks: 20_000,
        exitBarTime: at('10:02'),
        exitTicks: 20_016,
        exitReason: 'target',
        stopTicks: 19_992,
        targetTicks: 20_016,
        stopDistanceTicks: 8,
        wantedQuantity: 2,
        quantity: 2,
        grossMilli: 400_000,
        commissionMilli: 10_000,
        slippageMilli: 0,
        netMilli: 390_000,
        netReturn: 390 / (5_000 * 50 * 2),
        positionAdjustedReturn: 390 / (5_000 * 50),
        rMultiple: 390 / (8 * 12.5 * 2),
        favourableTicks: 16,
        adverseTicks: 3,
        barsHeld: 3,
        modalBin: 5,
        strength: 0.5,
        multiplier: 1,
        confidence: 0.5,
        isBayesianSized: false,
        equityMilli: 150_390_000,
      },
    ]);
  });

  test('tells it in events in the order in which it happened', () => {
    expect(run.events.map(({ type, time }) => [type, (time - at('10:00')) / 60_000])).toEqual([
      ['roll', (at('18:00', -1) - at('10:00')) / 60_000],
      ['signal', 0],
      ['order', 0],
      ['fill', 1],
      ['fill', 3],
      ['trade', 3],
      ['session', (at('16:30') - at('10:00')) / 60_000],
    ]);
    expect(
      of(run.events, 'fill').map(({ role, direction, commissionMilli }) => [
        role,
        direction,
        commissionMilli,
      ]),
    ).toEqual([
      ['entry', 1, 5_000],
      ['exit', -1, 5_000],
    ]);
  });
});

describe('excursions', () => {
  const definition = scripted([{ time: at('10:00') }]);
  const excursions = (...special: ReturnType<typeof bar>[]): unknown =>
    runBatch(oneContract(day(0, ...special), definition)).simulation.trades.map(
      ({ exitReason, favourableTicks, adverseTicks, barsHeld }) => [
        exitReason,
        favourableTicks,
        adverseTicks,
        barsHeld,
      ],
    );

  test('of a bar that filled inside only low and close are certain; of the exit’s bar only its open and the exit', () => {
    expect(
      excursions(
        bar(at('10:00'), 20_005, 20_014, 19_996, 20_003),
        bar(at('10:01'), 20_006, 20_009, 19_991, 19_995),
      ),
    ).toEqual([['stop', 6, 8, 2]]);
  });

  test('of a bar that filled at its open all counts, and so it does of a bar held throughout', () => {
    expect(
      excursions(
        bar(at('10:00'), 19_999, 20_010, 19_996, 20_003),
        bar(at('10:01'), 20_003, 20_013, 19_994, 20_000),
        bar(at('10:02'), 19_980, 20_030, 19_970, 20_000),
      ),
    ).toEqual([['stop', 14, 19, 2]]);
  });

  test('an exit at the open in favour is part of the best move', () => {
    expect(
      excursions(
        bar(at('10:00'), 20_000, 20_000, 19_999, 20_000),
        bar(at('10:01'), 20_020, 20_040, 19_900, 20_000),
      ),
    ).toEqual([['target', 20, 1, 1]]);
  });
});

describe('equal times', () => {
  test('a position whose time exit is due at the open is still held for a signal at that time', () => {
    const definition = scripted([{ time: at('10:00') }, { time: at('11:00') }]);
    const rows = day(0, bar(at('10:00'), 20_000, 20_000, 19_999, 20_000));
    const { events } = runBatch(oneContract(rows, definition, { cooldownMinutes: 0 }));
    expect(of(events, 'refusal').map(({ rule, time }) => [rule, time])).toEqual([
      ['one-position', at('11:00')],
    ]);
    expect(of(events, 'trade')[0]).toMatchObject({ exitReason: 'time', time: at('11:00') });
  });

  test('an exit inside the bar before the signal frees the gate, and the sizer knows of it', () => {
    const known: number[] = [];
    const sizer = (): Sizer => {
      const outcomes: Outcome[] = [];
      return {
        size: () => {
          known.push(outcomes.length);
          return {
            wantedQuantity: 1,
            multiplier: 1,
            confidence: 0.5,
            contextTrades: 0,
            isBayesianSized: false,
          };
        },
        learn: (outcome) => outcomes.push(outcome),
      };
    };
    const definition = scripted([{ time: at('10:00') }, { time: at('10:03') }], sizer);
    const { events } = runBatch(
      oneContract(day(0, ...stoppedAt(at('10:00'))), definition, { cooldownMinutes: 0 }),
    );
    expect(of(events, 'refusal')).toEqual([]);
    expect(of(events, 'trade')[0]!.time).toBe(at('10:03'));
    expect(known).toEqual([0, 1]);
  });

  test('an order that ends at the time of a signal is gone for it', () => {
    const definition = scripted([
      { time: at('10:00'), signal: { priceTicks: 19_900 } },
      { time: at('10:30') },
    ]);
    const given = { entryTimeoutMinutes: 30, cooldownMinutes: 0 };
    const { events } = runBatch(oneContract(day(0), definition, given));
    expect(of(events, 'order').map(({ action, reason, time }) => [action, reason, time])).toEqual([
      ['place', 'accepted', at('10:00')],
      ['cancel', 'timeout', at('10:30')],
      ['place', 'accepted', at('10:30')],
      ['cancel', 'timeout', at('11:00')],
    ]);
  });
});

describe('hours', () => {
  test('09:30 is inside, 16:00 and the early close are outside', () => {
    const definition = scripted([
      { time: at('09:29') },
      { time: at('09:30'), signal: { priceTicks: 1 } },
      { time: at('16:00') },
    ]);
    const { events } = runBatch(oneContract(day(0), definition));
    expect(of(events, 'signal').map(({ status }) => status)).toEqual([
      'outside-hours',
      'in-hours',
      'outside-hours',
    ]);
    expect(of(events, 'refusal')).toEqual([]);
    expect(of(events, 'order').map(({ action }) => action)).toEqual(['place', 'cancel']);
  });

  test('without enough bars a candidate in hours is refused as warm-up, outside it is only counted', () => {
    const definition = scripted([{ time: at('09:02') }, { time: at('09:32') }]);
    const { events, detection } = runBatch(oneContract(day(0), definition, { volatilityBars: 100 }));
    expect(of(events, 'signal')).toEqual([]);
    expect(of(events, 'refusal')).toMatchObject([{ signal: null, rule: 'warm-up', value: 32, limit: 100 }]);
    expect(detection.counts).toMatchObject({ candidates: 2, warmUp: 1, unjudgedOutsideHours: 1 });
  });
});

describe('halts', () => {
  const definition = scripted([
    { time: at('10:00') },
    { time: at('11:00') },
    { time: at('12:00') },
    { time: at('10:00', 1) },
  ]);
  const rows = [
    ...day(0, ...stoppedAt(at('10:00')), ...stoppedAt(at('11:00')), ...stoppedAt(at('12:00'))),
    ...day(1, ...stoppedAt(at('10:00', 1))),
  ];

  test('losses in a row pause until the next regular open, where the streak is forgotten', () => {
    const { events, simulation } = runBatch(oneContract(rows, definition, { maxConsecutiveLosses: 2 }));
    expect(of(events, 'halt')).toMatchObject([
      { rule: 'max-consecutive-losses', state: 'on', time: at('11:03'), value: 2, limit: 2 },
      { rule: 'max-consecutive-losses', state: 'off', time: at('09:30', 1), value: 2, limit: 2 },
    ]);
    expect(of(events, 'refusal')).toMatchObject([
      { rule: 'max-consecutive-losses', time: at('12:00'), value: 2 },
    ]);
    expect(simulation.trades.length).toBe(3);
    expect(simulation.counts.lossPauses).toBe(1);
    // The refused signal takes no order id.
    expect(of(events, 'order').map(({ id, signal }) => [id, signal])).toEqual([
      [1, 1],
      [2, 2],
      [3, 4],
    ]);
  });

  test('an emergency stop ends with the next session, and the high-water mark is the equity then', () => {
    // A loss is 114.375 USD: two of them are 0.15% of 150 000.
    const { events, simulation } = runBatch(oneContract(rows, definition, { emergencyStopPct: 0.15 }));
    const [on, off] = of(events, 'halt');
    expect(on).toMatchObject({
      rule: 'emergency-stop',
      state: 'on',
      time: at('11:03'),
      highWaterMilli: 150_000_000,
    });
    expect(off).toMatchObject({
      state: 'off',
      time: at('09:30', 1),
      highWaterMilli: 150_000_000 - 2 * 114_375,
    });
    expect(of(events, 'refusal')).toMatchObject([{ rule: 'emergency-stop', time: at('12:00') }]);
    expect(simulation.counts.emergencyStops).toBe(1);
  });

  test('a manual emergency stop stays', () => {
    const given = { emergencyStopPct: 0.15, emergencyReset: 'manual' } as const;
    const { events } = runBatch(oneContract(rows, definition, given));
    expect(of(events, 'halt').map(({ state }) => state)).toEqual(['on']);
    expect(of(events, 'refusal').map(({ time }) => time)).toEqual([at('12:00'), at('10:00', 1)]);
  });

  test('the daily count begins anew on the next day', () => {
    const { events } = runBatch(oneContract(rows, definition, { maxDailyTrades: 1 }));
    expect(of(events, 'refusal').map(({ rule, time }) => [rule, time])).toEqual([
      ['max-daily-trades', at('11:00')],
      ['max-daily-trades', at('12:00')],
    ]);
  });
});

describe('risk', () => {
  // One contract risks 8 * 12.50 + 2 * 2.50 + 9.375 = 114.375 USD.
  test('cuts the wanted quantity, and both are reported', () => {
    const definition = scripted([{ time: at('10:00') }], wants(3));
    const given = { initialCapital: 11_438, maxRiskPerTrade: 0.02 };
    const { events } = runBatch(oneContract(day(0, ...stoppedAt(at('10:00'))), definition, given));
    expect(of(events, 'order')[0]).toMatchObject({ wantedQuantity: 3, quantity: 2 });
    expect(of(events, 'trade')[0]).toMatchObject({ wantedQuantity: 3, quantity: 2, netMilli: -228_750 });
  });

  test('refuses when not one contract fits', () => {
    const definition = scripted([{ time: at('10:00') }], wants(3));
    const { events } = runBatch(
      oneContract(day(0), definition, { initialCapital: 5_718, maxRiskPerTrade: 0.02 }),
    );
    expect(of(events, 'refusal')).toMatchObject([{ rule: 'max-risk-per-trade', value: 114.375 / 5_718 }]);
  });

  test.each([0, 4, 1.5, Number.NaN])('a sizer that wants %d of at most 3 is stopped', (quantity) => {
    const definition = scripted([{ time: at('10:00') }], wants(quantity));
    expect(() => runBatch(oneContract(day(0), definition))).toThrow(
      /contracts; a whole number from 1 to maxContracts/,
    );
  });
});

describe('entry: retest', () => {
  const given = { entry: 'retest', retestTicks: 3, retestTimeoutMinutes: 30, cooldownMinutes: 0 } as const;
  const modal = { modalTicks: 19_980 };

  test('waits for a close near the modal price, then places the limit there; signals meanwhile are not taken', () => {
    const definition = scripted([
      { time: at('10:00'), signal: modal },
      { time: at('10:04'), signal: modal },
    ]);
    const rows = day(
      0,
      bar(at('10:05'), 20_000, 20_000, 19_976, 19_984),
      bar(at('10:06'), 19_984, 19_984, 19_983, 19_983),
      bar(at('10:07'), 19_983, 19_990, 19_982, 19_990),
    );
    const { events, simulation } = runBatch(oneContract(rows, definition, given));
    expect(of(events, 'order')).toMatchObject([
      { id: 1, signal: 1, action: 'await-retest', time: at('10:00'), limitTicks: 19_980, quantity: 0 },
      { id: 1, signal: 1, action: 'place', reason: 'retest', time: at('10:07'), limitTicks: 19_983 },
    ]);
    expect(of(events, 'order')[1]!.validUntil).toBe(at('11:07'));
    expect(of(events, 'fill')[0]).toMatchObject({ priceTicks: 19_983, isAtOpen: false, time: at('10:08') });
    expect(simulation.counts).toMatchObject({ waits: 1, skippedWhileWaiting: 1, lapsed: 0 });
    expect(of(events, 'refusal')).toEqual([]);
  });

  test('lapses after its timeout, and then a signal at that very time is taken', () => {
    const definition = scripted([
      { time: at('10:00'), signal: modal },
      { time: at('10:30'), signal: modal },
    ]);
    const { events } = runBatch(oneContract(day(0), definition, given));
    expect(of(events, 'order').map(({ action, reason, time }) => [action, reason, time])).toEqual([
      ['await-retest', 'accepted', at('10:00')],
      ['retest-lapsed', 'timeout', at('10:30')],
      ['await-retest', 'accepted', at('10:30')],
      ['retest-lapsed', 'timeout', at('11:00')],
    ]);
  });

  test('lapses at the close: a price that is back in the last minute is too late', () => {
    const definition = scripted([{ time: at('15:50'), signal: modal }]);
    const rows = day(0, bar(at('15:59'), 20_000, 20_000, 19_980, 19_980));
    const { events } = runBatch(oneContract(rows, definition, given));
    expect(of(events, 'order').map(({ action, reason, time }) => [action, reason, time])).toEqual([
      ['await-retest', 'accepted', at('15:50')],
      ['retest-lapsed', 'session-close', at('16:00')],
    ]);
  });

  test('is gated at the retest: a halt that began meanwhile refuses', () => {
    const definition = scripted([
      { time: at('10:00') },
      { time: at('10:01'), signal: { modalTicks: 19_999 } },
    ]);
    const rows = day(0, ...stoppedAt(at('10:01')));
    const { events } = runBatch(
      oneContract(rows, definition, { ...given, maxConsecutiveLosses: 1, retestTicks: 4 }),
    );
    expect(of(events, 'order').map(({ signal, action }) => [signal, action])).toEqual([
      [1, 'await-retest'],
      [1, 'place'],
      [2, 'await-retest'],
    ]);
    expect(of(events, 'refusal')).toMatchObject([{ signal: 2, rule: 'one-position', time: at('10:02') }]);
  });
});

test('a position that is open when the data end is told, and is in no trade', () => {
  const definition = scripted([{ time: at('16:00', -1) }, { time: at('10:00') }]);
  const rows = calm(at('09:00'), at('10:00'), 20_000).concat([
    bar(at('10:00'), 20_000, 20_000, 19_999, 20_000),
  ]);
  const { simulation, events } = runBatch(oneContract(rows, definition));
  expect(simulation.trades).toEqual([]);
  expect(simulation.openAtEnd).toEqual({
    kind: 'position',
    contract: 'ESH4',
    direction: 1,
    quantity: 1,
    priceTicks: 20_000,
    since: at('10:01'),
  });
  expect(of(events, 'session')).toMatchObject([{ isComplete: false, time: at('10:01'), bars: 61 }]);
});
