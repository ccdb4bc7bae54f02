import type { Tape } from '../market/tape.ts';
import type { Order } from './orders.ts';
import type { Position } from './position.ts';
import type { OpenAtEnd } from './simulation.ts';
import { fillTime } from './trade.ts';

export interface HeldPosition {
  readonly order: Order;
  readonly position: Position;
}

/** What is open where the data end: the position that is held, else the order that works; null when neither is. */
export function openAtEnd(
  working: Order | undefined,
  held: HeldPosition | null,
  { contracts, byContract }: Pick<Tape, 'contracts' | 'byContract'>,
): OpenAtEnd | null {
  const order = held?.order ?? working;
  if (order === undefined) return null;
  const { contract, signal } = order.finding;
  const common = {
    contract: contracts[contract]!.rawSymbol,
    direction: signal.direction,
    quantity: order.quantity,
  };
  if (held === null) return { kind: 'order', ...common, priceTicks: order.limitTicks, since: order.placedAt };
  const { index, isAtOpen, ticks } = held.position.entry;
  const since = fillTime(byContract[contract]!.time[index]!, isAtOpen);
  return { kind: 'position', ...common, priceTicks: ticks, since };
}
