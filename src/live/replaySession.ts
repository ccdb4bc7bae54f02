import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkJournal, GENESIS } from '../engine/engine.ts';
import { TapebenchError } from '../errors.ts';
import { feedRecording } from './feed.ts';
import { readInputs } from './inputFile.ts';
import { type JournalledEvent, Pipeline, type PipelineSetup } from './pipeline.ts';
import { SESSION_FILES } from './sessionSetup.ts';

/** Where a journal and the replay of its recording part. */
export interface Difference {
  /** Number of the event, from 1. */
  readonly number: number;
  /** Its line in the journal, and the line that the recording gives; undefined where there is none. */
  readonly journal: string | undefined;
  readonly replayed: JournalledEvent | undefined;
}

export interface SessionReplay {
  readonly records: number;
  readonly events: number;
  /** Roots of the replay and of the journal file, over all their events. */
  readonly root: string;
  readonly journalRoot: string;
  /** SHA-256 of all that the next decision would depend on; undefined before the first bar. */
  readonly stateDigest: string | undefined;
  readonly difference: Difference | undefined;
}

/**
 * Feeds the recording of a session to the pipeline and compares what comes out with its journal, event by event. Changes
 * nothing in the folder.
 * @throws TapebenchError TB_SESSION_INVALID, and TB_JOURNAL_BROKEN for a journal whose hashes do not hold
 */
export function replaySession(folder: string, setup: PipelineSetup): SessionReplay {
  const path = join(folder, SESSION_FILES.journal);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const check = checkJournal(whole);
  if (check.bad !== null) {
    throw new TapebenchError('TB_JOURNAL_BROKEN', `line ${check.bad.line} is bad: ${check.bad.why}`, {
      where: `${path}, line ${check.bad.line}`,
      kept: `${check.length} lines before it are good; nothing was changed`,
    });
  }
  const lines = whole === '' ? [] : whole.slice(0, -1).split('\n');
  let difference: Difference | undefined;
  const pipeline = new Pipeline(setup, {
    onEvent: (replayed) => {
      const journal = lines[replayed.number - 1];
      if (journal !== replayed.line) difference ??= { number: replayed.number, journal, replayed };
    },
  });
  const recording = join(folder, SESSION_FILES.recording);
  const inputs = readInputs(join(folder, SESSION_FILES.inputs));
  const records = feedRecording(pipeline, existsSync(recording) ? recording : undefined, inputs);
  if (pipeline.length < lines.length) {
    difference ??= { number: pipeline.length + 1, journal: lines[pipeline.length], replayed: undefined };
  }
  return {
    records,
    events: pipeline.length,
    root: pipeline.root ?? GENESIS,
    journalRoot: check.root,
    stateDigest: pipeline.stateDigest(),
    difference,
  };
}
