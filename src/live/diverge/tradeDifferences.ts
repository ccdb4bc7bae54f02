import type { TradeEvent } from '../../engine/events.ts';

type Shown = Pick<
  TradeEvent,
  'entryTime' | 'entryTicks' | 'time' | 'exitTicks' | 'exitReason' | 'quantity' | 'netMilli'
>;

/** A trade that two worlds do not share. */
export interface TradeDifference {
  readonly contract: string;
  readonly direction: 1 | -1;
  /** Of the signal that both know it by, UTC ms. */
  readonly signalTime: number;
  /** Null in the world that has no such trade. */
  readonly before: Shown | null;
  readonly after: Shown | null;
  /** Net after less net before, thousandths of a dollar. */
  readonly differenceMilli: number;
}

/** The trades that differ from one world to another, in order of their signals; the differences add up to that of the nets. */
export function tradeDifferences(
  before: readonly TradeEvent[],
  after: readonly TradeEvent[],
): TradeDifference[] {
  const former = new Map(before.map((trade) => [keyOf(trade), trade]));
  const latter = new Map(after.map((trade) => [keyOf(trade), trade]));
  return [...new Set([...former.keys(), ...latter.keys()])]
    .map((key) => ({ was: former.get(key), is: latter.get(key) }))
    .filter(({ was, is }) => was === undefined || is === undefined || !isSame(was, is))
    .map(({ was, is }) => {
      const { contract, direction, signalTime } = (was ?? is)!;
      return {
        contract,
        direction,
        signalTime,
        before: was === undefined ? null : shown(was),
        after: is === undefined ? null : shown(is),
        differenceMilli: (is?.netMilli ?? 0) - (was?.netMilli ?? 0),
      };
    })
    .sort((a, b) => a.signalTime - b.signalTime);
}

/** Net of trades, thousandths of a dollar. */
export function netOf(trades: readonly Pick<TradeEvent, 'netMilli'>[]): number {
  return trades.reduce((sum, { netMilli }) => sum + netMilli, 0);
}

/** One signal of a contract is traded once at most; its number may differ from world to world. */
function keyOf({ contract, direction, signalTime }: TradeEvent): string {
  return `${contract} ${direction} ${signalTime}`;
}

function isSame(a: TradeEvent, b: TradeEvent): boolean {
  return JSON.stringify(shown(a)) === JSON.stringify(shown(b));
}

function shown({
  entryTime,
  entryTicks,
  time,
  exitTicks,
  exitReason,
  quantity,
  netMilli,
}: TradeEvent): Shown {
  return { entryTime, entryTicks, time, exitTicks, exitReason, quantity, netMilli };
}
