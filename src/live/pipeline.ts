import type { OhlcvMsg } from '../databento/codec/record.ts';
import { type Detection, Engine, type EngineInput, Journal, type Simulation } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { RealResult } from '../engine/lessons.ts';
import type { EngineParameters, ParameterValues } from '../engine/parameters.ts';
import type { StrategyDefinition } from '../engine/strategy.ts';
import { TapebenchError } from '../errors.ts';
import { firstIndexAtOrAfter, MINUTE_MS } from '../market/bars.ts';
import * as calendar from '../market/calendar.ts';
import { utcText } from '../market/dates.ts';
import type { Tape } from '../market/tape.ts';
import { type EntryHalt, refusingDuring } from './entryHalt.ts';
import { HistoryJoin, type Joint } from './historyJoin.ts';
import { LiveTape, type TickBar } from './liveTape.ts';
import { observingHistory } from './observedHistory.ts';
import type { PriorLearning } from './priorLearning.ts';

export interface PipelineSetup {
  readonly definition: StrategyDefinition;
  readonly strategyParameters: ParameterValues;
  readonly engineParameters: EngineParameters;
  /** Root of the instrument, e.g. `ES`. */
  readonly instrument: string;
  /** Raw symbol of the one contract to trade, in place of the selection by volume. */
  readonly contractOverride?: string;
  /** What is found on bars before this, UTC ms, is not acted on. */
  readonly judgesFrom: number;
  /** What the sizer has learned before the first bar. */
  readonly prior?: PriorLearning;
  /** History that the session begins on; it must end before the first live bar. */
  readonly warmUp?: Tape;
}

/** An event of the journal. */
export interface JournalledEvent {
  readonly event: EngineEvent;
  /** Its number in the journal, from 1, and the hash of it and all before it. */
  readonly number: number;
  readonly hash: string;
  /** Its line in a journal file, without the line feed. */
  readonly line: string;
}

/** Told of what the pipeline does. */
export interface PipelineObserver {
  /** Each event once, in order. */
  readonly onEvent: (journalled: JournalledEvent) => void;
  /** A bar that was not used, and why, in words. */
  readonly onUnusedBar?: (why: string) => void;
  /** How the feed goes on after the history, once. */
  readonly onJoined?: (joint: Joint) => void;
  /** A signal that was refused because bars are missing: its time, UTC ms. Each once. */
  readonly onHalted?: (time: number, halt: EntryHalt) => void;
}

/** What a pipeline reads of a bar's record. */
export type BarRecord = Pick<
  OhlcvMsg,
  'instrumentId' | 'tsEvent' | 'open' | 'high' | 'low' | 'close' | 'volume'
>;

interface Pending extends TickBar {
  readonly symbol: string;
  readonly instrumentId: number;
}

/** What a person did to the engine, after so many rows and at the time that had been decided up to. */
interface Intervention {
  readonly rows: number;
  readonly time: number;
  readonly act: (engine: Engine) => void;
}

/** Real results that are learned as soon as the market goes on after `after`, UTC ms. */
interface Lesson {
  readonly after: number;
  readonly results: readonly RealResult[];
}

/**
 * The one way of bars to decisions, live and when a recording is replayed: bars wait until their minute is said to be
 * complete, are put in order of time, and go to the engine of the backtest. It reads no clock.
 *
 * A contract that trades for the first time makes the engine anew over all bars so far: contracts are numbered by their
 * first bar, as in a backtest of the same bars, and what was decided before must come out again.
 */
export class Pipeline {
  readonly tape: LiveTape;
  readonly #setup: PipelineSetup;
  readonly #observer: PipelineObserver;
  readonly #symbols = new Map<number, string>();
  /** Root after each event. */
  readonly #roots: string[] = [];
  readonly #interventions: Intervention[] = [];
  /** What a person really got, and has not been learned yet. */
  #lessons: Lesson[] = [];
  readonly #halts: EntryHalt[] = [];
  /** Time of the last refusal during a halt that was told of, UTC ms. */
  #toldUntil: number = Number.NEGATIVE_INFINITY;
  #engine: Engine | undefined;
  #pending: Pending[] = [];
  #completeUntil: number = Number.NEGATIVE_INFINITY;
  /** Until the first minute after the history is complete. */
  #join: HistoryJoin | undefined;
  readonly #unnamed = new Set<number>();

