import type { HaltEvent } from '../../src/engine/events.ts';
import { isProductAtMost } from './referenceDecimal.ts';
import type { ReferenceWorld } from './referenceWorld.ts';

/** Section 9: equity, high water, the streak of losses, and the two halts. */
export class ReferenceAccount {
  readonly #world: ReferenceWorld;
  equity: number;
  highWater: number;
  streak = 0;
  /** When each halt went on, null while it is off. */
  emergencyStopSince: number | null = null;
  pauseSince: number | null = null;

  constructor(world: ReferenceWorld) {
    this.#world = world;
    this.equity = Math.round(world.parameters.initialCapital * 1000);
    this.highWater = this.equity;
  }

  drawdownPct(): number {
    return (100 * (this.highWater - this.equity)) / this.highWater;
  }

  /** The money of a closed trade, before its events. */
  book(net: number): void {
    this.equity += net;
    this.highWater = Math.max(this.highWater, this.equity);
    this.streak = net > 0 ? 0 : this.streak + 1;
  }

  /** The halts that a closed trade brings on, after its events. */
  haltsBroughtOn(time: number): readonly HaltEvent[] {
    const { emergencyStopPct, maxConsecutiveLosses } = this.#world.parameters;
    const halts: HaltEvent[] = [];
    const lost = this.highWater - this.equity;
    if (this.emergencyStopSince === null && isProductAtMost(emergencyStopPct, this.highWater, lost, 100)) {
      this.emergencyStopSince = time;
      halts.push(this.#halt(time, 'emergency-stop', 'on', this.drawdownPct(), emergencyStopPct));
    }
    if (this.pauseSince === null && this.streak >= maxConsecutiveLosses) {
      this.pauseSince = time;
      halts.push(this.#halt(time, 'max-consecutive-losses', 'on', this.streak, maxConsecutiveLosses));
    }
    return halts;
  }

  /** The halts that end at a time: at the first regular open after they went on. */
  haltsEnded(time: number): readonly HaltEvent[] {
    const { emergencyReset, emergencyStopPct, maxConsecutiveLosses } = this.#world.parameters;
    const halts: HaltEvent[] = [];
    if (!this.#world.sessions.some((session) => session.regularOpen === time)) return halts;
    const isStopDue = this.emergencyStopSince !== null && time > this.emergencyStopSince;
    if (isStopDue && emergencyReset === 'next-session') {
      const value = this.drawdownPct();
      this.highWater = this.equity;
      this.emergencyStopSince = null;
      halts.push(this.#halt(time, 'emergency-stop', 'off', value, emergencyStopPct));
    }
    if (this.pauseSince !== null && time > this.pauseSince) {
      const value = this.streak;
      this.streak = 0;
      this.pauseSince = null;
      halts.push(this.#halt(time, 'max-consecutive-losses', 'off', value, maxConsecutiveLosses));
    }
    return halts;
  }

  #halt(
    time: number,
    rule: HaltEvent['rule'],
    state: HaltEvent['state'],
    value: number,
    limit: number,
  ): HaltEvent {
    const [equityMilli, highWaterMilli] = [this.equity, this.highWater];
    return { type: 'halt', time, rule, state, value, limit, equityMilli, highWaterMilli };
  }
}
