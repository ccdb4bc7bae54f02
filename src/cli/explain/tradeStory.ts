import type { EngineParameters } from '../../engine/parameters.ts';
import { throughTicksOf } from '../../engine/venue.ts';
import { newYorkText, price } from '../../report/format.ts';
import type { InstrumentFacts, RunResult } from '../../results/model.ts';
import { count, percent } from '../figures.ts';
import { exactDollars } from './money.ts';
import { type Bar, engineParameters, type TradeFacts } from './tradeFacts.ts';

/** One step of a trade's life, in sentences. */
export interface Chapter {
  readonly title: string;
  readonly lines: readonly string[];
}

/** The story of a trade from bar to cent, in the order in which things happened. Times are New York's. */
export function tradeStory(run: RunResult, facts: TradeFacts): Chapter[] {
  const teller = new Teller(run, facts);
  return [
    { title: 'Cluster', lines: teller.cluster() },
    { title: 'Modal price', lines: teller.modalPrice() },
    { title: 'Direction and strength', lines: teller.strength() },
    { title: 'Size', lines: teller.size() },
    { title: 'Risk gate', lines: teller.gate() },
    { title: 'Order and fill', lines: teller.fill() },
    { title: 'Stop and target', lines: teller.bracket() },
    { title: 'Exit', lines: teller.exit() },
    { title: 'Money', lines: teller.money() },
    { title: 'How sure', lines: teller.ambiguity() },
  ];
}

class Teller {
  readonly #facts: TradeFacts;
  readonly #engine: EngineParameters;
  readonly #all: RunResult['header']['parameters'];
  readonly #instrument: InstrumentFacts;

  constructor(run: RunResult, facts: TradeFacts) {
    this.#facts = facts;
    this.#engine = engineParameters(run);
    this.#all = run.header.parameters;
    this.#instrument = run.header.instrument;
  }

  cluster(): string[] {
    const { signal, clusterVolume } = this.#facts;
    const { clusterMinutes, volumeThreshold, baselinePeriods, baseline } = this.#all;
    const when = `${newYorkText(signal.time)} New York, signal ${signal.id} on ${signal.contract}.`;
    if (typeof clusterMinutes !== 'number') return [`The strategy saw its moment at ${when}`];
    const volume = clusterVolume === null ? '' : ` of ${count(clusterVolume)} contracts`;
    const against =
      baseline === 'time-of-day'
        ? `the mean of the same clock period on the ${baselinePeriods} trade dates before`
        : `the mean of the ${baselinePeriods} periods before`;
    return [
      `The ${clusterMinutes}-minute period that ended at ${when}`,
      `Its volume${volume} was ${signal.volumeRatio.toFixed(2)} times ${against}; ${volumeThreshold} makes a cluster.`,
    ];
  }

  modalPrice(): string[] {
    const { signal } = this.#facts;
    const how =
      this.#all['modalPrice'] === 'close-mode' ? 'the most frequent close' : 'the tick with the most volume';
    const range = `${this.#price(signal.lowTicks)} to ${this.#price(signal.highTicks)}`;
    return [
      `${this.#price(signal.modalTicks)}${this.#all['modalPrice'] === undefined ? '' : `, ${how}`} of a window from ${range}.`,
      `It lies at ${percent(signal.modalPosition)} of that range: modal bin ${signal.modalBin} of 0 to 9.`,
    ];
  }

  strength(): string[] {
    const { signal } = this.#facts;
    const { positionPart, volumePart, momentumPart } = signal;
    const side = signal.direction === 1 ? 'Long' : 'Short';
    const last = `the last close was ${this.#price(signal.priceTicks)}`;
    const sum = 0.5 * positionPart + 0.3 * volumePart + 0.2 * momentumPart;
    const least =
      signal.direction === 1 ? this.#all['minSignalStrength'] : this.#all['shortMinSignalStrength'];
    const needs = typeof least === 'number' ? `; at least ${least} is needed` : '';
    // Another strategy may weigh its parts in its own way.
    const parts =
      Math.abs(sum - signal.strength) < 1e-12
        ? ` = 0.5 x position ${positionPart.toFixed(3)} + 0.3 x volume ${volumePart.toFixed(3)} + 0.2 x momentum ${momentumPart.toFixed(3)}`
        : '';
    return [`${side}: ${last}.`, `Strength ${signal.strength.toFixed(3)}${parts}${needs}.`];
  }

