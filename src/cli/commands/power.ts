import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import {
  type MeanPowerResult,
  meanPowerResult,
  type PowerPlan,
  type RatePower,
  ratePower,
} from '../../research/verify/power.ts';
import { count, percent } from '../figures.ts';
import { print, printJson, styled, table } from '../terminal.ts';

interface Args {
  readonly claimed: number;
  readonly against: readonly number[];
  readonly effect?: number;
  readonly alpha: number;
  readonly power: number;
  readonly trades?: number;
  readonly perWeek?: number;
  readonly json: boolean;
}

/** The structural null of a 2:1 bracket, a coin, and a break-even often met with costs and a clock. */
const NULLS = [1 / 3, 0.5, 0.55];

export function builder(yargs: Argv): Argv {
  return yargs
    .option('claimed', {
      type: 'number',
      default: 0.647,
      describe: 'Win rate to be found if it is true, e.g. 0.647',
    })
    .option('against', {
      type: 'number',
      array: true,
      default: NULLS,
      describe: 'Win rates to tell it apart from',
    })
    .option('effect', {
      type: 'number',
      describe: 'Mean over standard deviation of a trade, for a mean as well',
    })
    .option('alpha', { type: 'number', default: 0.05, describe: 'Chance of a false yes' })
    .option('power', { type: 'number', default: 0.8, describe: 'Chance of a yes if the claim is true' })
    .option('trades', { type: 'number', describe: 'Give the power with this number of trades' })
    .option('per-week', { type: 'number', describe: 'Trades a week, for weeks to a verdict' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 power', 'trades that a claimed 64.7% takes against a third, a half and 55%')
    .example('$0 power --claimed 0.55 --against 0.5 --per-week 4', 'and the weeks to a verdict')
    .example('$0 power --effect 0.1 --trades 250', 'a mean of a tenth of its standard deviation')
    .epilogue(
      'The exact one-sided binomial test: trades is the number from which on the power is never lost again. Sequential: expected trades of the SPRT with the same errors, which may be looked at after every trade. Trades are taken as independent; those of one day often are not, and then more are needed.',
    );
}

export async function run(args: Args): Promise<undefined> {
  const plan = planOf(args);
  for (const rate of [args.claimed, ...args.against])
    if (!(rate > 0 && rate < 1))
      throw new TapebenchError(
        'TB_USAGE',
        `--claimed and --against want win rates between 0 and 1, not ${rate}`,
        {
          next: 'For example: --claimed 0.647 --against 0.5',
        },
      );
  const rates = args.against.map((against) => stated(() => ratePower(against, args.claimed, plan)));
  const { effect } = args;
  const mean = effect === undefined ? null : stated(() => meanPowerResult(effect, plan));
  if (args.json) printJson({ ...plan, rates, mean });
  else print(powerText(rates, mean, plan));
  return undefined;
}

function planOf(args: Args): PowerPlan {
  const { alpha, power, trades, perWeek } = args;
  if (perWeek !== undefined && !(perWeek > 0 && Number.isFinite(perWeek)))
    throw new TapebenchError('TB_USAGE', '--per-week wants a number above 0');
  if (trades !== undefined && !(Number.isInteger(trades) && trades >= 2 && trades <= 1_000_000))
    throw new TapebenchError('TB_USAGE', '--trades wants a whole number from 2 to 1000000');
  return { alpha, power, tradesPerWeek: perWeek ?? null, trades: trades ?? null };
}

/** What the statistics refuse is said as a wrong command line. */
function stated<T>(compute: () => T): T {
  try {
    return compute();
  } catch (cause) {
    if (cause instanceof RangeError) throw new TapebenchError('TB_USAGE', cause.message, { cause });
    throw cause;
  }
}

function powerText(rates: readonly RatePower[], mean: MeanPowerResult | null, plan: PowerPlan): string {
  const { alpha, power, trades } = plan;
  const lines = [
    `${styled('bold', 'Trades to a verdict')} at an error of ${percent(alpha, 0)} and a power of ${percent(power, 0)}, one-sided`,
    '',
    table(
      [
        { title: 'Claimed' },
        { title: 'Against' },
        { title: 'Trades', isNumber: true },
        { title: 'Wins needed', isNumber: true },
        { title: 'Weeks', isNumber: true },
        { title: 'Sequential, if true', isNumber: true },
        { title: 'if not', isNumber: true },
        ...(trades === null ? [] : [{ title: `Power with ${trades}`, isNumber: true }]),
      ],
      rates.map((rate) => [
        percent(rate.claimed),
        percent(rate.against),
        count(rate.trades),
        count(rate.criticalWins),
        rate.weeks === null ? '' : count(rate.weeks),
        count(Math.ceil(rate.sequentialUnderClaim)),
        count(Math.ceil(rate.sequentialUnderNull)),
        ...(rate.powerAtTrades === null ? [] : [percent(rate.powerAtTrades)]),
      ]),
    ),
  ];
  if (mean !== null) {
    const weeks = mean.weeks === null ? '' : `, ${count(mean.weeks)} weeks`;
    const at =
      mean.powerAtTrades === null
        ? ''
        : `; with ${trades} trades the power is ${percent(mean.powerAtTrades)}`;
    lines.push(
      '',
      `A mean of ${mean.effect} standard deviations: ${count(mean.trades)} trades${weeks}${at}.`,
    );
  }
  return lines.join('\n');
}
