import { rename, rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { DuckDBInstance } from '@duckdb/node-api';
import { failure } from './database.ts';
import { double, flag, integer, nullable, record, text, time, whole } from './fields.ts';
import { append } from './rows.ts';
import { literal, statementsOf, type TableShape } from './schema.ts';

/** A result of a trade in one of the contexts that it was in. */
export interface BayesianStatsRow {
  readonly contextType: 'modal_bin' | 'volatility' | 'trend';
  readonly contextValue: string;
  /** When it was closed, and when it was entered, UTC ms. */
  readonly time: number;
  readonly entryTime: number;
  readonly contract: string;
  readonly direction: 1 | -1;
  readonly quantity: number;
  /** Points of the instrument; means over the fills of a person. */
  readonly entry: number;
  readonly exit: number;
  readonly netReturn: number;
  readonly netMilli: number;
  readonly win: boolean;
  readonly volumeRatio: number;
  readonly signalStrength: number;
  readonly source: 'paper' | 'real';
  readonly isLearned: boolean;
  readonly orderId: number;
  readonly signalId: number;
  readonly tradeId: number | null;
  readonly journalEvent: number | null;
}

/** What the posteriors of the file are of. */
export interface BayesianTerms {
  /** Up to where the session had come, UTC ms: the look-back ends there. */
  readonly asOf: number;
  /** Null for a strategy that keeps no posterior. */
  readonly alphaPrior: number | null;
  readonly betaPrior: number | null;
  readonly lookbackDays: number | null;
  readonly isSynthetic: boolean;
  /** Outcomes of a backtest that the session was begun with: the sizer stands on them too, and no row here is one. */
  readonly priorOutcomes: number;
}

const ROW = record<BayesianStatsRow>({
  contextType: text('modal_bin, by which the sizer learns; volatility and trend, the regime of the market'),
  contextValue: text('the bin, 0 to 9, or the name of the regime'),
  time: time('when the last contract was closed'),
  entryTime: time('when the first contract was entered'),
  contract: text('symbol of the contract'),
  direction: integer<1 | -1>('1 long, -1 short'),
  quantity: integer('contracts'),
  entry: double('entry price, points; the mean over the fills of a person'),
  exit: double('exit price, points; the mean over the fills of a person'),
  netReturn: double('net result over entry notional'),
  netMilli: whole('net result, thousandths of a dollar'),
  win: flag('whether the net result is above zero'),
  volumeRatio: double('volume of the cluster over its baseline'),
  signalStrength: double('signal strength, 0 to 1'),
  source: text('paper, or real for what a person said was executed'),
  isLearned: flag('whether the sizer stands on it: a paper result does until there is a real one'),
  orderId: integer('the order event of the journal, and the order_id of the recommendation'),
  signalId: integer('the signal event of the journal'),
  tradeId: nullable(integer('the paper trade; null for an order that was never filled on paper')),
  journalEvent: nullable(
    integer('line of journal.jsonl with the trade, or with what was learned; null until it is journalled'),
  ),
});

const TERMS = record<BayesianTerms>({
  asOf: time('up to where the session had come; the look-back ends there'),
  alphaPrior: nullable(double('prior wins; null for a strategy that keeps no posterior')),
  betaPrior: nullable(double('prior losses')),
  lookbackDays: nullable(double('days that the posterior looks back')),
  isSynthetic: flag('whether the market is simulated'),
  priorOutcomes: integer(
    'outcomes of a backtest that the session was begun with; the sizer stands on them too, and no row here is one',
  ),
});

const TABLES: readonly [TableShape, TableShape] = [
  {
    name: 'bayesian_stats',
    about: 'One row a result and context, in order of time.',
    columns: ROW.columns,
    primaryKey: [],
  },
  {
    name: 'bayesian_terms',
    about: 'One row: what the posteriors are of.',
    columns: TERMS.columns,
    primaryKey: [],
  },
];

/** Rows that are handed over at once: a session that decides in the same process must not wait for more. */
const BATCH_ROWS = 250;

/** The 97.5% point of the normal distribution, for Wilson's interval of 95%. */
const Z = '1.959963984540054';

const POSTERIOR_VIEW = `CREATE VIEW bayesian_posterior AS
WITH counted AS (
  SELECT context_type, context_value, count(*) AS n, count(*) FILTER (win) AS wins,
    count(*) FILTER (source = 'real') AS real_results
  FROM bayesian_stats, bayesian_terms
  WHERE is_learned AND "time" <= as_of
    AND (lookback_days IS NULL OR "time" >= as_of - to_milliseconds(CAST(lookback_days * 86400000 AS BIGINT)))
  GROUP BY ALL
)
SELECT context_type, context_value, n, wins, real_results, n - real_results AS paper_results,
  alpha_prior + wins AS alpha, beta_prior + n - wins AS beta,
  (alpha_prior + wins) / (alpha_prior + beta_prior + n) AS posterior_mean,
  wins / n AS win_rate,
  (wins / n + ${Z} ** 2 / (2 * n) - ${Z} * sqrt((wins / n) * (1 - wins / n) / n + ${Z} ** 2 / (4 * n * n)))
    / (1 + ${Z} ** 2 / n) AS win_rate_low,
  (wins / n + ${Z} ** 2 / (2 * n) + ${Z} * sqrt((wins / n) * (1 - wins / n) / n + ${Z} ** 2 / (4 * n * n)))
    / (1 + ${Z} ** 2 / n) AS win_rate_high,
  as_of
FROM counted, bayesian_terms
ORDER BY context_type, context_value`;

const POSTERIOR_ABOUT =
  'By context: the results of the look-back that the sizer stands on, Beta(alpha, beta) and its mean, and the win rate with its 95% interval (Wilson).';

/**
 * Writes a file of its own with `bayesian_stats`, and puts it in its place in one step: who has the file open reads on in
 * the one from before, and nobody waits.
 * @throws TapebenchError TB_RESULTS_FAILED; the file that was there is as it was then
 */
export async function writeBayesianStats(
  path: string,
  rows: readonly BayesianStatsRow[],
  terms: BayesianTerms,
): Promise<void> {
  const made = `${path}.${process.pid}.new`;
  try {
    await discard(made);
    const instance = await DuckDBInstance.create(made, { threads: '1' });
    try {
      const connection = await instance.connect();
      for (const statement of TABLES.flatMap(statementsOf)) await connection.run(statement);
      await connection.run(POSTERIOR_VIEW);
      await connection.run(`COMMENT ON VIEW bayesian_posterior IS ${literal(POSTERIOR_ABOUT)}`);
      const [statsTable, termsTable] = TABLES;
      const typesOf = ({ columns }: TableShape) => columns.map(({ type }) => type);
      for (let from = 0; from < rows.length; from += BATCH_ROWS) {
        await append(
          connection,
          statsTable.name,
          typesOf(statsTable),
          rows.slice(from, from + BATCH_ROWS).map(ROW.encode),
        );
        await setImmediate();
      }
      await append(connection, termsTable.name, typesOf(termsTable), [TERMS.encode(terms)]);
      await connection.run('CHECKPOINT');
      connection.closeSync();
    } finally {
      instance.closeSync();
    }
    await rename(made, path);
  } catch (error) {
    await discard(made);
    throw failure(error, path);
  }
}

async function discard(path: string): Promise<void> {
  for (const file of [path, `${path}.wal`]) await rm(file, { force: true });
}
