import type { DuckDBConnection } from '@duckdb/node-api';
import { AUDIT_SUBSETS, AUDITS } from './auditTables.ts';
import { failure, type ResultsDatabase } from './database.ts';
import type { DatasetFacts, Estimate } from './model.ts';
import { selectAll, selectRows } from './rows.ts';
import { listRuns, type RunListing } from './runs.ts';
import { STRESS_REGIONS, STRESSES } from './stressTables.ts';
import { listStudies, type StudyKind } from './studies.ts';
import { SWEEPS } from './sweepTables.ts';
import { VERIFICATIONS, VERIFY_CLAIMS } from './verifyTables.ts';

/** A number that carries a study, with what it stands on. */
export interface CarryingNumber {
  readonly label: string;
  readonly unit: 'share' | 'return' | 'ticks' | 'ratio' | 'usd';
  readonly value: number | null;
  readonly n: number;
  /** What n counts: trades, trade dates, trials. */
  readonly of: string;
  /** null where a number has none, e.g. a sum or a count. */
  readonly interval: Estimate['interval'] | null;
}

/** A run or a study as an index shows it. */
export interface CatalogueEntry {
  readonly kind: StudyKind;
  readonly id: string;
  readonly strategy: string;
  /** What the study is named by: the preset of a run or sweep, the procedure of an audit, the ledger of a verification. */
  readonly subject: string;
  readonly dataset: DatasetFacts;
  /** The run that it is about; its own id for a run, null where it is about none. */
  readonly runId: string | null;
  readonly verdict: string;
  readonly numbers: readonly CarryingNumber[];
}

/** Everything in the file, in the order in which it was written. @throws TapebenchError TB_RESULTS_FAILED */
export async function listCatalogue(db: ResultsDatabase): Promise<CatalogueEntry[]> {
  const runs = await listRuns(db);
  const { connection } = db;
  try {
    const entries = [
      ...runs.map(runEntry),
      ...(await auditEntries(connection)),
      ...(await stressEntries(connection, new Map(runs.map((run) => [run.header.runId, run])))),
      ...(await sweepEntries(connection)),
      ...(await verificationEntries(connection)),
    ];
    const byId = new Map(entries.map((entry) => [`${entry.kind} ${entry.id}`, entry]));
    return (await listStudies(db)).flatMap(({ kind, id }) => byId.get(`${kind} ${id}`) ?? []);
  } catch (error) {
    throw failure(error, db.path);
  }
}

function numberOf(
  label: string,
  unit: CarryingNumber['unit'],
  of: string,
  estimate: Estimate | null,
): CarryingNumber {
  const { value = null, n = 0, interval = null } = estimate ?? {};
  return { label, unit, value, n, of, interval };
}

function runEntry({ header, summary }: RunListing): CatalogueEntry {
  const { trades, winRate, meanNetReturn, netMilli } = summary;
  return {
    kind: 'run',
    id: header.runId,
    strategy: header.strategy,
    subject: header.preset === 'default' ? header.strategy : header.preset,
    dataset: header.dataset,
    runId: header.runId,
    verdict: summary.verdict,
    numbers: [
      numberOf('win rate', 'share', 'trades', winRate),
      numberOf('mean net return', 'return', 'trades', meanNetReturn),
      { label: 'net', unit: 'usd', value: netMilli, n: trades, of: 'trades', interval: null },
    ],
  };
}

async function auditEntries(connection: DuckDBConnection): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const facts of await selectAll(connection, AUDITS)) {
    const subsets = await selectRows(connection, AUDIT_SUBSETS, facts.auditId, 'audit_id');
    entries.push({
      kind: 'audit',
      id: facts.auditId,
      strategy: 'v6-published',
      subject: 'v6-published',
      dataset: facts.dataset,
      runId: null,
      verdict: facts.conclusion,
      numbers: [
        numberOf('win rate as published', 'share', 'trades', subsets[0]?.winRate ?? null),
        numberOf('with all defects mended', 'share', 'trades', subsets.at(-1)?.winRate ?? null),
      ],
    });
  }
  return entries;
}

async function stressEntries(
  connection: DuckDBConnection,
  runs: ReadonlyMap<string, RunListing>,
): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const { stressId, runId, fixedTradesBreakEven } of await selectAll(connection, STRESSES)) {
    const run = runs.get(runId);
    if (run === undefined) continue;
    const region = (await selectRows(connection, STRESS_REGIONS, stressId, 'stress_id'))[0];
    const share: CarryingNumber = {
      label: 'share of the stated costs that earns',
      unit: 'share',
      value: region?.profitable ?? null,
      n: region?.days ?? 0,
      of: 'trade dates',
      interval: region?.interval ?? null,
    };
    const label = 'slippage a side that takes the profit';
    const { strategy, dataset } = run.header;
    const earns =
      region === undefined
        ? 'The grid has no part of the stated costs.'
        : `Of the stated costs ${percentWords(region.profitable)} earn; a property of the region, and no probability.`;
    entries.push({
      kind: 'stress',
      id: stressId,
      strategy,
      subject: strategy,
      dataset,
      runId,
      verdict: earns,
      numbers: [share, numberOf(label, 'ticks', 'trades', fixedTradesBreakEven)],
    });
  }
  return entries;
}

async function sweepEntries(connection: DuckDBConnection): Promise<CatalogueEntry[]> {
  return (await selectAll(connection, SWEEPS)).map((facts) => {
    const { sweepId, strategy, preset, dataset, deflation, overfitting, tradeDates } = facts;
    return {
      kind: 'sweep',
      id: sweepId,
      strategy,
      subject: preset === 'default' ? strategy : preset,
      dataset,
      runId: null,
      verdict: `${capital(facts.verdict)}. ${facts.because}`,
      numbers: [
        {
          label: 'best Sharpe ratio a day',
          unit: 'ratio',
          value: deflation?.sharpe ?? null,
          n: tradeDates,
          of: 'trade dates',
          interval: deflation?.sharpeInterval ?? null,
        },
        {
          label: 'deflated: confidence above luck',
          unit: 'share',
          value: deflation?.deflatedOfLedger ?? null,
          n: deflation?.trialsInLedger ?? facts.trialCount,
          of: 'trials',
          interval: null,
        },
        {
          label: 'probability of overfitting',
          unit: 'share',
          value: overfitting?.probability ?? null,
          n: overfitting?.halvings ?? 0,
          of: 'halvings',
          interval: null,
        },
      ],
    };
  });
}

async function verificationEntries(connection: DuckDBConnection): Promise<CatalogueEntry[]> {
  const entries: CatalogueEntry[] = [];
  for (const facts of await selectAll(connection, VERIFICATIONS)) {
    const claims = await selectRows(connection, VERIFY_CLAIMS, facts.verifyId, 'verify_id');
    const rate = claims.find(({ estimand }) => estimand === 'win-rate')?.estimate ?? null;
    const refuted = claims.filter(({ verdict }) => verdict === 'refuted').length;
    entries.push({
      kind: 'verification',
      id: facts.verifyId,
      strategy: facts.strategy,
      subject: facts.ledger,
      dataset: facts.dataset,
      runId: facts.runId,
      verdict: facts.summary,
      numbers: [
        numberOf('win rate', 'share', 'trades', rate),
        {
          label: 'claims refuted',
          unit: 'share',
          value: claims.length === 0 ? null : refuted / claims.length,
          n: claims.length,
          of: 'claims',
          interval: null,
        },
      ],
    });
  }
  return entries;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function percentWords(share: number): string {
  return `${(share * 100).toFixed(0)}%`;
}
