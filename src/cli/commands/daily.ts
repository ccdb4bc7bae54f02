import type { Argv } from 'yargs';
import { renderDayReport } from '../../report/day/dayReport.ts';
import { writeReport } from '../../report/writeReport.ts';
import { dailyText } from '../dailyText.ts';
import { AGAINST, CLAIMED } from '../live/pageJudge.ts';
import { liveDayOf, reviewDay } from '../pages/liveDay.ts';
import { print, printJson } from '../terminal.ts';

interface Args {
  readonly session: string;
  readonly date?: string;
  readonly claimed: number;
  readonly against: number;
  readonly html?: string;
  readonly force: boolean;
  readonly json: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .option('session', { type: 'string', default: 'data', describe: 'Folder of the session' })
    .option('date', {
      type: 'string',
      describe: 'Trade date to review, YYYY-MM-DD; by default the last one of the session',
    })
    .option('claimed', { type: 'number', default: CLAIMED, describe: 'Win rate that is claimed' })
    .option('against', {
      type: 'number',
      default: AGAINST,
      describe: 'Win rate that the claim is to be told apart from',
    })
    .option('html', { type: 'string', describe: 'Write the review as a page into this file too' })
    .option('force', { type: 'boolean', default: false, describe: 'Replace a page that is there' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 daily', 'the last trade date of the session in data/, its week, and all so far')
    .example('$0 daily --session paper --date 2024-12-04 --json', 'another day, for a program to read')
    .example(
      '$0 daily --html day.html',
      'the same as a page; on paper: tapebench report day.html --pdf day.pdf',
    )
    .example('$0 daily --against 0.55', 'against a break-even of 55%')
    .epilogue(
      'A trade belongs to the trade date of its exit, which begins at 18:00 New York on the evening before. Costs are those of the fills. The confidence sequence may be looked at every evening; Wilson intervals are for one look.',
    );
}

export async function run(args: Args): Promise<undefined> {
  const { session, claimed, against, date } = args;
  const daily = reviewDay({ session, claimed, against, ...(date === undefined ? {} : { date }) });
  if (args.html !== undefined) await writeReport(args.html, renderDayReport(liveDayOf(daily)), args.force);
  const { setup, day, week, all, person, claim } = daily;
  const { source, isSynthetic } = setup;
  const files = args.html === undefined ? {} : { files: { page: args.html } };
  if (args.json)
    printJson({ session, source, isSynthetic, date: day.to, day, week, all, person, claim, ...files });
  else print(`${dailyText(daily)}${args.html === undefined ? '' : `\n\nPage        ${args.html}`}`);
  return undefined;
}
