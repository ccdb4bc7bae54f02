import type { TradeEvent } from '../../src/engine/events.ts';
import { exitInsideBar, exitOnOpen, type Policy, seenFrom, throughOf } from './referenceFills.ts';
import { type ReferenceRoll, rollsOf, sessionOfTime } from './referenceSelection.ts';
import { moneyOf } from './referenceTrade.ts';
import type { ReferenceBar, ReferenceWorld } from './referenceWorld.ts';

export interface ReferenceAmbiguity {
  readonly isAmbiguous: boolean;
  readonly netMilliLow: number;
  readonly netMilliHigh: number;
}

const MINUTE = 60_000;

/** Section 10, ambiguity: the exit that each policy gives to the same entry, quantity and bracket. */
export function referenceAmbiguities(
  world: ReferenceWorld,
  trades: readonly TradeEvent[],
): readonly ReferenceAmbiguity[] {
  const rolls = rollsOf(world);
  return trades.map((trade) => {
    const exits = (['pessimistic', 'optimistic', 'path'] as const).map((policy) =>
      exitUnder(world, rolls, trade, policy),
    );
    const nets = exits.flatMap((exit) => (exit === null ? [] : [netUnder(exit, world, trade)]));
    return {
      isAmbiguous: exits.some(
        (exit) => exit === null || exit.price !== trade.exitTicks || exit.reason !== trade.exitReason,
      ),
      netMilliLow: Math.min(trade.netMilli, ...nets),
      netMilliHigh: Math.max(trade.netMilli, ...nets),
    };
  });
}

interface Exit {
  readonly price: number;
  readonly reason: TradeEvent['exitReason'];
  readonly bar: ReferenceBar;
}

function exitUnder(
  world: ReferenceWorld,
  rolls: readonly ReferenceRoll[],
  trade: TradeEvent,
  policy: Policy,
): Exit | null {
  const { parameters } = world;
  const { direction } = trade;
  const through = throughOf(parameters);
  const stop = trade.stopTicks * direction;
  const target = trade.targetTicks * direction;
  const signalSession = sessionOfTime(world.sessions, trade.signalTime);
  const selectedAt = (time: number): number | undefined => rolls.findLast((roll) => roll.time <= time)?.to;
  const contract = selectedAt(trade.signalTime)!;
  for (const bar of world.contracts[contract]!.bars) {
    if (bar.time < trade.entryBarTime) continue;
    const prices = seenFrom(direction, bar);
    if (bar.time > trade.entryBarTime) {
      const atOpen = exitOnOpen(prices, stop, target, through);
      if (atOpen !== 'not') return { price: bar.open, reason: atOpen, bar };
      if (bar.time >= trade.entryBarTime + parameters.maxHoldMinutes * MINUTE)
        return { price: bar.open, reason: 'time', bar };
      if (parameters.flatAtClose && bar.time >= signalSession.regularClose - MINUTE)
        return { price: bar.open, reason: 'close', bar };
      if (selectedAt(bar.time) !== contract) return { price: bar.open, reason: 'roll', bar };
    }
    const wasEnteredInside = bar.time === trade.entryBarTime && !trade.isEntryAtOpen;
    const inside = exitInsideBar(policy, prices, stop, target, through, wasEnteredInside);
    if (inside === 'stop') return { price: trade.stopTicks, reason: 'stop', bar };
    if (inside === 'target') return { price: trade.targetTicks, reason: 'target', bar };
  }
  return null;
}

function netUnder({ price, reason, bar }: Exit, world: ReferenceWorld, trade: TradeEvent): number {
  return moneyOf(world, trade.direction, trade.quantity, trade.entryTicks, price, reason, bar).netMilli;
}
