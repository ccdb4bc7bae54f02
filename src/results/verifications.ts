import { TapebenchError } from '../errors.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { append, appendRows, selectFacts, selectRows } from './rows.ts';
import type { WriteOutcome } from './runs.ts';
import type { RunTable } from './tables.ts';
import type { Claim, ClaimResult, Region, VerifyResult } from './verifyModel.ts';
import {
  type ClaimIntervalRow,
  type ClaimRow,
  type ClaimTestRow,
  VERIFICATIONS,
  VERIFY_CLAIMS,
  VERIFY_FINDINGS,
  VERIFY_INTERVALS,
  VERIFY_NULLS,
  VERIFY_SEQUENCE,
  VERIFY_SIZINGS,
  VERIFY_TESTS,
} from './verifyTables.ts';
import { figuresDigestOf, writeOnce } from './writeOnce.ts';

/**
 * Writes a verification, all of it in one transaction.
 * @returns `reproduced` when it was there with the same figures
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on other figures, TB_RESULTS_FAILED when the write fails; nothing is written then
 */
export async function writeVerification(db: ResultsDatabase, result: VerifyResult): Promise<WriteOutcome> {
  const { claims, arithmetic, nulls, sequential, sizing, ...facts } = result;
  const { command, ...figures } = result;
  const { verifyId } = facts;
  const figuresDigest = figuresDigestOf(figures);
  const key = {
    kind: 'verification',
    table: VERIFICATIONS.name,
    idColumn: 'verify_id',
    id: verifyId,
    figuresDigest,
  } as const;
  return writeOnce(db, key, async (connection) => {
    const row = VERIFICATIONS.row.encode({
      ...facts,
      sequential: sequential === null ? null : withoutPoints(sequential),
      sizing: sizing === null ? null : withoutRows(sizing),
      figuresDigest,
    });
    const types = VERIFICATIONS.row.columns.map((column) => column.type);
    await append(connection, VERIFICATIONS.name, types, [row]);
    await appendRows(connection, VERIFY_CLAIMS, verifyId, claims.map(claimRow));
    await appendRows(connection, VERIFY_INTERVALS, verifyId, claims.flatMap(intervalRows));
    await appendRows(connection, VERIFY_TESTS, verifyId, claims.flatMap(testRows));
    await appendRows(connection, VERIFY_FINDINGS, verifyId, arithmetic);
    await appendRows(connection, VERIFY_NULLS, verifyId, nulls);
    await appendRows(connection, VERIFY_SEQUENCE, verifyId, sequential?.points ?? []);
    await appendRows(connection, VERIFY_SIZINGS, verifyId, sizing?.rows ?? []);
  });
}

/**
 * A verification as it was written.
 * @throws TapebenchError TB_RUN_UNKNOWN, TB_RESULTS_FAILED
 */
export async function readVerification(db: ResultsDatabase, verifyId: string): Promise<VerifyResult> {
  const { connection } = db;
  const rows = <Row>(table: RunTable<Row>): Promise<Row[]> =>
    selectRows(connection, table, verifyId, 'verify_id');
  try {
    const found = await selectFacts(connection, VERIFICATIONS, 'verify_id', verifyId);
    if (found === undefined) {
      throw new TapebenchError('TB_RUN_UNKNOWN', `there is no verification ${JSON.stringify(verifyId)}`, {
        where: db.path,
      });
    }
    const { figuresDigest, sequential, sizing, ...facts } = found;
    const intervals = await rows(VERIFY_INTERVALS);
    const tests = await rows(VERIFY_TESTS);
    return {
      ...facts,
      claims: (await rows(VERIFY_CLAIMS)).map((row, place) => claimResult(row, place, intervals, tests)),
      arithmetic: await rows(VERIFY_FINDINGS),
      nulls: await rows(VERIFY_NULLS),
      sequential: sequential === null ? null : { ...sequential, points: await rows(VERIFY_SEQUENCE) },
      sizing: sizing === null ? null : { ...sizing, rows: await rows(VERIFY_SIZINGS) },
    };
  } catch (error) {
    throw failure(error, db.path);
  }
}

function withoutPoints({
  points: _,
  ...rest
}: NonNullable<VerifyResult['sequential']>): Omit<NonNullable<VerifyResult['sequential']>, 'points'> {
  return rest;
}

function withoutRows({
  rows: _,
  ...rest
}: NonNullable<VerifyResult['sizing']>): Omit<NonNullable<VerifyResult['sizing']>, 'rows'> {
  return rest;
}

function claimRow({ claim, intervals: _, tests: __, ...result }: ClaimResult): ClaimRow {
  const { id, region, ...rest } = claim;
  const isLeast = region.relation === 'at-least';
  return {
    ...rest,
    ...result,
    name: id,
    relation: region.relation,
    least: isLeast ? region.value : null,
    against: isLeast ? String(region.against) : null,
    low: isLeast ? null : region.low,
    high: isLeast ? null : region.high,
  };
}

function intervalRows({ intervals }: ClaimResult, claim: number): ClaimIntervalRow[] {
  return intervals.map((each) => ({ ...each, claim }));
}

function testRows({ tests }: ClaimResult, claim: number): ClaimTestRow[] {
  return tests.map((each) => ({ ...each, claim }));
}

function claimResult(
  row: ClaimRow,
  place: number,
  intervals: readonly ClaimIntervalRow[],
  tests: readonly ClaimTestRow[],
): ClaimResult {
  const { name, relation: _, least: __, against: ___, low: ____, high: _____, ...rest } = row;
  const { statement, estimand, population, n, costs, ...result } = rest;
  const claim: Claim = { id: name, statement, estimand, population, n, costs, region: regionOf(row) };
  return {
    ...result,
    claim,
    intervals: intervals
      .filter((each) => each.claim === place)
      .map(({ method, interval }) => ({ method, interval })),
    tests: tests.filter((each) => each.claim === place).map(({ claim: ______, ...test }) => test),
  };
}

function regionOf({ relation, least, against, low, high }: ClaimRow): Region {
  if (relation === 'within') return { relation, low: low!, high: high! };
  if (against === 'zero' || against === 'break-even' || against === 'structural')
    return { relation, value: least!, against };
  return { relation, value: least!, against: Number(against) };
}
