import { describe, expect, test } from 'vitest';
import { RiskGate } from '../../src/engine/gate.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import { plainParameters } from './support/scripted.ts';

const DAY = 19_787;
const gateWith = (given: Parameters<typeof plainParameters>[0] = {}): RiskGate =>
  new RiskGate(plainParameters(given));

describe('the rules come in order', () => {
  test('a position is the first thing that refuses, whatever else does', () => {
    const gate = gateWith({ emergencyStopPct: 1, maxConsecutiveLosses: 1 });
    gate.closed(-10_000_000);
    expect(gate.refusal(0, DAY, true)).toEqual({ rule: 'one-position', value: 1, limit: 1 });
    expect(gate.refusal(0, DAY, false)?.rule).toBe('emergency-stop');
  });

  test('daily trades come before the pause, the pause before the cool-down', () => {
    const gate = gateWith({ maxDailyTrades: 1, maxConsecutiveLosses: 1, cooldownMinutes: 30 });
    gate.accepted(0);
    gate.filled(DAY);
    gate.closed(-1);
    expect(gate.refusal(MINUTE_MS, DAY, false)).toEqual({ rule: 'max-daily-trades', value: 1, limit: 1 });
    expect(gate.refusal(MINUTE_MS, DAY + 1, false)).toEqual({
      rule: 'max-consecutive-losses',
      value: 1,
      limit: 1,
    });
    gate.reset('max-consecutive-losses');
    expect(gate.refusal(MINUTE_MS, DAY + 1, false)).toEqual({ rule: 'cooldown', value: 1, limit: 30 });
  });

  test('the cool-down lets pass at exactly its length', () => {
    const gate = gateWith({ cooldownMinutes: 30 });
    gate.accepted(0);
    expect(gate.refusal(29 * MINUTE_MS, DAY, false)?.value).toBe(29);
    expect(gate.refusal(30 * MINUTE_MS, DAY, false)).toBeNull();
  });
});

describe('emergency stop', () => {
  test('trips at exactly its share of the high-water mark, and a reset forgets the mark', () => {
    const gate = gateWith({ initialCapital: 100_000, emergencyStopPct: 5 });
    expect(gate.closed(20_000_000)).toEqual([]);
    expect(gate.highWaterMilli).toBe(120_000_000);
    expect(gate.closed(-5_999_999)).toEqual([]);
    expect(gate.closed(-1)).toEqual(['emergency-stop']);
    expect(gate.measure('emergency-stop')).toEqual({ value: 5, limit: 5 });
    gate.reset('emergency-stop');
    expect(gate.highWaterMilli).toBe(114_000_000);
    expect(gate.isEmergencyStopped).toBe(false);
  });
});

describe('losses in a row', () => {
  test('a trade that nets nothing is a loss; a win ends the streak', () => {
    const gate = gateWith({ maxConsecutiveLosses: 3 });
    expect([gate.closed(0), gate.closed(-1), gate.closed(1), gate.closed(-1), gate.closed(0)].flat()).toEqual(
      [],
    );
    expect(gate.closed(-1)).toEqual(['max-consecutive-losses']);
  });
});

describe('risk per trade', () => {
  test('cuts the quantity until it fits, at exactly the share', () => {
    // 2% of 150 000 USD are 3 000 USD: three contracts at 1 000 each fit, at 1 000.001 only two.
    expect(gateWith().affordable(3, 1_000_000)).toBe(3);
    expect(gateWith().affordable(3, 1_000_001)).toBe(2);
    expect(gateWith().affordable(1, 3_000_000)).toBe(1);
  });

  test('refuses at zero, with the share that one contract would risk', () => {
    expect(gateWith().affordable(2, 3_750_000)).toEqual({
      rule: 'max-risk-per-trade',
      value: 0.025,
      limit: 0.02,
    });
  });

  test('follows equity, not the initial capital', () => {
    const gate = gateWith({ emergencyStopPct: 100 });
    gate.closed(-75_000_000);
    expect(gate.affordable(3, 1_000_000)).toBe(1);
  });
});
