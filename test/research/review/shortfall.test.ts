import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Execution,
  type FollowedOrder,
  type PricesAt,
  reviewShortfall,
  type Shortfall,
  type ShortfallParts,
  shortfallOf,
} from '../../../src/research/review/shortfall.ts';
import { trade } from './events.ts';

const TICK_VALUE = 12_500;
const MINUTE = 60_000;
const EXIT = Date.parse('2024-12-03T15:10:00Z');

/** A long of two from 24 000 to 24 020, 5 dollars of commission a side; the entry's bar opens at 15:00, the exit's at 15:09. */
function paper(order: number, day = 0): NonNullable<FollowedOrder['paper']> {
  const time = EXIT + day * 86_400_000;
  const costs = { commissionMilli: 10_000, slippageMilli: 0 };
  return trade(order, new Date(time).toISOString(), 490_000, {
    quantity: 2,
    exitTicks: 24_020,
    grossMilli: 500_000,
    ...costs,
  });
}

function fill(minute: number, priceTicks: number, quantity = 2, commissionMilli = 5_000): Execution {
  return { time: EXIT + minute * MINUTE, priceTicks, quantity, commissionMilli };
}

const ENTRY_MINUTE = -10;
const EXIT_MINUTE = -1;
const NO_PRICES: PricesAt = () => undefined;

function followed(values: Partial<FollowedOrder> = {}): FollowedOrder {
  return {
    order: 1,
    contract: 'ESZ4',
    direction: 1,
    time: EXIT - 11 * MINUTE,
    paper: paper(1),
    standing: 'closed',
    entries: [fill(ENTRY_MINUTE, 24_000)],
    exits: [fill(EXIT_MINUTE, 24_020)],
    ...values,
  };
}

const NOTHING: ShortfallParts = {
  entryDelayMilli: 0,
  exitDelayMilli: 0,
  entryPriceMilli: 0,
  exitPriceMilli: 0,
  costMilli: 0,
  missedMilli: 0,
};

function partsOf(shortfall: Shortfall): ShortfallParts {
  const { entryDelayMilli, exitDelayMilli, entryPriceMilli, exitPriceMilli, costMilli, missedMilli } =
    shortfall;
  return { entryDelayMilli, exitDelayMilli, entryPriceMilli, exitPriceMilli, costMilli, missedMilli };
}

function sumOf(parts: ShortfallParts): number {
  return Object.values(parts).reduce((sum: number, part: number) => sum + part, 0);
}

function of(values: Partial<FollowedOrder>, pricesAt: PricesAt = NO_PRICES): Shortfall {
  return shortfallOf(followed(values), TICK_VALUE, pricesAt)!;
}

describe('one thing that differs is the only part that is not zero', () => {
  test('nothing differs', () => {
    expect(partsOf(of({}))).toEqual(NOTHING);
    expect(of({})).toMatchObject({ totalMilli: 0, realNetMilli: 490_000, entryTicks: 0, exitTicks: 0 });
  });

  test('the price of the entry: a tick worse on two contracts', () => {
    const shortfall = of({ entries: [fill(ENTRY_MINUTE, 24_001)] });
    expect(partsOf(shortfall)).toEqual({ ...NOTHING, entryPriceMilli: 25_000 });
    expect([shortfall.entryTicks, shortfall.exitTicks, shortfall.totalMilli]).toEqual([1, 0, 25_000]);
  });

  test('the price of the exit: two ticks better', () => {
    expect(partsOf(of({ exits: [fill(EXIT_MINUTE, 24_022)] }))).toEqual({
      ...NOTHING,
      exitPriceMilli: -50_000,
    });
  });

  test('the time: in the next minute the market was three ticks higher, and the person got its low', () => {
    const pricesAt: PricesAt = (contract, time) =>
      contract === 'ESZ4' && time === EXIT - 9 * MINUTE ? { low: 24_003, high: 24_009 } : undefined;
    const late = { entries: [fill(-9, 24_003)] };
    expect(partsOf(of(late, pricesAt))).toEqual({ ...NOTHING, entryDelayMilli: 75_000 });
    // A fill above the low is the price's part.
    expect(partsOf(of({ entries: [fill(-9, 24_004)] }, pricesAt))).toEqual({
      ...NOTHING,
      entryDelayMilli: 75_000,
      entryPriceMilli: 25_000,
    });
    // Where the paper price was still to be had, all of it is the price's.
    expect(partsOf(of(late, () => ({ low: 23_990, high: 24_010 })))).toEqual({
      ...NOTHING,
      entryPriceMilli: 75_000,
    });
  });

  test('the commission', () => {
    expect(partsOf(of({ exits: [fill(EXIT_MINUTE, 24_020, 2, 7_500)] }))).toEqual({
      ...NOTHING,
      costMilli: 2_500,
    });
  });

  test('the quantity: one contract of two', () => {
    const half = of({
      entries: [fill(ENTRY_MINUTE, 24_000, 1, 2_500)],
      exits: [fill(EXIT_MINUTE, 24_020, 1, 2_500)],
    });
    expect(partsOf(half)).toEqual({ ...NOTHING, missedMilli: 245_000 });
  });

  test('a skipped order misses the paper net, and gains what paper lost', () => {
    const skipped = { standing: 'skipped', entries: [], exits: [] } as const;
    expect(partsOf(of(skipped))).toEqual({ ...NOTHING, missedMilli: 490_000 });
    expect(of({ ...skipped, paper: undefined })).toMatchObject({ totalMilli: 0, entryTicks: null });
  });

  test('an order that never filled on paper was made beside it', () => {
    expect(partsOf(of({ paper: undefined }))).toEqual({
      ...NOTHING,
      costMilli: 10_000,
      missedMilli: -500_000,
    });
  });
});

