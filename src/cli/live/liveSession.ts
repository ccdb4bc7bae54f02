import { join, resolve } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import type { PipelineSetup } from '../../live/pipeline.ts';
import {
  type LearnedFrom,
  learnedDigest,
  learnedText,
  type PriorLearning,
  readLearned,
} from '../../live/priorLearning.ts';
import {
  readSetup,
  readWarmUp,
  SESSION_FILES,
  type SessionSetup,
  writeSetup,
} from '../../live/sessionSetup.ts';
import { proveWarmUp, type WarmUpProof } from '../../live/warmUpProof.ts';
import type { Tape } from '../../market/tape.ts';
import { codeDigest } from '../../research/codeVersion.ts';
import { loadStrategy, parametersFor } from '../../research/strategies.ts';
import type { RunResult } from '../../results/model.ts';
import { tapeDigest } from '../../sources/tapeDigest.ts';
import { note } from '../terminal.ts';
import { type Learner, lessonOf } from './fromRun.ts';

export interface SessionRequest {
  readonly folder: string;
  readonly strategy: string;
  /** Values laid over the preset. */
  readonly given: Readonly<Record<string, unknown>>;
  readonly contractOverride: string | undefined;
  readonly source: string;
  /** The run that a new session learns from, by its id or its first digits. */
  readonly fromRun?: { readonly id: string; readonly read: () => Promise<RunResult> } | undefined;
}

/** What a new session begins on. */
export interface Beginning {
  readonly instrument: string;
  readonly isSynthetic: boolean;
  /** UTC ms; undefined when all bars are judged. */
  readonly judgesFrom: number | undefined;
  readonly warmUp: Tape | undefined;
  /** Up to where that history goes, UTC ms, where it is known that the feed must begin by then. */
  readonly historyUntil?: number;
}

/** Says of a history whether it is long enough for the strategy of a session. */
export type Prove = (history: Tape) => WarmUpProof;

/**
 * The setup of the session in a folder: the one that is there, when it was begun with the same, or a new one.
 * @param begin asked for what a new session begins on
 * @throws TapebenchError TB_SESSION_INVALID when the folder holds a session that was begun otherwise
 */
export async function setupFor(
  request: SessionRequest,
  begin: (prove: Prove) => Promise<Beginning>,
): Promise<{ readonly setup: SessionSetup; readonly isNew: boolean }> {
  const strategy = await loadStrategy(request.strategy);
  const found = readSetup(request.folder);
  // With a market that goes on, a person ends an emergency stop; a backtest has none, and goes on with the next session.
  const emergencyReset = found?.parameters['emergencyReset'] ?? 'manual';
  const { all, engine } = parametersFor(strategy, { emergencyReset, ...request.given }, 'command line');
  const asked = {
    strategy: /[\\/]|\.[mc]?[tj]s$/.test(request.strategy) ? resolve(request.strategy) : request.strategy,
    strategyDigest: strategy.digest,
    parameters: all,
    contractOverride: request.contractOverride ?? null,
    source: request.source,
  };
  if (found !== undefined) {
    requireSame(request.folder, found, asked);
    requireSameRun(request.folder, found, request.fromRun?.id);
    return { setup: found, isNew: false };
  }
  const prove: Prove = (history) =>
    proveWarmUp(
      {
        definition: strategy.definition,
        strategyParameters: all,
        engineParameters: engine,
        ...(request.contractOverride === undefined ? {} : { contractOverride: request.contractOverride }),
      },
      history,
    );
  // First, so that nothing is fetched for a run that is not there.
  const run = await request.fromRun?.read();
  const { instrument, isSynthetic, judgesFrom, warmUp, historyUntil } = await begin(prove);
  const learner = {
    strategy: strategy.definition.name,
    instrument,
    isSynthetic,
    parameters: all,
    judgesFrom,
  };
  const learned = run && learnedFrom(run, learner);
  const setup: SessionSetup = {
    format: 'tapebench-session-1',
    ...asked,
    instrument,
    isSynthetic,
    judgesFrom: judgesFrom ?? null,
    warmUpDigest: warmUp === undefined ? null : tapeDigest(warmUp),
    ...(warmUp === undefined ? {} : { warmUpProof: prove(warmUp) }),
    ...(historyUntil === undefined ? {} : { historyUntil }),
    ...(learned === undefined ? {} : { learned: learned.from }),
    codeVersion: codeDigest(),
  };
  await writeSetup(request.folder, setup, warmUp, learned?.text);
  return { setup, isNew: true };
}

