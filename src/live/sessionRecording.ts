import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabentoError } from '../databento/errors.ts';
import { Recording } from '../databento/live/recording.ts';
import { TapebenchError } from '../errors.ts';
import { setAside } from './lineFile.ts';
import { checkSums, RecordingSums } from './recordingSums.ts';

export interface OpenedRecording {
  readonly recording: Recording;
  readonly sums: RecordingSums;
  /** What was found wrong with the files and mended, in words. */
  readonly findings: readonly string[];
  /** Whether records were lost: then what came after them is lost too. */
  readonly isDamaged: boolean;
}

/**
 * Opens or begins the recording of a session, each write waited for, and holds it against its sums. A file that is damaged
 * is set aside under another name, and the good records before the damage are gone on with.
 * @throws TapebenchError TB_SESSION_WRITE
 */
export function openRecording(path: string, sumsPath: string): OpenedRecording {
  const { goodBytes, goodLines, damage } = checkSums(sumsPath, path);
  const findings: string[] = [];
  if (damage === 'changed') {
    findings.push(
      keepGoodPart(path, goodBytes, `from byte ${goodBytes} on its bytes are not those that were written`),
    );
  } else if (damage === 'short') {
    findings.push('The recording ends before what was written of it; the feed is asked for the rest.');
  }
  if (damage !== undefined) writeFileSync(sumsPath, goodLines.map((line) => `${line}\n`).join(''));
  let recording: Recording;
  let isDamaged = damage !== undefined;
  try {
    recording = open(path);
  } catch (error) {
    if (!(error instanceof DatabentoError) || error.kind === 'file') throw writeFailure(path, error);
    const { byteOffset = 0, goodRecords = 0 } = error;
    findings.push(keepGoodPart(path, goodRecords > 0 ? byteOffset : 0, error.message));
    isDamaged = true;
    recording = open(path);
  }
  if (recording.cutBytes > 0) {
    findings.push(`Cut ${recording.cutBytes} bytes of a torn last record off the recording.`);
  }
  return { recording, sums: new RecordingSums(sumsPath, path), findings, isDamaged };
}

/** Sets a damaged file aside and puts its good bytes in its place; none when there are none. Says so. */
function keepGoodPart(path: string, goodBytes: number, why: string): string {
  const good = readFileSync(path).subarray(0, goodBytes);
  const aside = setAside(path);
  if (good.length > 0) writeFileSync(path, good, { flush: true });
  else rmSync(path, { force: true });
  return `The recording was damaged (${why}). It is kept as ${aside}; its ${good.length} good bytes were kept, and the feed is asked for the rest.`;
}

function open(path: string): Recording {
  return Recording.open(path, { append: existsSync(path), isSynced: true });
}

function writeFailure(path: string, cause: unknown): TapebenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TapebenchError('TB_SESSION_WRITE', reason, { where: path, cause });
}
