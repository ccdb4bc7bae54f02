import type { ParameterValues } from '../../engine/parameters.ts';
import type { Outcome } from '../../engine/strategy.ts';
import { TapebenchError } from '../../errors.ts';
import { type LearnedFrom, withinLookBack } from '../../live/priorLearning.ts';
import type { RunResult } from '../../results/model.ts';
import { count, utcMinute } from '../figures.ts';

/** The session that is to begin with what a run learned. */
export interface Learner {
  /** Name of the strategy's definition. */
  readonly strategy: string;
  readonly instrument: string;
  readonly isSynthetic: boolean;
  readonly parameters: ParameterValues;
  /** UTC ms; undefined when all bars are judged. */
  readonly judgesFrom: number | undefined;
}

/** What a run taught, and what should be known of it, in words. */
export interface Lesson {
  readonly from: Omit<LearnedFrom, 'digest'>;
  readonly outcomes: readonly Outcome[];
  readonly warnings: readonly string[];
}

/**
 * The outcomes of a run's trades that had closed when the session begins.
 * @throws TapebenchError TB_USAGE when the session cannot learn from it: another strategy or instrument, synthetic data, no trade before
 */
export function lessonOf({ header, trades }: RunResult, learner: Learner): Lesson {
  const { runId, strategy, dataset, instrument } = header;
  const refuse = (why: string, next: string): TapebenchError =>
    new TapebenchError('TB_USAGE', `--from-run ${runId}: ${why}`, { kept: 'no session was begun', next });
  const { judgesFrom } = learner;
  if (strategy !== learner.strategy)
    throw refuse(
      `it is a run of ${strategy}, and the session is of ${learner.strategy}`,
      'Name a run of the same strategy.',
    );
  if (instrument.root !== learner.instrument)
    throw refuse(
      `it was learned on ${instrument.root}, and the session is on ${learner.instrument}`,
      'Name a run on the same instrument.',
    );
  if (dataset.isSynthetic && !learner.isSynthetic)
    throw refuse(
      `its data (${dataset.name}) is synthetic and teaches nothing about a market`,
      'Name a run on recorded data.',
    );
  if (judgesFrom === undefined)
    throw refuse(
      'without history it is not known when the session begins, and what comes later must not be learned',
      'Begin it with history, without --warmup none.',
    );
  const outcomes = trades
    .filter(({ exitTime }) => exitTime <= judgesFrom)
    .map(({ modalBin, exitTime, netMilli }) => ({ modalBin, exitTime, isWin: netMilli > 0 }))
    .sort((a, b) => a.exitTime - b.exitTime);
  if (outcomes.length === 0)
    throw refuse(
      `none of its ${count(trades.length)} trades had closed when the session begins, ${utcMinute(judgesFrom)} UTC`,
      'Name a run on earlier data.',
    );
  const from = {
    run: runId,
    strategy,
    dataset: dataset.name,
    isSynthetic: dataset.isSynthetic,
    outcomes: outcomes.length,
  };
  return { from, outcomes, warnings: warningsOf(header, trades.length, outcomes, learner, judgesFrom) };
}

/** What a session learned before it began, in one line. */
export function learnedLine({ run, strategy, dataset, outcomes }: LearnedFrom, counting: number): string {
  return `${count(outcomes)} outcomes from run ${run} (${strategy} on ${dataset}), ${count(counting)} of them within the look-back now`;
}

function warningsOf(
  header: RunResult['header'],
  trades: number,
  outcomes: readonly Outcome[],
  { parameters }: Learner,
  judgesFrom: number,
): string[] {
  const warnings: string[] = [];
  const later = trades - outcomes.length;
  if (later > 0)
    warnings.push(`${count(later)} trades of the run closed after the session begins; they are not learned.`);
  if (withinLookBack(outcomes, parameters, judgesFrom).length === 0)
    warnings.push(
      'All of its trades are older than the look-back (bayesianLookbackDays): they change no size.',
    );
  const other = Object.keys(parameters).filter(
    (name) =>
      // Who ends an emergency stop is another matter live than in a backtest, and changes no outcome.
      name !== 'emergencyReset' && name in header.parameters && header.parameters[name] !== parameters[name],
  );
  if (other.length > 0)
    warnings.push(
      `The run had other parameters (${other.join(', ')}): its outcomes may stand for something else.`,
    );
  return warnings;
}
