import { join } from 'node:path';
import type { OrderEvent, SignalEvent } from '../engine/events.ts';
import { TapebenchError } from '../errors.ts';
import type { Tape } from '../market/tape.ts';
import { LineFile, orClosing, replaceDamaged } from './lineFile.ts';
import type { JournalledEvent } from './pipeline.ts';
import {
  RECOMMENDATION,
  type Recommendation,
  recommendationOf,
  recommendationSchema,
} from './recommendation.ts';
import type { RecommendationContext } from './recommendationContext.ts';
import { SESSION_FILES, writeAtomically } from './sessionSetup.ts';

/**
 * Writes recommendations down, each once in the life of a session: the log is what was recommended, and an order that the
 * journal has and the log has not is recommended when the session is opened again. Its lines must be what the orders of
 * the journal say, one after the other.
 */
export class RecommendationDesk {
  readonly #folder: string;
  readonly #onMended: (finding: string) => void;
  #log: LineFile;
  /** The lines that were there when the desk was opened. */
  readonly #recommended: readonly string[];
  readonly cutBytes: number;
  /** The lines that there must be, of the orders so far that had one. */
  readonly #expected: string[] = [];
  #isDamaged = false;
  #last: Recommendation | undefined;

  /**
   * @param onMended told, in words, when lines were not what the journal says and have been written anew
   * @throws TapebenchError TB_SESSION_INVALID for a line that is no recommendation, TB_SESSION_WRITE
   */
  constructor(folder: string, onMended: (finding: string) => void) {
    this.#folder = folder;
    this.#onMended = onMended;
    this.#log = new LineFile(join(folder, SESSION_FILES.recommendations));
    this.#recommended = this.#log.lines;
    this.cutBytes = this.#log.cutBytes;
    orClosing(this.#log, () => {
      for (const [index, line] of this.#recommended.entries()) {
        this.#last = recommendationIn(line, `${this.#log.path}, line ${index + 1}`);
      }
      writeAtomically(join(folder, SESSION_FILES.schema), schemaText());
      if (this.#last !== undefined) this.#writeLatest(this.#last);
    });
  }

  /** The last recommendation; undefined when there was none. */
  get last(): Recommendation | undefined {
    return this.#last;
  }

  /** Writes the recommendation of the next order down and returns it; undefined when it was recommended before. */
  recommend(
    order: OrderEvent,
    signal: SignalEvent,
    tape: Tape,
    place: Pick<JournalledEvent, 'number' | 'hash'>,
    context: RecommendationContext = {},
  ): Recommendation | undefined {
    const contract = tape.contracts.findLast(({ rawSymbol }) => rawSymbol === order.contract)!;
    const recommendation = recommendationOf(order, signal, contract, tape.instrument, place, context);
    const line = JSON.stringify(recommendation);
    const had = this.#recommended[this.#expected.length];
    if (had !== undefined) {
      this.#isDamaged ||= had !== line;
      this.#expected.push(line);
      if (this.#isDamaged && this.#expected.length === this.#recommended.length) this.#mend(recommendation);
      return undefined;
    }
    // The log last: what stands there counts as said, and is not said again when a full disk keeps the other back.
    this.#writeLatest(recommendation);
    this.#log.append([line]);
    this.#last = recommendation;
    return recommendation;
  }

  close(): void {
    this.#log.close();
  }

  /** Puts what the journal's orders say in the place of a log that says otherwise. All at once: nothing is recommended twice. */
  #mend(last: Recommendation): void {
    const { path } = this.#log;
    this.#log.close();
    const aside = replaceDamaged(path, this.#expected.map((line) => `${line}\n`).join(''));
    this.#log = new LineFile(path);
    this.#last = last;
    this.#writeLatest(last);
    const first = this.#expected.findIndex((line, index) => line !== this.#recommended[index]);
    this.#onMended(
      `Line ${first + 1} of the recommendations is not what its order in the journal says. They are kept as ${aside}, and were written anew.`,
    );
  }

  #writeLatest(recommendation: Recommendation): void {
    writeAtomically(join(this.#folder, SESSION_FILES.latest), `${JSON.stringify(recommendation, null, 2)}\n`);
  }
}

let schema: string | undefined;

/** Made once: it takes as long as a short session takes to open. */
function schemaText(): string {
  schema ??= `${JSON.stringify(recommendationSchema(), null, 2)}\n`;
  return schema;
}

function recommendationIn(line: string, where: string): Recommendation {
  try {
    return RECOMMENDATION.parse(JSON.parse(line));
  } catch (cause) {
    throw new TapebenchError('TB_SESSION_INVALID', 'a line is no recommendation', {
      where,
      kept: 'all files are as they were',
      next: 'Move the file away: what the journal holds is then recommended again, and said to be old.',
      cause,
    });
  }
}
