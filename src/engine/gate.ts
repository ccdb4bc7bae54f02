import { compareProducts, type Fraction, fractionOf } from './decimal.ts';
import type { HaltEvent, RefusalRule } from './events.ts';
import type { EngineParameters } from './parameters.ts';

/** A rule that stood in the way: what it measured and what it allows. */
export interface Refusal {
  readonly rule: RefusalRule;
  readonly value: number;
  readonly limit: number;
}

export type HaltRule = HaltEvent['rule'];

/** The rules' limits and the state they read: equity, its high-water mark, today's fills, the streak of losses, the last acceptance. */
export class RiskGate {
  readonly #parameters: EngineParameters;
  readonly #emergencyStop: Fraction;
  readonly #maxRisk: Fraction;
  equityMilli: number;
  highWaterMilli: number;
  isEmergencyStopped = false;
  isPausedForLosses = false;
  #losses = 0;
  #fills = 0;
  #fillsDate: number = Number.NaN;
  #lastAccepted: number = Number.NEGATIVE_INFINITY;

  constructor(parameters: EngineParameters) {
    this.#parameters = parameters;
    this.#emergencyStop = fractionOf(parameters.emergencyStopPct);
    this.#maxRisk = fractionOf(parameters.maxRiskPerTrade);
    this.equityMilli = Math.round(parameters.initialCapital * 1000);
    this.highWaterMilli = this.equityMilli;
  }

  /** Losses in a row, today's entry fills as of the last one, and the time of the last acceptance, for a state digest. */
  state(): unknown {
    return {
      equityMilli: this.equityMilli,
      highWaterMilli: this.highWaterMilli,
      isEmergencyStopped: this.isEmergencyStopped,
      isPausedForLosses: this.isPausedForLosses,
      losses: this.#losses,
      fills: this.#fills,
      fillsDate: this.#fillsDate,
      lastAccepted: this.#lastAccepted,
    };
  }

  /** Drawdown of closed equity from its high-water mark, in percent. */
  get drawdownPct(): number {
    return (100 * (this.highWaterMilli - this.equityMilli)) / this.highWaterMilli;
  }

  /** The first of the rules 2 to 6 that refuses a signal at `time` of `tradeDate`; null when none does. */
  refusal(time: number, tradeDate: number, isExposed: boolean): Refusal | null {
    const { emergencyStopPct, maxDailyTrades, maxConsecutiveLosses, cooldownMinutes } = this.#parameters;
    if (isExposed) return { rule: 'one-position', value: 1, limit: 1 };
    if (this.isEmergencyStopped) {
      return { rule: 'emergency-stop', value: this.drawdownPct, limit: emergencyStopPct };
    }
    const fills = tradeDate === this.#fillsDate ? this.#fills : 0;
    if (fills >= maxDailyTrades) return { rule: 'max-daily-trades', value: fills, limit: maxDailyTrades };
    if (this.isPausedForLosses) {
      return { rule: 'max-consecutive-losses', value: this.#losses, limit: maxConsecutiveLosses };
    }
    const minutes = (time - this.#lastAccepted) / 60_000;
    if (minutes < cooldownMinutes) return { rule: 'cooldown', value: minutes, limit: cooldownMinutes };
    return null;
  }

  /**
   * Rule 7: the most contracts, at most `wanted`, whose loss at the stop is within the share of equity; the refusal when not one is.
   * @param riskMilli what one contract loses at its stop, costs included
   */
  affordable(wanted: number, riskMilli: number): number | Refusal {
    const { numerator, denominator } = this.#maxRisk;
    let quantity = wanted;
    while (
      quantity > 0 &&
      compareProducts(riskMilli * quantity, denominator, this.equityMilli, numerator) > 0
    ) {
      quantity--;
    }
    if (quantity > 0) return quantity;
    return {
      rule: 'max-risk-per-trade',
      value: riskMilli / this.equityMilli,
      limit: this.#parameters.maxRiskPerTrade,
    };
  }

  accepted(time: number): void {
    this.#lastAccepted = time;
  }

  filled(tradeDate: number): void {
    this.#fills = tradeDate === this.#fillsDate ? this.#fills + 1 : 1;
    this.#fillsDate = tradeDate;
  }

  /** Takes a closed trade into the account; the halts that it brings, in the order of the rules. */
  closed(netMilli: number): readonly HaltRule[] {
    this.equityMilli += netMilli;
    if (this.equityMilli > this.highWaterMilli) this.highWaterMilli = this.equityMilli;
    this.#losses = netMilli > 0 ? 0 : this.#losses + 1;
    const halts: HaltRule[] = [];
    const { numerator, denominator } = this.#emergencyStop;
    const fall = this.highWaterMilli - this.equityMilli;
    const isEmergency = compareProducts(fall, 100 * denominator, this.highWaterMilli, numerator) >= 0;
    if (isEmergency && !this.isEmergencyStopped) {
      this.isEmergencyStopped = true;
      halts.push('emergency-stop');
    }
    if (this.#losses >= this.#parameters.maxConsecutiveLosses && !this.isPausedForLosses) {
      this.isPausedForLosses = true;
      halts.push('max-consecutive-losses');
    }
    return halts;
  }

  /** Ends a halt: an emergency stop takes the equity for its new high-water mark, a pause for losses forgets the streak. */
  reset(rule: HaltRule): void {
    if (rule === 'emergency-stop') {
      this.isEmergencyStopped = false;
      this.highWaterMilli = this.equityMilli;
    } else {
      this.isPausedForLosses = false;
      this.#losses = 0;
    }
  }

  /** What a halt measures now and what it allows, for its event. */
  measure(rule: HaltRule): { readonly value: number; readonly limit: number } {
    return rule === 'emergency-stop'
      ? { value: this.drawdownPct, limit: this.#parameters.emergencyStopPct }
      : { value: this.#losses, limit: this.#parameters.maxConsecutiveLosses };
  }
}
