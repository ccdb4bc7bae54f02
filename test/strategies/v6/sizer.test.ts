import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveParameters } from '../../../src/engine/parameters.ts';
import type { Outcome, Signal } from '../../../src/engine/strategy.ts';
import { V6_PARAMETERS, v6Parameters } from '../../../strategies/v6/parameters.ts';
import { BayesianSizer } from '../../../strategies/v6/sizer.ts';

const DAY = 86_400_000;

function sizer(given: Readonly<Record<string, unknown>> = {}, maxContracts = 3): BayesianSizer {
  return new BayesianSizer(v6Parameters(resolveParameters(V6_PARAMETERS, given)), maxContracts);
}

function signal(modalBin: number, strength = 0.5): Signal {
  return { modalBin, strength } as Signal;
}

function trades(wins: number, losses: number, modalBin = 3, exitTime = 0): Outcome[] {
  return Array.from({ length: wins + losses }, (_, k) => ({ modalBin, exitTime, isWin: k < wins }));
}

describe('BayesianSizer', () => {
  test('two trades do not size, three do', () => {
    const each = sizer();
    for (const outcome of trades(2, 0)) each.learn(outcome);
    expect(each.size(signal(3), DAY)).toEqual({
      wantedQuantity: 1,
      multiplier: 1,
      confidence: 3 / 4,
      contextTrades: 2,
      isBayesianSized: false,
    });
    each.learn({ modalBin: 3, exitTime: 0, isWin: true });
    // p = 4/5, multiplier 1 + 0.3 * 6 = 2.8; 1.15 * 2.8 = 3.22: three.
    expect(each.size(signal(3), DAY)).toMatchObject({
      wantedQuantity: 3,
      confidence: 0.8,
      contextTrades: 3,
      isBayesianSized: true,
    });
    expect(each.size(signal(3), DAY).multiplier).toBeCloseTo(2.8, 12);
  });

  test('the multiplier is never under 1 and never over its greatest', () => {
    const losing = sizer();
    for (const outcome of trades(0, 9)) losing.learn(outcome);
    expect(losing.size(signal(3), DAY)).toMatchObject({
      multiplier: 1,
      wantedQuantity: 1,
      isBayesianSized: true,
    });
    const winning = sizer({}, 10);
    for (const outcome of trades(50, 0)) winning.learn(outcome);
    expect(winning.size(signal(3, 1), DAY)).toMatchObject({ multiplier: 3, wantedQuantity: 3 });
  });

  test('each modal bin learns by itself', () => {
    const each = sizer();
    for (const outcome of trades(9, 0, 3)) each.learn(outcome);
    expect(each.size(signal(4), DAY)).toMatchObject({ contextTrades: 0, confidence: 0.5, multiplier: 1 });
  });

  test('the look-back counts trades that closed exactly 60 days ago, and none that closed earlier', () => {
    const each = sizer();
    for (const outcome of trades(3, 0, 3, 0)) each.learn(outcome);
    expect(each.size(signal(3), 60 * DAY).contextTrades).toBe(3);
    expect(each.size(signal(3), 60 * DAY + 1).contextTrades).toBe(0);
  });

  test('outcomes that come late or out of order count as if they had come in order', () => {
    const outcome = fc.record({
      modalBin: fc.integer({ min: 0, max: 2 }),
      exitTime: fc.integer({ min: 0, max: 100 }).map((days) => days * DAY),
      isWin: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 30 }), fc.integer({ min: 0, max: 100 }), (outcomes, day) => {
        const inOrder = sizer();
        for (const each of [...outcomes].sort((a, b) => a.exitTime - b.exitTime)) inOrder.learn(each);
        const asTheyCame = sizer();
        for (const each of outcomes) asTheyCame.learn(each);
        const time = day * DAY;
        for (const bin of [0, 1, 2]) {
          expect(asTheyCame.size(signal(bin), time)).toEqual(inOrder.size(signal(bin), time));
          const known = outcomes.filter(
            ({ modalBin, exitTime }) => modalBin === bin && exitTime <= time && exitTime >= time - 60 * DAY,
          );
          const wins = known.filter(({ isWin }) => isWin).length;
          expect(inOrder.size(signal(bin), time).confidence).toBe((1 + wins) / (2 + known.length));
        }
      }),
    );
  });

  test('what is taken back is as if it had never been learned', () => {
    const outcome = fc.record({
      modalBin: fc.integer({ min: 0, max: 1 }),
      exitTime: fc.integer({ min: 0, max: 5 }).map((days) => days * DAY),
      isWin: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(outcome), fc.array(outcome), (kept, taken) => {
        const without = sizer();
        for (const each of kept) without.learn(each);
        const withAll = sizer();
        for (const each of [...taken, ...kept]) withAll.learn(each);
        for (const each of taken) withAll.forget(each);
        for (const bin of [0, 1])
          for (let day = 0; day < 6; day++)
            expect(withAll.size(signal(bin), day * DAY)).toEqual(without.size(signal(bin), day * DAY));
      }),
    );
  });

  test('an outcome that was not learned cannot be taken back', () => {
    const each = sizer();
    expect(() => each.forget({ modalBin: 3, exitTime: 0, isWin: true })).toThrow(RangeError);
    for (const outcome of trades(0, 2)) each.learn(outcome);
    expect(() => each.forget({ modalBin: 3, exitTime: 0, isWin: true })).toThrow(/not learned/);
    expect(() => each.forget({ modalBin: 3, exitTime: 1, isWin: false })).toThrow(/not learned/);
    each.forget({ modalBin: 3, exitTime: 0, isWin: false });
    expect(each.size(signal(3), DAY).contextTrades).toBe(1);
  });

  test('wants at least one contract and at most maxContracts', () => {
    expect(sizer({ baseSize: 0.1 }).size(signal(0), 0).wantedQuantity).toBe(1);
    expect(sizer({ baseSize: 50 }, 2).size(signal(0), 0).wantedQuantity).toBe(2);
  });
});
