import type { LearnedEvent, OutcomeSource, TradeEvent } from './events.ts';
import type { Outcome, Sizer } from './strategy.ts';
import { guarded } from './strategyFailure.ts';

/** What a person really got for an order, whatever became of it on paper. */
export interface RealResult {
  readonly order: number;
  readonly signal: number;
  /** The context that the order's signal had. */
  readonly modalBin: number;
  /** When the last contract was closed (UTC ms) and the net, thousandths of a dollar; null takes a result back that was told before. */
  readonly closed: { readonly exitTime: number; readonly netMilli: number } | null;
}

type Closed = NonNullable<RealResult['closed']>;

/**
 * What the sizer is taught: the outcome of each paper trade, and in its place what a person really got, whichever comes
 * first. In the end it has learned the same, in whatever order the two came.
 */
export class Lessons {
  readonly #strategy: string;
  readonly #sizer: Sizer;
  /** Real results that count, by order. */
  readonly #real = new Map<number, RealResult & { readonly closed: Closed }>();

  constructor(strategy: string, sizer: Sizer) {
    this.#strategy = strategy;
    this.#sizer = sizer;
  }

  learn(outcome: Outcome): void {
    guarded(
      this.#strategy,
      () => `learn, trade closed at ${new Date(outcome.exitTime).toISOString()}`,
      () => this.#sizer.learn(outcome),
    );
  }

  /** A paper trade teaches unless it is known what was really got. */
  paperClosed({ order, modalBin, time, netMilli }: TradeEvent): void {
    if (!this.#real.has(order)) this.learn(outcomeOf(modalBin, { exitTime: time, netMilli }));
  }

  /**
   * Puts a person's result in the place of what was learned of the order, or takes it back.
   * @param paper the paper trade of the order, when it has closed
   * @returns what changed; null when nothing did, or the sizer cannot take anything back
   */
  learnReal(result: RealResult, paper: TradeEvent | undefined, time: number): LearnedEvent | null {
    const { order, signal, modalBin, closed } = result;
    if (this.#sizer.forget === undefined) return null;
    const onPaper = paper === undefined ? null : { exitTime: paper.time, netMilli: paper.netMilli };
    const known = this.#real.get(order)?.closed ?? null;
    if (closed?.exitTime === known?.exitTime && closed?.netMilli === known?.netMilli) return null;
    const before = known ?? onPaper;
    const now = closed ?? onPaper;
    if (before !== null) this.#forget(outcomeOf(modalBin, before));
    if (now !== null) this.learn(outcomeOf(modalBin, now));
    if (closed === null) this.#real.delete(order);
    else this.#real.set(order, { ...result, closed });
    return {
      type: 'learned',
      time,
      order,
      signal,
      modalBin,
      before: sourceOf(known, onPaper),
      source: sourceOf(closed, onPaper),
      exitTime: now?.exitTime ?? null,
      netMilli: now?.netMilli ?? null,
    };
  }

  /** The real results that count, as plain data; undefined when there are none. */
  state(): unknown {
    if (this.#real.size === 0) return undefined;
    return [...this.#real.values()].sort((a, b) => a.order - b.order);
  }

  #forget(outcome: Outcome): void {
    guarded(
      this.#strategy,
      () => `forget, trade closed at ${new Date(outcome.exitTime).toISOString()}`,
      () => this.#sizer.forget?.(outcome),
    );
  }
}

function outcomeOf(modalBin: number, { exitTime, netMilli }: Closed): Outcome {
  return { modalBin, exitTime, isWin: netMilli > 0 };
}

function sourceOf(real: Closed | null, paper: Closed | null): OutcomeSource {
  if (real !== null) return 'real';
  return paper === null ? 'none' : 'paper';
}
