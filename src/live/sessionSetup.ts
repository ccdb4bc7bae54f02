import { hash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ParameterValues } from '../engine/parameters.ts';
import { TapebenchError } from '../errors.ts';
import type { Tape } from '../market/tape.ts';
import { writeDbn } from '../sources/dbn/writer.ts';
import { readFile } from '../sources/read.ts';
import { tapeDigest } from '../sources/tapeDigest.ts';
import { LEARNED_FROM, type LearnedFrom } from './priorLearning.ts';
import { WARM_UP_PROOF, type WarmUpProof } from './warmUpProof.ts';

/** What a session was begun with. It decides the journal together with the recording and the inputs, and never changes. */
export interface SessionSetup {
  readonly format: 'tapebench-session-1';
  /** As it was named on the command line, and its file's digest when it is a user's. */
  readonly strategy: string;
  readonly strategyDigest: string;
  readonly parameters: ParameterValues;
  readonly instrument: string;
  readonly contractOverride: string | null;
  readonly source: string;
  readonly isSynthetic: boolean;
  /** UTC ms; null when all bars are judged. */
  readonly judgesFrom: number | null;
  /** Digest of the rows in `warmup.dbn.zst`; null without history. */
  readonly warmUpDigest: string | null;
  /** Whether that history was long enough, as far as it can be told; not there without history, and in older sessions. */
  readonly warmUpProof?: WarmUpProof | undefined;
  /** Up to where that history goes, UTC ms, when the feed must begin by then. */
  readonly historyUntil?: number | undefined;
  /** The run whose outcomes are in `learned.jsonl`; not there when nothing was learned before. */
  readonly learned?: LearnedFrom | undefined;
  readonly codeVersion: string;
}

const SESSION_SETUP: z.ZodType<SessionSetup> = z.strictObject({
  format: z.literal('tapebench-session-1'),
  strategy: z.string(),
  strategyDigest: z.string(),
  parameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  instrument: z.string(),
  contractOverride: z.string().nullable(),
  source: z.string(),
  isSynthetic: z.boolean(),
  judgesFrom: z.number().nullable(),
  warmUpDigest: z.string().nullable(),
  warmUpProof: WARM_UP_PROOF.optional(),
  historyUntil: z.number().optional(),
  learned: LEARNED_FROM.optional(),
  codeVersion: z.string(),
});

/** The files of a session, in its folder. */
export const SESSION_FILES = {
  setup: 'session.json',
  warmUp: 'warmup.dbn.zst',
  learned: 'learned.jsonl',
  recording: 'recording.dbn',
  sums: 'recording.sums',
  inputs: 'inputs.jsonl',
  journal: 'journal.jsonl',
  lock: 'session.lock',
  latest: 'latest_recommendation.json',
  recommendations: 'recommendations_log.jsonl',
  schema: 'recommendation.schema.json',
  log: 'trading_system.log',
  feedback: 'feedback.jsonl',
  feedbackLock: 'feedback.lock',
  statistics: 'bayesian_stats.duckdb',
} as const;

/** The setup of the session in a folder; undefined when there is none. @throws TapebenchError TB_SESSION_INVALID */
export function readSetup(folder: string): SessionSetup | undefined {
  const path = join(folder, SESSION_FILES.setup);
  if (!existsSync(path)) return undefined;
  try {
    const { seal, ...written } = JSON.parse(readFileSync(path, 'utf8')) as { readonly seal?: unknown };
    const setup = SESSION_SETUP.parse(written);
    // A session of a version that did not seal it is taken at its word.
    if (seal === undefined || seal === sealOf(written)) return setup;
  } catch (cause) {
    throw unusable(path, 'the setup of the session cannot be read', cause);
  }
  throw unusable(path, 'the setup of the session is not what was written when it was begun');
}

/** SHA-256 of a setup as it is written, so that a changed digit is not taken for another wish. */
function sealOf(setup: object): string {
  return hash('sha256', JSON.stringify(setup), 'hex');
}

function unusable(path: string, why: string, cause?: unknown): TapebenchError {
  return new TapebenchError('TB_SESSION_INVALID', why, {
    where: path,
    kept: 'all files are as they were',
    next: 'Put the file back from a copy, or keep the folder and begin another: --session FOLDER',
    cause,
  });
}

/**
 * Writes the setup, the history and what was learned before (`learnedText`) of a new session. The setup comes last: a folder without one is no session. */
export async function writeSetup(
  folder: string,
  setup: SessionSetup,
  warmUp: Tape | undefined,
  learned?: string,
): Promise<void> {
  if (learned !== undefined) writeAtomically(join(folder, SESSION_FILES.learned), learned);
  if (warmUp !== undefined) await writeDbn(warmUp, join(folder, SESSION_FILES.warmUp), true);
  const sealed = { ...setup, seal: sealOf(setup) };
  writeAtomically(join(folder, SESSION_FILES.setup), `${JSON.stringify(sealed, null, 2)}\n`);
}

/**
 * The history that a session was begun on; undefined when it had none.
 * @throws TapebenchError TB_SESSION_INVALID when the file is not what the setup says
 */
export async function readWarmUp(folder: string, setup: SessionSetup): Promise<Tape | undefined> {
  if (setup.warmUpDigest === null) return undefined;
  const path = join(folder, SESSION_FILES.warmUp);
  const { tape } = await readFile(path, { instrument: setup.instrument }, 'dbn');
  if (tapeDigest(tape) === setup.warmUpDigest) return tape;
  throw new TapebenchError('TB_SESSION_INVALID', 'the history of the session has changed', {
    where: path,
    kept: 'all files are as they were',
  });
}

/** Replaces a file so that a reader sees the old or the new one, never a part. @throws TapebenchError TB_SESSION_WRITE */
export function writeAtomically(path: string, text: string): void {
  try {
    writeFileSync(`${path}.tmp`, text, { flush: true });
    renameSync(`${path}.tmp`, path);
  } catch (cause) {
    throw new TapebenchError('TB_SESSION_WRITE', `cannot write ${path}: ${(cause as Error).message}`, {
      where: path,
      cause,
    });
  }
}
