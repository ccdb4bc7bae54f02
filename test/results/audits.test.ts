import { describe, expect, test } from 'vitest';
import type { AuditResult } from '../../src/results/auditModel.ts';
import { writeAudit } from '../../src/results/audits.ts';
import { openResults, type ResultsDatabase } from '../../src/results/database.ts';
import { sampleAudit } from '../support/auditResult.ts';

async function withDatabase(work: (db: ResultsDatabase) => Promise<void>): Promise<void> {
  const db = await openResults(':memory:');
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

async function select(db: ResultsDatabase, query: string): Promise<unknown[][]> {
  return (await db.connection.runAndReadAll(query)).getRowsJson() as unknown[][];
}

describe('an audit in the database', () => {
  const audit = sampleAudit();

  test('is there with all its rows, in order', () =>
    withDatabase(async (db) => {
      await expect(writeAudit(db, audit)).resolves.toBe('written');
      expect(await select(db, 'SELECT audit_id, dataset_name, conclusion, findings FROM audits')).toEqual([
        [audit.auditId, 'sample', audit.conclusion, [...audit.findings]],
      ]);
      expect(
        await select(
          db,
          'SELECT mask, trades, win_rate, win_rate_low FROM audit_subsets WHERE trades > 0 ORDER BY ordinal LIMIT 1',
        ),
      ).toEqual([[0, 20, audit.subsets[0]!.winRate!.value, audit.subsets[0]!.winRate!.interval.low]]);
      expect(await select(db, 'SELECT count(*), count(win_rate) FROM audit_subsets')).toEqual([
        ['512', String(audit.subsets.filter((row) => row.trades > 0).length)],
      ]);
      expect(
        await select(
          db,
          "SELECT defect, value, days FROM audit_shapley WHERE quantity = 'wins' ORDER BY ordinal LIMIT 1",
        ),
      ).toEqual([['contract-mixing', audit.attributions[1]!.parts[0]!.value, audit.attributions[1]!.days]]);
      expect(
        await select(
          db,
          'SELECT entry_contract, exit_contract, vanishes_with FROM audit_trades ORDER BY ordinal LIMIT 1',
        ),
      ).toEqual([['ESM4', 'ESU4', ['contract-mixing', 'early-entry']]]);
      expect(await select(db, 'SELECT label, median FROM audit_ratios ORDER BY ordinal')).toEqual(
        audit.ratios.map((ratio) => [ratio.label, ratio.quantiles[3] ?? null]),
      );
      for (const [name, rows] of [
        ['audit_row_orders', audit.rowOrders],
        ['audit_causal', audit.causal],
        ['audit_worlds', audit.worlds],
        ['audit_world_summaries', audit.worldSummaries],
      ] as const) {
        expect(rows.length, name).toBeGreaterThan(0);
        expect(
          await select(db, `SELECT count(*) FROM ${name} WHERE audit_id = '${audit.auditId}'`),
          name,
        ).toEqual([[String(rows.length)]]);
      }
    }));

  test('written again changes nothing; other figures under its id are refused', () =>
    withDatabase(async (db) => {
      await writeAudit(db, audit);
      await expect(writeAudit(db, { ...audit, command: 'another', tradeRows: [] })).resolves.toBe(
        'reproduced',
      );
      const other: AuditResult = { ...audit, claimedWinRate: 0.7 };
      await expect(writeAudit(db, other)).rejects.toMatchObject({ code: 'TB_RUN_NOT_REPRODUCED' });
      expect(await select(db, 'SELECT claimed_win_rate FROM audits')).toEqual([[0.647]]);
      await expect(writeAudit(db, { ...other, auditId: 'b' })).resolves.toBe('written');
    }));

  test('that fails half-way leaves nothing', () =>
    withDatabase(async (db) => {
      const [first] = audit.trades;
      const broken: AuditResult = { ...audit, trades: [{ ...first!, day: '2024-02-30' }] };
      await expect(writeAudit(db, broken)).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
      expect(
        await select(db, 'SELECT (SELECT count(*) FROM audits), (SELECT count(*) FROM audit_subsets)'),
      ).toEqual([['0', '0']]);
    }));
});
