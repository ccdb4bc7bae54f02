import { describe, expect, test } from 'vitest';
import type { CostedFill } from '../../src/engine/costs.ts';
import { costModelOf, type SlippageParameters } from '../../src/engine/slippageModels.ts';
import * as calendar from '../../src/market/calendar.ts';
import { dayNumber } from '../../src/market/dates.ts';
import { instrumentOf } from '../../src/market/instruments.ts';
import { newYorkTime } from '../../src/market/newYork.ts';
import { at, bar, calm, oneContract } from './support/days.ts';
import { runBatch } from './support/runs.ts';
import { scripted } from './support/scripted.ts';

const ES = instrumentOf('ES');

// A tick of ES is 12 500 thousandths of a dollar; the money below is worked by hand from the formula.
function slippage(model: SlippageParameters['slippageModel'], fill: Partial<CostedFill>): number {
  const parameters: SlippageParameters = {
    commissionPerContract: 2.5,
    slippageTicks: 0.75,
    slippageModel: model,
    slippageImpactTicks: 10,
    slippageEdgeFactor: 2,
    slippageEdgeMinutes: 15,
  };
  const whole: CostedFill = { reason: 'stop', barTime: at('11:00'), barVolume: 200, quantity: 2, ...fill };
  return costModelOf(parameters, ES, calendar).slippageMilli(whole);
}

describe('slippage models', () => {
  test('fixed: 0.75 ticks on two contracts are 18.75 USD, whatever the bar', () => {
    expect(slippage('fixed', {})).toBe(18_750);
    expect(slippage('fixed', { barVolume: 1, barTime: at('15:59') })).toBe(18_750);
  });

  test('volume: two of 200 contracts add 10 * sqrt(0.01) = 1 tick; an empty bar counts as one contract', () => {
    expect(slippage('volume', {})).toBe(43_750);
    expect(slippage('volume', { barVolume: 0, quantity: 1 })).toBe(Math.round(10.75 * 12_500));
    expect(slippage('volume', { barTime: at('09:31') })).toBe(43_750);
  });

  test.each([
    ['09:30', 37_500],
    ['09:44', 37_500],
    ['09:45', 18_750],
    ['15:44', 18_750],
    ['15:45', 37_500],
    ['20:00', 37_500],
  ])('session: at %s New York two contracts cost %i', (clock, wanted) => {
    expect(slippage('session', { barTime: at(clock) })).toBe(wanted);
  });

  test('session: an early close has its edge before 13:00', () => {
    const dayBeforeIndependence = dayNumber(2024, 7, 3);
    expect(slippage('session', { barTime: newYorkTime(dayBeforeIndependence, 12 * 60 + 44) })).toBe(18_750);
    expect(slippage('session', { barTime: newYorkTime(dayBeforeIndependence, 12 * 60 + 45) })).toBe(37_500);
  });

  test('volume and session: the larger base and the impact add up', () => {
    expect(slippage('volume-and-session', { barTime: at('09:31') })).toBe(62_500);
  });

  test('no model charges limits and targets', () => {
    for (const model of ['fixed', 'volume', 'session', 'volume-and-session'] as const) {
      expect(slippage(model, { reason: 'limit' })).toBe(0);
      expect(slippage(model, { reason: 'target' })).toBe(0);
    }
  });
});

describe('in a run', () => {
  // Limit 20 000 fills inside 10:00 and again could in 10:02; the bar of 10:04 falls through the stop at 19 992.
  const rows = [
    ...calm(at('09:00'), at('10:00'), 20_000),
    bar(at('10:00'), 20_001, 20_002, 19_999, 20_001),
    bar(at('10:01'), 20_001, 20_002, 20_001, 20_001),
    bar(at('10:02'), 20_001, 20_002, 19_998, 20_001),
    bar(at('10:03'), 20_001, 20_002, 20_001, 20_001),
    bar(at('10:04'), 20_001, 20_001, 19_980, 19_985, 400),
    ...calm(at('10:05'), at('16:30'), 19_985),
  ];
  const definition = scripted([{ time: at('10:00') }]);

  test('the stop pays by the volume of its bar: 0.75 + 10 * sqrt(1 / 400) = 1.25 ticks', () => {
    const { simulation } = runBatch(oneContract(rows, definition, { slippageModel: 'volume' }));
    expect(simulation.trades[0]).toMatchObject({ exitReason: 'stop', slippageMilli: 15_625 });
  });

  test.each([
    [0, at('10:00')],
    [1, at('10:02')],
    [2, at('10:02')],
    [3, at('10:04')],
  ])('an order that takes %i bars to reach the market is filled at %i', (latencyBars, wanted) => {
    const { simulation } = runBatch(oneContract(rows, definition, { latencyBars }));
    expect(simulation.trades[0]!.entryBarTime).toBe(wanted);
  });

  test('an order that times out on its way is cancelled without a fill', () => {
    const given = { latencyBars: 5, entryTimeoutMinutes: 4 };
    const { simulation } = runBatch(oneContract(rows, definition, given));
    expect(simulation.trades).toEqual([]);
    expect(simulation.counts.cancelled).toBe(1);
  });
});
