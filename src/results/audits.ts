import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { TapebenchError } from '../errors.ts';
import type { AuditResult, RatioDistribution, WorldSummary } from './auditModel.ts';
import {
  AUDIT_CAUSAL,
  AUDIT_RATIOS,
  AUDIT_ROW_ORDERS,
  AUDIT_SHAPLEY,
  AUDIT_SUBSETS,
  AUDIT_TRADES,
  AUDIT_WORLD_SUMMARIES,
  AUDIT_WORLDS,
  AUDITS,
  type AuditFacts,
  type RatioRow,
  type ShapleyRow,
  type WorldSummaryRow,
} from './auditTables.ts';
import type { ResultsDatabase } from './database.ts';
import { append, appendRows } from './rows.ts';
import type { WriteOutcome } from './runs.ts';

/**
 * Writes an audit, all of it in one transaction. An audit id that is there already must have the same figures, and then
 * changes nothing.
 * @returns `written`, or `reproduced` when the audit was there with the same figures
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on other figures, TB_RESULTS_FAILED when the write fails; nothing is written then
 */
export async function writeAudit(db: ResultsDatabase, result: AuditResult): Promise<WriteOutcome> {
  const figuresDigest = figuresDigestOf(result);
  return db.transaction(async (connection) => {
    const known = await knownDigest(connection, result.auditId);
    if (known === figuresDigest) return 'reproduced';
    if (known !== null) {
      throw new TapebenchError(
        'TB_RUN_NOT_REPRODUCED',
        `audit ${result.auditId} has other figures in the database than now`,
        { where: db.path, kept: 'the audit in the database was left as it is' },
      );
    }
    await appendAudit(connection, result, figuresDigest);
    return 'written';
  });
}

/** The command and the drawn rows may be worded or cut otherwise; everything else is a figure. */
function figuresDigestOf({ command, tradeRows, ...figures }: AuditResult): string {
  return createHash('sha256').update(JSON.stringify(figures)).digest('hex');
}

async function knownDigest(connection: DuckDBConnection, auditId: string): Promise<string | null> {
  const reader = await connection.runAndReadAll('SELECT figures_digest FROM audits WHERE audit_id = $1', [
    auditId,
  ]);
  return (reader.getRows()[0]?.[0] as string | undefined) ?? null;
}

async function appendAudit(
  connection: DuckDBConnection,
  result: AuditResult,
  figuresDigest: string,
): Promise<void> {
  const { auditId, dataset, codeVersion, command, claimedWinRate, mixing, conclusion, findings } = result;
  const facts: AuditFacts = {
    auditId,
    dataset,
    codeVersion,
    command,
    claimedWinRate,
    mixing,
    figuresDigest,
    conclusion,
    findings,
  };
  const types = AUDITS.row.columns.map((column) => column.type);
  await append(connection, AUDITS.name, types, [AUDITS.row.encode(facts)]);
  await appendRows(connection, AUDIT_SUBSETS, auditId, result.subsets);
  await appendRows(connection, AUDIT_SHAPLEY, auditId, shapleyRows(result));
  await appendRows(connection, AUDIT_ROW_ORDERS, auditId, result.rowOrders);
  await appendRows(connection, AUDIT_TRADES, auditId, result.trades);
  await appendRows(connection, AUDIT_RATIOS, auditId, result.ratios.map(ratioRow));
  await appendRows(connection, AUDIT_CAUSAL, auditId, result.causal);
  await appendRows(connection, AUDIT_WORLDS, auditId, result.worlds);
  await appendRows(connection, AUDIT_WORLD_SUMMARIES, auditId, result.worldSummaries.map(worldSummaryRow));
}

function shapleyRows({ attributions }: AuditResult): ShapleyRow[] {
  return attributions.flatMap(({ quantity, published, allMended, level, days, parts }) =>
    parts.map(({ defect, value, interval }) => ({
      quantity,
      defect,
      published,
      allMended,
      value,
      interval,
      level,
      days,
    })),
  );
}

function ratioRow({ label, n, quantiles, reachesFitted, becomesEntry }: RatioDistribution): RatioRow {
  const [lowest = null, p10 = null, p25 = null, median = null, p75 = null, p90 = null, highest = null] =
    quantiles;
  return { label, n, lowest, p10, p25, median, p75, p90, highest, reachesFitted, becomesEntry };
}

function worldSummaryRow({ quantiles, ...rest }: WorldSummary): WorldSummaryRow {
  const [p5 = null, p25 = null, median = null, p75 = null, p95 = null] = quantiles;
  return { ...rest, p5, p25, median, p75, p95 };
}
