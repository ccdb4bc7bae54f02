import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { RealResult } from '../engine/lessons.ts';
import { TapebenchError } from '../errors.ts';
import type { EntryHalt } from './entryHalt.ts';
import { LineFile, orClosing, replaceDamaged } from './lineFile.ts';

/** What decides besides the recording, after so many whole records of it. */
export type SessionInput =
  | {
      /** Bars that were over by `until` (UTC ms) were taken for complete, because no word came. */
      readonly kind: 'grace';
      readonly records: number;
      readonly until: number;
    }
  | {
      /**
       * Bars are missing: what is found after `after` up to `until` (UTC ms) is refused. It is a matter of the market's time
       * alone; `records` only tells whether the recording still holds what led to it.
       */
      readonly kind: 'gap';
      readonly records: number;
      readonly after: number;
      readonly until: number;
      readonly reason: string;
    }
  | {
      /** A person ended an emergency stop; `at` is when, by the clock. */
      readonly kind: 'reset';
      readonly records: number;
      readonly reason: string;
      readonly at: string;
    }
  | FeedbackInput;

/**
 * What a person really got for orders: the sizer learns it as soon as the market goes on after `after` (UTC ms). Like a gap it
 * is a matter of the market's time alone, and what led to it is in no recording.
 */
export interface FeedbackInput {
  readonly kind: 'feedback';
  /** How far the recording had come; nothing hangs on it. */
  readonly records: number;
  readonly after: number;
  /** Lines of `feedback.jsonl` that had been written then. */
  readonly lines: number;
  readonly results: readonly RealResult[];
}

const RECORDS = z.int().min(0);
const INPUT: z.ZodType<SessionInput> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('grace'), records: RECORDS, until: z.number() }),
  z.strictObject({
    kind: z.literal('gap'),
    records: RECORDS,
    after: z.number(),
    until: z.number(),
    reason: z.string(),
  }),
  z.strictObject({ kind: z.literal('reset'), records: RECORDS, reason: z.string(), at: z.string() }),
  z.strictObject({
    kind: z.literal('feedback'),
    records: RECORDS,
    after: z.number(),
    lines: z.int().min(1),
    results: z.array(
      z.strictObject({
        order: z.int().min(1),
        signal: z.int().min(1),
        modalBin: z.int(),
        closed: z.strictObject({ exitTime: z.number(), netMilli: z.int() }).nullable(),
      }),
    ),
  }),
]);

/** The inputs of a session that no feed brings: graces that ran out, gaps and resets by hand, on disk before they act. */
export class InputFile {
  readonly #file: LineFile;
  readonly inputs: readonly SessionInput[];
  readonly #halts: EntryHalt[];

  /** @throws TapebenchError TB_SESSION_INVALID naming the line that is none, TB_SESSION_WRITE */
  constructor(path: string) {
    this.#file = new LineFile(path);
    this.inputs = orClosing(this.#file, () => inputsOf(this.#file.lines, path));
    this.#halts = this.inputs.filter((input) => input.kind === 'gap');
  }

  /**
   * The same for a recording that lost its end: the file is set aside, and the inputs of what is left are kept.
   * @returns the name under which the file was set aside; undefined when nothing was lost
   */
  static cutTo(path: string, records: number): string | undefined {
    const file = new InputFile(path);
    file.close();
    const kept = file.#file.lines.filter((_, index) => isKept(file.inputs[index]!, records));
    if (kept.length === file.inputs.length) return undefined;
    return replaceDamaged(path, kept.map((line) => `${line}\n`).join(''));
  }

  get cutBytes(): number {
    return this.#file.cutBytes;
  }

  /** Bytes of its whole lines. */
  get bytes(): number {
    return this.#file.bytes;
  }

  /** Whether a halt of entries is noted. */
  has({ after, until }: EntryHalt): boolean {
    return this.#halts.some((halt) => halt.after === after && halt.until === until);
  }

  append(input: SessionInput): void {
    this.#file.append([JSON.stringify(input)]);
    if (input.kind === 'gap') this.#halts.push(input);
  }

  close(): void {
    this.#file.close();
  }
}

/** What a person really got stays true when the recording has lost its end. */
function isKept(input: SessionInput, records: number): boolean {
  return input.kind === 'feedback' || input.records <= records;
}

/** The inputs in a file, without touching it. @throws TapebenchError TB_SESSION_INVALID */
export function readInputs(path: string): readonly SessionInput[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole === '' ? [] : inputsOf(whole.slice(0, -1).split('\n'), path);
}

function inputsOf(lines: readonly string[], path: string): readonly SessionInput[] {
  return lines.map((line, index) => inputOf(line, `${path}, line ${index + 1}`));
}

function inputOf(line: string, where: string): SessionInput {
  try {
    return INPUT.parse(JSON.parse(line));
  } catch (cause) {
    throw new TapebenchError('TB_SESSION_INVALID', 'a line is no input of a session', {
      where,
      kept: 'all files are as they were',
      cause,
    });
  }
}
