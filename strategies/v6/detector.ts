import type {
  Candidate,
  Detector,
  DetectorCounts,
  Direction,
  Judgement,
  StrategyContext,
} from '../../src/engine/strategy.ts';
import type { Volatility } from '../../src/engine/volatility.ts';
import { type Bars, MINUTE_MS } from '../../src/market/bars.ts';
import { newYorkMinutesOfDay } from '../../src/market/calendar.ts';
import { barsSince } from './barsSince.ts';
import { TimeOfDayBaseline, TrailingBaseline } from './baseline.ts';
import { ClusterRanking } from './clusterRanking.ts';
import { ClusterRule } from './clusterRule.ts';
import { breakaway, extreme, type Lean } from './direction.ts';
import { closeMode, type ModalPrice, volumeProfileMode } from './modalPrice.ts';
import type { V6Parameters } from './parameters.ts';
import {
  fiveMinuteReturn,
  MOMENTUM_LOOKBACK_MS,
  publishedMomentum,
  strengthOf,
  volatilityMomentum,
  volumePartOf,
} from './strength.ts';

/** One contract's way through the volume periods. */
class Lane {
  readonly trailing: TrailingBaseline;
  readonly ranking: ClusterRanking;
  /** Bars `[0, next)` of these were seen. */
  bars: Bars | undefined;
  next = 0;
  /** The period under way: its start and volume; none when the start is NaN. */
  start: number = Number.NaN;
  volume = 0;

  constructor(parameters: V6Parameters) {
    this.trailing = new TrailingBaseline(parameters.baselinePeriods);
    this.ranking = new ClusterRanking(parameters.rankWindowMinutes * MINUTE_MS, parameters.topPerWindow);
  }
}

/** Finds volume clusters, contract by contract, and judges them by the modal price of their window. */
export class V6Detector implements Detector {
  readonly #parameters: V6Parameters;
  readonly #periodMs: number;
  readonly #profileMs: number;
  readonly #rule: ClusterRule;
  readonly #lanes: readonly Lane[];
  readonly #timeOfDay: TimeOfDayBaseline | undefined;
  #selected = -1;
  #until = Number.NEGATIVE_INFINITY;

  constructor(parameters: V6Parameters, context: StrategyContext) {
    this.#parameters = parameters;
    this.#periodMs = parameters.clusterMinutes * MINUTE_MS;
    this.#profileMs = (parameters.profileMinutes || parameters.clusterMinutes) * MINUTE_MS;
    this.#rule = new ClusterRule(parameters);
    this.#lanes = context.contracts.map(() => new Lane(parameters));
    this.#timeOfDay =
      parameters.baseline === 'time-of-day' ? new TimeOfDayBaseline(parameters.baselinePeriods) : undefined;
  }

  contractSelected(contract: number): void {
    this.#selected = contract;
  }

  tradeDateClosed(): void {
    this.#timeOfDay?.closeDate();
  }

