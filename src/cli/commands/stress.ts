import type { Argv } from 'yargs';
import type { EngineParameters } from '../../engine/parameters.ts';
import { TapebenchError } from '../../errors.ts';
import { prepareRun } from '../../research/run.ts';
import { loadStrategy } from '../../research/strategies.ts';
import { namedRegion } from '../../research/surface/region.ts';
import { stress } from '../../research/surface/stress.ts';
import { openResults } from '../../results/database.ts';
import { writeStress } from '../../results/stresses.ts';
import type { CostRegion, StressResult } from '../../results/stressModel.ts';
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
import { databaseIn, makeFolder } from '../outputFolder.ts';
import { writeStudyPage } from '../pages/studyPage.ts';
import { stressText } from '../stressText.ts';
import { print, printJson, progress } from '../terminal.ts';

interface Args extends DataArgs, OutputArgs, ParameterArgs {
  readonly strategy: string;
  readonly commissions: string;
  readonly slippages: string;
  readonly fills: readonly EngineParameters['limitFill'][];
  readonly regionCommission?: string;
  readonly regionSlippage?: string;
}

export function builder(yargs: Argv): Argv {
  return withOutput(withParameters(withData(yargs)))
    .positional('strategy', { type: 'string', demandOption: true, describe: 'As for run' })
    .option('commissions', {
      alias: 'grid-commission',
      type: 'string',
      default: '0:5:0.5',
      describe: 'USD a contract and side, as first:last:step or a list',
    })
    .option('slippages', {
      alias: 'grid-slippage',
      type: 'string',
      default: '0:3:0.25',
      describe: 'Ticks a side, as first:last:step or a list',
    })
    .option('fills', {
      alias: 'grid-fill',
      type: 'string',
      array: true,
      choices: ['through', 'touch', 'through-n'],
      default: ['through'],
      describe: 'Rules of limit fills, one grid each',
    })
    .option('region-commission', {
      type: 'string',
      describe: 'Commissions of the region that the share is of, as low:high [around the named scenarios]',
    })
    .option('region-slippage', {
      type: 'string',
      describe: 'Slippages of that region, as low:high',
    })
    .example('$0 stress v6 --data es', 'the six named scenarios and the default grid')
    .example(
      '$0 stress v6 --data es --commissions 0:10:0.5 --slippages 0:5:0.25 --fills through touch',
      'another grid, under two rules of limit fills',
    )
    .example(
      '$0 stress v6 --set latencyBars=1 --set slippageModel=volume',
      'every cell with orders a bar late and slippage by volume',
    )
    .epilogue(
      [
        'Orders, fills, risk and sizing are simulated again in each cell, because costs change wins, and wins change sizes and pauses.',
        'The report has the line of zero profit, the break-even slippage with an interval from trading days drawn again, the share of a stated region that earns, the published 83% under both bases of its cost, and the run with other latency, slippage models (--set slippageModel=volume, session, volume-and-session) and limit fills.',
        'Cells are assumptions about one run and no variants to choose from: the trial ledger does not count them. See docs/sweep.md.',
      ].join('\n\n'),
    );
}

export async function run(args: Args): Promise<undefined> {
  const commissions = costs('--commissions', args.commissions);
  const slippages = costs('--slippages', args.slippages);
  const fills = [...new Set(args.fills)];
  const region = regionOf(args);
  const cells = commissions.length * slippages.length * fills.length;
  if (cells > MOST_CELLS) {
    throw new TapebenchError('TB_USAGE', `the grid has ${cells} cells, more than ${MOST_CELLS}`, {
      next: 'Take larger steps.',
    });
  }
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
  const bar = progress(cells, 'cells');
  const result = stress(prepared, {
    commissions,
    slippages,
    limitFills: fills,
    region,
    command: commandText(['stress', args.strategy, ...words, ...gridWords(args)]),
    onCell: (done) => bar.update(done),
  });
  bar.stop();
  const files = await store(result, args.out);
  if (args.json) {
    const { run: made, ...rest } = result;
    printJson({ header: made.header, scenarios: made.scenarios, ...rest, files });
  } else print(stressText(result, files));
  return undefined;
}

const MOST_CELLS = 20_000;

async function store(
  result: StressResult,
  folder: string,
): Promise<{ readonly report: string; readonly database: string }> {
  makeFolder(folder);
  const database = databaseIn(folder);
  const db = await openResults(database);
  try {
    await writeStress(db, result);
  } finally {
    await db.close();
  }
  return { report: await writeStudyPage({ kind: 'stress', result }, folder), database };
}

/** The words of the grid and the region, as they would be typed. */
function gridWords(args: Args): string[] {
  const words = ['--commissions', args.commissions, '--slippages', args.slippages, '--fills', ...args.fills];
  if (args.regionCommission !== undefined) words.push('--region-commission', args.regionCommission);
  if (args.regionSlippage !== undefined) words.push('--region-slippage', args.regionSlippage);
  return words;
}

function costs(flag: string, text: string): number[] {
  const values = nonNegative(flag, numberRange(flag, text));
  return [...new Set(values)].sort((a, b) => a - b);
}

function regionOf(args: Args): CostRegion {
  const named = namedRegion();
  const [commissionLow, commissionHigh] = ends('--region-commission', args.regionCommission, [
    named.commissionLow,
    named.commissionHigh,
  ]);
  const [slippageLow, slippageHigh] = ends('--region-slippage', args.regionSlippage, [
    named.slippageLow,
    named.slippageHigh,
  ]);
  return { commissionLow, commissionHigh, slippageLow, slippageHigh };
}

function ends(flag: string, text: string | undefined, otherwise: [number, number]): [number, number] {
  if (text === undefined) return otherwise;
  const [low, high, ...more] = text
    .split(':')
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (
    low === undefined ||
    high === undefined ||
    more.length > 0 ||
    !(low >= 0 && high >= low && high < Infinity)
  ) {
    throw new TapebenchError('TB_USAGE', `${flag} wants low:high, 0 or more: ${JSON.stringify(text)}`, {
      next: `For example: ${flag} ${otherwise.join(':')}`,
    });
  }
  return [low, high];
}

function nonNegative(flag: string, values: number[]): number[] {
  const below = values.find((value) => value < 0);
  if (below === undefined) return values;
  throw new TapebenchError('TB_PARAMETER_INVALID', `${flag} holds a negative cost: ${below}`, {
    where: 'command line',
  });
}
