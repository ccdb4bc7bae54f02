import { expect, test } from 'vitest';
import { divergenceOf } from '../../../src/cli/diverge/divergence.ts';
import { divergeText } from '../../../src/cli/diverge/divergeText.ts';
import type { Ladder } from '../../../src/live/diverge/ladder.ts';
import { instrumentOf } from '../../../src/market/instruments.ts';
import { type FollowedOrder, reviewShortfall } from '../../../src/research/review/shortfall.ts';
import { trade } from '../../research/review/events.ts';

const ES = instrumentOf('ES');
const HOURS = { from: Date.parse('2024-12-03T14:00:00Z'), until: Date.parse('2024-12-03T21:00:00Z') };

/** Data took 300 from the first world, timing gave 100, and the paper account lived with 490 in thousandths. */
const LADDER: Ladder = {
  hours: HOURS,
  steps: [
    {
      cause: 'data',
      fromNetMilli: 690_000,
      toNetMilli: 390_000,
      partMilli: -300_000,
      trades: [
        {
          contract: 'ESZ4',
          direction: 1,
          signalTime: HOURS.from,
          before: {
            entryTime: HOURS.from,
            entryTicks: 24_000,
            time: HOURS.until,
            exitTicks: 24_012,
            exitReason: 'target',
            quantity: 2,
            netMilli: 300_000,
          },
          after: null,
          differenceMilli: -300_000,
        },
      ],
    },
    { cause: 'timing', fromNetMilli: 390_000, toNetMilli: 490_000, partMilli: 100_000, trades: [] },
    { cause: 'state', fromNetMilli: 490_000, toNetMilli: 490_000, partMilli: 0, trades: [] },
  ],
  bars: {
    same: 418,
    missing: { n: 0, examples: [] },
    extra: { n: 1, examples: [{ symbol: 'ESZ4', time: HOURS.from }] },
    different: { n: 0, examples: [] },
  },
  livedNetMilli: 490_000,
  livedTrades: 1,
};

/** A tick worse in and two out, a dollar of commission more, on the one trade of the paper account. */
function followed(values: Partial<FollowedOrder> = {}): FollowedOrder {
  const paper = trade(1, '2024-12-03T15:10:00Z', 490_000, {
    quantity: 2,
    exitTicks: 24_020,
    grossMilli: 500_000,
    commissionMilli: 10_000,
  });
  const entries = [{ time: paper.entryBarTime, priceTicks: 24_001, quantity: 2, commissionMilli: 5_500 }];
  const exits = [{ time: paper.exitBarTime, priceTicks: 24_018, quantity: 2, commissionMilli: 5_500 }];
  const order = { order: 1, contract: 'ESZ4', direction: 1, time: paper.signalTime, paper } as const;
  return { ...order, standing: 'closed', entries, exits, ...values };
}

function parts(...orders: FollowedOrder[]): Record<string, number> {
  const review = reviewShortfall(orders, ES.tickValueMilli, () => undefined);
  const { steps, firstMilli, realMilli } = divergenceOf(LADDER, review, 4, 'es');
  const sum = steps.reduce((total, { partMilli }) => total + partMilli, 0);
  expect(firstMilli + sum).toBe(realMilli);
  for (const { fromMilli, toMilli, partMilli } of steps) expect(toMilli - fromMilli).toBe(partMilli);
  return Object.fromEntries(steps.map(({ cause, partMilli }) => [cause, partMilli]));
}

const NO_PERSON = { data: -300_000, timing: 100_000, state: 0, person: 0, fill: 0, cost: 0 };

test('without a word of a person, what was executed is the paper account', () => {
  expect(parts()).toEqual(NO_PERSON);
});

test('fill and cost are of the price and the commission, and person of what was skipped', () => {
  // Three ticks of 12.50 dollars on two contracts; 11 dollars were paid for 10.
  expect(parts(followed())).toEqual({ ...NO_PERSON, fill: -75_000, cost: -1_000 });
  const skipped = followed({ standing: 'skipped', entries: [], exits: [] });
  expect(parts(skipped)).toEqual({ ...NO_PERSON, person: -490_000 });
});

test('the text shows the ladder with sums to the thousandth, the bars, and the trades that a step changed', () => {
  const review = reviewShortfall([followed()], ES.tickValueMilli, () => undefined);
  const text = divergeText(divergenceOf(LADDER, review, 4, 'es'), ES);
  expect(text).toContain('the history (es)');
  expect(text).toContain(
    '690.000 USD - 300.000 USD + 100.000 USD + 0.000 USD + 0.000 USD - 75.000 USD - 1.000 USD = 414.000 USD',
  );
  expect(text).toContain('1 followed, 0 skipped; 0 still open and 3 of which nothing was said');
  expect(text).toContain('1 in the recording alone: ESZ4 2024-12-03 14:00');
  expect(text).toContain('2 from 6000.00 to 6003.00, target');
  expect(text).toContain('no trade');
  const alone = divergeText(divergenceOf({ ...LADDER, bars: null }, review, 4, null), ES);
  expect(alone).toContain('were not held against a history');
});
