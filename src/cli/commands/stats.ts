import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { type LearnedFrom, withinLookBack } from '../../live/priorLearning.ts';
import { readSessionEvents } from '../../live/sessionEvents.ts';
import { SESSION_FILES } from '../../live/sessionSetup.ts';
import { type ContextInputs, contextStatistics } from '../../research/review/contexts.ts';
import { RunRows } from '../../research/runRows.ts';
import { contextText } from '../contextText.ts';
import { readSessionFeedback, realOutcomes } from '../feedback/sessionFeedback.ts';
import { learnedLine } from '../live/fromRun.ts';
import { priorOf, requireSetup } from '../live/liveSession.ts';
import { SessionStatistics } from '../live/sessionStatistics.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { readStoredRun } from '../storedRun.ts';
import { print, printJson } from '../terminal.ts';

interface Args extends OutputArgs {
  readonly run?: string;
  readonly session?: string;
  readonly duckdb?: string;
}

/** Closed trades, and where they are from. */
interface Origin {
  readonly from: { readonly run: string } | { readonly session: string };
  readonly title: string;
  readonly isSynthetic: boolean;
  readonly instrument: string;
  readonly inputs: ContextInputs;
  /** The run that a session had learned from before it began, and what counts of it, in words. */
  readonly prior?: LearnedFrom;
  readonly learned?: string;
  /** Recommendations that a person did not follow; undefined where nobody is asked. */
  readonly skipped?: number;
}

export function builder(yargs: Argv): Argv {
  return withOutput(yargs)
    .option('run', {
      type: 'string',
      describe: 'Id of a stored run, or its first digits; by default the run stored last',
    })
    .option('session', {
      type: 'string',
      describe: 'Folder of a live session, running or not, instead of a stored run',
    })
    .option('duckdb', {
      type: 'string',
      describe:
        'With --session: write the statistics as a DuckDB file, bayesian_stats.duckdb in its folder unless another is named',
    })
    .example('$0 stats', 'what the run stored last has learned')
    .example('$0 stats --run 3f2a --json', 'of another run, for a program to read')
    .example('$0 stats --session data', 'of the live session in data/, also while it runs')
    .example('$0 stats --session data --duckdb stats.duckdb', 'the same as a table for notebooks')
    .epilogue(
      'Regimes look back only. Volatility: the tercile of sigma1 at the signal among all earlier signals, unknown for the first nine. Trend: the price at the signal against that at the last signal of the same contract that is 5 to 15 days older. A win is a net above zero after costs.',
    );
}

export async function run(args: Args): Promise<undefined> {
  if (args.run !== undefined && args.session !== undefined) {
    throw new TapebenchError('TB_USAGE', '--run and --session name two different things', {
      next: 'Give one of them.',
    });
  }
  if (args.duckdb !== undefined) {
    await writeDuckDb(args.session, args.duckdb);
    return undefined;
  }
  const origin = args.session === undefined ? await ofRun(args.out, args.run) : ofSession(args.session);
  const statistics = contextStatistics(origin.inputs);
  if (args.json) {
    const { now } = origin.inputs;
    const { skipped } = origin;
    const person = skipped === undefined ? {} : { skipped };
    const learned = origin.prior === undefined ? {} : { learned: origin.prior };
    printJson({ ...origin.from, isSynthetic: origin.isSynthetic, now, ...person, ...learned, ...statistics });
    return undefined;
  }
  print(origin.title);
  if (origin.isSynthetic) print(`This data is synthetic: it says nothing about ${origin.instrument}.`);
  if (origin.learned !== undefined) print(`Learned before: ${origin.learned}.`);
  print(contextText(statistics, origin.inputs.now));
  if (origin.skipped)
    print(
      `\nSkipped      ${origin.skipped} recommendations; their paper results count. See: tapebench feedback --list`,
    );
  return undefined;
}

/** A file that a person named is not written over; the one in the session's folder is made anew by the session itself, too. */
async function writeDuckDb(session: string | undefined, named: string): Promise<void> {
  if (session === undefined) {
    throw new TapebenchError('TB_USAGE', '--duckdb goes with --session', {
      next: 'Of a stored backtest the results database has the view bayesian_stats.',
    });
  }
  const statistics = new SessionStatistics(session, requireSetup(session));
  for (const [index, event] of readSessionEvents(session).entries())
    statistics.take({ event, number: index + 1 });
  const path = named === '' ? join(session, SESSION_FILES.statistics) : named;
  if (named !== '' && existsSync(path)) {
    throw new TapebenchError('TB_FILE_EXISTS', `there is a file ${path} already`, {
      where: path,
      kept: 'it is as it was',
      next: 'Name another file, or remove that one first.',
    });
  }
  await statistics.write(path);
  print(`Statistics  ${path}: table bayesian_stats, view bayesian_posterior`);
}

async function ofRun(out: string, id: string | undefined): Promise<Origin> {
  const { header, trades, signals } = await readStoredRun(out, id);
  const { runId, strategy, dataset, instrument, parameters } = header;
  return {
    from: { run: runId },
    title: `Run ${runId}: ${strategy} on ${dataset.name}`,
    isSynthetic: dataset.isSynthetic,
    instrument: instrument.root,
    inputs: { trades, signals, parameters, now: dataset.to },
  };
}

function ofSession(folder: string): Origin {
  const setup = requireSetup(folder);
  const { strategy, source, isSynthetic, instrument, parameters } = setup;
  const feedback = readSessionFeedback(folder, setup);
  const prior = priorOf(folder, setup);
  const rows = new RunRows(0);
  let now = setup.judgesFrom ?? 0;
  for (const event of readSessionEvents(folder)) {
    rows.emit(event);
    now = event.time;
  }
  return {
    from: { session: folder },
    title: `Session ${folder}: ${strategy} on ${source}, filled on paper`,
    isSynthetic,
    instrument,
    inputs: {
      trades: rows.trades,
      signals: rows.signals(),
      real: realOutcomes(feedback),
      ...(prior === undefined ? {} : { prior: prior.outcomes }),
      parameters,
      now,
    },
    ...(setup.learned === undefined || prior === undefined
      ? {}
      : {
          prior: setup.learned,
          learned: learnedLine(setup.learned, withinLookBack(prior.outcomes, parameters, now).length),
        }),
    skipped: [...feedback.byOrder.values()].filter(({ standing }) => standing === 'skipped').length,
  };
}
