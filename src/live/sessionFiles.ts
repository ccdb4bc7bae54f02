import { join } from 'node:path';
import type { Recording } from '../databento/live/recording.ts';
import { InputFile } from './inputFile.ts';
import { JournalFile } from './journalFile.ts';
import { RecommendationDesk } from './recommendationDesk.ts';
import { openRecording } from './sessionRecording.ts';
import { SESSION_FILES } from './sessionSetup.ts';
import { SessionSums } from './sessionSums.ts';

interface Closable {
  close(): void;
}

/** The files that a session writes, open: checked against each other, and mended where they could be. */
export class SessionFiles {
  readonly recording: Recording;
  readonly inputs: InputFile;
  readonly journal: JournalFile;
  readonly recommendations: RecommendationDesk;
  /** What was found wrong with the recording and its inputs, and mended, in words. */
  readonly findings: readonly string[];
  readonly #sums: SessionSums;
  readonly #open: Closable[] = [];

  /**
   * Opens the files of a folder, or begins them. When one fails, none is left open.
   * @param onMended told, in words, of recommendations that had to be written anew
   * @throws TapebenchError TB_SESSION_INVALID, TB_SESSION_WRITE
   */
  constructor(folder: string, onMended: (finding: string) => void) {
    const path = (name: string): string => join(folder, name);
    const [recordingPath, inputsPath, sumsPath] = [
      path(SESSION_FILES.recording),
      path(SESSION_FILES.inputs),
      path(SESSION_FILES.sums),
    ];
    try {
      const opened = openRecording(recordingPath, sumsPath, inputsPath);
      this.recording = this.#keep(opened.recording);
      this.#sums = this.#keep(new SessionSums(sumsPath, recordingPath, inputsPath));
      const inputsAside = InputFile.cutTo(inputsPath, this.recording.records);
      this.inputs = this.#keep(new InputFile(inputsPath));
      this.journal = this.#keep(new JournalFile(path(SESSION_FILES.journal)));
      this.recommendations = this.#keep(new RecommendationDesk(folder, onMended));
      this.findings = [
        ...opened.findings,
        ...(inputsAside === undefined ? [] : [`Inputs of what was lost are kept as ${inputsAside}.`]),
      ];
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Notes the sums of the recording and of the inputs as they are now. @throws TapebenchError TB_SESSION_WRITE */
  noteSums(): void {
    this.#sums.note(this.recording.bytes, this.inputs.bytes);
  }

  close(): void {
    for (const file of this.#open.splice(0)) file.close();
  }

  #keep<T extends Closable>(file: T): T {
    this.#open.push(file);
    return file;
  }
}
