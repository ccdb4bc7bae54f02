import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { recommendedOrders } from '../../../src/live/feedback/recommendedOrders.ts';
import { recommended } from './orders.ts';

const { order, signal, paper } = recommended(1);

function after(...more: EngineEvent[]): { paper: number | undefined; isOver: boolean } {
  const found = recommendedOrders([{ ...signal, type: 'signal' }, order, ...more]).get(1)!;
  expect(found.order).toBe(order);
  expect(found.signal.modalBin).toBe(5);
  return { paper: found.paper?.id, isOver: found.isOver };
}

test('an order is over when its trade has closed, or when it was taken back unfilled', () => {
  expect(after()).toEqual({ paper: undefined, isOver: false });
  expect(after(paper!)).toEqual({ paper: 1, isOver: true });
  expect(after({ ...order, action: 'cancel', reason: 'timeout' })).toEqual({
    paper: undefined,
    isOver: true,
  });
});

test('a wait for a retest is no recommendation until there is a price', () => {
  expect(
    recommendedOrders([
      { ...signal, type: 'signal' },
      { ...order, action: 'await-retest' },
    ]).size,
  ).toBe(0);
  expect(after().isOver).toBe(false);
});
