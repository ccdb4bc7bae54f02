import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ParameterValues } from '../engine/parameters.ts';
import type { Outcome } from '../engine/strategy.ts';
import { TapebenchError } from '../errors.ts';
import { DAY_MS } from '../market/dates.ts';

/** Where what a session knew at its begin was learned, as it stands in `session.json`. */
export interface LearnedFrom {
  /** Id of the backtest. */
  readonly run: string;
  readonly strategy: string;
  readonly dataset: string;
  readonly isSynthetic: boolean;
  /** How many outcomes, and the SHA-256 of their file. */
  readonly outcomes: number;
  readonly digest: string;
}

export const LEARNED_FROM: z.ZodType<LearnedFrom> = z.strictObject({
  run: z.string(),
  strategy: z.string(),
  dataset: z.string(),
  isSynthetic: z.boolean(),
  outcomes: z.int().min(1),
  digest: z.string(),
});

/** Outcomes that the sizer has learned before the first bar. */
export interface PriorLearning {
  readonly run: string;
  /** In order of exit time. */
  readonly outcomes: readonly Outcome[];
}

const OUTCOME: z.ZodType<Outcome> = z.strictObject({
  modalBin: z.int(),
  exitTime: z.number(),
  isWin: z.boolean(),
});

/** Outcomes as lines of JSON: `learned.jsonl` of a session, so that a replay needs no database. */
export function learnedText(outcomes: readonly Outcome[]): string {
  return outcomes
    .map(({ modalBin, exitTime, isWin }) => `${JSON.stringify({ modalBin, exitTime, isWin })}\n`)
    .join('');
}

/** SHA-256 of such a file. */
export function learnedDigest(text: string): string {
  return hash('sha256', text, 'hex');
}

/**
 * What a session had learned before its first bar.
 * @throws TapebenchError TB_SESSION_INVALID when the file is not what the setup says
 */
export function readLearned(path: string, { run, digest }: LearnedFrom): PriorLearning {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (learnedDigest(text) !== digest) {
    throw new TapebenchError('TB_SESSION_INVALID', 'what the session learned from a run has changed', {
      where: path,
      kept: 'all files are as they were',
      next: 'Put the file back from a copy, or begin another session: --session FOLDER',
    });
  }
  const lines = text.split('\n').slice(0, -1);
  return { run, outcomes: lines.map((line) => OUTCOME.parse(JSON.parse(line))) };
}

/** How many of a run's outcomes a posterior rests on. */
export interface LearnedShare {
  readonly run: string;
  readonly trades: number;
}

/**
 * The share of a run in the posterior of a context at a time (UTC ms); undefined when it has none. A strategy without
 * `bayesianLookbackDays` forgets nothing.
 */
export function learnedShare(
  { run, outcomes }: PriorLearning,
  parameters: ParameterValues,
  modalBin: number,
  time: number,
): LearnedShare | undefined {
  const trades = withinLookBack(outcomes, parameters, time).filter(
    (each) => each.modalBin === modalBin,
  ).length;
  return trades === 0 ? undefined : { run, trades };
}

/** The outcomes that count at a time, UTC ms. */
export function withinLookBack(
  outcomes: readonly Outcome[],
  parameters: ParameterValues,
  time: number,
): readonly Outcome[] {
  const { bayesianLookbackDays: days } = parameters;
  const from = typeof days === 'number' ? time - days * DAY_MS : Number.NEGATIVE_INFINITY;
  return outcomes.filter(({ exitTime }) => exitTime >= from && exitTime <= time);
}
