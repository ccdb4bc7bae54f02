import { join } from 'node:path';
import { readFeedback } from '../../live/feedback/feedbackFile.ts';
import { type FeedbackTerms, feedbackByOrder } from '../../live/feedback/orderFeedback.ts';
import { RecommendedOrders } from '../../live/feedback/recommendedOrders.ts';
import type { JournalledEvent } from '../../live/pipeline.ts';
import { SESSION_FILES, type SessionSetup } from '../../live/sessionSetup.ts';
import { bayesianRows } from '../../research/review/bayesianRows.ts';
import { RunRows } from '../../research/runRows.ts';
import { writeBayesianStats } from '../../results/bayesianStats.ts';
import { termsOf } from '../feedback/sessionFeedback.ts';

/** The statistics of a session by context, for DuckDB: folded from its journal, with what a person said beside it. */
export class SessionStatistics {
  readonly #folder: string;
  readonly #setup: SessionSetup;
  readonly #terms: FeedbackTerms;
  readonly #rows = new RunRows(0);
  readonly #orders = new RecommendedOrders();
  readonly #tradeLines = new Map<number, number>();
  readonly #learnedLines = new Map<number, number>();
  #time = 0;

  constructor(folder: string, setup: SessionSetup) {
    this.#folder = folder;
    this.#setup = setup;
    this.#terms = termsOf(setup);
  }

  /** Takes the next event of the journal; whether it changes the statistics. */
  take({ event, number }: Pick<JournalledEvent, 'event' | 'number'>): boolean {
    this.#rows.emit(event);
    this.#orders.take(event);
    this.#time = event.time;
    if (event.type === 'trade') this.#tradeLines.set(event.id, number);
    if (event.type === 'learned') this.#learnedLines.set(event.order, number);
    return event.type === 'trade' || event.type === 'learned';
  }

  /**
   * Writes them, with the feedback that is there now.
   * @param path by default the file in the session's folder
   * @throws TapebenchError TB_FEEDBACK_INVALID, TB_RESULTS_FAILED
   */
  async write(path: string = join(this.#folder, SESSION_FILES.statistics)): Promise<void> {
    const feedback = feedbackByOrder(readFeedback(this.#folder), this.#orders.byId, this.#terms);
    const { parameters, isSynthetic, learned } = this.#setup;
    const value = (name: string): number | null =>
      typeof parameters[name] === 'number' ? parameters[name] : null;
    const rows = bayesianRows({
      trades: this.#rows.trades,
      signals: this.#rows.signals(),
      orders: [...this.#orders.byId.values()].map(({ order }) => order),
      real: [...feedback.values()].flatMap(({ order, entries, exits, closed }) =>
        closed === null ? [] : { order, entries, exits, netMilli: closed.netMilli },
      ),
      tradeLines: this.#tradeLines,
      learnedLines: this.#learnedLines,
      instrument: this.#terms.instrument,
    });
    await writeBayesianStats(path, rows, {
      asOf: rows.reduce((last, { time }) => Math.max(last, time), this.#time),
      alphaPrior: value('alphaPrior'),
      betaPrior: value('betaPrior'),
      lookbackDays: value('bayesianLookbackDays'),
      isSynthetic,
      priorOutcomes: learned?.outcomes ?? 0,
    });
  }
}
