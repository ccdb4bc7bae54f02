import { join } from 'node:path';
import type { Argv } from 'yargs';
import { renderComparison } from '../../report/comparison.ts';
import { writeReport } from '../../report/writeReport.ts';
import { openResults } from '../../results/database.ts';
import type { RunResult } from '../../results/model.ts';
import { findRun, readRun } from '../../results/runs.ts';
import { count, dollars, rateText } from '../figures.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { databaseIn } from '../outputFolder.ts';
import { comparisonFileName } from '../pages/indexPage.ts';
import { print, printJson, table } from '../terminal.ts';

interface Args extends OutputArgs {
  readonly a: string;
  readonly b: string;
}

export function builder(yargs: Argv): Argv {
  return withOutput(yargs)
    .positional('a', { type: 'string', demandOption: true, describe: 'Id of a run, or its first digits' })
    .positional('b', { type: 'string', demandOption: true, describe: 'Id of the other' })
    .example('$0 compare 3f2a 91c0', 'what differs in the inputs, and in the result');
}

export async function run(args: Args): Promise<undefined> {
  const db = await openResults(databaseIn(args.out), { isReadOnly: true });
  let a: RunResult;
  let b: RunResult;
  try {
    a = await readRun(db, await findRun(db, args.a));
    b = await readRun(db, await findRun(db, args.b));
  } finally {
    await db.close();
  }
  const page = join(args.out, comparisonFileName(a.header.runId, b.header.runId));
  await writeReport(page, renderComparison(a, b), true);
  const differences = inputDifferences(a, b);
  if (args.json) {
    printJson({ a: sideOf(a), b: sideOf(b), differences, files: { page } });
    return undefined;
  }
  const titles = [{ title: '' }, { title: a.header.runId }, { title: b.header.runId }];
  const inputs = differences.map(({ name, a: first, b: second }) => [name, first, second]);
  print(
    inputs.length === 0
      ? 'The inputs are the same.'
      : table([{ title: 'Input' }, ...titles.slice(1)], inputs),
  );
  print(`\n${table(titles, resultRows(a, b))}`);
  print(`\nPage     ${page}`);
  return undefined;
}

function sideOf({ header, summary, funnel }: RunResult): unknown {
  return { header, summary, funnel };
}

interface Difference {
  readonly name: string;
  readonly a: string;
  readonly b: string;
}

function inputDifferences(a: RunResult, b: RunResult): Difference[] {
  const facts = ({ header }: RunResult): Record<string, unknown> => ({
    strategy: header.strategy,
    dataset: header.dataset.name,
    'dataset digest': header.dataset.digest.slice(0, 16),
    'code version': header.codeVersion,
    ...header.parameters,
  });
  const first = facts(a);
  const second = facts(b);
  return [...new Set([...Object.keys(first), ...Object.keys(second)])]
    .filter((name) => first[name] !== second[name])
    .map((name) => ({ name, a: String(first[name] ?? '-'), b: String(second[name] ?? '-') }));
}

function resultRows(a: RunResult, b: RunResult): string[][] {
  const row = (name: string, of: (run: RunResult) => string): string[] => [name, of(a), of(b)];
  return [
    row('signals', (run) => count(run.signals.length)),
    row('trades', (run) => count(run.summary.trades)),
    row('win rate', (run) => rateText(run.summary.winRate)),
    row('mean net return', (run) => rateText(run.summary.meanNetReturn, 3)),
    row('net', (run) => dollars(run.summary.netMilli)),
    row('largest drawdown', (run) => dollars(run.summary.maxDrawdownMilli)),
    row('costs', (run) => dollars(run.summary.commissionMilli + run.summary.slippageMilli)),
  ];
}
