import { TapebenchError } from '../errors.ts';
import type { AuditResult } from './auditModel.ts';
import {
  attributionsOf,
  drawnRows,
  drawnTrades,
  ratioOf,
  ratioRow,
  shapleyRows,
  worldSummaryOf,
  worldSummaryRow,
} from './auditRows.ts';
import {
  AUDIT_CAUSAL,
  AUDIT_DEFECTS,
  AUDIT_RATIOS,
  AUDIT_ROW_ORDERS,
  AUDIT_SHAPLEY,
  AUDIT_SUBSETS,
  AUDIT_TRADE_ROWS,
  AUDIT_TRADES,
  AUDIT_WORLD_SUMMARIES,
  AUDIT_WORLDS,
  AUDITS,
  type AuditFacts,
} from './auditTables.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { append, appendRows, selectFacts, selectRows } from './rows.ts';
import type { WriteOutcome } from './runs.ts';
import type { RunTable } from './tables.ts';
import { figuresDigestOf, writeOnce } from './writeOnce.ts';

/**
 * Writes an audit, all of it in one transaction. An audit id that is there already must have the same figures, and then
 * changes nothing.
 * @returns `written`, or `reproduced` when the audit was there with the same figures
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on other figures, TB_RESULTS_FAILED when the write fails; nothing is written then
 */
export async function writeAudit(db: ResultsDatabase, result: AuditResult): Promise<WriteOutcome> {
  const { auditId, dataset, codeVersion, claimedWinRate, mixing, conclusion, findings } = result;
  // The command and the drawn rows may be worded or cut otherwise; everything else is a figure.
  const { command, tradeRows, ...figures } = result;
  const figuresDigest = figuresDigestOf(figures);
  const key = {
    kind: 'audit',
    table: AUDITS.name,
    idColumn: 'audit_id',
    id: auditId,
    figuresDigest,
  } as const;
  return writeOnce(db, key, async (connection) => {
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
    await appendRows(connection, AUDIT_SHAPLEY, auditId, shapleyRows(result.attributions));
    await appendRows(connection, AUDIT_ROW_ORDERS, auditId, result.rowOrders);
    await appendRows(connection, AUDIT_TRADES, auditId, result.trades);
    await appendRows(connection, AUDIT_RATIOS, auditId, result.ratios.map(ratioRow));
    await appendRows(connection, AUDIT_CAUSAL, auditId, result.causal);
    await appendRows(connection, AUDIT_WORLDS, auditId, result.worlds);
    await appendRows(connection, AUDIT_WORLD_SUMMARIES, auditId, result.worldSummaries.map(worldSummaryRow));
    await appendRows(connection, AUDIT_DEFECTS, auditId, result.defects);
    await appendRows(connection, AUDIT_TRADE_ROWS, auditId, drawnRows(tradeRows));
  });
}

/**
 * An audit as it was written.
 * @throws TapebenchError TB_RUN_UNKNOWN, TB_RESULTS_FAILED
 */
export async function readAudit(db: ResultsDatabase, auditId: string): Promise<AuditResult> {
  const { connection } = db;
  const rows = <Row>(table: RunTable<Row>): Promise<Row[]> =>
    selectRows(connection, table, auditId, 'audit_id');
  try {
    const found = await selectFacts(connection, AUDITS, 'audit_id', auditId);
    if (found === undefined) {
      throw new TapebenchError('TB_RUN_UNKNOWN', `there is no audit ${JSON.stringify(auditId)}`, {
        where: db.path,
      });
    }
    const { figuresDigest, conclusion, findings, mixing, ...facts } = found;
    return {
      ...facts,
      defects: await rows(AUDIT_DEFECTS),
      subsets: await rows(AUDIT_SUBSETS),
      attributions: attributionsOf(await rows(AUDIT_SHAPLEY)),
      rowOrders: await rows(AUDIT_ROW_ORDERS),
      trades: await rows(AUDIT_TRADES),
      tradeRows: drawnTrades(await rows(AUDIT_TRADE_ROWS)),
      ratios: (await rows(AUDIT_RATIOS)).map(ratioOf),
      causal: await rows(AUDIT_CAUSAL),
      worlds: await rows(AUDIT_WORLDS),
      worldSummaries: (await rows(AUDIT_WORLD_SUMMARIES)).map(worldSummaryOf),
      mixing,
      conclusion,
      findings,
    };
  } catch (error) {
    throw failure(error, db.path);
  }
}
