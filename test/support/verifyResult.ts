import { join } from 'node:path';
import { readLedger } from '../../src/research/verify/ledger.ts';
import { verifyRun } from '../../src/research/verify/verify.ts';
import type { RunResult } from '../../src/results/model.ts';
import type { NullResult, VerifyResult } from '../../src/results/verifyModel.ts';

/** Nulls as the workbench would leave them behind, made up: one of them without a trade. */
export function sampleNulls(): NullResult[] {
  return [
    {
      name: 'random-entries',
      about: 'Entries at random.',
      replications: 200,
      withoutTrades: 0,
      meanTrades: 150,
      winRate: 0.451,
      winRateRange: { low: 0.4, high: 0.5 },
      meanNetReturn: -0.0001,
      meanNetReturnRange: { low: -0.0003, high: 0.0002 },
      winRatePValue: 0.301,
      meanNetReturnPValue: 0.402,
    },
    {
      name: 'volume-shuffle',
      about: 'Volumes dealt anew.',
      replications: 19,
      withoutTrades: 19,
      meanTrades: 0,
      winRate: null,
      winRateRange: null,
      meanNetReturn: null,
      meanNetReturnRange: null,
      winRatePValue: null,
      meanNetReturnPValue: null,
    },
  ];
}

/** The ledger that comes with v6, held against a run. */
export async function sampleVerification(run: RunResult): Promise<VerifyResult> {
  const file = join(import.meta.dirname, '..', '..', 'strategies', 'v6', 'claims.yaml');
  // The sample's strategy has no brackets among its parameters, which the claims ask for.
  const parameters = { profitTargetRatio: 2, ...run.header.parameters };
  const bracketed = { ...run, header: { ...run.header, parameters } };
  return verifyRun(bracketed, await readLedger(file), {
    command: 'tapebench verify v6',
    definition: null,
    nulls: sampleNulls(),
  });
}
