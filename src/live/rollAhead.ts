import type { SessionEvent } from '../engine/events.ts';
import { dateText, sessionAtOrAfter } from '../market/calendar.ts';
import type { Contract } from '../market/contracts.ts';
import { ContractSelector, type Roll } from '../market/selector.ts';
import type { Tape } from '../market/tape.ts';
import { newYorkText } from './newYorkText.ts';

/**
 * The roll that the next trade date begins with, known when the last bar of a trade date is in: the selection of the engine,
 * asked a pause before it is made.
 * @param ended what the trade date ended with; its bars must be on the tape
 * @returns undefined when the contract stays, and when there was none
 */
function rollAfter(ended: SessionEvent, { contracts, rows }: Tape): Roll | undefined {
  const selected = contracts.findLastIndex(({ rawSymbol }) => rawSymbol === ended.contract);
  if (!ended.isComplete || selected < 0) return undefined;
  const { globexOpen, tradeDate } = sessionAtOrAfter(ended.time - 1);
  const selector = new ContractSelector(contracts);
  // What was traded on the day that decided before does not matter any more, only that this contract came of it.
  selector.add(selected, 1, globexOpen, tradeDate);
  selector.open(globexOpen, tradeDate);
  for (let row = rows.length - 1; row >= 0 && rows.time[row]! >= globexOpen; row--) {
    if (rows.time[row]! < ended.time)
      selector.add(rows.contract[row]!, rows.volume[row]!, rows.time[row]!, tradeDate);
  }
  const next = sessionAtOrAfter(ended.time);
  return selector.open(next.globexOpen, next.tradeDate) ?? undefined;
}

/** The same in words; undefined when there is nothing to announce. */
export function rollAheadText(ended: SessionEvent, tape: Tape): string | undefined {
  const roll = rollAfter(ended, tape);
  if (roll === undefined) return undefined;
  const symbol = (index: number): string => (tape.contracts[index] as Contract).rawSymbol;
  return (
    `${newYorkText(ended.time)}  roll ahead: ${symbol(roll.to)} is traded in place of ${symbol(roll.from)} from trade date ` +
    `${dateText(roll.tradeDate)} on, which begins ${newYorkText(roll.time)}. On ${ended.tradeDate} it had ` +
    `${roll.volumeTo} contracts against ${roll.volumeFrom}. A position in ${symbol(roll.from)} ends then.`
  );
}
