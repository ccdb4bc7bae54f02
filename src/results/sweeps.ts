import { TapebenchError } from '../errors.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { append, appendRows, selectFacts, selectRows } from './rows.ts';
import type { WriteOutcome } from './runs.ts';
import type { SweepResult } from './sweepModel.ts';
import {
  SWEEP_AXES,
  SWEEP_FOLDS,
  SWEEP_OUT_OF_SAMPLE,
  SWEEP_RANKS,
  SWEEP_TRIALS,
  SWEEPS,
  type SweepFacts,
} from './sweepTables.ts';
import type { RunTable } from './tables.ts';
import { figuresDigestOf, writeOnce } from './writeOnce.ts';

/**
 * Writes a sweep, all of it in one transaction; its trials are counted in the ledger beforehand, by `recordTrials`.
 * @returns `reproduced` when the sweep was there with the same figures
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on other figures, TB_RESULTS_FAILED when the write fails; nothing is written then
 */
export async function writeSweep(db: ResultsDatabase, sweep: SweepResult): Promise<WriteOutcome> {
  const { axes, trials, folds, outOfSample, overfitting, ...rest } = sweep;
  const { command, ...figures } = sweep;
  const figuresDigest = figuresDigestOf(figures);
  const { sweepId } = sweep;
  const key = {
    kind: 'sweep',
    table: SWEEPS.name,
    idColumn: 'sweep_id',
    id: sweepId,
    figuresDigest,
  } as const;
  return writeOnce(db, key, async (connection) => {
    const facts: SweepFacts = {
      ...rest,
      trialCount: trials.length,
      overfitting: overfitting === null ? null : withoutRanks(overfitting),
      figuresDigest,
    };
    const types = SWEEPS.row.columns.map((column) => column.type);
    await append(connection, SWEEPS.name, types, [SWEEPS.row.encode(facts)]);
    const axisRows = axes.map(({ name, about, values }) => ({ name, about, values: JSON.stringify(values) }));
    await appendRows(connection, SWEEP_AXES, sweepId, axisRows);
    await appendRows(connection, SWEEP_TRIALS, sweepId, trials);
    await appendRows(connection, SWEEP_FOLDS, sweepId, folds);
    await appendRows(connection, SWEEP_OUT_OF_SAMPLE, sweepId, outOfSample);
    const ranks = overfitting?.rankCounts ?? [];
    await appendRows(
      connection,
      SWEEP_RANKS,
      sweepId,
      ranks.map((halvings) => ({ halvings })),
    );
  });
}

/**
 * A sweep as it was written.
 * @throws TapebenchError TB_RUN_UNKNOWN, TB_RESULTS_FAILED
 */
export async function readSweep(db: ResultsDatabase, sweepId: string): Promise<SweepResult> {
  const { connection } = db;
  const rows = <Row>(table: RunTable<Row>): Promise<Row[]> =>
    selectRows(connection, table, sweepId, 'sweep_id');
  try {
    const found = await selectFacts(connection, SWEEPS, 'sweep_id', sweepId);
    if (found === undefined) {
      throw new TapebenchError('TB_RUN_UNKNOWN', `there is no sweep ${JSON.stringify(sweepId)}`, {
        where: db.path,
      });
    }
    const { trialCount, figuresDigest, overfitting, ...facts } = found;
    const rankCounts = (await rows(SWEEP_RANKS)).map(({ halvings }) => halvings);
    return {
      ...facts,
      axes: (await rows(SWEEP_AXES)).map(({ values, ...axis }) => ({ ...axis, values: JSON.parse(values) })),
      trials: await rows(SWEEP_TRIALS),
      overfitting: overfitting === null ? null : { ...overfitting, rankCounts },
      folds: await rows(SWEEP_FOLDS),
      outOfSample: await rows(SWEEP_OUT_OF_SAMPLE),
    };
  } catch (error) {
    throw failure(error, db.path);
  }
}

function withoutRanks({
  rankCounts: _,
  ...rest
}: NonNullable<SweepResult['overfitting']>): NonNullable<SweepFacts['overfitting']> {
  return rest;
}