/**
 * The setup of the session that must be in a folder.
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_SESSION_INVALID
 */
export function requireSetup(folder: string): SessionSetup {
  const setup = readSetup(folder);
  if (setup !== undefined) return setup;
  throw new TapebenchError('TB_FILE_NOT_FOUND', `there is no session in ${folder}`, {
    where: folder,
    next: 'Begin one: tapebench live v6, or name its folder.',
  });
}

/** What the pipeline of a session is made of. @throws TapebenchError of the strategy, TB_SESSION_INVALID */
export async function pipelineSetupOf(folder: string, setup: SessionSetup): Promise<PipelineSetup> {
  const strategy = await loadStrategy(setup.strategy);
  if (strategy.digest !== setup.strategyDigest) {
    throw new TapebenchError('TB_SESSION_INVALID', 'the strategy has changed since the session began', {
      where: setup.strategy,
      kept: 'all files are as they were',
    });
  }
  const { all, engine } = parametersFor(strategy, setup.parameters, 'session.json');
  const warmUp = await readWarmUp(folder, setup);
  const prior = priorOf(folder, setup);
  return {
    definition: strategy.definition,
    strategyParameters: all,
    engineParameters: engine,
    instrument: setup.instrument,
    judgesFrom: setup.judgesFrom ?? Number.NEGATIVE_INFINITY,
    ...(setup.contractOverride === null ? {} : { contractOverride: setup.contractOverride }),
    ...(warmUp === undefined ? {} : { warmUp }),
    ...(prior === undefined ? {} : { prior }),
  };
}

/** What a session had learned before it began; undefined when nothing. @throws TapebenchError TB_SESSION_INVALID */
export function priorOf(folder: string, { learned }: SessionSetup): PriorLearning | undefined {
  return learned === undefined ? undefined : readLearned(join(folder, SESSION_FILES.learned), learned);
}

/** What a run taught, ready to be written; what should be known of it is said. */
function learnedFrom(
  run: RunResult,
  learner: Learner,
): { readonly from: LearnedFrom; readonly text: string } {
  const { from, outcomes, warnings } = lessonOf(run, learner);
  for (const warning of warnings) note(warning);
  const text = learnedText(outcomes);
  return { from: { ...from, digest: learnedDigest(text) }, text };
}

/** What a session has learned is settled when it begins. */
function requireSameRun(folder: string, { learned }: SessionSetup, asked: string | undefined): void {
  if (asked === undefined || learned?.run.startsWith(asked) === true) return;
  const was = learned === undefined ? 'without --from-run' : `with what run ${learned.run} learned`;
  throw new TapebenchError('TB_SESSION_INVALID', `the session was begun ${was}, not with ${asked}`, {
    where: folder,
    kept: 'all files are as they were',
    next: 'Leave --from-run out, or begin another: --session FOLDER',
  });
}

type Asked = Pick<SessionSetup, 'strategy' | 'strategyDigest' | 'parameters' | 'contractOverride' | 'source'>;

function requireSame(folder: string, found: SessionSetup, asked: Asked): void {
  const names = ['strategy', 'strategyDigest', 'contractOverride', 'source'] as const;
  const changed = names.find((name) => found[name] !== asked[name]);
  const parameter = Object.keys(asked.parameters).find(
    (name) => found.parameters[name] !== asked.parameters[name],
  );
  if (changed === undefined && parameter === undefined) return;
  const [what, was, is] =
    changed !== undefined
      ? [changed, found[changed], asked[changed]]
      : [parameter!, found.parameters[parameter!], asked.parameters[parameter!]];
  throw new TapebenchError(
    'TB_SESSION_INVALID',
    `the session was begun with ${what} ${JSON.stringify(was)}, not ${JSON.stringify(is)}`,
    {
      where: folder,
      kept: 'all files are as they were',
      next: 'Go on with what it was begun with, or begin another: --session FOLDER',
    },
  );
}
