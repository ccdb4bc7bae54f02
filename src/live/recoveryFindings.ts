import type { JournalFile } from './journalFile.ts';

/** What a folder was found to be when it was opened. */
export interface FoundFolder {
  readonly journal: Pick<JournalFile, 'findings' | 'missing'>;
  readonly inputsCutBytes: number;
  readonly recommendationsCutBytes: number;
  /** The process that left it without closing it; NaN when it cannot be told. */
  readonly tookOverFrom: number | undefined;
}

/** What was mended in the files of a session, or must still come again, in words. */
export function recoveryFindings(found: FoundFolder): string[] {
  const { journal, inputsCutBytes, recommendationsCutBytes, tookOverFrom } = found;
  const findings = [...journal.findings];
  if (inputsCutBytes > 0) findings.push(`Cut ${inputsCutBytes} bytes of a torn last line off the inputs.`);
  if (recommendationsCutBytes > 0)
    findings.push(`Cut ${recommendationsCutBytes} bytes of a torn last line off the recommendations.`);
  if (tookOverFrom !== undefined) {
    const process = Number.isNaN(tookOverFrom) ? 'A process' : `Process ${tookOverFrom}`;
    findings.push(`${process} left this session without closing it; it is gone on with.`);
  }
  if (journal.missing > 0) {
    findings.push(
      `The journal is ${journal.missing} events ahead of the recording; they must come again before anything new is said.`,
    );
  }
  return findings;
}
