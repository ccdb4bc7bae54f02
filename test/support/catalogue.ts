import { writeAudit } from '../../src/results/audits.ts';
import { type CatalogueEntry, listCatalogue } from '../../src/results/catalogue.ts';
import { openResults } from '../../src/results/database.ts';
import { listRuns, type RunListing, writeRun } from '../../src/results/runs.ts';
import { writeStress } from '../../src/results/stresses.ts';
import { writeSweep } from '../../src/results/sweeps.ts';
import { writeVerification } from '../../src/results/verifications.ts';
import { sampleAudit } from './auditResult.ts';
import { sampleRun } from './runResult.ts';
import { sampleStress } from './stressResult.ts';
import { sampleSweep } from './sweepResult.ts';
import { sampleVerification } from './verifyResult.ts';

export interface SampleCatalogue {
  readonly entries: readonly CatalogueEntry[];
  readonly runs: readonly RunListing[];
}

/** One of every kind, and runs on two datasets, as a results file lists them. */
export async function sampleCatalogue(datasetName = 'other'): Promise<SampleCatalogue> {
  const db = await openResults(':memory:');
  try {
    const first = sampleRun({ seed: 1, sessions: 40 });
    await writeRun(db, first);
    await writeRun(db, sampleRun({ seed: 2, sessions: 40, datasetName, isSynthetic: false }));
    await writeAudit(db, sampleAudit());
    await writeVerification(db, await sampleVerification(first));
    await writeStress(db, sampleStress({ seed: 5, sessions: 40 }));
    await writeSweep(db, sampleSweep());
    return { entries: await listCatalogue(db), runs: await listRuns(db) };
  } finally {
    await db.close();
  }
}
