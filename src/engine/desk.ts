import { MINUTE_MS } from '../market/bars.ts';
import { bracketOf } from './bracket.ts';
import type { CostModel } from './costs.ts';
import { noCounts, type RunningCounts } from './counts.ts';
import type { Detection, EngineInput, SignalFinding } from './detection.ts';
import { rollEvent, sessionEvent, signalEvent } from './detectionEvents.ts';
import type { EventSink, TradeEvent } from './events.ts';
import { fillEvent } from './fillEvent.ts';
import { type HaltRule, type Refusal, RiskGate } from './gate.ts';
import { Lessons, type RealResult } from './lessons.ts';
import { type HeldPosition, openAtEnd } from './openAtEnd.ts';
import { type Order, orderEvent, orderFor } from './orders.ts';
import { type Entry, Position } from './position.ts';
import { endOfWait, type Wait, waitEvent, waitFor } from './retest.ts';
import { flatTimeOf, type HoldingRules, holdingRules, nextRegularOpen } from './rules.ts';
import type { Simulation, SimulationOptions } from './simulation.ts';
import { costModelOf } from './slippageModels.ts';
import { ONE_CONTRACT, type Sizer } from './strategy.ts';
import { badAnswer, guarded } from './strategyFailure.ts';
import { fillTime, tradeEvent, tradeMoney } from './trade.ts';
import { entryFill, type MirroredBar, mirrorInto } from './venue.ts';
import { shortfallOf } from './volatility.ts';

/** A limit that works, and the next bar that may fill it. */
interface WorkingOrder {
  readonly order: Order;
  next: number;
}

const bar: MirroredBar = { open: 0, high: 0, low: 0, close: 0 };

/**
 * Everything behind the detector: sizing, the risk gate, orders, fills, exits and the account. It goes from moment to moment (a
 * signal, the end of an order or of a day, a roll, a reset) and looks at bars only while an order works, a signal waits or a
 * position is held: on all other bars nothing can happen.
 */
export class Desk {
  readonly #input: EngineInput;
  readonly #detection: Detection;
  readonly #sink: EventSink | undefined;
  readonly #costs: CostModel;
  readonly #sizer: Sizer;
  readonly #lessons: Lessons;
  readonly #gate: RiskGate;
  readonly #rules: HoldingRules;
  readonly #trades: TradeEvent[] = [];
  #working: WorkingOrder | null = null;
  #wait: Wait | null = null;
  #held: HeldPosition | null = null;
  #nextFinding = 0;
  #nextDay = 0;
  #nextRoll = 0;
  #detectionMoment: number = Number.POSITIVE_INFINITY;
  /** When the halts that end with the next session end; Infinity when there is none. */
  #resetTime: number = Number.POSITIVE_INFINITY;
  #orderCount = 0;
  #fillCount = 0;
  readonly #counts: RunningCounts = noCounts();

