import { join } from 'node:path';
import type { OrderEvent, SignalEvent } from '../engine/events.ts';
import { TapebenchError } from '../errors.ts';
import type { Tape } from '../market/tape.ts';
import { LineFile } from './lineFile.ts';
import type { JournalledEvent } from './pipeline.ts';
import {
  RECOMMENDATION,
  type Recommendation,
  recommendationOf,
  recommendationSchema,
} from './recommendation.ts';
import { SESSION_FILES, writeAtomically } from './sessionSetup.ts';

/**
 * Writes recommendations down, each once in the life of a session: the log is what was recommended, and an order that the
 * journal has and the log has not is recommended when the session is opened again.
 */
export class RecommendationDesk {
  readonly #folder: string;
  readonly #log: LineFile;
  readonly #recommended = new Set<number>();
  #last: Recommendation | undefined;

  /** @throws TapebenchError TB_SESSION_INVALID for a line that is no recommendation, TB_SESSION_WRITE */
  constructor(folder: string) {
    this.#folder = folder;
    this.#log = new LineFile(join(folder, SESSION_FILES.recommendations));
    for (const [index, line] of this.#log.lines.entries()) {
      this.#last = recommendationIn(line, `${this.#log.path}, line ${index + 1}`);
      this.#recommended.add(this.#last.order_id);
    }
    writeAtomically(
      join(folder, SESSION_FILES.schema),
      `${JSON.stringify(recommendationSchema(), null, 2)}\n`,
    );
    if (this.#last !== undefined) this.#writeLatest(this.#last);
  }

  /** The last recommendation; undefined when there was none. */
  get last(): Recommendation | undefined {
    return this.#last;
  }

  get cutBytes(): number {
    return this.#log.cutBytes;
  }

  /** Writes the recommendation of an order down and returns it; undefined when it was recommended before. */
  recommend(
    order: OrderEvent,
    signal: SignalEvent,
    tape: Tape,
    place: Pick<JournalledEvent, 'number' | 'hash'>,
  ): Recommendation | undefined {
    if (this.#recommended.has(order.id)) return undefined;
    const contract = tape.contracts.findLast(({ rawSymbol }) => rawSymbol === order.contract)!;
    const recommendation = recommendationOf(order, signal, contract, tape.instrument, place);
    this.#log.append([JSON.stringify(recommendation)]);
    this.#recommended.add(order.id);
    this.#last = recommendation;
    this.#writeLatest(recommendation);
    return recommendation;
  }

  close(): void {
    this.#log.close();
  }

  #writeLatest(recommendation: Recommendation): void {
    writeAtomically(join(this.#folder, SESSION_FILES.latest), `${JSON.stringify(recommendation, null, 2)}\n`);
  }
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
