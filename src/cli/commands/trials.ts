import { existsSync } from 'node:fs';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { type LedgerFacts, ledgerFacts } from '../../research/sweep/ledgerFacts.ts';
import { openResults } from '../../results/database.ts';
import { listTrials } from '../../results/trials.ts';
import { count, percent } from '../figures.ts';
import { type DataArgs, type OutputArgs, openData, withData, withOutput } from '../options.ts';
import { databaseIn } from '../outputFolder.ts';
import { print, printJson, styled, table } from '../terminal.ts';

interface Args extends DataArgs, OutputArgs {}

export function builder(yargs: Argv): Argv {
  return withOutput(withData(yargs))
    .example('$0 trials --data es', 'how often this data has been tried, and what that asks of the best')
    .epilogue(
      'Every run and every trial of a sweep is counted once for each dataset, by its run id. Cells of a stress test are not: they are assumptions about one run and no variants to choose from. Sharpe ratios here are per trade.',
    );
}

export async function run(args: Args): Promise<undefined> {
  const database = databaseIn(args.out);
  if (!existsSync(database)) {
    throw new TapebenchError('TB_FILE_NOT_FOUND', 'there is no results database yet', {
      where: database,
      next: 'Run something first: tapebench run v6',
    });
  }
  const { facts } = await openData(args);
  const db = await openResults(database, { isReadOnly: true });
  try {
    const trials = await listTrials(db, facts.digest);
    const ledger = ledgerFacts(trials);
    if (args.json) printJson({ dataset: facts, ...ledger, trials });
    else print(ledgerText(facts.name, ledger));
  } finally {
    await db.close();
  }
  return undefined;
}

function ledgerText(dataset: string, ledger: LedgerFacts): string {
  if (ledger.trials === 0) return `Nothing has been tried on ${dataset}.`;
  const rows = ledger.groups.map(({ strategy, preset, origin, trials }) => [
    strategy,
    preset,
    origin,
    count(trials),
  ]);
  const lines = [
    `${styled('bold', `${count(ledger.trials)} trial${ledger.trials === 1 ? '' : 's'} on ${dataset}`)}`,
    table(
      [{ title: 'Strategy' }, { title: 'Preset' }, { title: 'Made by' }, { title: 'Trials', isNumber: true }],
      rows,
    ),
  ];
  const { best } = ledger;
  if (best === null) lines.push('', 'No trial has a Sharpe ratio.');
  else {
    lines.push(
      '',
      `The best Sharpe ratio a trade is ${best.sharpe.toFixed(3)} (${best.strategy}, run ${best.runId}, n = ${best.trades} trades).`,
      `The best of ${count(ledger.rated)} without skill would be expected at ${ledger.benchmark.toFixed(3)}; the normal approximation puts ${percent(best.confidenceAboveBenchmark)} on the true ratio being above that.`,
    );
  }
  return lines.join('\n');
}
