import { existsSync, readFileSync } from 'node:fs';
import { DatabentoError } from '../databento/errors.ts';
import { Recording } from '../databento/live/recording.ts';
import { TapebenchError } from '../errors.ts';
import { replaceDamaged } from './lineFile.ts';
import { writeAtomically } from './sessionSetup.ts';
import { checkSums } from './sessionSums.ts';

export interface OpenedRecording {
  readonly recording: Recording;
  /** What was found wrong with the files and mended, in words. */
  readonly findings: readonly string[];
}

/**
 * Opens or begins the recording of a session, each write waited for, and holds it and its inputs against their sums. A
 * recording that is damaged is kept under another name, and the good records before the damage are gone on with.
 * @throws TapebenchError TB_SESSION_INVALID for inputs that are damaged, for nothing can give them again; TB_SESSION_WRITE
 */
export function openRecording(path: string, sumsPath: string, inputsPath: string): OpenedRecording {
  const { goodBytes, goodLines, damage, hasBadInputs } = checkSums(sumsPath, path, inputsPath);
  if (hasBadInputs) {
    throw new TapebenchError(
      'TB_SESSION_INVALID',
      'the inputs of the session are not those that were written',
      {
        where: inputsPath,
        kept: 'all files are as they were',
        next: 'Put the file back from a copy, or keep the folder and begin another: --session FOLDER',
      },
    );
  }
  const findings: string[] = [];
  if (damage === 'changed') {
    findings.push(
      keepGoodPart(path, goodBytes, `from byte ${goodBytes} on its bytes are not those that were written`),
    );
  } else if (damage === 'short') {
    findings.push('The recording ends before what was written of it; the feed is asked for the rest.');
  }
  if (damage !== undefined) writeAtomically(sumsPath, goodLines.map((line) => `${line}\n`).join(''));
  let recording: Recording;
  try {
    recording = open(path);
  } catch (error) {
    if (!(error instanceof DatabentoError) || error.kind === 'file') throw writeFailure(path, error);
    const { byteOffset = 0, goodRecords = 0 } = error;
    findings.push(keepGoodPart(path, goodRecords > 0 ? byteOffset : 0, error.message));
    recording = open(path);
  }
  if (recording.cutBytes > 0) {
    findings.push(`Cut ${recording.cutBytes} bytes of a torn last record off the recording.`);
  }
  return { recording, findings };
}

/** Keeps a damaged file aside and its good bytes in its place; none when there are none. Says so. */
function keepGoodPart(path: string, goodBytes: number, why: string): string {
  const good = readFileSync(path).subarray(0, goodBytes);
  const aside = replaceDamaged(path, good);
  return `The recording was damaged (${why}). It is kept as ${aside}; its ${good.length} good bytes were kept, and the feed is asked for the rest.`;
}

function open(path: string): Recording {
  return Recording.open(path, { append: existsSync(path), isSynced: true });
}

function writeFailure(path: string, cause: unknown): TapebenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TapebenchError('TB_SESSION_WRITE', reason, { where: path, cause });
}
