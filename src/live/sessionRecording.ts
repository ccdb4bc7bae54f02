import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabentoError } from '../databento/errors.ts';
import { Recording } from '../databento/live/recording.ts';
import { TapebenchError } from '../errors.ts';
import { setAside } from './lineFile.ts';

export interface OpenedRecording {
  readonly recording: Recording;
  /** What was found wrong with the file and mended, in words. */
  readonly findings: readonly string[];
  /** Whether records were lost: then what came after them is lost too. */
  readonly isDamaged: boolean;
}

/**
 * Opens or begins the recording of a session, each write waited for. A file that is damaged is set aside under another
 * name, and the good records before the damage are gone on with.
 * @throws TapebenchError TB_SESSION_WRITE
 */
export function openRecording(path: string): OpenedRecording {
  try {
    const recording = open(path);
    const { cutBytes } = recording;
    const findings = cutBytes > 0 ? [`Cut ${cutBytes} bytes of a torn last record off the recording.`] : [];
    return { recording, findings, isDamaged: false };
  } catch (error) {
    if (!(error instanceof DatabentoError) || error.kind === 'file') throw writeFailure(path, error);
    const { byteOffset, goodRecords = 0 } = error;
    const good = goodRecords > 0 ? readFileSync(path).subarray(0, byteOffset) : undefined;
    const aside = setAside(path);
    if (good !== undefined) writeFileSync(path, good, { flush: true });
    const finding = `The recording was damaged (${error.message}). It is kept as ${aside}; its ${goodRecords} good records before the damage were kept, and the feed is asked for the others.`;
    return { recording: open(path), findings: [finding], isDamaged: true };
  }
}

function open(path: string): Recording {
  return Recording.open(path, { append: existsSync(path), isSynced: true });
}

function writeFailure(path: string, cause: unknown): TapebenchError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new TapebenchError('TB_SESSION_WRITE', reason, { where: path, cause });
}