  constructor(input: EngineInput, detection: Detection, sink?: EventSink, options: SimulationOptions = {}) {
    const { definition, engineParameters, strategyParameters, tape } = input;
    this.#input = input;
    this.#detection = detection;
    this.#sink = sink;
    this.#costs = options.costModel ?? costModelOf(engineParameters, tape.instrument, input.calendar);
    this.#gate = new RiskGate(engineParameters);
    this.#rules = holdingRules(tape, engineParameters);
    this.#sizer = guarded(
      definition.name,
      () => 'createSizer',
      () => definition.createSizer?.({ ...strategyParameters, ...engineParameters }) ?? ONE_CONTRACT,
    );
    this.#lessons = new Lessons(definition.name, this.#sizer);
    for (const outcome of options.priorOutcomes ?? []) this.#lessons.learn(outcome);
  }

  /** The run so far. */
  result(): Simulation {
    const { equityMilli, highWaterMilli } = this.#gate;
    return {
      trades: this.#trades,
      counts: { ...this.#counts, refusals: { ...this.#counts.refusals } },
      equityMilli,
      highWaterMilli,
      openAtEnd: openAtEnd(this.#working?.order, this.#held, this.#input.tape),
    };
  }

  /** What its coming decisions depend on, as plain data. */
  state(): unknown {
    const order = this.#working?.order ?? this.#held?.order;
    return {
      gate: this.#gate.state(),
      sizer: this.#sizer.state?.() ?? null,
      real: this.#lessons.state(),
      reset: this.#resetTime,
      orders: this.#orderCount,
      fills: this.#fillCount,
      trades: this.#trades.length,
      order: order === undefined ? null : { id: order.id, quantity: order.quantity, limit: order.limitTicks },
      entry: this.#held?.position.entry ?? null,
      wait: this.#wait === null ? null : { id: this.#wait.id, until: this.#wait.until },
    };
  }

  /**
   * Processes every moment up to and at `momentsUntil`, and every bar that opens before `barsUntil` (UTC ms), in the order of time.
   * At one time: exits of the bar that closed, then what ends or resets, then signals, then the end of the day, then the next bar.
   */
  run(momentsUntil: number, barsUntil: number): void {
    this.#lookAhead();
    for (;;) {
      const moment = this.#nextMoment(barsUntil);
      if (this.#stepBars(Math.min(moment, barsUntil))) continue;
      if (!(moment <= momentsUntil)) return;
      this.#moment(moment);
    }
  }

  /** Ends an emergency stop by hand, at a time at or after all that was processed. */
  resetEmergencyStop(time: number): void {
    if (this.#gate.isEmergencyStopped) this.#halt('emergency-stop', 'off', time);
  }

  /** Lets the sizer learn what a person really got for an order, at a time at or after all that was processed. */
  learnReal(result: RealResult, time: number): void {
    const paper = this.#trades.find(({ order }) => order === result.order);
    const event = this.#lessons.learnReal(result, paper, time);
    if (event !== null) this.#sink?.emit(event);
  }

  /** When the detection has something next. Kept, because a grid asks for the next moment millions of times. */
  #lookAhead(): void {
    const { findings, days, rolls } = this.#detection;
    let finding = findings[this.#nextFinding];
    // Where nobody listens, the end of a day and a signal outside hours change nothing and need no moment.
    const isSilent = this.#sink === undefined;
    while (isSilent && finding?.kind === 'signal' && !finding.isInHours) {
      finding = findings[++this.#nextFinding];
    }
    this.#detectionMoment = Math.min(
      finding?.time ?? Number.POSITIVE_INFINITY,
      isSilent ? Number.POSITIVE_INFINITY : (days[this.#nextDay]?.time ?? Number.POSITIVE_INFINITY),
      rolls[this.#nextRoll]?.time ?? Number.POSITIVE_INFINITY,
    );
  }

  #nextMoment(barsUntil: number): number {
    let next = Math.min(this.#detectionMoment, this.#resetTime);
    if (this.#working !== null) next = Math.min(next, this.#working.order.validUntil);
    if (this.#wait !== null) next = Math.min(next, this.#endOfWait(this.#wait, barsUntil));
    return next;
  }

  #endOfWait(wait: Wait, barsUntil: number): number {
    const { tape, engineParameters } = this.#input;
    return endOfWait(wait, tape.byContract[wait.finding.contract]!, barsUntil, engineParameters.retestTicks);
  }

  /** Bars that open before `until`, while there is something for them to act on. Whether a trade closed. */
  #stepBars(until: number): boolean {
    if (this.#working !== null) this.#tryFill(this.#working, until);
    if (this.#held === null || !this.#held.position.hold(until)) return false;
    this.#closeTrade(this.#held);
    return true;
  }

  #moment(time: number): void {
    const { findings, days, rolls } = this.#detection;
    if (this.#working !== null && this.#working.order.validUntil <= time) {
      const { order } = this.#working;
      this.#working = null;
      this.#counts.cancelled++;
      this.#sink?.emit(
        orderEvent(order, this.#symbol(order.finding.contract), 'cancel', order.endsBy, order.validUntil),
      );
    }
    if (rolls[this.#nextRoll]?.time === time) this.#roll();
    if (this.#resetTime <= time) {
      this.#resetTime = Number.POSITIVE_INFINITY;
      if (this.#input.engineParameters.emergencyReset === 'next-session' && this.#gate.isEmergencyStopped) {
        this.#halt('emergency-stop', 'off', time);
      }
      if (this.#gate.isPausedForLosses) this.#halt('max-consecutive-losses', 'off', time);
    }
    if (this.#wait !== null) this.#endWait(this.#wait, time);
    while (findings[this.#nextFinding]?.time === time) this.#finding();
    if (this.#sink !== undefined && days[this.#nextDay]?.time === time) {
      const { contracts } = this.#input.tape;
      this.#sink.emit(sessionEvent(days[this.#nextDay++]!, contracts, this.#gate.equityMilli));
    }
    this.#lookAhead();
  }

  #roll(): void {
    const roll = this.#detection.rolls[this.#nextRoll++]!;
    this.#sink?.emit(rollEvent(roll, this.#input.tape.contracts));
    if (this.#held !== null && this.#held.order.finding.contract !== roll.to) {
      this.#held.position.rollDue = roll.time;
    }
  }

  #finding(): void {
    const finding = this.#detection.findings[this.#nextFinding++]!;
    const { time } = finding;
    const contract = this.#symbol(finding.contract);
    if (finding.kind === 'warm-up') {
      const { value, limit } = finding;
      this.#refuse(time, contract, null, { rule: 'warm-up', value, limit });
      return;
    }
    this.#sink?.emit(signalEvent(finding, contract));
    if (!finding.isInHours) return;
    if (this.#wait !== null) this.#counts.skippedWhileWaiting++;
    else if (this.#input.engineParameters.entry === 'retest') this.#beginWait(finding, contract);
    else this.#decide(finding, time, finding.end, finding.signal.priceTicks, finding.sigma1, null);
  }

  #beginWait(finding: SignalFinding, contract: string): void {
    const wait = waitFor(finding, ++this.#orderCount, this.#input.engineParameters);
    this.#wait = wait;
    this.#counts.waits++;
    this.#sink?.emit(waitEvent(wait, contract, 'await-retest', 'accepted', finding.time));
  }

  #endWait(wait: Wait, time: number): void {
    const { finding, retestEnd } = wait;
    const bars = this.#input.tape.byContract[finding.contract]!;
    if (retestEnd >= 0 && bars.time[retestEnd - 1]! + MINUTE_MS === time) {
      this.#wait = null;
      const volatility = this.#detection.volatilityAt(finding.contract, retestEnd);
      if (!volatility.isSufficient) {
        const shortfall = shortfallOf(volatility, this.#input.engineParameters.volatilityBars);
        this.#refuse(time, this.#symbol(finding.contract), finding.id, { rule: 'warm-up', ...shortfall });
        return;
      }
      const price = bars.close[retestEnd - 1]!;
      this.#decide(finding, time, retestEnd, price, volatility.sigma1, wait.id);
    } else if (retestEnd < 0 && wait.until <= time) {
      this.#wait = null;
      this.#counts.lapsed++;
      this.#sink?.emit(
        waitEvent(wait, this.#symbol(finding.contract), 'retest-lapsed', wait.endsBy, wait.until),
      );
    }
  }

  /** Gate, size, gate again; an order when nothing refuses, with the id of its wait if it had one. `end` is the first bar that may fill it. */
  #decide(
    finding: SignalFinding,
    time: number,
    end: number,
    price: number,
    sigma1: number,
    waitId: number | null,
  ): void {
    const { engineParameters, tape, definition } = this.#input;
    const { signal, contract, tradeDate } = finding;
    const symbol = this.#symbol(contract);
    const isExposed = this.#working !== null || this.#held !== null;
    const refusal = this.#gate.refusal(time, tradeDate, isExposed);
    if (refusal !== null) {
      this.#refuse(time, symbol, finding.id, refusal);
      return;
    }
    const sizing = guarded(
      definition.name,
      () => `size, signal ${finding.id}`,
      () => this.#sizer.size(signal, time),
    );
    const { wantedQuantity } = sizing;
    const { maxContracts } = engineParameters;
    if (!Number.isInteger(wantedQuantity) || wantedQuantity < 1 || wantedQuantity > maxContracts) {
      throw badAnswer(
        definition.name,
        `size, signal ${finding.id}`,
        `${wantedQuantity} contracts; a whole number from 1 to maxContracts (${maxContracts}) is asked for`,
      );
    }
    const bracket = bracketOf(sigma1, price, engineParameters);
    const riskMilli = bracket.stopDistanceTicks * tape.instrument.tickValueMilli + this.#costs.reserveMilli;
    const quantity = this.#gate.affordable(wantedQuantity, riskMilli);
    if (typeof quantity !== 'number') {
      this.#refuse(time, symbol, finding.id, quantity);
      return;
    }
    this.#gate.accepted(time);
    const id = waitId ?? ++this.#orderCount;
    const accepted = { id, finding, placedAt: time, quantity, sizing, bracket };
    const order = orderFor(accepted, price, engineParameters);
    this.#working = { order, next: end };
    this.#counts.orders++;
    const reason = engineParameters.entry === 'retest' ? 'retest' : 'accepted';
    this.#sink?.emit(orderEvent(order, symbol, 'place', reason, time));
  }

  #refuse(time: number, contract: string, signal: number | null, refusal: Refusal): void {
    this.#counts.refusals[refusal.rule]++;
    const { rule, value, limit } = refusal;
    this.#sink?.emit({ type: 'refusal', time, contract, signal, rule, value, limit });
  }

  #tryFill(working: WorkingOrder, until: number): void {
    const { order } = working;
    const { direction } = order.finding.signal;
    const { tape, engineParameters } = this.#input;
    const { time, open, high, low, close, length } = tape.byContract[order.finding.contract]!;
    const limit = direction * order.limitTicks;
    const reachesMarket = order.placedAt + engineParameters.latencyBars * tape.intervalMs;
    for (let i = working.next; i < length && time[i]! < until; i++) {
      working.next = i + 1;
      if (time[i]! < reachesMarket) continue;
      mirrorInto(bar, direction, open[i]!, high[i]!, low[i]!, close[i]!);
      const fill = entryFill(bar, limit, this.#rules.throughTicks);
      if (fill === 'none') continue;
      this.#working = null;
      this.#enter(order, i, fill === 'at-open', fill === 'at-open' ? open[i]! : order.limitTicks);
      return;
    }
  }

  #enter(order: Order, index: number, isAtOpen: boolean, ticks: number): void {
    const { finding, bracket, quantity } = order;
    const { contract, signal, regularClose, tradeDate } = finding;
    const bars = this.#input.tape.byContract[contract]!;
    const barTime = bars.time[index]!;
    const entry: Entry = {
      contract,
      direction: signal.direction,
      ticks,
      index,
      isAtOpen,
      ...bracket,
      flatTime: flatTimeOf(regularClose, this.#rules.flatAtClose),
    };
    this.#held = { order, position: new Position(entry, bars, this.#rules) };
    this.#gate.filled(tradeDate);
    this.#counts.entryFills++;
    const fill = { reason: 'limit', barTime, barVolume: bars.volume[index]!, quantity } as const;
    const id = ++this.#fillCount;
    this.#sink?.emit(
      fillEvent(order, this.#symbol(contract), {
        id,
        time: fillTime(barTime, isAtOpen),
        reason: 'limit',
        isAtOpen,
        priceTicks: ticks,
        commissionMilli: this.#costs.commissionMilli(fill),
        slippageMilli: this.#costs.slippageMilli(fill),
      }),
    );
  }

  #closeTrade(held: HeldPosition): void {
    this.#held = null;
    const { instrument, byContract } = this.#input.tape;
    const { order, position } = held;
    const { finding, quantity } = order;
    const { entry } = position;
    const exit = position.exit!;
    const bars = byContract[finding.contract]!;
    const contract = this.#symbol(finding.contract);
    const money = tradeMoney(entry, exit, quantity, bars, instrument, this.#costs);
    const halts = this.#gate.closed(money.netMilli);
    const { equityMilli } = this.#gate;
    const id = this.#trades.length + 1;
    const trade = tradeEvent(id, order, position, money, equityMilli, contract, bars, instrument);
    const { time } = trade;
    const fillId = ++this.#fillCount;
    this.#sink?.emit(
      fillEvent(order, contract, {
        id: fillId,
        time,
        reason: exit.reason,
        isAtOpen: exit.isAtOpen,
        priceTicks: exit.ticks,
        commissionMilli: money.exitCommissionMilli,
        slippageMilli: money.exitSlippageMilli,
      }),
    );
    this.#trades.push(trade);
    this.#sink?.emit(trade);
    for (const rule of halts) this.#halt(rule, 'on', time);
    this.#lessons.paperClosed(trade);
  }

  #halt(rule: HaltRule, state: 'on' | 'off', time: number): void {
    const { value, limit } = this.#gate.measure(rule);
    if (state === 'off') this.#gate.reset(rule);
    else {
      if (rule === 'emergency-stop') this.#counts.emergencyStops++;
      else this.#counts.lossPauses++;
      if (rule !== 'emergency-stop' || this.#input.engineParameters.emergencyReset === 'next-session') {
        this.#resetTime = nextRegularOpen(this.#input.calendar, time);
      }
    }
    const { equityMilli, highWaterMilli } = this.#gate;
    this.#sink?.emit({ type: 'halt', time, rule, state, value, limit, equityMilli, highWaterMilli });
  }

  #symbol(contract: number): string {
    return this.#input.tape.contracts[contract]!.rawSymbol;
  }
}
