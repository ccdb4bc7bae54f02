import { createHash } from 'node:crypto';
import type { OutOfSample, SweepResult } from '../../results/sweepModel.ts';
import { codeDigest } from '../codeVersion.ts';
import type { RunData } from '../run.ts';
import { type LoadedStrategy, parameterTableOf } from '../strategies.ts';
import { crossValidationFolds, type Fold, walkForwardFolds } from '../walkForward/folds.ts';
import { outOfSampleOf } from '../walkForward/outOfSample.ts';
import type { ScoredTrials } from '../walkForward/scoring.ts';
import { deflationOf, overfittingOf, snoopingOf } from './deflation.ts';
import { judge } from './judge.ts';
import { type Points, pointsOf } from './points.ts';
import type { SweepFile } from './sweepFile.ts';
import { runTrials, type Trials } from './trials.ts';

export interface SweepRequest {
  readonly file: SweepFile;
  /** Path of the file, for errors. */
  readonly where: string;
  readonly strategy: LoadedStrategy;
  readonly data: RunData;
  readonly contractOverride?: string;
  /** The command that makes this sweep again. */
  readonly command: string;
  readonly onTrial?: (done: number, total: number) => void;
}

/** A sweep whose trials have been run and not yet judged: the ledger has to count them first. */
export interface SweptTrials extends Trials {
  readonly request: SweepRequest;
  readonly points: Points;
}

/** How many trials a sweep file asks for. @throws TapebenchError as `pointsOf` does */
export function sweepPoints({
  file,
  strategy,
  where,
}: Pick<SweepRequest, 'file' | 'strategy' | 'where'>): Points {
  return pointsOf(file, parameterTableOf(strategy.definition), where);
}

/** Runs every trial. @throws TapebenchError on the file's parameters or whatever a run throws */
export function runSweep(request: SweepRequest): SweptTrials {
  const { file, where, strategy, data, contractOverride, onTrial } = request;
  const points = sweepPoints(request);
  const total = points.points.length;
  const trials = runTrials({
    strategy,
    data,
    fixed: file.fixed,
    points: points.points,
    ...(contractOverride === undefined ? {} : { contractOverride }),
    where,
    onTrial: (done) => onTrial?.(done, total),
  });
  return { ...trials, request, points };
}

/**
 * Judges the trials: the best of them deflated, the chance that choosing overfits, and what choosing by the past would have
 * brought afterwards.
 * @param trialsInLedger all trials counted on this dataset, these among them
 */
export function judgeSweep(swept: SweptTrials, trialsInLedger: number): SweepResult {
  const { request, points, days, outcomes, detections } = swept;
  const { file, strategy, data, command } = request;
  const scored: ScoredTrials = { outcomes, days, minTrades: file.minTrades };
  const schemes = schemesOf(scored, file);
  const trials = outcomes.map((outcome) => outcome.row);
  const deflation = deflationOf(outcomes, trialsInLedger);
  const snooping = snoopingOf(outcomes);
  const overfitting = overfittingOf(outcomes);
  return {
    sweepId: sweepIdOf(swept, trialsInLedger),
    strategy: strategy.definition.name,
    preset: strategy.preset,
    dataset: data.facts,
    codeVersion: codeDigest(),
    command,
    fileDigest: file.digest,
    search: file.search,
    seed: file.search === 'random' ? file.seed : null,
    fixed: JSON.stringify(file.fixed),
    minTrades: file.minTrades,
    tradeDates: days.length,
    axes: points.axes,
    trials,
    deflation,
    overfitting,
    snooping,
    folds: schemes.flatMap(({ folds }) => folds.map((fold) => fold.row)),
    outOfSample: schemes.map(({ summary }) => summary),
    ...judge(trials, deflation, snooping),
    notes: notesOf(swept, overfitting === null, detections),
  };
}

function schemesOf(
  scored: ScoredTrials,
  file: SweepFile,
): { readonly folds: readonly Fold[]; readonly summary: OutOfSample }[] {
  const schemes: { folds: readonly Fold[]; summary: OutOfSample }[] = [];
  if (file.walkForward !== undefined) {
    const { folds, plan } = walkForwardFolds(scored, file.walkForward);
    const notes =
      folds.length === 0
        ? [
            `One fold needs ${plan.requiredDays} trade dates (warm-up, training, purge, test), the record has ${scored.days.length}: there is no fold.`,
          ]
        : plan.unusedDays > 0
          ? [`${plan.unusedDays} trade dates at the end are in no fold, because another test would not fit.`]
          : [];
    schemes.push({ folds, summary: outOfSampleOf('walk-forward', scored, folds, notes) });
  }
  if (file.crossValidation !== undefined) {
    const folds = crossValidationFolds(scored, file.crossValidation);
    const missing = file.crossValidation.folds - folds.length;
    const notes =
      missing === 0
        ? []
        : [`${missing} of ${file.crossValidation.folds} folds are left without training days.`];
    schemes.push({ folds, summary: outOfSampleOf('cross-validation', scored, folds, notes) });
  }
  return schemes;
}

function notesOf(
  { outcomes, points, request }: SweptTrials,
  isOverfittingMissing: boolean,
  detections: number,
): string[] {
  const total = outcomes.length;
  const silent = outcomes.filter((outcome) => outcome.trades.length === 0).length;
  const rare = outcomes.filter(
    ({ trades }) => trades.length > 0 && trades.length < request.file.minTrades,
  ).length;
  const wanted = request.file.trials ?? total;
  const notes: string[] = [];
  if (silent > 0)
    notes.push(`${silent} of ${total} trials made no trade; they count as trials and have no rate.`);
  if (rare > 0) notes.push(`${rare} of ${total} trials made fewer than ${request.file.minTrades} trades.`);
  if (points.points.length < wanted) {
    notes.push(
      `The search found ${total} different points where ${wanted} were asked for: there are no more to find.`,
    );
  }
  if (isOverfittingMissing) {
    notes.push('The probability of overfitting needs two trials and twenty trade dates at the least.');
  }
  notes.push(
    `${total} trials had ${detections} different sets of signals between them.`,
    'Costs, fills and latency are the same in every trial: they are assumptions, and stress varies them.',
  );
  return notes;
}

function sweepIdOf({ request, outcomes }: SweptTrials, trialsInLedger: number): string {
  const { file, data, contractOverride } = request;
  const parts = [
    file.digest,
    data.facts.digest,
    contractOverride ?? null,
    codeDigest(),
    outcomes.map((outcome) => outcome.row.runId),
    trialsInLedger,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
