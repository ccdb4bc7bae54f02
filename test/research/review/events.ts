import type { EngineEvent, FillEvent, SignalEvent, TradeEvent } from '../../../src/engine/events.ts';

/** Events by hand: what a test does not name is plain. Times are UTC, in ISO notation. */

export function signal(id: number, time: string, values: Partial<SignalEvent> = {}): SignalEvent {
  return {
    type: 'signal',
    id,
    time: Date.parse(time),
    contract: 'ESZ4',
    direction: 1,
    status: 'in-hours',
    strength: 0.5,
    priceTicks: 24_000,
    modalTicks: 24_000,
    lowTicks: 23_990,
    highTicks: 24_010,
    modalPosition: 0.5,
    modalBin: 5,
    volumeRatio: 5,
    positionPart: 0.5,
    volumePart: 0.5,
    momentumPart: 0.5,
    sigma1: 2,
    ...values,
  };
}

export function fill(id: number, time: string, values: Partial<FillEvent> = {}): FillEvent {
  return {
    type: 'fill',
    id,
    time: Date.parse(time),
    order: 1,
    contract: 'ESZ4',
    role: 'entry',
    reason: 'limit',
    isAtOpen: false,
    direction: 1,
    quantity: 1,
    priceTicks: 24_000,
    commissionMilli: 2_500,
    slippageMilli: 0,
    ...values,
  };
}

/** A trade that ends at `time` with a net in thousandths of a dollar. */
export function trade(
  id: number,
  time: string,
  netMilli: number,
  values: Partial<TradeEvent> = {},
): TradeEvent {
  const exit = Date.parse(time);
  return {
    type: 'trade',
    id,
    time: exit,
    signal: id,
    order: id,
    contract: 'ESZ4',
    direction: 1,
    signalTime: exit - 600_000,
    entryTime: exit - 540_000,
    entryBarTime: exit - 600_000,
    isEntryAtOpen: false,
    entryTicks: 24_000,
    exitBarTime: exit - 60_000,
    exitTicks: 24_010,
    exitReason: 'target',
    stopTicks: 23_990,
    targetTicks: 24_020,
    stopDistanceTicks: 10,
    wantedQuantity: 1,
    quantity: 1,
    grossMilli: netMilli,
    commissionMilli: 0,
    slippageMilli: 0,
    netMilli,
    netReturn: netMilli / 300_000_000,
    positionAdjustedReturn: netMilli / 300_000_000,
    rMultiple: 0,
    favourableTicks: 0,
    adverseTicks: 0,
    barsHeld: 9,
    modalBin: 5,
    strength: 0.5,
    multiplier: 1,
    confidence: 0.5,
    isBayesianSized: false,
    equityMilli: 0,
    ...values,
  };
}

export function tradeDateEnd(tradeDate: string, bars = 1_380): EngineEvent {
  return {
    type: 'session',
    time: Date.parse(`${tradeDate}T22:00:00Z`),
    tradeDate,
    contract: 'ESZ4',
    bars,
    digest: '',
    isComplete: true,
    equityMilli: 0,
  };
}