  observe(
    contract: number,
    bars: Bars,
    end: number,
    until: number,
    found: Candidate[],
    counts: DetectorCounts,
  ): void {
    const lane = this.#lanes[contract]!;
    lane.bars = bars;
    this.#until = until;
    if (this.#periodMs === MINUTE_MS && this.#timeOfDay === undefined) {
      this.#observeMinutes(lane, bars, end, found, counts);
      return;
    }
    const { time, volume } = bars;
    for (let i = lane.next; i < end; i++) {
      const at = time[i]!;
      if (at >= lane.start + this.#periodMs) this.#endPeriod(contract, lane, i, found, counts);
      const traded = volume[i]!;
      if (traded === 0) continue;
      if (Number.isNaN(lane.start)) {
        lane.start = Math.floor(at / this.#periodMs) * this.#periodMs;
        lane.volume = 0;
      }
      lane.volume += traded;
    }
    lane.next = end;
    if (until >= lane.start + this.#periodMs) this.#endPeriod(contract, lane, end, found, counts);
  }

  /** The same as the general way where every bar is a period of its own: no period is ever under way. */
  #observeMinutes(lane: Lane, bars: Bars, end: number, found: Candidate[], counts: DetectorCounts): void {
    const { time, volume } = bars;
    const { trailing } = lane;
    const rule = this.#rule;
    let periods = 0;
    for (let i = lane.next; i < end; i++) {
      const traded = volume[i]!;
      if (traded === 0) continue;
      periods++;
      const { sum } = trailing;
      if (rule.mayHold(traded, sum) && trailing.isFull) {
        this.#period(lane, time[i]! + MINUTE_MS, i + 1, traded, trailing, found, counts);
      }
      trailing.push(traded);
    }
    counts.periods += periods;
    lane.next = end;
  }

  #endPeriod(contract: number, lane: Lane, end: number, found: Candidate[], counts: DetectorCounts): void {
    const { start, volume, trailing } = lane;
    lane.start = Number.NaN;
    counts.periods++;
    const slot =
      this.#timeOfDay === undefined
        ? -1
        : Math.floor(newYorkMinutesOfDay(start) / this.#parameters.clusterMinutes);
    const baseline = this.#timeOfDay === undefined ? trailing : this.#timeOfDay.at(slot);
    this.#period(lane, start + this.#periodMs, end, volume, baseline, found, counts);
    if (this.#timeOfDay === undefined) trailing.push(volume);
    else if (contract === this.#selected) this.#timeOfDay.note(slot, volume);
  }

  /** Tests one period against its baseline; `end` is the first bar that opened at or after its clock end. */
  #period(
    lane: Lane,
    time: number,
    end: number,
    volume: number,
    baseline: TrailingBaseline | undefined,
    found: Candidate[],
    counts: DetectorCounts,
  ): void {
    if (baseline === undefined || !baseline.isFull || !this.#rule.holds(volume, baseline.sum)) return;
    counts.clusters++;
    if (!lane.ranking.add(time, volume, baseline.sum)) return;
    found.push({ time, end, volumeRatio: this.#rule.ratio(volume, baseline.sum) });
  }

  judge(candidate: Candidate, bars: Bars, volatility: Volatility): Judgement {
    const { time, end, volumeRatio } = candidate;
    const { minSignalStrength, shortMinSignalStrength, directions, modalPrice } = this.#parameters;
    let from = end;
    while (from > 0 && bars.time[from - 1]! >= time - this.#profileMs) from--;
    if (from === end) return { kind: 'none', reason: 'no-range' };
    const modal =
      modalPrice === 'close-mode' ? closeMode(bars, from, end) : volumeProfileMode(bars, from, end);
    const { modalTicks, lowTicks, highTicks } = modal;
    const span = highTicks - lowTicks;
    if (span === 0 || Number.isNaN(modalTicks)) return { kind: 'none', reason: 'no-range' };
    const priceTicks = bars.close[end - 1]!;
    const modalPosition = (modalTicks - lowTicks) / span;
    const lean = this.#lean(priceTicks, modal, modalPosition);
    if (lean === null) return { kind: 'none', reason: 'no-direction' };
    const { direction, positionPart } = lean;
    if (directions !== 'both' && (directions === 'long') !== (direction === 1)) {
      return { kind: 'none', reason: 'direction-off' };
    }
    const momentum = this.#momentum(direction, bars, end, time, volatility);
    const parts = strengthOf(positionPart, volumePartOf(volumeRatio), momentum);
    const needed = direction === 1 ? minSignalStrength : shortMinSignalStrength;
    if (parts.strength < needed) return { kind: 'none', reason: 'weak' };
    return {
      kind: 'signal',
      direction,
      priceTicks,
      modalTicks,
      lowTicks,
      highTicks,
      modalPosition,
      modalBin: Math.min(Math.floor((10 * (modalTicks - lowTicks)) / span), 9),
      ...parts,
    };
  }

  #lean(priceTicks: number, modal: ModalPrice, modalPosition: number): Lean | null {
    return this.#parameters.directionRule === 'breakaway'
      ? breakaway(priceTicks, modal)
      : extreme(modalPosition, this.#parameters);
  }

  #momentum(direction: Direction, bars: Bars, end: number, time: number, volatility: Volatility): number {
    return this.#parameters.momentumRule === 'volatility'
      ? volatilityMomentum(direction, fiveMinuteReturn(bars, end, time), volatility.sigma1)
      : publishedMomentum(direction, fiveMinuteReturn(bars, end, time - this.#periodMs));
  }

  state(contracts: readonly number[]): unknown {
    // As far as a judgement looks back; the next candidate comes after the time that was observed up to.
    const from = this.#until - Math.max(this.#profileMs, this.#periodMs + MOMENTUM_LOOKBACK_MS);
    return {
      lanes: contracts.map((contract) => {
        const { trailing, ranking, start, volume, bars, next } = this.#lanes[contract]!;
        return {
          baseline: trailing.values(),
          clusters: ranking.state(this.#until),
          period: Number.isNaN(start) ? null : [start, volume],
          recent: bars === undefined ? [] : barsSince(bars, next, from),
        };
      }),
      timeOfDay: this.#timeOfDay?.state() ?? null,
    };
  }
}
