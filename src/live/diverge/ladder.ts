import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, TradeEvent } from '../../engine/events.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import type { Tape } from '../../market/tape.ts';
import { feedRecording } from '../feed.ts';
import { readInputs } from '../inputFile.ts';
import { Pipeline, type PipelineSetup } from '../pipeline.ts';
import { type RecordedBars, recordedBars } from '../recordedBars.ts';
import { readSessionEvents } from '../sessionEvents.ts';
import { SESSION_FILES } from '../sessionSetup.ts';
import { type BarDifferences, barDifferences } from './barDifferences.ts';
import { barsOfTape, type Deeds, runBars } from './counterfactual.ts';
import { netOf, type TradeDifference, tradeDifferences } from './tradeDifferences.ts';

/** The hours of a session, UTC ms: bars that open from `from` on and are over by `until`. */
export interface SessionHours {
  readonly from: number;
  readonly until: number;
}

/** What changes from a world to the one that is a step nearer to what was lived. */
export interface LadderStep {
  readonly cause: 'data' | 'timing' | 'state';
  /** Net of the world before and after the step, and the step's part, thousandths of a dollar. */
  readonly fromNetMilli: number;
  readonly toNetMilli: number;
  readonly partMilli: number;
  readonly trades: readonly TradeDifference[];
}

export interface Ladder {
  readonly hours: SessionHours;
  /** From the history (or, without one, the bars of the recording) down to the journal as it was lived. The parts add up to the difference. */
  readonly steps: readonly LadderStep[];
  /** Null without a history. */
  readonly bars: BarDifferences | null;
  readonly livedNetMilli: number;
  readonly livedTrades: number;
}

/** A session's recording, replayed. */
export interface ReplayedSession {
  readonly lived: readonly TradeEvent[];
  readonly replayed: readonly TradeEvent[];
  readonly deeds: Deeds;
  /** All that was recorded, late bars among it. */
  readonly bars: RecordedBars;
  /** Null when nothing was recorded. */
  readonly hours: SessionHours | null;
}

/**
 * Replays the recording of a session with all that happened to it: graces, halts, resets and feedback. Changes nothing.
 * @throws TapebenchError TB_JOURNAL_BROKEN, TB_SESSION_INVALID
 */
export function replayForTrades(folder: string, setup: PipelineSetup): ReplayedSession {
  const events: EngineEvent[] = [];
  const pipeline = new Pipeline(setup, { onEvent: ({ event }) => events.push(event) });
  const begins = pipeline.completeUntil;
  const recording = join(folder, SESSION_FILES.recording);
  const inputs = readInputs(join(folder, SESSION_FILES.inputs));
  feedRecording(pipeline, existsSync(recording) ? recording : undefined, inputs);
  const bars = recordedBars(folder);
  const first = bars.all.reduce((least, { time }) => Math.min(least, time), Number.POSITIVE_INFINITY);
  const from = Number.isFinite(begins) ? begins : first;
  const until = pipeline.completeUntil;
  const hasResets = inputs.some(({ kind }) => kind === 'reset');
  return {
    lived: readSessionEvents(folder).filter((event) => event.type === 'trade'),
    replayed: events.filter((event) => event.type === 'trade'),
    deeds: {
      feedback: inputs.filter((input) => input.kind === 'feedback'),
      resets: hasResets ? events.flatMap(endOfStop) : [],
    },
    bars,
    hours: Number.isFinite(from) && until > from ? { from, until } : null,
  };
}

/**
 * The ladder of worlds from the history of a session's hours down to its journal, one thing changed a step: bars that differ
 * (*data*), bars that came late or were held back (*timing*), and a journal that is not what its recording gives (*state*).
 * @param history of the same hours; undefined to begin with the recorded bars
 */
export function ladderOf(setup: PipelineSetup, session: ReplayedSession, history: Tape | undefined): Ladder {
  const { lived, replayed, deeds } = session;
  const hours = session.hours ?? { from: 0, until: 0 };
  const recorded = session.bars.all.filter(({ time }) => time >= hours.from);
  const whole = runBars(setup, recorded, hours.until, deeds);
  const past =
    history === undefined
      ? undefined
      : runBars(setup, barsOfTape(history, hours.from, hours.until - MINUTE_MS + 1), hours.until, deeds);
  const step = (
    cause: LadderStep['cause'],
    before: readonly TradeEvent[],
    after: readonly TradeEvent[],
  ): LadderStep => ({
    cause,
    fromNetMilli: netOf(before),
    toNetMilli: netOf(after),
    partMilli: netOf(after) - netOf(before),
    trades: tradeDifferences(before, after),
  });
  return {
    hours,
    steps: [
      ...(past === undefined ? [] : [step('data', past.trades, whole.trades)]),
      step('timing', whole.trades, replayed),
      step('state', replayed, lived),
    ],
    bars: past === undefined ? null : barDifferences(whole.tape, past.tape, hours.from),
    livedNetMilli: netOf(lived),
    livedTrades: lived.length,
  };
}

function endOfStop(event: EngineEvent): number[] {
  const isEnd = event.type === 'halt' && event.rule === 'emergency-stop' && event.state === 'off';
  return isEnd ? [event.time] : [];
}
