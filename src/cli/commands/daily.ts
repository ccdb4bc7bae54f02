import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { readSessionEvents } from '../../live/sessionEvents.ts';
import { dayOfText } from '../../market/dates.ts';
import { type ClaimStanding, claimStanding } from '../../research/review/claim.ts';
import { mondayOf, SessionDiary } from '../../research/review/periods.ts';
import { dailyText } from '../dailyText.ts';
import { personIn } from '../feedback/personReview.ts';
import { readSessionFeedback } from '../feedback/sessionFeedback.ts';
import { requireSetup } from '../liveSession.ts';
import { AGAINST, CLAIMED } from '../pageJudge.ts';
import { print, printJson } from '../terminal.ts';

interface Args {
  readonly session: string;
  readonly date?: string;
  readonly claimed: number;
  readonly against: number;
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
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 daily', 'the last trade date of the session in data/, its week, and all so far')
    .example('$0 daily --session paper --date 2024-12-04 --json', 'another day, for a program to read')
    .example('$0 daily --against 0.55', 'against a break-even of 55%')
    .epilogue(
      'A trade belongs to the trade date of its exit, which begins at 18:00 New York on the evening before. Costs are those of the fills. The confidence sequence may be looked at every evening; Wilson intervals are for one look.',
    );
}

export async function run(args: Args): Promise<undefined> {
  const { session, claimed, against } = args;
  const setup = requireSetup(session);
  const diary = new SessionDiary(readSessionEvents(session), setup.judgesFrom ?? Number.NEGATIVE_INFINITY);
  const date = args.date ?? diary.tradeDates.at(-1);
  if (date === undefined) {
    throw new TapebenchError('TB_DATA_EMPTY', 'nothing has happened in this session yet', {
      where: session,
      next: 'Look again when it has seen its first trade date, or name one: --date YYYY-MM-DD',
    });
  }
  // A wrong date is refused before it is compared as text.
  dayOfText(date);
  const monday = mondayOf(date);
  // A session may be reviewed as of a day before it began; then nothing lies between.
  const first = diary.tradeDates[0];
  const beginning = first === undefined || first > date ? date : first;
  const day = diary.review(date, date);
  const week = diary.review(monday, date);
  const all = diary.review(beginning, date);
  const claim = standing({ claimed, against, ...all });
  const person = personIn(session, readSessionFeedback(session, setup), { day, week, all });
  const { source, isSynthetic } = setup;
  if (args.json) printJson({ session, source, isSynthetic, date, day, week, all, person, claim });
  else print(dailyText({ session, setup, day, week, all, person, claim }));
  return undefined;
}

/** What the statistics refuse is said as a wrong command line. */
function standing(inputs: Parameters<typeof claimStanding>[0]): ClaimStanding {
  try {
    return claimStanding(inputs);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new TapebenchError('TB_USAGE', `--claimed and --against: ${cause.message}`, {
      next: 'For example: --claimed 0.647 --against 0.5',
      cause,
    });
  }
}
