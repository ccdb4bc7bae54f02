import type {
  EngineEvent,
  ExitReason,
  OrderEvent,
  RefusalRule,
  TradeEvent,
} from '../../src/engine/events.ts';
import type { OpenAtEnd } from '../../src/engine/simulation.ts';
import type { Direction } from '../../src/engine/strategy.ts';
import { ReferenceAccount } from './referenceAccount.ts';
import { isProductAtMost } from './referenceDecimal.ts';
import {
  entryOn,
  exitByShorterBars,
  exitInsideBar,
  exitOnOpen,
  type InsideExit,
  seenFrom,
  throughOf,
} from './referenceFills.ts';
import {
  bracketOf,
  cancelledOrder,
  flatTimeOf,
  placedOrder,
  signalEvent,
  type TakenSignal,
  type Wait,
  waitEvent,
} from './referenceOrders.ts';
import {
  contractOfSignals,
  type ReferenceRoll,
  rollsOf,
  sessionOfTime,
  sessionsWithBars,
} from './referenceSelection.ts';
import { dateOf, sessionEvent } from './referenceSession.ts';
import { type Learned, sizeOf } from './referenceSizing.ts';
import { type HeldPosition, type Limit, moneyOf, tradeOf, unitCostsOf } from './referenceTrade.ts';
import { isInHours, volatilityAsOf } from './referenceVolatility.ts';
import type { ReferenceBar, ReferenceCandidate, ReferenceSession, ReferenceWorld } from './referenceWorld.ts';

export interface ReferenceRun {
  readonly events: readonly EngineEvent[];
  readonly trades: readonly TradeEvent[];
  readonly equityMilli: number;
  readonly highWaterMilli: number;
  readonly openAtEnd: OpenAtEnd | null;
}

const MINUTE = 60_000;

/**
 * The fill rules, the gate and the account of docs/fill-rules.md, written from that text alone and as slow as it reads: one minute after
 * the other, in the order of its section 3. It shares no code with the engine.
 */
export function runReference(world: ReferenceWorld): ReferenceRun {
  const walk = new Walk(world);
  return walk.run();
}

class Walk {
  readonly #world: ReferenceWorld;
  readonly #rolls: readonly ReferenceRoll[];
  readonly #days: readonly ReferenceSession[];
  readonly #barAt: readonly ReadonlyMap<number, ReferenceBar>[];
  readonly #candidatesAt: ReadonlyMap<number, readonly ReferenceCandidate[]>;
  readonly #events: EngineEvent[] = [];
  readonly #trades: TradeEvent[] = [];
  readonly #learned: Learned[] = [];
  readonly #through: number;

  #selected: number | null = null;
  #signals = 0;
  #orders = 0;
  #fills = 0;
  #wait: Wait | null = null;
  #limit: Limit | null = null;
  #position: HeldPosition | null = null;
  #lastAcceptance: number | null = null;
  /** The trade dates of the entry fills. */
  readonly #entryDates: number[] = [];
  readonly #account: ReferenceAccount;
  #closedDays = 0;

  constructor(world: ReferenceWorld) {
    this.#world = world;
    this.#rolls = rollsOf(world);
    this.#days = sessionsWithBars(world);
    this.#barAt = world.contracts.map((contract) => new Map(contract.bars.map((bar) => [bar.time, bar])));
    this.#candidatesAt = Map.groupBy(world.candidates, (candidate) => candidate.time);
    this.#through = throughOf(world.parameters);
    this.#account = new ReferenceAccount(world);
  }

