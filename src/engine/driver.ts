import { hash } from 'node:crypto';
import { TapebenchError } from '../errors.ts';
import { Desk } from './desk.ts';
import type { Detection, EngineInput } from './detection.ts';
import type { EventSink } from './events.ts';
import type { RealResult } from './lessons.ts';
import { Scan } from './scan.ts';
import { endOfBars } from './simulate.ts';
import type { Simulation, SimulationOptions } from './simulation.ts';

/**
 * The pipeline driven bar by bar, for replay and live: the same parts as `detect` and `simulate`, and the same events. Bars are appended to
 * the tape's columns by the caller, then announced; time comes from the bars and from explicit marks, never from a clock.
 */
export class Engine {
  readonly #input: EngineInput;
  readonly #scan: Scan;
  readonly #desk: Desk;
  #time: number = Number.NEGATIVE_INFINITY;
  #isFinished = false;

  constructor(input: EngineInput, sink: EventSink, options: SimulationOptions = {}) {
    this.#input = input;
    this.#scan = new Scan(input);
    this.#desk = new Desk(input, this.#scan, sink, options);
  }

  /** Everything up to this time (UTC ms) has been decided. */
  get time(): number {
    return this.#time;
  }

  /** What was detected so far. */
  get detection(): Detection {
    return this.#scan;
  }

  /** Index of the contract selected now, -1 for none. */
  get selected(): number {
    return this.#scan.selected;
  }

  /**
   * Takes in the complete bar `i` of a contract: decides all that was due up to its open, then settles orders and the
   * position against it. Bars come in order of time; those of one minute in any order. Those of
   * spreads are passed over.
   * @throws TapebenchError TB_BAR_INVALID for a bar that opened before the time already decided
   */
  advance(contract: number, i: number): void {
    const { tape } = this.#input;
    if (tape.contracts[contract]!.kind === 'spread') return;
    const time = tape.byContract[contract]!.time[i]!;
    if (time < this.#time) {
      throw new TapebenchError('TB_BAR_INVALID', 'a bar came after its time had been decided', {
        where: `${tape.contracts[contract]!.rawSymbol}, ${new Date(time).toISOString()}`,
        kept: 'the bar was not used',
      });
    }
    this.#decide(time);
    this.#desk.run(time, time + tape.intervalMs);
  }

  /**
   * Says that every bar that was over by `until` (UTC ms) is in: what was due by its last whole minute is decided. A time that is
   * not later than one given before changes nothing.
   */
  advanceTime(until: number): void {
    const { intervalMs } = this.#input.tape;
    const whole = Math.floor(until / intervalMs) * intervalMs;
    if (whole > this.#time) this.#decide(whole);
  }

  /** Says that no more bars come, and ends the day under way. */
  finish(): Simulation {
    if (!this.#isFinished) {
      this.#isFinished = true;
      this.#decide(Math.max(this.#time, endOfBars(this.#input.tape)));
      this.#scan.finish();
      this.#desk.run(this.#time, this.#time);
    }
    return this.#desk.result();
  }

  /** The run so far. */
  result(): Simulation {
    return this.#desk.result();
  }

  /** Ends an emergency stop by hand, at the time decided up to. */
  resetEmergencyStop(): void {
    this.#desk.resetEmergencyStop(this.#time);
  }

  /** Lets the sizer learn what a person really got for an order, at the time decided up to. */
  learnReal(result: RealResult): void {
    this.#desk.learnReal(result, this.#time);
  }

  /** SHA-256 of all that its coming decisions depend on. */
  stateDigest(): string {
    return digestOf([this.#time, this.#scan.detectorState('all'), this.#desk.state()]);
  }

  /**
   * The same of the detector alone, without the contracts that cannot be traded soon (`ContractSelector.prospects`). Equal after two
   * warm-ups that end with the same bar, it says that what the longer one has more decides no coming signal, until a contract is
   * selected that it was not taken of.
   * @returns undefined for a strategy whose detector does not tell its state
   */
  detectorDigest(): string | undefined {
    return this.#scan.tellsState ? digestOf([this.#time, this.#scan.detectorState('prospects')]) : undefined;
  }

  #decide(until: number): void {
    this.#scan.advance(until);
    this.#desk.run(until, until);
    this.#time = until;
  }
}

function digestOf(state: unknown): string {
  return hash('sha256', JSON.stringify(state), 'hex');
}
