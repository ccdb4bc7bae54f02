import { BIGINT, type DuckDBType, INTEGER, VARCHAR } from '@duckdb/node-api';
import { AUDIT_TABLES } from './auditTables.ts';
import { BAYESIAN_STATS_ABOUT } from './bayesianStatsView.ts';
import type { Column } from './fields.ts';
import { STRESS_TABLES } from './stressTables.ts';
import { SWEEP_TABLES } from './sweepTables.ts';
import { RUN_TABLES, type RunTable } from './tables.ts';
import { TRIAL_FIELDS } from './trialFields.ts';
import { VERIFY_TABLES } from './verifyTables.ts';

/** Raised when a table or column changes; a file says with which version it was made. */
export const SCHEMA_VERSION = 4;

/** A table as it is made in the file. */
export interface TableShape {
  readonly name: string;
  readonly about: string;
  readonly columns: readonly Column[];
  readonly primaryKey: readonly string[];
}

function column(name: string, type: DuckDBType, about: string): Column {
  return { suffix: name, type, about, isNullable: false };
}

export const RUN_KEY: readonly Column[] = [
  column('run_id', VARCHAR, 'the run'),
  column('ordinal', INTEGER, 'place of the row in the run, from 0'),
];

/** Tables of a kind of study: the first has one row a study, keyed by its id; the rows of the others follow it by that id. */
function studyTables(
  // biome-ignore lint/suspicious/noExplicitAny: the rows differ from table to table; only names and columns are read here.
  tables: readonly RunTable<any>[],
  idColumn: string,
  kind: string,
): TableShape[] {
  const key = [
    column(idColumn, VARCHAR, `the ${kind}`),
    column('ordinal', INTEGER, `place of the row in the ${kind}, from 0`),
  ];
  return tables.map(({ name, about, row }, position) =>
    position === 0
      ? { name, about, columns: row.columns, primaryKey: [idColumn] }
      : { name, about, columns: [...key, ...row.columns], primaryKey: [] },
  );
}

export const TABLES: readonly TableShape[] = [
  {
    name: 'schema_info',
    about: 'One row: with which version of this schema the file was made.',
    columns: [column('version', INTEGER, 'version of the schema')],
    primaryKey: ['version'],
  },
  ...RUN_TABLES.map(
    (table): TableShape => ({
      name: table.name,
      about: table.about,
      // The run's own id is its key: `runs` has one row a run and needs no place in it.
      columns: table.name === 'runs' ? table.row.columns : [...RUN_KEY, ...table.row.columns],
      primaryKey: table.name === 'runs' ? ['run_id'] : [],
    }),
  ),
  ...studyTables(AUDIT_TABLES, 'audit_id', 'audit'),
  ...studyTables(STRESS_TABLES, 'stress_id', 'stress test'),
  ...studyTables(SWEEP_TABLES, 'sweep_id', 'sweep'),
  ...studyTables(VERIFY_TABLES, 'verify_id', 'verification'),
  {
    name: 'studies',
    about: 'Everything in the file that has an id, in the order in which it was written.',
    columns: [
      column('ordinal', BIGINT, 'place in that order, from 0'),
      column('kind', VARCHAR, 'run, audit, stress, sweep or verification'),
      column('id', VARCHAR, 'its id'),
    ],
    primaryKey: ['kind', 'id'],
  },
  {
    name: 'trials',
    about:
      'The trial ledger: every run made on a dataset, counted once however often it was repeated, so that deflated statistics use a fact and not a guess.',
    columns: [column('ordinal', BIGINT, 'place in the ledger, from 0'), ...TRIAL_FIELDS.columns],
    primaryKey: ['dataset_digest', 'run_id'],
  },
];

/** A name as an SQL identifier; some columns are named like keywords. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as an SQL literal. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The statements that make a table, comments included. */
export function statementsOf(table: TableShape): string[] {
  const lines = table.columns.map(
    ({ suffix, type, isNullable }) => `${identifier(suffix)} ${type}${isNullable ? '' : ' NOT NULL'}`,
  );
  if (table.primaryKey.length > 0) lines.push(`PRIMARY KEY (${table.primaryKey.map(identifier).join(', ')})`);
  return [
    `CREATE TABLE ${identifier(table.name)} (${lines.join(', ')})`,
    `COMMENT ON TABLE ${identifier(table.name)} IS ${literal(table.about)}`,
    ...table.columns.map(
      ({ suffix, about }) =>
        `COMMENT ON COLUMN ${identifier(table.name)}.${identifier(suffix)} IS ${literal(about)}`,
    ),
  ];
}

/** The statements that make an empty results file. */
export function ddl(): string[] {
  return TABLES.flatMap(statementsOf);
}

/** The reference page of the schema, `docs/results-schema.md`. */
export function schemaDocument(): string {
  const sections = TABLES.map(({ name, about, columns, primaryKey }) => {
    const rows = columns.map(
      ({ suffix, type, isNullable, about: what }) =>
        `| \`${suffix}\` | ${String(type)} | ${isNullable ? 'yes' : ''} | ${what} |`,
    );
    const key = primaryKey.length > 0 ? `\n\nPrimary key: ${primaryKey.join(', ')}.` : '';
    return `## ${name}\n\n${about}${key}\n\n| column | type | null | what |\n|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `# Schema of the results database

Version ${SCHEMA_VERSION}. Generated from the definitions in \`src/results/\`; the same words stand as comments in the file itself
(\`SELECT table_name, column_name, comment FROM duckdb_columns()\`).

Times are UTC, prices are whole ticks (\`runs.instrument_tick_nano\` is the price of a tick in units of 1e-9), money is in
thousandths of a dollar, trade dates are Globex trade dates. The rows of a run are in order by \`ordinal\`. One process at a time owns
the file; open it read-only, or work on a Parquet export, to look at it beside a running workbench.

${sections.join('\n')}
## bayesian_stats (view)

${BAYESIAN_STATS_ABOUT}
`;
}
