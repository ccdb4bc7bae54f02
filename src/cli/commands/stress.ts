import { join } from 'node:path';
import type { Argv } from 'yargs';
import type { EngineParameters } from '../../engine/parameters.ts';
import { TapebenchError } from '../../errors.ts';
import { renderStressReport } from '../../report/stressReport.ts';
import { writeReport } from '../../report/writeReport.ts';
import { finishRun, prepareRun } from '../../research/run.ts';
import { gridCells, simulateCells } from '../../research/scenarios.ts';
import { loadStrategy } from '../../research/strategies.ts';
import { openResults } from '../../results/database.ts';
import type { ScenarioRow } from '../../results/model.ts';
import { addScenarios } from '../../results/runs.ts';
import { count, dollars, rateText } from '../figures.ts';
import { numberRange } from '../numberRange.ts';
import {
  commandText,
  type DataArgs,
  givenParameters,
  type OutputArgs,
  openData,
  type ParameterArgs,
  withData,
  withOutput,
  withParameters,
  wordsOf,
} from '../options.ts';
import { storeRun } from '../storeRun.ts';
import { print, printJson, progress, styled, table } from '../terminal.ts';

interface Args extends DataArgs, OutputArgs, ParameterArgs {
  readonly strategy: string;
  readonly commissions: string;
  readonly slippages: string;
  readonly fills: readonly EngineParameters['limitFill'][];
}

export function builder(yargs: Argv): Argv {
  return withOutput(withParameters(withData(yargs)))
    .positional('strategy', { type: 'string', demandOption: true, describe: 'As for run' })
    .option('commissions', {
      type: 'string',
      default: '0:5:0.5',
      describe: 'USD a contract and side, as first:last:step or a list',
    })
    .option('slippages', {
      type: 'string',
      default: '0:3:0.25',
      describe: 'Ticks a side, as first:last:step or a list',
    })
    .option('fills', {
      type: 'string',
      array: true,
      choices: ['through', 'touch', 'through-n'],
      default: ['through'],
      describe: 'Rules of limit fills, one grid each',
    })
    .example('$0 stress v6 --data es', 'the six named scenarios and the default grid')
    .example(
      '$0 stress v6 --data es --commissions 1,2.5,4 --slippages 0:2:0.5 --fills through touch',
      'another grid, under two fill rules',
    )
    .epilogue(
      'Orders, fills, risk and sizing are simulated again in each cell, because costs change wins, and wins change sizes and pauses.',
    );
}

export async function run(args: Args): Promise<undefined> {
  const commissions = nonNegative('--commissions', numberRange('--commissions', args.commissions));
  const slippages = nonNegative('--slippages', numberRange('--slippages', args.slippages));
  const cells = gridCells(commissions, slippages, args.fills);
  const strategy = await loadStrategy(args.strategy);
  const data = await openData(args);
  const words = wordsOf(args);
  const prepared = prepareRun({
    strategy,
    data,
    given: givenParameters(args),
    givenWhere: 'command line',
    ...(args.contract === undefined ? {} : { contractOverride: args.contract }),
    command: commandText(['run', args.strategy, ...words]),
  });
  const result = finishRun(prepared);
  const bar = progress(cells.length, 'cells');
  const grid = simulateCells(prepared.input, prepared.detection, cells, (done) => bar.update(done));
  bar.stop();
  const stored = await storeRun(result, args.out);
  const db = await openResults(stored.database);
  try {
    await addScenarios(db, result.header.runId, grid);
  } finally {
    await db.close();
  }
  const command = commandText([
    'stress',
    args.strategy,
    ...words,
    '--commissions',
    args.commissions,
    '--slippages',
    args.slippages,
    '--fills',
    ...args.fills,
  ]);
  const report = join(args.out, `stress-${result.header.strategy}-${result.header.runId}.html`);
  await writeReport(report, renderStressReport(result, grid, { command }), true);
  if (args.json) {
    printJson({
      header: result.header,
      scenarios: result.scenarios,
      grid,
      files: { report, database: stored.database },
    });
    return undefined;
  }
  print(`${styled('bold', 'The six named scenarios')}\n${scenarioTable(result.scenarios)}`);
  print(`\n${styled('bold', `The grid: ${count(grid.length)} cells`)}\n${gridWords(grid)}`);
  print(`\nReport   ${report}\nResults  ${stored.database} (run ${result.header.runId})`);
  return undefined;
}

function nonNegative(flag: string, values: number[]): number[] {
  const below = values.find((value) => value < 0);
  if (below === undefined) return values;
  throw new TapebenchError('TB_PARAMETER_INVALID', `${flag} holds a negative cost: ${below}`, {
    where: 'command line',
  });
}

function scenarioTable(rows: readonly ScenarioRow[]): string {
  return table(
    [
      { title: 'Scenario' },
      { title: 'Commission', isNumber: true },
      { title: 'Slippage', isNumber: true },
      { title: 'Win rate' },
      { title: 'Mean net return' },
      { title: 'Net', isNumber: true },
    ],
    rows.map((row) => [
      row.name,
      `${row.commissionPerContract.toFixed(2)} USD`,
      `${row.slippageTicks} ticks`,
      rateText(row.winRate),
      rateText(row.meanNetReturn, 3),
      dollars(row.netMilli),
    ]),
  );
}

function gridWords(grid: readonly ScenarioRow[]): string {
  const profitable = grid.filter((row) => row.netMilli > 0).length;
  const best = grid.reduce((a, b) => (b.netMilli > a.netMilli ? b : a));
  const worst = grid.reduce((a, b) => (b.netMilli < a.netMilli ? b : a));
  const cell = (row: ScenarioRow): string =>
    `${dollars(row.netMilli)} at ${row.commissionPerContract} USD and ${row.slippageTicks} ticks (${row.limitFill}, n = ${row.trades})`;
  return `${profitable} of ${grid.length} cells end above zero.\nBest   ${cell(best)}\nWorst  ${cell(worst)}`;
}
