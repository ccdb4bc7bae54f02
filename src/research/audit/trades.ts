import type { PublishedProcedure, PublishedTrade } from '../../../strategies/v6-published/procedure.ts';
import { firstRowAt, PERIOD_MS, type Stream } from '../../../strategies/v6-published/stream.ts';
import { bitOf, DEFECTS } from '../../../strategies/v6-published/switches.ts';
import { dateText } from '../../market/calendar.ts';
import type { AuditTradeRow, AuditTradeRows } from '../../results/auditModel.ts';

/** Trades beyond this many are listed but not drawn: a page has to open. */
const DRAWN_TRADES = 400;
const DRAWN_BEFORE_MS = 20 * 60_000;
const DRAWN_AFTER_MS = 10 * 60_000;

/** The trades as published, each with the defects without which it would not be there. */
export function tradeRowsOf(procedure: PublishedProcedure, symbols: readonly string[]): AuditTradeRow[] {
  const left = DEFECTS.map((defect) => ({
    defect,
    keys: new Set(procedure.trades(bitOf(defect)).map(keyOf)),
  }));
  return procedure.trades(0).map((trade, position) => {
    const { entry, exit } = trade;
    const key = keyOf(trade);
    return {
      id: position + 1,
      day: dateText(trade.day),
      clusterStart: entry.clusterStart,
      entryTime: entry.time,
      entryContract: symbols[trade.entryContract]!,
      entryPrice: entry.price,
      exitTime: exit.time,
      exitContract: symbols[trade.exitContract]!,
      exitPrice: exit.price,
      exitReason: exit.reason,
      netReturn: trade.netReturn,
      vanishesWith: left.filter(({ keys }) => !keys.has(key)).map(({ defect }) => defect),
      isEntryBeforeClusterEnds: entry.time < entry.clusterStart + PERIOD_MS,
    };
  });
}

/** A trade is the same one when it comes from the same cluster and enters at the same minute on the same contract. */
function keyOf({ entry, entryContract }: PublishedTrade): string {
  return `${entry.clusterStart}/${entry.time}/${entryContract}`;
}

/** The rows of all contracts around each trade that a defect alone made, for drawing it. */
export function drawnRowsOf(
  stream: Stream,
  trades: readonly AuditTradeRow[],
  symbols: readonly string[],
): AuditTradeRows[] {
  return trades
    .filter((trade) => trade.vanishesWith.length > 0 || trade.entryContract !== trade.exitContract)
    .slice(0, DRAWN_TRADES)
    .map((trade) => {
      const from = firstRowAt(stream, trade.clusterStart - DRAWN_BEFORE_MS, 0, stream.length);
      const to = firstRowAt(stream, trade.exitTime + DRAWN_AFTER_MS + 1, from, stream.length);
      return {
        trade: trade.id,
        time: Array.from(stream.time.subarray(from, to)),
        close: Array.from(stream.close.subarray(from, to)),
        contract: Array.from(stream.contract.subarray(from, to), (contract) => symbols[contract]!),
      };
    });
}
