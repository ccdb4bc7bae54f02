import { existsSync, readFileSync } from 'node:fs';
import { checkJournal } from '../engine/engine.ts';
import { TapebenchError } from '../errors.ts';
import { utcText } from '../market/dates.ts';
import { LineFile, replaceDamaged } from './lineFile.ts';
import type { JournalledEvent } from './pipeline.ts';

const TORN = 'the line has no end: it was torn off';

/**
 * The journal of a session on disk: one line an event, each with the hash of all before it. What the file holds when it is
 * opened must come out of the recording again, event by event, before anything is added.
 */
export class JournalFile {
  readonly #file: LineFile;
  readonly #waiting: string[] = [];
  #position = 0;
  /** What was found wrong with the file and mended when it was opened, in words. */
  readonly findings: readonly string[];

  /**
   * Opens or begins a journal. A file that is damaged in its middle is set aside under another name; its good lines stay,
   * and the recording gives the others again.
   * @throws TapebenchError TB_SESSION_WRITE
   */
  constructor(path: string) {
    const findings: string[] = [];
    if (existsSync(path)) {
      const text = readFileSync(path, 'utf8');
      const { bad, goodCharacters, length } = checkJournal(text);
      if (bad !== null && bad.why !== TORN) {
        const aside = replaceDamaged(path, text.slice(0, goodCharacters));
        findings.push(
          `The journal was damaged in line ${bad.line} (${bad.why}). It is kept as ${aside}; its ${length} good lines were kept, and the recording gives the others again.`,
        );
      }
    }
    this.#file = new LineFile(path);
    if (this.#file.cutBytes > 0)
      findings.push(`Cut ${this.#file.cutBytes} bytes of a torn last line off the journal.`);
    this.findings = findings;
  }

  /** Events that the file held when it was opened. */
  get recovered(): number {
    return this.#file.lines.length;
  }

  /** Events that the file holds and that have not come out of the recording yet. */
  get missing(): number {
    return Math.max(0, this.recovered - this.#position);
  }

  /**
   * Takes the next event; whether it is new. A new one is written by the next `commit`.
   * @throws TapebenchError TB_JOURNAL_BROKEN when the file has another event in its place
   */
  take(journalled: JournalledEvent): boolean {
    const { line } = journalled;
    const had = this.#file.lines[this.#position++];
    if (had === undefined) {
      this.#waiting.push(line);
      return true;
    }
    if (had === line) return false;
    throw differing(this.#file.path, had, journalled);
  }

  /**
   * Writes what is new; when it returns, that is on the disk.
   * @returns events written
   * @throws TapebenchError TB_SESSION_WRITE
   */
  commit(): number {
    const written = this.#waiting.length;
    this.#file.append(this.#waiting);
    this.#waiting.length = 0;
    return written;
  }

  close(): void {
    this.#file.close();
  }
}

function differing(path: string, had: string, { number, line, event }: JournalledEvent): TapebenchError {
  return new TapebenchError(
    'TB_JOURNAL_BROKEN',
    `event ${number} of the journal does not follow from the recording`,
    {
      where: `${path}, line ${number}; the recording gives a ${event.type} at ${utcText(event.time)}: ${line}; the journal has: ${had}`,
      kept: 'both files are as they were',
      next: 'Nothing is decided on files that contradict each other: keep the folder, and start another with --session.',
    },
  );
}
