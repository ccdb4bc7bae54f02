import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { newYorkText } from '../../report/format.ts';
import type { RunResult } from '../../results/model.ts';
import { outsideHours, refusalStories, refusalsByRule } from '../explain/refusals.ts';
import { tradeFacts } from '../explain/tradeFacts.ts';
import { type Chapter, tradeStory } from '../explain/tradeStory.ts';
import { count } from '../figures.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { readStoredRun } from '../storedRun.ts';
import { print, printJson, styled, table } from '../terminal.ts';

interface Args extends OutputArgs {
  readonly trade?: number;
  readonly run?: string;
  readonly refused: boolean;
  readonly limit: number;
}

export function builder(yargs: Argv): Argv {
  return withOutput(yargs)
    .positional('trade', { type: 'number', describe: 'Id of a trade, as the report lists it' })
    .option('run', {
      type: 'string',
      describe: 'Id of a stored run, or its first digits; by default the run stored last',
    })
    .option('refused', {
      type: 'boolean',
      default: false,
      describe: 'Tell of the signals that the risk gate refused, by rule',
    })
    .option('limit', { type: 'number', default: 20, describe: 'How many refusals to list' })
    .example('$0 explain 12', 'the story of a trade of the last run, from bar to cent')
    .example('$0 explain 12 --run 3f2a --json', 'of another run, for a program to read')
    .example('$0 explain --refused', 'which rules refused how many signals, and the first of them');
}

export async function run(args: Args): Promise<undefined> {
  if (args.refused === (args.trade !== undefined)) {
    throw new TapebenchError('TB_USAGE', 'explain wants the id of a trade, or --refused', {
      next: 'For example: tapebench explain 1, or tapebench explain --refused',
    });
  }
  if (!Number.isInteger(args.limit) || args.limit < 0)
    throw new TapebenchError('TB_USAGE', '--limit wants a whole number', { next: 'For example: --limit 20' });
  if (args.trade !== undefined && !Number.isInteger(args.trade)) {
    throw new TapebenchError('TB_USAGE', 'the id of a trade is a whole number', {
      next: 'For example: tapebench explain 1',
    });
  }
  const result = await readStoredRun(args.out, args.run);
  if (args.trade === undefined) explainRefusals(result, args);
  else explainTrade(result, args.trade, args.json);
  return undefined;
}

function explainTrade(result: RunResult, id: number, isJson: boolean): void {
  const facts = tradeFacts(result, id);
  const story = tradeStory(result, facts);
  const { runId, strategy, preset, dataset, parameters } = result.header;
  if (isJson) {
    printJson({ run: runId, strategy, preset, dataset: dataset.name, parameters, ...facts, story });
    return;
  }
  const { trade } = facts;
  const side = trade.direction === 1 ? 'long' : 'short';
  print(
    `${styled('bold', `Trade ${id}`)}: ${side} ${trade.quantity} ${trade.contract} on ${trade.tradeDate}, ${trade.exitReason}. ${strategy} on ${dataset.name}, run ${runId}.`,
  );
  if (dataset.isSynthetic)
    print(`This data is synthetic: it says nothing about ${result.header.instrument.root}.`);
  print(storyText(story));
}

function storyText(story: readonly Chapter[]): string {
  return story
    .map(({ title, lines }) => `\n${styled('bold', title)}\n${lines.map((line) => `  ${line}`).join('\n')}`)
    .join('\n');
}

function explainRefusals(result: RunResult, { json, limit }: Args): void {
  const { runId, strategy, dataset } = result.header;
  const byRule = refusalsByRule(result);
  const first = refusalStories(result, limit);
  if (json) {
    printJson({ run: runId, strategy, dataset: dataset.name, byRule, first });
    return;
  }
  print(
    `${styled('bold', `${count(result.refusals.length)} refusals`)} in run ${runId}: ${strategy} on ${dataset.name}.`,
  );
  print(outsideHours(result));
  const { blockedBy } = result.funnel;
  if (blockedBy !== null) print(`\n${styled('yellow', blockedBy)}`);
  if (byRule.length === 0) return;
  print('');
  print(
    table(
      [{ title: 'Rule' }, { title: 'Refused', isNumber: true }, { title: 'Because' }],
      byRule.map(({ rule, refusals, about }) => [rule, count(refusals), about]),
    ),
  );
  if (first.length === 0) return;
  print(`\n${styled('bold', `The first ${first.length}`)} (times of New York)`);
  print(
    table(
      [
        { title: 'Time' },
        { title: 'Contract' },
        { title: 'Rule' },
        { title: 'Measured' },
        { title: 'Signal' },
      ],
      first.map((each) => [
        newYorkText(each.time),
        each.contract,
        each.rule,
        each.measured,
        each.wanted ?? 'not judged',
      ]),
    ),
  );
}