  constructor(setup: PipelineSetup, observer: PipelineObserver) {
    this.#setup = setup;
    this.#observer = observer;
    this.tape = new LiveTape(setup.instrument);
    if (setup.warmUp !== undefined) this.#warmUp(setup.warmUp);
  }

  /** Root of the journal: the hash of the last event over all before it; undefined before the first. */
  get root(): string | undefined {
    return this.#roots.at(-1);
  }

  /** Events so far. */
  get length(): number {
    return this.#roots.length;
  }

  /** Every bar that was over by this time (UTC ms) has been used; -Infinity at first. */
  get completeUntil(): number {
    return this.#completeUntil;
  }

  /** When the earliest of the bars that wait was over, UTC ms; undefined when none waits. */
  get waitingSince(): number | undefined {
    if (this.#pending.length === 0) return undefined;
    return (
      this.#pending.reduce((first, { time }) => Math.min(first, time), Number.POSITIVE_INFINITY) + MINUTE_MS
    );
  }

  /** SHA-256 of all that coming decisions depend on; undefined before the first bar. */
  stateDigest(): string | undefined {
    return this.#engine?.stateDigest();
  }

  /** The paper account so far; undefined before the first bar. */
  simulation(): Simulation | undefined {
    return this.#engine?.result();
  }

  /** What was detected so far; undefined before the first bar. */
  detection(): Detection | undefined {
    return this.#engine?.detection;
  }

  /** From here on an instrument number means a symbol. */
  name(instrumentId: number, symbol: string): void {
    this.#symbols.set(instrumentId, symbol);
  }

  /** Takes in a bar; it is used when its minute is complete. */
  bar(record: BarRecord): void {
    const { instrumentId, tsEvent } = record;
    const time = Number(tsEvent / 1_000_000n);
    const symbol = this.#symbols.get(instrumentId);
    if (symbol === undefined) {
      if (!this.#unnamed.has(instrumentId))
        this.#unused(time, `no symbol was announced for instrument ${instrumentId}`);
      this.#unnamed.add(instrumentId);
      return;
    }
    const tick = BigInt(this.tape.instrument.tickNano);
    const ticks = (price: bigint): number => (price % tick === 0n ? Number(price / tick) : Number.NaN);
    const bar = {
      time,
      open: ticks(record.open),
      high: ticks(record.high),
      low: ticks(record.low),
      close: ticks(record.close),
      volume: Number(record.volume),
    };
    if (time >= this.#completeUntil) this.#pending.push({ symbol, instrumentId, ...bar });
    else if (this.#join?.take(symbol, bar) !== true)
      this.#unused(time, `${symbol} came after its minute was complete`);
  }

  /** Says that every bar that was over by `until` (UTC ms) has come: uses them, and decides what is due. */
  complete(until: number): void {
    const whole = Math.floor(until / MINUTE_MS) * MINUTE_MS;
    if (!(whole > this.#completeUntil)) return;
    if (this.#join !== undefined) this.#observer.onJoined?.(this.#join.joint);
    this.#join = undefined;
    this.#learn();
    const due = this.#pending.filter(({ time }) => time + MINUTE_MS <= whole).sort((a, b) => a.time - b.time);
    this.#pending = this.#pending.filter(({ time }) => time + MINUTE_MS > whole);
    const from = this.tape.rows.length;
    let hasNewContract = false;
    for (const bar of due) {
      const placement = this.tape.add(bar.symbol, bar.instrumentId, bar);
      if (placement.kind === 'refused') this.#unused(bar.time, `${bar.symbol}: ${placement.why}`);
      else if (placement.kind === 'added' && placement.isNewContract) hasNewContract = true;
    }
    this.#completeUntil = whole;
    if (hasNewContract) this.#startEngine();
    else if (this.#engine !== undefined) this.#advance(this.#engine, from, this.tape.rows.length);
    this.#engine?.advanceTime(whole);
  }

  /** Refuses what is found during a halt; nothing after its begin may have been decided. */
  haltEntries(halt: EntryHalt): void {
    this.#halts.push(halt);
  }

  /** The halt that is on at the time up to which all has been used; undefined when none is. */
  get halt(): EntryHalt | undefined {
    return this.#halts.find(
      ({ after, until }) => this.#completeUntil >= after && this.#completeUntil < until,
    );
  }

  /** Ends an emergency stop by hand, at the time that has been decided up to. */
  resetEmergencyStop(): void {
    this.#intervene((engine) => engine.resetEmergencyStop());
  }

  /**
   * Lets the sizer learn what a person really got for orders, as soon as the market goes on after `after` (UTC ms): before that
   * nothing is decided that it could bear on. So it does not matter when, up to then, this is called.
   */
  learnAfter({ after, results }: Lesson): void {
    this.#lessons.push({ after, results });
  }

  /** Says that no more bars come, and ends the day under way: what the end of a backtest does. */
  finish(): void {
    this.#engine?.finish();
  }

  #learn(): void {
    const due = this.#lessons.filter(({ after }) => after <= this.#completeUntil);
    if (due.length === 0) return;
    this.#lessons = this.#lessons.filter(({ after }) => after > this.#completeUntil);
    for (const result of due.flatMap(({ results }) => results))
      this.#intervene((engine) => engine.learnReal(result));
  }

  #intervene(act: Intervention['act']): void {
    if (this.#engine === undefined) return;
    this.#interventions.push({ rows: this.tape.rows.length, time: this.#engine.time, act });
    act(this.#engine);
  }

  #warmUp(history: Tape): void {
    const { rows, contracts } = history;
    for (let row = 0; row < rows.length; row++) {
      const { rawSymbol, instrumentId } = contracts[rows.contract[row]!]!;
      const { time, open, high, low, close, volume } = rows;
      this.tape.add(rawSymbol, instrumentId, {
        time: time[row]!,
        open: open[row]!,
        high: high[row]!,
        low: low[row]!,
        close: close[row]!,
        volume: volume[row]!,
      });
    }
    if (this.tape.rows.length === 0) return;
    this.#completeUntil = rows.time[rows.length - 1]! + MINUTE_MS;
    this.#join = new HistoryJoin(this.tape, this.#completeUntil);
    this.#startEngine();
    this.#engine?.advanceTime(this.#completeUntil);
  }

  /** Makes the engine anew and brings it to where the tape ends. */
  #startEngine(): void {
    const { definition, judgesFrom, strategyParameters, engineParameters, contractOverride } = this.#setup;
    const wanted = contractOverride?.trim().toUpperCase();
    // Before the contract that is to be traded has printed there is nothing to decide.
    if (wanted !== undefined && !this.tape.contracts.some(({ rawSymbol }) => rawSymbol === wanted)) return;
    const input: EngineInput = {
      tape: this.tape,
      calendar,
      definition: observingHistory(
        refusingDuring(this.#halts, definition, ({ time }, halt) => this.#halted(time, halt)),
        judgesFrom,
      ),
      strategyParameters,
      engineParameters,
      ...(wanted === undefined ? {} : { contractOverride: wanted }),
    };
    const journal: Journal = new Journal({
      keepsEvents: false,
      onLine: (line, event) => this.#emitted({ event, number: journal.length, hash: journal.root, line }),
    });
    const engine = new Engine(input, journal, { priorOutcomes: this.#setup.prior?.outcomes ?? [] });
    this.#engine = engine;
    let from = 0;
    for (const { rows, time, act } of this.#interventions) {
      this.#advance(engine, from, rows);
      engine.advanceTime(time);
      act(engine);
      from = rows;
    }
    this.#advance(engine, from, this.tape.rows.length);
  }

  #advance(engine: Engine, from: number, to: number): void {
    const { contract, time } = this.tape.rows;
    for (let row = from; row < to; row++) {
      const index = contract[row]!;
      engine.advance(index, firstIndexAtOrAfter(this.tape.byContract[index]!, time[row]!));
    }
  }

  /** The engine that was made anew says again what was said before; only what is new goes on. */
  #emitted(journalled: JournalledEvent): void {
    const { number, hash, event } = journalled;
    const before = this.#roots[number - 1];
    if (before === undefined) {
      this.#roots.push(hash);
      this.#observer.onEvent(journalled);
    } else if (before !== hash) {
      throw new TapebenchError(
        'TB_ENGINE_INVARIANT',
        'a new contract changed what was decided before it traded',
        {
          where: `event ${number}, ${utcText(event.time)}`,
          kept: 'the recording and the journal are as they were',
        },
      );
    }
  }

  /** The engine that was made anew refuses again what was refused before. */
  #halted(time: number, halt: EntryHalt): void {
    if (time <= this.#toldUntil) return;
    this.#toldUntil = time;
    this.#observer.onHalted?.(time, halt);
  }

  #unused(time: number, why: string): void {
    this.#observer.onUnusedBar?.(`${utcText(time)}: ${why}`);
  }
}
