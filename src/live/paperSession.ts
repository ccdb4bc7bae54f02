import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Live } from '../databento/live/client.ts';
import type { LiveEvent } from '../databento/live/events.ts';
import type { Recording } from '../databento/live/recording.ts';
import type { Simulation } from '../engine/engine.ts';
import type { RollEvent, SessionEvent, SignalEvent } from '../engine/events.ts';
import { TapebenchError } from '../errors.ts';
import type { Tape } from '../market/tape.ts';
import { type EntryHalt, GapWatch } from './entryHalt.ts';
import { eventText, gapText, haltedText } from './eventText.ts';
import { feedEvent, feedInput, feedRecording } from './feed.ts';
import { FeedbackIntake } from './feedback/feedbackIntake.ts';
import { feedText } from './feedText.ts';
import { FeedWatch } from './feedWatch.ts';
import { Grace } from './grace.ts';
import { jointText } from './historyJoin.ts';
import type { SessionInput } from './inputFile.ts';
import { filledText, type MissingBars, recordMissing } from './missingBars.ts';
import { type JournalledEvent, Pipeline } from './pipeline.ts';
import type { Recommendation } from './recommendation.ts';
import { recommendationContext } from './recommendationContext.ts';
import { alertFor, hasLapsed, recommendationText } from './recommendationText.ts';
import { recoveryFindings } from './recoveryFindings.ts';
import { rollAheadText } from './rollAhead.ts';
import { type LogLevel, RotatedLog } from './rotatedLog.ts';
import { SessionFiles } from './sessionFiles.ts';
import { SessionLock } from './sessionLock.ts';
import type { PaperSessionOptions } from './sessionOptions.ts';
import { SESSION_FILES } from './sessionSetup.ts';
import { proveWarmUp, warmUpText } from './warmUpProof.ts';

/** A recommendation that is older than this when it is made says so. */
const LATE_MS = 30_000;

interface Happened {
  readonly journalled: JournalledEvent;
  /** Not in the journal file before. */
  readonly isNew: boolean;
}

/**
 * A paper session on a folder. What comes is recorded (by the client), run through the pipeline and journalled, all on disk,
 * before anything is said of it; opening the folder again runs the recording through the same pipeline, and goes on.
 */
export class PaperSession {
  readonly folder: string;
  readonly recording: Recording;
  /** What was found wrong and mended when the folder was opened. */
  readonly findings: readonly string[];
  readonly #options: PaperSessionOptions;
  readonly #lock: SessionLock;
  readonly #files: SessionFiles;
  readonly #log: RotatedLog;
  readonly #pipeline: Pipeline;
  readonly #happened: Happened[] = [];
  readonly #gaps: GapWatch;
  readonly #signals = new Map<number, SignalEvent>();
  readonly #feedback: FeedbackIntake;
  /** Feedback was looked for when all was decided up to here, UTC ms. */
  #lookedUntil: number = Number.NEGATIVE_INFINITY;
  #isOpen = false;
  #isStopped = false;
  /** Up to when bars from the history are being taken in, UTC ms: what is decided on them is that old. */
  #fillsUntil: number | undefined;

