import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { ShownSession } from './pageState.ts';
import type { SessionPicture } from './sessionPicture.ts';

/** Seconds; the decision has 5 ms, a disk that syncs has a few. */
const DECISION_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5];
const SYNC_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1];

/** What the metrics are read from when they are asked for. */
export interface MetricsSource {
  readonly picture: SessionPicture;
  readonly session: ShownSession | undefined;
}

/** The figures of a session in the text format of Prometheus. */
export class SessionMetrics {
  readonly #registry = new Registry();
  readonly #decision: Histogram;
  readonly #sync: Histogram;

  /** @param source asked at each scrape */
  constructor(source: () => MetricsSource) {
    const registers = [this.#registry];
    const counter = (name: string, help: string, value: (now: MetricsSource) => number): void => {
      new Counter({
        name,
        help,
        registers,
        collect() {
          this.reset();
          this.inc(value(source()));
        },
      });
    };
    const gauge = (name: string, help: string, value: (now: MetricsSource) => number): void => {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value(source()));
        },
      });
    };
    counter('tapebench_bars_total', 'Bars that came since the process began', (now) => now.picture.feed.bars);
    counter(
      'tapebench_gaps_total',
      'Gaps in the data since the process began',
      (now) => now.picture.feed.gaps,
    );
    counter(
      'tapebench_reconnects_total',
      'Times that the feed was connected again since the process began',
      (now) => now.picture.feed.reconnects,
    );
    counter(
      'tapebench_journal_events_total',
      'Events in the journal of the session',
      (now) => now.session?.events ?? 0,
    );
    counter(
      'tapebench_recorded_records_total',
      'Records in the recording of the session',
      (now) => now.session?.recording.records ?? 0,
    );
    counter(
      'tapebench_recommendations_total',
      'Recommendations of the session',
      (now) => now.picture.trading.recommended,
    );
    new Counter({
      name: 'tapebench_refusals_total',
      help: 'Signals of the session that were not traded, by the rule that refused them',
      labelNames: ['rule'],
      registers,
      collect() {
        this.reset();
        for (const [rule, count] of source().picture.trading.refusalsByRule) this.inc({ rule }, count);
      },
    });
    gauge(
      'tapebench_feed_age_seconds',
      'Since the last bar or end of a minute came, by the clock of the computer; NaN before the first',
      (now) => (now.picture.feed.silenceMs ?? Number.NaN) / 1000,
    );
    gauge('tapebench_feed_connected', '1 while the feed is connected', (now) =>
      Number(now.picture.feed.connection === 'connected'),
    );
    gauge(
      'tapebench_equity_dollars',
      'Closed equity of the paper account',
      (now) => now.picture.trading.equityMilli / 1000,
    );
    gauge('tapebench_position_contracts', 'Contracts held on paper, negative when short', (now) => {
      const { holding } = now.picture.trading;
      return holding?.kind === 'position' ? holding.direction * holding.quantity : 0;
    });
    gauge('tapebench_emergency_stop', '1 while the emergency stop is on', (now) =>
      Number(now.picture.trading.halts.has('emergency-stop')),
    );
    this.#decision = new Histogram({
      name: 'tapebench_decision_seconds',
      help: 'From the word that a bar is complete until its recommendation is on disk and said',
      buckets: DECISION_BUCKETS,
      registers,
    });
    this.#sync = new Histogram({
      name: 'tapebench_journal_sync_seconds',
      help: 'How long the journal waited for the disk',
      buckets: SYNC_BUCKETS,
      registers,
    });
    collectDefaultMetrics({ register: this.#registry });
  }

  decided(milliseconds: number): void {
    this.#decision.observe(milliseconds / 1000);
  }

  synced(milliseconds: number): void {
    this.#sync.observe(milliseconds / 1000);
  }

  async text(): Promise<{ readonly type: string; readonly text: string }> {
    return { type: this.#registry.contentType, text: await this.#registry.metrics() };
  }
}
