import { join } from 'node:path';
import { renderAuditReport } from '../../report/audit/auditReport.ts';
import { renderRunReport } from '../../report/runReport.ts';
import { renderStressReport } from '../../report/stressReport.ts';
import { renderSweepReport } from '../../report/sweep/sweepReport.ts';
import { renderVerifyReport } from '../../report/verify/verifyReport.ts';
import { writeReport } from '../../report/writeReport.ts';
import type { AuditResult } from '../../results/auditModel.ts';
import { readAudit } from '../../results/audits.ts';
import type { ResultsDatabase } from '../../results/database.ts';
import type { RunResult } from '../../results/model.ts';
import { readRun } from '../../results/runs.ts';
import { readStress } from '../../results/stresses.ts';
import type { StressResult } from '../../results/stressModel.ts';
import type { Study, StudyKind } from '../../results/studies.ts';
import type { SweepResult } from '../../results/sweepModel.ts';
import { readSweep } from '../../results/sweeps.ts';
import { readVerification } from '../../results/verifications.ts';
import type { VerifyResult } from '../../results/verifyModel.ts';
import { fileNameOf } from '../outputFolder.ts';

/** A run or a study with its results, as they are in the database. */
export type StoredStudy =
  | { readonly kind: 'run'; readonly result: RunResult }
  | { readonly kind: 'audit'; readonly result: AuditResult }
  | { readonly kind: 'stress'; readonly result: StressResult }
  | { readonly kind: 'sweep'; readonly result: SweepResult }
  | { readonly kind: 'verification'; readonly result: VerifyResult };

/** Reads what was written. @throws TapebenchError TB_RUN_UNKNOWN, TB_RESULTS_FAILED */
export async function readStudy(db: ResultsDatabase, { kind, id }: Study): Promise<StoredStudy> {
  switch (kind) {
    case 'run':
      return { kind, result: await readRun(db, id) };
    case 'audit':
      return { kind, result: await readAudit(db, id) };
    case 'stress':
      return { kind, result: await readStress(db, id) };
    case 'sweep':
      return { kind, result: await readSweep(db, id) };
    case 'verification':
      return { kind, result: await readVerification(db, id) };
  }
}

/** The page of a study as HTML. @throws TapebenchError TB_REPORT_FAILED */
export function renderStudy({ kind, result }: StoredStudy): string {
  switch (kind) {
    case 'run':
      return renderRunReport(result);
    case 'audit':
      return renderAuditReport(result);
    case 'stress':
      return renderStressReport(result.run, result.grid, { command: result.command, figures: result });
    case 'sweep':
      return renderSweepReport(result);
    case 'verification':
      return renderVerifyReport(result);
  }
}

/** The file name of a study's page: what it is about and, by the id, which one it shows. */
export function pageFileName({ kind, subject, dataset, id }: PageSubject): string {
  const beginning = kind === 'run' ? '' : kind === 'verification' ? 'verify-' : `${kind}-`;
  return fileNameOf(`${beginning}${subject}-${dataset}-${id}.html`);
}

/** What a page's name is made of. */
export interface PageSubject {
  readonly kind: StudyKind;
  readonly subject: string;
  readonly dataset: string;
  readonly id: string;
}

/** The same of a study as it was made or read. */
export function subjectOf({ kind, result }: StoredStudy): PageSubject {
  switch (kind) {
    case 'run':
      return runSubject(result);
    case 'audit':
      return { kind, subject: 'v6-published', dataset: result.dataset.name, id: result.auditId };
    case 'stress':
      return { ...runSubject(result.run), kind, subject: result.run.header.strategy, id: result.stressId };
    case 'sweep':
      return { kind, subject: namedBy(result), dataset: result.dataset.name, id: result.sweepId };
    case 'verification':
      return { kind, subject: result.ledger, dataset: result.dataset.name, id: result.verifyId };
  }
}

function runSubject({ header }: RunResult): PageSubject {
  return { kind: 'run', subject: namedBy(header), dataset: header.dataset.name, id: header.runId };
}

function namedBy({ preset, strategy }: { readonly preset: string; readonly strategy: string }): string {
  return preset === 'default' ? strategy : preset;
}

/**
 * Writes the page of a study into a folder, in place of an older one.
 * @returns its path
 * @throws TapebenchError TB_REPORT_FAILED
 */
export async function writeStudyPage(study: StoredStudy, folder: string): Promise<string> {
  const path = join(folder, pageFileName(subjectOf(study)));
  await writeReport(path, renderStudy(study), true);
  return path;
}