  size(): string[] {
    const { trade, posterior } = this.#facts;
    const lines: string[] = [];
    if (posterior === null) {
      lines.push(`Confidence ${percent(trade.confidence)}, multiplier ${trade.multiplier.toFixed(2)}x.`);
    } else {
      const { alphaPrior, betaPrior, wins, losses, lookbackDays, mean } = posterior;
      lines.push(
        `Of the trades of bin ${trade.modalBin} closed in the ${lookbackDays} days before, ${wins} won and ${losses} lost: Beta(${alphaPrior} + ${wins}, ${betaPrior} + ${losses}), mean ${percent(mean)}.`,
        trade.isBayesianSized
          ? `Multiplier ${trade.multiplier.toFixed(2)}x = 1 + (${mean.toFixed(4)} - 0.5) x ${this.#all['bayesianScalingFactor']}, held between 1 and ${this.#all['bayesianMaxMultiplier']}.`
          : `That is under ${this.#all['minTradesForBayesian']} trades: multiplier 1, and the trade is not Bayesian-sized.`,
      );
    }
    const cut =
      trade.quantity < trade.wantedQuantity
        ? `, cut by the gate to ${trade.quantity}`
        : ', and got all of it';
    lines.push(`It wanted ${contracts(trade.wantedQuantity)} (at most ${this.#engine.maxContracts})${cut}.`);
    return lines;
  }

  gate(): string[] {
    const { risk, fillsBefore, minutesSinceAccepted } = this.#facts;
    const { maxDailyTrades, cooldownMinutes, maxRiskPerTrade, emergencyStopPct, maxConsecutiveLosses } =
      this.#engine;
    const since =
      this.#engine.entry === 'retest'
        ? 'judged at the retest'
        : minutesSinceAccepted === null
          ? 'no accepted signal before'
          : `${count(Math.round(minutesSinceAccepted))} minutes since the accepted signal before`;
    return [
      'Inside market hours, no position and no working order: passed.',
      `No halt: neither the emergency stop (${emergencyStopPct}% below the high-water mark) nor the pause after ${maxConsecutiveLosses} losses in a row was on.`,
      `Entry fills of the day before it: ${fillsBefore} (fewer than ${maxDailyTrades}). Cooldown: ${since} (at least ${cooldownMinutes}).`,
      `Risk: ${exactDollars(risk.stopMilli)} to the stop + ${exactDollars(risk.reserveMilli)} set aside for costs = ${exactDollars(risk.stopMilli + risk.reserveMilli)}; allowed were ${percent(maxRiskPerTrade)} of ${exactDollars(risk.equityMilli)} = ${exactDollars(Math.floor(risk.limitMilli))}.`,
    ];
  }

  fill(): string[] {
    const { trade, signal, entry, entryBar } = this.#facts;
    const { entry: kind, limitOffsetTicks, entryTimeoutMinutes } = this.#engine;
    const side = trade.direction === 1 ? 'Buy' : 'Sell';
    const limitTicks = signal.priceTicks - signal.direction * limitOffsetTicks;
    const order =
      kind === 'retest'
        ? `${side} ${trade.quantity}, limit at the close that came back to the modal price`
        : `${side} ${trade.quantity}, limit ${this.#price(limitTicks)} (${limitOffsetTicks === 0 ? 'the detection price' : `the detection price, moved by ${limitOffsetTicks} ticks`})`;
    return [
      `${order}, DAY, working for ${entryTimeoutMinutes} minutes or until the session's flat time.`,
      `Filled at ${this.#price(trade.entryTicks)} ${entry.isAtOpen ? 'at the open of' : 'inside'} the bar of ${newYorkText(trade.entryBarTime)}${this.#bar(entryBar)}.`,
      entry.isAtOpen ? this.#openRule() : this.#throughRule(),
    ];
  }

  bracket(): string[] {
    const { trade, signal, bracket } = this.#facts;
    const { stopSigmas, maxHoldMinutes, minStopTicks, profitTargetRatio } = this.#engine;
    const stopTicks = Math.abs(trade.entryTicks - trade.stopTicks);
    const targetTicks = Math.abs(trade.targetTicks - trade.entryTicks);
    const stop = `Stop ${this.#price(trade.stopTicks)}, ${stopTicks} ticks from the fill`;
    const target = `Target ${this.#price(trade.targetTicks)}, ${targetTicks} ticks from the fill = ${profitTargetRatio} x ${stopTicks}, rounded up.`;
    if (bracket === null) return [`${stop}, judged at the retest's close.`, target];
    const expected = stopSigmas * signal.sigma1 * Math.sqrt(maxHoldMinutes) * signal.priceTicks;
    return [
      `${stop}: the greater of ${minStopTicks} and ${stopSigmas} x sigma ${signal.sigma1.toFixed(7)} x sqrt(${maxHoldMinutes} minutes) x ${signal.priceTicks} ticks = ${expected.toFixed(2)}, rounded up.`,
      target,
    ];
  }

