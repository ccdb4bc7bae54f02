import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent } from '../../engine/events.ts';
import type { RealResult } from '../../engine/lessons.ts';
import { TapebenchError } from '../../errors.ts';
import type { FeedbackInput, SessionInput } from '../inputFile.ts';
import { SESSION_FILES } from '../sessionSetup.ts';
import { readFeedback } from './feedbackFile.ts';
import { type FeedbackTerms, feedbackByOrder, type OrderFeedback } from './orderFeedback.ts';
import { RecommendedOrders } from './recommendedOrders.ts';

/** The size of no file: the next look reads it again. */
const UNREAD = -1;

/** What a look at the feedback has found. */
export interface FeedbackLook {
  /** Real results that are new or other than what was told, as the input that tells of them; undefined when none is. */
  readonly input: Omit<FeedbackInput, 'records'> | undefined;
  /** Why the file could not be used, in words. */
  readonly failure: string | undefined;
}

/**
 * Looks at a person's feedback for a session that runs, and finds what the sizer has not been told. It never ends the
 * session: a file that cannot be used is said, and what was told stays.
 */
export class FeedbackIntake {
  readonly #folder: string;
  readonly #terms: FeedbackTerms;
  readonly #orders = new RecommendedOrders();
  /** The real results that the sizer was told of, by order. */
  readonly #told = new Map<number, RealResult>();
  #size = UNREAD;
  /** Lines that were there when something was told. */
  #lines = 0;
  #failure: string | undefined;
  #byOrder: ReadonlyMap<number, OrderFeedback> = new Map();

  /** @param inputs of the session, which say what was told before */
  constructor(folder: string, terms: FeedbackTerms, inputs: readonly SessionInput[]) {
    this.#folder = folder;
    this.#terms = terms;
    for (const input of inputs) {
      if (input.kind !== 'feedback') continue;
      this.#tell(input.results);
      this.#lines = Math.max(this.#lines, input.lines);
    }
  }

  /** To be told of every event of the journal, in order. */
  take(event: EngineEvent): void {
    this.#orders.take(event);
  }

  /**
   * Looks whether there is something new. What it gives counts as told.
   * @param after up to where all has been decided, UTC ms
   * @returns undefined when the file is as it was
   */
  look(after: number): FeedbackLook | undefined {
    const size = statSync(join(this.#folder, SESSION_FILES.feedback), { throwIfNoEntry: false })?.size ?? 0;
    if (size === this.#size) return undefined;
    this.#size = size;
    let lines: number;
    try {
      const read = readFeedback(this.#folder);
      lines = read.length;
      if (lines < this.#lines) throw shortened(lines, this.#lines);
      this.#byOrder = feedbackByOrder(read, this.#orders.byId, this.#terms);
    } catch (error) {
      // What it is about may come yet; it is said once.
      this.#size = UNREAD;
      const failure = failureText(error);
      const isSaid = failure === this.#failure;
      this.#failure = failure;
      return isSaid ? undefined : { input: undefined, failure };
    }
    this.#failure = undefined;
    const results = this.#news();
    this.#tell(results);
    if (results.length > 0) this.#lines = lines;
    const input = results.length === 0 ? undefined : ({ kind: 'feedback', after, lines, results } as const);
    return { input, failure: undefined };
  }

  #news(): RealResult[] {
    const news: RealResult[] = [];
    for (const { order, signal } of this.#orders.byId.values()) {
      const closed = this.#byOrder.get(order.id)?.closed ?? null;
      const told = this.#told.get(order.id)?.closed ?? null;
      if (closed?.exitTime === told?.exitTime && closed?.netMilli === told?.netMilli) continue;
      news.push({
        order: order.id,
        signal: signal.id,
        modalBin: signal.modalBin,
        closed: closed === null ? null : { exitTime: closed.exitTime, netMilli: closed.netMilli },
      });
    }
    return news;
  }

  #tell(results: readonly RealResult[]): void {
    for (const result of results) this.#told.set(result.order, result);
  }
}

function shortened(lines: number, before: number): TapebenchError {
  return new TapebenchError(
    'TB_FEEDBACK_INVALID',
    `${SESSION_FILES.feedback} has ${lines} lines, and had ${before}; what was wrong is corrected, not deleted`,
  );
}

function failureText(error: unknown): string {
  const what =
    error instanceof TapebenchError && error.where !== undefined
      ? `${error.message} (${error.where})`
      : error instanceof Error
        ? error.message
        : String(error);
  return `Feedback is not taken in: ${what}. What was taken in before stays.`;
}