  /**
   * Opens a folder, new or left behind, and brings it to where its recording ends.
   * @param lock of the folder, when it has been taken already; given free by `close`, or when this fails
   * @throws TapebenchError TB_SESSION_LOCKED, TB_SESSION_INVALID, TB_SESSION_WRITE, TB_JOURNAL_BROKEN
   */
  static open(
    options: PaperSessionOptions,
    lock: SessionLock = new SessionLock(options.folder),
  ): PaperSession {
    try {
      return new PaperSession(options, lock);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  private constructor(options: PaperSessionOptions, lock: SessionLock) {
    const { folder } = options;
    this.folder = folder;
    this.#options = options;
    this.#lock = lock;
    this.#gaps = new GapWatch(options.joinsAt);
    this.#log = new RotatedLog(join(folder, SESSION_FILES.log), () => options.clock.now());
    const mended: string[] = [];
    this.#files = new SessionFiles(folder, (finding) => {
      if (this.#isOpen) this.tell('warning', 'mended', finding);
      else mended.push(finding);
    });
    this.recording = this.#files.recording;
    this.#pipeline = new Pipeline(options.pipeline, {
      onEvent: (journalled) => {
        this.#happened.push({ journalled, isNew: this.#files.journal.take(journalled) });
      },
      // What was left out before the folder was opened has been said.
      onUnusedBar: (why) => {
        if (this.#isOpen) this.tell('warning', 'bar-not-used', `Bar not used. ${why}`);
      },
      onJoined: (joint) => {
        const { level, event, text } = jointText(joint);
        if (this.#isOpen) this.tell(level, event, text);
      },
      onHalted: (time, halt) => {
        if (this.#isOpen) this.tell('warning', 'no-trade', haltedText(time, halt));
      },
    });
    this.#feedback = new FeedbackIntake(
      folder,
      {
        instrument: this.#pipeline.tape.instrument,
        commissionPerContract: options.pipeline.engineParameters.commissionPerContract,
      },
      this.#files.inputs.inputs,
    );
    try {
      this.findings = [...this.#recover(), ...mended];
    } catch (error) {
      this.#files.close();
      throw error;
    }
    this.#isOpen = true;
  }

  /** Events in the journal. */
  get events(): number {
    return this.#pipeline.length;
  }

  /** Root of the journal; undefined before the first event. */
  get root(): string | undefined {
    return this.#pipeline.root;
  }

  /** Every bar that was over by this time (UTC ms) has been used; -Infinity before the first. */
  get completeUntil(): number {
    return this.#pipeline.completeUntil;
  }

  /** The paper account so far; undefined before the first bar. */
  account(): Simulation | undefined {
    return this.#pipeline.simulation();
  }

  /** The bars so far, of the history and the session. */
  get tape(): Tape {
    return this.#pipeline.tape;
  }

  /** The halt after a gap that is on; undefined when none is. */
  get halt(): EntryHalt | undefined {
    return this.#pipeline.halt;
  }

  /** Whether the emergency stop is on. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  get lastRecommendation(): Recommendation | undefined {
    return this.#files.recommendations.last;
  }

  /** Says something at the console and in the log. */
  tell(level: LogLevel, event: string, text: string): void {
    this.#log.write(level, event, { text });
    this.#options.print(text);
    this.#options.observer?.told(level, event, text);
  }

  /** Takes an event of the client. What it brings about is on disk when this returns, and said. */
  take(event: LiveEvent): void {
    this.#options.observer?.taking(event);
    const remark = feedText(event);
    if (remark !== undefined) this.tell(remark.level, remark.event, remark.text);
    this.#haltAfterGap(event);
    feedEvent(this.#pipeline, event);
    if (event.kind === 'end-of-interval') this.#files.noteSums();
    this.#commit();
  }

  /**
   * Follows a client until it ends or `isOver` holds of the time up to which all is complete (UTC ms).
   * @throws DatabentoError of the client, TapebenchError TB_SESSION_WRITE
   */
  async follow(live: Live, isOver: (completeUntil: number) => boolean = () => false): Promise<void> {
    const watch = new FeedWatch({
      clock: this.#options.clock,
      completeUntil: () => this.#pipeline.completeUntil,
      ageMs: this.#options.ageMs,
      tell: (level, event, text) => this.tell(level, event, text),
    });
    const grace = new Grace({
      clock: this.#options.clock,
      graceMs: this.#options.graceMs,
      waitingSince: () => this.#pipeline.waitingSince,
      isHeld: () => this.#gaps.isOpen,
      use: (until) => {
        this.tell('warning', 'grace', 'No word that the minute is complete: its bars are used as they are.');
        this.#input({ kind: 'grace', records: this.recording.records, until });
      },
    });
    try {
      for await (const event of live) {
        watch.take(event);
        this.take(event);
        grace.take(event, live);
        if (isOver(this.#pipeline.completeUntil)) break;
      }
    } finally {
      watch.stop();
      grace.cancel();
      live.stop();
    }
    grace.rethrow();
  }

  /**
   * Takes bars that the feed no longer has into the recording, and then as those of the feed. A feed must have recorded something before.
   * @throws DatabentoError `file` when the recording cannot be written, TapebenchError TB_SESSION_WRITE
   */
  fill(missing: MissingBars): void {
    const from = this.completeUntil;
    this.#gaps.close();
    this.#fillsUntil = missing.until;
    try {
      for (const events of recordMissing(this.recording, missing, from))
        for (const event of events) this.take(event);
    } finally {
      this.#fillsUntil = undefined;
    }
    this.tell('info', 'fill', filledText(from, this.completeUntil));
  }

  /**
   * Ends an emergency stop by hand; the reason is kept.
   * @throws TapebenchError TB_USAGE when there is none
   */
  resetEmergencyStop(reason: string): void {
    if (!this.#isStopped) {
      throw new TapebenchError('TB_USAGE', 'there is no emergency stop to reset', {
        where: this.folder,
        kept: 'nothing was changed',
        next: 'Go on with the session: tapebench live',
      });
    }
    const at = new Date(this.#options.clock.now()).toISOString();
    this.#input({ kind: 'reset', records: this.recording.records, reason, at });
  }

  /** Closes the files and gives the folder free. */
  close(): void {
    this.#log.write('info', 'closed', { events: this.events, root: this.root ?? null });
    try {
      this.#files.noteSums();
    } catch {
      // On a full disk the last sum is missing: the end of the recording is then checked by its framing alone.
    }
    this.#files.close();
    this.#lock.release();
  }

  #recover(): string[] {
    const { recording, journal, inputs, recommendations } = this.#files;
    const hasRecording = existsSync(recording.path);
    feedRecording(this.#pipeline, hasRecording ? recording.path : undefined, inputs.inputs, (event) =>
      // A kill may have come between a gap and its note.
      this.#haltAfterGap(event),
    );
    const findings = [
      ...this.#files.findings,
      ...recoveryFindings({
        journal,
        inputsCutBytes: inputs.cutBytes,
        recommendationsCutBytes: recommendations.cutBytes,
        tookOverFrom: this.#lock.tookOverFrom,
      }),
    ];
    this.#log.write('info', 'opened', {
      recordsRecovered: recording.records,
      eventsRecovered: journal.recovered,
      events: this.#pipeline.length,
    });
    const { halt } = this.#pipeline;
    if (halt !== undefined) findings.push(gapText(halt));
    for (const finding of findings) this.#log.write('warning', 'mended', { finding });
    this.#commit();
    this.#files.noteSums();
    return findings;
  }

  /** On disk first; then it is said. */
  #commit(): void {
    const began = performance.now();
    if (this.#files.journal.commit() > 0) this.#options.observer?.synced(performance.now() - began);
    for (const happened of this.#happened.splice(0)) this.#act(happened);
    this.#takeFeedback();
  }

  /** What a person said since the last minute. It is noted before the sizer learns it with the next one. */
  #takeFeedback(): void {
    const { completeUntil } = this.#pipeline;
    // What it is about may be among the events that are still to come again.
    if (!(completeUntil > this.#lookedUntil) || this.#files.journal.missing > 0) return;
    this.#lookedUntil = completeUntil;
    const found = this.#feedback.look(completeUntil);
    if (found?.failure !== undefined) this.tell('warning', 'feedback', found.failure);
    if (found?.input === undefined) return;
    const input: SessionInput = { ...found.input, records: this.recording.records };
    this.#files.inputs.append(input);
    feedInput(this.#pipeline, input);
    this.#log.write('info', 'feedback', { results: input.results });
  }

  #act({ journalled, isNew }: Happened): void {
    const { event, number } = journalled;
    this.#options.observer?.journalled(journalled);
    this.#feedback.take(event);
    if (event.type === 'signal') this.#signals.set(event.id, event);
    if (event.type === 'halt' && event.rule === 'emergency-stop') this.#isStopped = event.state === 'on';
    if (event.type === 'order' && event.action === 'place') {
      const signal = this.#signals.get(event.signal)!;
      const recommendation = this.#files.recommendations.recommend(
        event,
        signal,
        this.#pipeline.tape,
        journalled,
        recommendationContext(this.#options.pipeline, this.#pipeline.tape, signal, event.time),
      );
      if (recommendation !== undefined) this.#announce(recommendation, event.time);
    }
    if (!isNew) return;
    this.#log.write(event.type === 'halt' ? 'warning' : 'info', event.type, {
      journal: number,
      detail: event,
    });
    const text = eventText(event, this.#pipeline.tape.instrument);
    // The history is not news.
    if (event.time < this.#options.pipeline.judgesFrom) return;
    if (text !== undefined) this.#options.print(text);
    if (event.type === 'session') this.#announceRoll(event);
    if (event.type === 'roll') this.#proveAgain(event);
  }

  /** A proof holds for the contracts that it was taken of: one that is selected later is looked at when it is. */
  #proveAgain({ from, to }: RollEvent): void {
    if (from === null) return;
    const proof = proveWarmUp(this.#options.pipeline, this.#pipeline.tape);
    const level = proof.sufficientTradeDates === null ? 'warning' : 'info';
    this.tell(level, 'warm-up', warmUpText(proof, `Warm-up of ${to}`));
  }

  #announce(recommendation: Recommendation, time: number): void {
    const { print, ring, ageMs, observer } = this.#options;
    const age = Math.max(ageMs?.(time) ?? 0, (this.#fillsUntil ?? time) - time);
    const { priceDecimals } = this.#pipeline.tape.instrument;
    print(recommendationText(recommendation, priceDecimals, age > LATE_MS ? age : undefined));
    if (!hasLapsed(recommendation, age)) ring?.(alertFor(recommendation));
    observer?.recommended(recommendation);
    this.#log.write('info', 'recommendation', { order: recommendation.order_id, lateMs: age });
  }

  #announceRoll(ended: SessionEvent): void {
    const { contractOverride } = this.#options.pipeline;
    const text = contractOverride === undefined ? rollAheadText(ended, this.#pipeline.tape) : undefined;
    if (text !== undefined) this.#options.print(text);
  }

  #input(input: SessionInput): void {
    this.#files.inputs.append(input);
    this.#files.noteSums();
    feedInput(this.#pipeline, input);
    this.#commit();
  }

  /** The first data after a gap say what it is: no signal is taken until the trade date ends. On disk before they are used. */
  #haltAfterGap(event: LiveEvent): void {
    const found = this.#gaps.take(event, this.#pipeline.completeUntil);
    if (found === undefined) return;
    const { reason, halt } = found;
    if (halt === 'nothing-missed' && !this.#isOpen) return;
    if (halt !== 'nothing-missed') {
      // Noted before, or journalled by a session that did not know of it: then it cannot be undone.
      const isSettled = this.#files.inputs.has(halt) || this.#files.journal.missing > 0;
      if (isSettled) return;
      const input: SessionInput = { kind: 'gap', records: this.recording.records, ...halt, reason };
      this.#files.inputs.append(input);
      feedInput(this.#pipeline, input);
    }
    this.tell('warning', 'gap-halt', gapText(halt));
  }
}