test('an order whose trade is open is not counted yet', () => {
  expect(shortfallOf(followed({ standing: 'open', exits: [] }), TICK_VALUE, NO_PRICES)).toBeNull();
});

test('for a short, higher entries and lower exits are better', () => {
  const short = { ...paper(1), direction: -1, exitTicks: 23_980 } as const;
  const shortfall = of({
    direction: -1,
    paper: short,
    entries: [fill(ENTRY_MINUTE, 24_001)],
    exits: [fill(EXIT_MINUTE, 23_983)],
  });
  expect(partsOf(shortfall)).toEqual({ ...NOTHING, entryPriceMilli: -25_000, exitPriceMilli: 75_000 });
});

test('the parts always add up to paper less real, to the thousandth of a dollar', () => {
  const execution = fc.record({
    time: fc.integer({ min: -20, max: 5 }).map((minute) => EXIT + minute * MINUTE),
    priceTicks: fc.integer({ min: 23_950, max: 24_050 }),
    commissionMilli: fc.integer({ min: 0, max: 9_999 }),
  });
  const sides = fc
    .array(fc.tuple(execution, execution, fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength: 4 })
    .map((pairs) => ({
      entries: pairs.map(([entry, , quantity]) => ({ ...entry, quantity })),
      exits: pairs.map(([, exit, quantity]) => ({ ...exit, quantity })),
    }));
  fc.assert(
    fc.property(
      sides,
      fc.constantFrom(1 as const, -1 as const),
      fc.boolean(),
      fc.integer({ min: 23_900, max: 24_000 }),
      fc.integer({ min: 0, max: 9 }),
      ({ entries, exits }, direction, hasPaper, low, odd) => {
        // A paper account whose costs do not divide by its contracts.
        const ofPaper = {
          ...paper(1),
          direction,
          exitTicks: 24_000 + 20 * direction,
          slippageMilli: odd,
          netMilli: 490_000 - odd,
        };
        const shortfall = of({ entries, exits, direction, paper: hasPaper ? ofPaper : undefined }, () => ({
          low,
          high: low + 40,
        }));
        expect(sumOf(partsOf(shortfall))).toBe(shortfall.totalMilli);
        expect(shortfall.totalMilli).toBe(shortfall.paperNetMilli - shortfall.realNetMilli);
        const ticks =
          exits.reduce((sum, each) => sum + each.priceTicks * each.quantity, 0) -
          entries.reduce((sum, each) => sum + each.priceTicks * each.quantity, 0);
        const commission = [...entries, ...exits].reduce((sum, each) => sum + each.commissionMilli, 0);
        expect(shortfall.realNetMilli).toBe((direction === 1 ? ticks : 0 - ticks) * TICK_VALUE - commission);
      },
    ),
  );
});

test('a review sums the orders and gives each mean its n, and its interval by trade date', () => {
  const onDay = (order: number, entryTicks: number): FollowedOrder => {
    const shift = (each: Execution): Execution => ({ ...each, time: each.time + order * 86_400_000 });
    return followed({
      order,
      time: EXIT + order * 86_400_000,
      paper: paper(order, order),
      entries: [shift(fill(ENTRY_MINUTE, entryTicks))],
      exits: [shift(fill(EXIT_MINUTE, 24_020))],
    });
  };
  const skipped = followed({ order: 8, standing: 'skipped', entries: [], exits: [] });
  const open = followed({ order: 9, standing: 'open', exits: [] });
  const review = reviewShortfall([onDay(1, 24_001), onDay(2, 24_003), skipped, open], TICK_VALUE, NO_PRICES);
  expect(review).toMatchObject({
    closed: 2,
    skipped: 1,
    open: 1,
    paperNetMilli: 3 * 490_000,
    realNetMilli: 2 * 490_000 - 100_000,
    totalMilli: 590_000,
    parts: { ...NOTHING, entryPriceMilli: 100_000, missedMilli: 490_000 },
    entryTicks: { n: 2, mean: 2, estimate: { method: 'day-student' } },
    perOrderMilli: { n: 3 },
  });
  expect(review.orders.map(({ order }) => order)).toEqual([1, 2, 8]);
  expect(reviewShortfall([onDay(1, 24_001)], TICK_VALUE, NO_PRICES).entryTicks).toEqual({
    n: 1,
    mean: 1,
    estimate: null,
  });
  expect(reviewShortfall([], TICK_VALUE, NO_PRICES).perOrderMilli).toBeNull();
});