  exit(): string[] {
    const { trade, exit, exitBar } = this.#facts;
    const place = exit.isAtOpen ? 'at the open of' : 'inside';
    return [
      `${EXITS[trade.exitReason](this.#engine)}`,
      `Out at ${this.#price(trade.exitTicks)} ${place} the bar of ${newYorkText(trade.exitBarTime)}${this.#bar(exitBar)}, held over ${count(trade.barsHeld)} bar${trade.barsHeld === 1 ? '' : 's'}.`,
      `On the way it was ${trade.favourableTicks} ticks for and ${trade.adverseTicks} ticks against the position at most.`,
    ];
  }

  money(): string[] {
    const { trade, entry, exit } = this.#facts;
    const move = trade.direction * (trade.exitTicks - trade.entryTicks);
    const tick = exactDollars(this.#instrument.tickValueMilli);
    return [
      `Gross       ${exactDollars(trade.grossMilli)} = ${move} ticks x ${tick} x ${contracts(trade.quantity)}`,
      `Commission  ${exactDollars(-trade.commissionMilli)} = entry ${exactDollars(entry.commissionMilli)} + exit ${exactDollars(exit.commissionMilli)}`,
      `Slippage    ${exactDollars(-trade.slippageMilli)} = entry ${exactDollars(entry.slippageMilli)} + exit ${exactDollars(exit.slippageMilli)}`,
      `Net         ${exactDollars(trade.netMilli)}, ${trade.rMultiple.toFixed(2)} R, ${percent(trade.netReturn, 4)} of the entry's notional`,
      `Equity      ${exactDollars(trade.equityMilli - trade.netMilli)} before, ${exactDollars(trade.equityMilli)} after`,
    ];
  }

  ambiguity(): string[] {
    const { trade } = this.#facts;
    if (!trade.isAmbiguous)
      return ['Not ambiguous: every policy about the order of prices inside a bar gives this exit.'];
    return [
      `Ambiguous: another policy about the order of prices inside a bar gives another exit. Net from ${exactDollars(trade.netMilliLow)} to ${exactDollars(trade.netMilliHigh)}; ${this.#engine.intrabar} was used.`,
    ];
  }

  #openRule(): string {
    const touch = this.#engine.limitFill === 'touch' ? ' or at' : '';
    return `The rule: a bar that opens better than${touch} the limit fills it at its open.`;
  }

  #throughRule(): string {
    const through = throughTicksOf(this.#engine);
    return through === 0
      ? 'The rule (touch): a bar that reaches the limit fills it at its price.'
      : `The rule (${this.#engine.limitFill}): a bar that trades through the limit by ${through} tick${through === 1 ? '' : 's'} fills it at its price.`;
  }

  #price(ticks: number): string {
    return price(ticks, this.#instrument);
  }

  #bar(bar: Bar | null): string {
    if (bar === null) return '';
    const [open, high, low, close] = [bar.open, bar.high, bar.low, bar.close].map((each) =>
      this.#price(each),
    );
    return ` (open ${open}, high ${high}, low ${low}, close ${close}, volume ${count(bar.volume)})`;
  }
}

const EXITS: Readonly<Record<TradeFacts['trade']['exitReason'], (engine: EngineParameters) => string>> = {
  target: () => 'Target: the price came to the target, which fills like a limit and has no slippage.',
  stop: () => 'Stop: a touch of the stop, or an open beyond it, closes at the stop or at that open.',
  time: (engine) => `Time: ${engine.maxHoldMinutes} minutes were over, so it left at the next bar's open.`,
  close: () => 'Close: positions leave at the open of the last minute of the regular session.',
  roll: () => 'Roll: another contract was selected, so it left on its own contract at the next open.',
};

function contracts(quantity: number): string {
  return `${count(quantity)} contract${quantity === 1 ? '' : 's'}`;
}
