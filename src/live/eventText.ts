import type { EngineEvent, HaltEvent, LearnedEvent, RefusalEvent } from '../engine/events.ts';
import { assertNever } from '../errors.ts';
import { type Instrument, priceOfTicks } from '../market/instruments.ts';
import type { EntryHalt } from './entryHalt.ts';
import { newYorkText } from './newYorkText.ts';

/** An event in one line for people, its time New York's; undefined for one that the recommendation itself tells. */
export function eventText(event: EngineEvent, instrument: Instrument): string | undefined {
  const text = sentence(event, instrument);
  return text === undefined ? undefined : `${newYorkText(event.time)}  ${text}`;
}

function sentence(event: EngineEvent, instrument: Instrument): string | undefined {
  const price = (ticks: number): string => priceOfTicks(instrument, ticks).toFixed(instrument.priceDecimals);
  switch (event.type) {
    case 'signal': {
      if (event.status === 'in-hours') return undefined;
      const side = event.direction === 1 ? 'long' : 'short';
      return `signal ${event.id} (${side} ${event.contract} at ${price(event.priceTicks)}) outside market hours: not traded`;
    }
    case 'refusal':
      return `no trade: ${refusalText(event)}`;
    case 'order':
      return orderText(event.action, event.reason, event.id, event.contract);
    case 'fill': {
      const deed = event.direction === 1 ? 'bought' : 'sold';
      return `paper ${event.role}: ${deed} ${event.quantity} ${event.contract} at ${price(event.priceTicks)} (${event.reason})`;
    }
    case 'trade':
      return `paper trade ${event.id} closed: ${dollars(event.netMilli)} net, ${event.exitReason}; equity ${dollars(event.equityMilli)}`;
    case 'session':
      return `trade date ${event.tradeDate} ended: ${event.bars} bars, equity ${dollars(event.equityMilli)}`;
    case 'roll':
      return event.from === null
        ? `trading ${event.to} from trade date ${event.tradeDate} on`
        : `roll from ${event.from} to ${event.to}, trade date ${event.tradeDate}`;
    case 'halt':
      return haltText(event);
    case 'learned':
      return learnedText(event);
    default:
      return assertNever(event);
  }
}

function orderText(action: string, reason: string, id: number, contract: string): string | undefined {
  switch (action) {
    case 'cancel':
      return `take back order ${id} (${contract}): not filled, ${reason}`;
    case 'await-retest':
      return `signal taken; waiting for ${contract} to come back to its modal price`;
    case 'retest-lapsed':
      return `${contract} did not come back to its modal price: no order`;
    default:
      return undefined;
  }
}

/** What a gap means for the session. */
export function gapText(halt: EntryHalt | 'nothing-missed'): string {
  return halt === 'nothing-missed'
    ? 'The market was closed during the gap: nothing is missing.'
    : `Bars after ${newYorkText(halt.after)} are missing: no new entries until the trade date ends, ${newYorkText(halt.until)} New York.`;
}

/** That a signal at a time (UTC ms) is not traded because bars are missing. */
export function haltedText(time: number, { after, until }: EntryHalt): string {
  return `${newYorkText(time)}  no trade: bars after ${newYorkText(after)} are missing, no new entries until ${newYorkText(until)}`;
}

/** Why a signal is not traded, with what was measured. */
export function refusalText({ rule, value, limit }: Pick<RefusalEvent, 'rule' | 'value' | 'limit'>): string {
  switch (rule) {
    case 'warm-up':
      return `not enough history yet (${value} of ${limit} needed)`;
    case 'one-position':
      return 'an order works or a position is held already';
    case 'emergency-stop':
      return `emergency stop (drawdown ${value.toFixed(2)}%, limit ${limit}%), until it is reset by hand: tapebench live-reset --reason`;
    case 'max-daily-trades':
      return `${value} trades today, the most that are allowed (${limit})`;
    case 'max-consecutive-losses':
      return `${value} consecutive losses, paused until the next session`;
    case 'cooldown':
      return `${value} minutes after the last signal, ${limit} are waited`;
    case 'max-risk-per-trade':
      return `one contract would risk ${(100 * value).toFixed(2)}% of the account, at most ${(100 * limit).toFixed(2)}% is allowed`;
    default:
      return assertNever(rule);
  }
}

function haltText({ rule, state, value, limit }: HaltEvent): string {
  if (rule === 'emergency-stop') {
    return state === 'on'
      ? `EMERGENCY STOP: drawdown ${value.toFixed(2)}% reached the limit of ${limit}%. It stays until: tapebench live-reset --reason`
      : 'the emergency stop has ended';
  }
  return state === 'on'
    ? `${value} consecutive losses: paused until the next session`
    : 'the pause after losses has ended';
}

function learnedText({ order, modalBin, before, source, netMilli }: LearnedEvent): string {
  const place = before === 'none' ? '' : `, in place of the ${before} one`;
  if (source === 'none') return `order ${order}: the real result is taken back; bin ${modalBin} counts none`;
  const net = netMilli === null ? '' : ` (${dollars(netMilli)} net)`;
  return `order ${order}: bin ${modalBin} has learned the ${source} result${net}${place}`;
}

function dollars(milli: number): string {
  const sign = milli < 0 ? '-' : '';
  return `${sign}$${(Math.abs(milli) / 1000).toFixed(2)}`;
}
