import { dateText } from '../market/calendar.ts';
import type { Contract } from '../market/contracts.ts';
import type { Roll } from '../market/selector.ts';
import type { SignalFinding, TradeDay } from './detection.ts';
import type { RollEvent, SessionEvent, SignalEvent } from './events.ts';

/** The event of a signal, in hours or not. */
export function signalEvent(finding: SignalFinding, contract: string): SignalEvent {
  const { signal } = finding;
  return {
    type: 'signal',
    id: finding.id,
    time: finding.time,
    contract,
    direction: signal.direction,
    status: finding.isInHours ? 'in-hours' : 'outside-hours',
    strength: signal.strength,
    priceTicks: signal.priceTicks,
    modalTicks: signal.modalTicks,
    lowTicks: signal.lowTicks,
    highTicks: signal.highTicks,
    modalPosition: signal.modalPosition,
    modalBin: signal.modalBin,
    volumeRatio: finding.volumeRatio,
    positionPart: signal.positionPart,
    volumePart: signal.volumePart,
    momentumPart: signal.momentumPart,
    sigma1: finding.sigma1,
  };
}

/** The event of a change of the selected contract. */
export function rollEvent(roll: Roll, contracts: readonly Contract[]): RollEvent {
  return {
    type: 'roll',
    time: roll.time,
    tradeDate: dateText(roll.tradeDate),
    from: contracts[roll.from]?.rawSymbol ?? null,
    to: contracts[roll.to]!.rawSymbol,
  };
}

/** The event of the end of a trade date, with the account's equity then. */
export function sessionEvent(
  day: TradeDay,
  contracts: readonly Contract[],
  equityMilli: number,
): SessionEvent {
  return {
    type: 'session',
    time: day.time,
    tradeDate: day.tradeDate,
    contract: contracts[day.selected]?.rawSymbol ?? null,
    bars: day.bars,
    digest: day.digest,
    isComplete: day.isComplete,
    equityMilli,
  };
}
