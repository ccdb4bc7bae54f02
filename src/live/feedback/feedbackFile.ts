import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import { LineFile } from '../lineFile.ts';
import { SessionLock } from '../sessionLock.ts';
import { SESSION_FILES } from '../sessionSetup.ts';
import { FEEDBACK_LINE, type FeedbackLine } from './feedbackLine.ts';

/** How often, and how long in between, a writer waits for another one; each writes a line and is gone. */
const TRIES = 40;
const WAIT_MS = 50;

/**
 * The lines of a session's feedback; none before the first. Takes no lock and changes nothing: a last line without an end
 * is being written, or was torn.
 * @throws TapebenchError TB_FEEDBACK_INVALID naming the line that is none
 */
export function readFeedback(folder: string): readonly FeedbackLine[] {
  const path = join(folder, SESSION_FILES.feedback);
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole === '' ? [] : linesOf(whole.slice(0, -1).split('\n'), path);
}

/** A line that was written down, and what was mended for it. */
export interface WrittenFeedback {
  /** Its number, from 1. */
  readonly number: number;
  /** Bytes of a torn last line that were cut off. */
  readonly cutBytes: number;
}

/**
 * Adds a line; when it returns, the line is on the disk. Two that write at once write one after the other. The session may be
 * running.
 * @param make the line, from those that are there; what it throws leaves the file as it was
 * @throws TapebenchError TB_FEEDBACK_INVALID for a file that is damaged, TB_SESSION_LOCKED, TB_SESSION_WRITE
 */
export function addFeedback(
  folder: string,
  make: (lines: readonly FeedbackLine[]) => FeedbackLine,
): WrittenFeedback {
  const lock = lockOf(folder);
  try {
    const path = join(folder, SESSION_FILES.feedback);
    const text = JSON.stringify(make(readFeedback(folder)));
    // What could not be read again must not be written.
    lineOf(text, `${path}, the new line`);
    const file = new LineFile(path);
    try {
      file.append([text]);
    } finally {
      file.close();
    }
    return { number: file.lines.length + 1, cutBytes: file.cutBytes };
  } finally {
    lock.release();
  }
}

function lockOf(folder: string): SessionLock {
  for (let tries = 1; ; tries++) {
    try {
      return new SessionLock(folder, SESSION_FILES.feedbackLock);
    } catch (error) {
      const isTaken = error instanceof TapebenchError && error.code === 'TB_SESSION_LOCKED';
      if (!isTaken || tries === TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    }
  }
}

function linesOf(lines: readonly string[], path: string): readonly FeedbackLine[] {
  return lines.map((line, index) => lineOf(line, `${path}, line ${index + 1}`));
}

function lineOf(text: string, where: string): FeedbackLine {
  try {
    return FEEDBACK_LINE.parse(JSON.parse(text));
  } catch (cause) {
    throw new TapebenchError('TB_FEEDBACK_INVALID', 'a line is no feedback', {
      where,
      kept: 'the file is as it was',
      next: 'Mend the line, or move the file away and say again what was executed.',
      cause,
    });
  }
}