  run(): ReferenceRun {
    const times = this.#world.contracts
      .filter((contract) => contract.kind !== 'spread')
      .flatMap((contract) => contract.bars.map((bar) => bar.time));
    const end = times.reduce((latest, time) => Math.max(latest, time)) + MINUTE;
    for (let time = this.#days[0]!.globexOpen; time <= end; time += MINUTE) {
      this.#barIsOver(time);
      if (this.#limit !== null && this.#limit.placed.validUntil <= time) this.#cancel();
      this.#rollAt(time);
      for (const halt of this.#account.haltsEnded(time)) this.#emit(halt);
      this.#endWait(time);
      this.#signalAt(time);
      // An order of the last minute ends as it begins.
      if (this.#limit !== null && this.#limit.placed.validUntil <= time) this.#cancel();
      this.#closeDay(time, time, true);
      if (time < end) this.#barOpens(time);
    }
    this.#closeDay(Number.POSITIVE_INFINITY, end, false);
    return {
      events: this.#events,
      trades: this.#trades,
      equityMilli: this.#account.equity,
      highWaterMilli: this.#account.highWater,
      openAtEnd: this.#openAtEnd(),
    };
  }

  /** Step 1. */
  #barIsOver(time: number): void {
    const barTime = time - MINUTE;
    let wasEnteredInside = false;
    if (this.#limit !== null) {
      const { placed, signal } = this.#limit;
      const bar = this.#barAt[signal.contract]!.get(barTime);
      if (bar === undefined || barTime < this.#reachesMarket(placed) || barTime >= placed.validUntil) return;
      const limit = placed.limitTicks * placed.direction;
      if (entryOn(seenFrom(placed.direction, bar), limit, this.#through) !== 'inside') return;
      this.#enter(time, barTime, false, placed.limitTicks);
      wasEnteredInside = true;
    }
    if (this.#position === null) return;
    const position = this.#position;
    const bar = this.#barAt[position.limit.signal.contract]!.get(barTime);
    if (bar === undefined) return;
    const exit = this.#exitInside(position, bar, wasEnteredInside);
    if (exit === 'stop') this.#exit(time, barTime, false, position.stopTicks, 'stop');
    if (exit === 'target') this.#exit(time, barTime, false, position.targetTicks, 'target');
  }

  #exitInside(position: HeldPosition, bar: ReferenceBar, wasEnteredInside: boolean): InsideExit {
    const { direction, limitTicks } = position.limit.placed;
    const prices = seenFrom(direction, bar);
    const stop = position.stopTicks * direction;
    const target = position.targetTicks * direction;
    const { intrabar } = this.#world.parameters;
    if (intrabar !== 'finer')
      return exitInsideBar(intrabar, prices, stop, target, this.#through, wasEnteredInside);
    const shortBars = (this.#world.contracts[position.limit.signal.contract]!.shortBars ?? [])
      .filter((short) => short.time >= bar.time && short.time < bar.time + MINUTE)
      .map((short) => seenFrom(direction, short));
    const limit = limitTicks * direction;
    return exitByShorterBars(prices, shortBars, limit, stop, target, this.#through, wasEnteredInside);
  }

  /** Step 2, and after step 6. */
  #cancel(): void {
    const { placed, signal } = this.#limit!;
    this.#emit(cancelledOrder(this.#world, placed, signal));
    this.#limit = null;
  }

  /** Step 3. */
  #rollAt(time: number): void {
    for (const roll of this.#rolls) {
      if (roll.time !== time) continue;
      this.#selected = roll.to;
      this.#emit({
        type: 'roll',
        time,
        tradeDate: dateOf(roll.tradeDate),
        from: roll.from === null ? null : this.#symbol(roll.from),
        to: this.#symbol(roll.to),
      });
    }
  }

  /** Step 5. */
  #endWait(time: number): void {
    if (this.#wait === null) return;
    const { order, signal, until } = this.#wait;
    const barTime = time - MINUTE;
    const bar = this.#barAt[signal.contract]!.get(barTime);
    const isLookedAt =
      barTime >= signal.time && barTime < until && barTime + MINUTE < signal.session.regularClose;
    if (bar !== undefined && isLookedAt) {
      if (Math.abs(bar.close - signal.given.modalTicks) <= this.#world.parameters.retestTicks) {
        this.#wait = null;
        const volatility = volatilityAsOf(this.#world, signal.contract, time);
        if (volatility.isHad) this.#decide(time, signal, bar.close, volatility.sigma1, order);
        else this.#refuse(time, signal, 'warm-up', volatility.value, volatility.limit);
        return;
      }
    }
    if (time < until) return;
    const timeout = signal.time + this.#world.parameters.retestTimeoutMinutes * MINUTE;
    const reason = timeout < signal.session.regularClose ? 'timeout' : 'session-close';
    this.#emit(waitEvent(this.#wait, until, 'retest-lapsed', reason));
    this.#wait = null;
  }

  /** Step 6. */
  #signalAt(time: number): void {
    for (const { contract, signal: given } of this.#candidatesAt.get(time) ?? []) {
      if (contract !== contractOfSignals(this.#world.sessions, this.#rolls, time)) continue;
      const isTaken = isInHours(this.#world, time);
      const volatility = volatilityAsOf(this.#world, contract, time);
      if (!volatility.isHad) {
        if (isTaken) this.#refuse(time, null, 'warm-up', volatility.value, volatility.limit);
        continue;
      }
      if (given === null) throw new Error(`at ${time} the volatility can be had, but no signal is given`);
      const signal: TakenSignal = {
        id: ++this.#signals,
        time,
        contract,
        symbol: this.#symbol(contract),
        given,
        sigma1: volatility.sigma1,
        session: sessionOfTime(this.#world.sessions, time),
      };
      this.#emit(signalEvent(signal, isTaken ? 'in-hours' : 'outside-hours'));
      if (isTaken) this.#take(signal);
    }
  }

  #take(signal: TakenSignal): void {
    const { entry, retestTimeoutMinutes } = this.#world.parameters;
    if (entry === 'limit') {
      this.#decide(signal.time, signal, signal.given.priceTicks, signal.sigma1, null);
      return;
    }
    if (this.#wait !== null) return;
    const until = Math.min(signal.time + retestTimeoutMinutes * MINUTE, signal.session.regularClose);
    this.#wait = { order: ++this.#orders, signal, until };
    this.#emit(waitEvent(this.#wait, signal.time, 'await-retest', 'accepted'));
  }

  #refuse(time: number, signal: TakenSignal | null, rule: RefusalRule, value: number, limit: number): void {
    const contract = signal === null ? this.#selected! : signal.contract;
    this.#emit({
      type: 'refusal',
      time,
      contract: this.#symbol(contract),
      signal: signal === null ? null : signal.id,
      rule,
      value,
      limit,
    });
  }

  /** Section 4: the gate, and the order. `waited` is the order id of the wait that came before, if one did. */
  #decide(time: number, signal: TakenSignal, price: number, sigma1: number, waited: number | null): void {
    const { parameters, sizing: sizingParameters } = this.#world;
    const refusal = this.#refusal(time, signal);
    if (refusal !== null) {
      this.#refuse(time, signal, ...refusal);
      return;
    }
    const { modalBin, strength } = signal.given;
    const sizing = sizeOf(this.#learned, modalBin, strength, time, sizingParameters, parameters.maxContracts);
    const bracket = bracketOf(this.#world, sigma1, price);
    let quantity = sizing.wantedQuantity;
    while (
      quantity > 0 &&
      !isProductAtMost(bracket.risk, quantity, this.#account.equity, parameters.maxRiskPerTrade)
    ) {
      quantity--;
    }
    if (quantity === 0) {
      this.#refuse(
        time,
        signal,
        'max-risk-per-trade',
        bracket.risk / this.#account.equity,
        parameters.maxRiskPerTrade,
      );
      return;
    }
    this.#lastAcceptance = time;
    const id = waited ?? ++this.#orders;
    const reason = waited === null ? 'accepted' : 'retest';
    const placed = placedOrder(this.#world, id, reason, time, signal, price, quantity, bracket, sizing);
    this.#emit(placed);
    this.#limit = { placed, signal };
  }

  /** The first of the rules before the size that refuses, with its value and limit. */
  #refusal(time: number, signal: TakenSignal): [rule: RefusalRule, value: number, limit: number] | null {
    const { emergencyStopPct, maxDailyTrades, maxConsecutiveLosses, cooldownMinutes } =
      this.#world.parameters;
    if (this.#position !== null || this.#limit !== null) return ['one-position', 1, 1];
    if (this.#account.emergencyStopSince !== null)
      return ['emergency-stop', this.#account.drawdownPct(), emergencyStopPct];
    const entries = this.#entryDates.filter((date) => date === signal.session.tradeDate).length;
    if (entries >= maxDailyTrades) return ['max-daily-trades', entries, maxDailyTrades];
    if (this.#account.pauseSince !== null)
      return ['max-consecutive-losses', this.#account.streak, maxConsecutiveLosses];
    if (this.#lastAcceptance === null) return null;
    const minutes = (time - this.#lastAcceptance) / MINUTE;
    return minutes < cooldownMinutes ? ['cooldown', minutes, cooldownMinutes] : null;
  }

  /** Step 7: the `session` event of the trade dates with bars that end by `until` and have none yet. */
  #closeDay(until: number, time: number, isComplete: boolean): void {
    const day = this.#days[this.#closedDays];
    if (day === undefined || day.globexClose > until) return;
    this.#closedDays++;
    const contract = this.#selected === null ? null : this.#symbol(this.#selected);
    this.#emit(sessionEvent(this.#world, day, time, contract, isComplete, this.#account.equity));
  }

  /** Step 8, what happens at the open. What happens inside the bar is told when it is over. */
  #barOpens(time: number): void {
    if (this.#position !== null) {
      this.#exitAtOpen(time, this.#position);
      return;
    }
    if (this.#limit === null) return;
    const { placed, signal } = this.#limit;
    const bar = this.#barAt[signal.contract]!.get(time);
    if (bar === undefined || time < this.#reachesMarket(placed) || time >= placed.validUntil) return;
    const limit = placed.limitTicks * placed.direction;
    if (entryOn(seenFrom(placed.direction, bar), limit, this.#through) === 'at the open') {
      this.#enter(time, time, true, bar.open);
    }
  }

  #exitAtOpen(time: number, position: HeldPosition): void {
    const { placed, signal } = position.limit;
    const bar = this.#barAt[signal.contract]!.get(time);
    if (bar === undefined) return;
    const stop = position.stopTicks * placed.direction;
    const target = position.targetTicks * placed.direction;
    const flatTime = flatTimeOf(this.#world, signal.session);
    const byPrice = exitOnOpen(seenFrom(placed.direction, bar), stop, target, this.#through);
    let reason: ExitReason;
    if (byPrice !== 'not') reason = byPrice;
    else if (time >= position.entryBarTime + this.#world.parameters.maxHoldMinutes * MINUTE) reason = 'time';
    else if (flatTime !== null && time >= flatTime) reason = 'close';
    else if (signal.contract !== this.#selected) reason = 'roll';
    else return;
    this.#exit(time, time, true, bar.open, reason);
  }

  #reachesMarket(placed: OrderEvent): number {
    return placed.time + this.#world.parameters.latencyBars * MINUTE;
  }

  #enter(time: number, barTime: number, isAtOpen: boolean, price: number): void {
    const { placed, signal } = this.#limit!;
    this.#position = {
      limit: this.#limit!,
      entryTime: time,
      entryBarTime: barTime,
      isEntryAtOpen: isAtOpen,
      entryTicks: price,
      stopTicks: price - placed.direction * placed.stopDistanceTicks,
      targetTicks: price + placed.direction * placed.targetDistanceTicks,
    };
    this.#limit = null;
    this.#entryDates.push(signal.session.tradeDate);
    this.#emitFill(time, placed, 'entry', 'limit', isAtOpen, placed.direction, price, 0);
  }

  #emitFill(
    time: number,
    placed: OrderEvent,
    role: 'entry' | 'exit',
    reason: 'limit' | ExitReason,
    isAtOpen: boolean,
    direction: Direction,
    priceTicks: number,
    slippageMilli: number,
  ): void {
    this.#emit({
      type: 'fill',
      id: ++this.#fills,
      time,
      order: placed.id,
      contract: placed.contract,
      role,
      reason,
      isAtOpen,
      direction,
      quantity: placed.quantity,
      priceTicks,
      commissionMilli: unitCostsOf(this.#world).commission * placed.quantity,
      slippageMilli,
    });
  }

  /** A closed trade: the account, the events, and then the sizer. */
  #exit(time: number, barTime: number, isAtOpen: boolean, priceTicks: number, reason: ExitReason): void {
    const position = this.#position!;
    const { placed, signal } = position.limit;
    const { direction, quantity } = placed;
    this.#position = null;
    const bar = this.#barAt[signal.contract]!.get(barTime)!;
    const money = moneyOf(this.#world, direction, quantity, position.entryTicks, priceTicks, reason, bar);
    this.#account.book(money.netMilli);
    const exitDirection: Direction = direction === 1 ? -1 : 1;
    this.#emitFill(time, placed, 'exit', reason, isAtOpen, exitDirection, priceTicks, money.slippageMilli);
    const exit = { time, barTime, isAtOpen, priceTicks, reason };
    const trade = tradeOf(this.#world, this.#trades.length + 1, position, exit, money, this.#account.equity);
    this.#trades.push(trade);
    this.#emit(trade);
    for (const halt of this.#account.haltsBroughtOn(time)) this.#emit(halt);
    this.#learned.push({ modalBin: signal.given.modalBin, exitTime: time, isWin: money.netMilli > 0 });
  }

  #openAtEnd(): OpenAtEnd | null {
    const limit = this.#position?.limit ?? this.#limit;
    if (limit === null) return null;
    const { contract, direction, quantity, limitTicks, time } = limit.placed;
    const position = this.#position;
    return {
      kind: position === null ? 'order' : 'position',
      contract,
      direction,
      quantity,
      priceTicks: position === null ? limitTicks : position.entryTicks,
      since: position === null ? time : position.entryTime,
    };
  }

  #symbol(contract: number): string {
    return this.#world.contracts[contract]!.symbol;
  }

  #emit(event: EngineEvent): void {
    this.#events.push(event);
  }
}
