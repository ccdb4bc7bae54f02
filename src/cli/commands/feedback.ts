import { createInterface } from 'node:readline/promises';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { addFeedback } from '../../live/feedback/feedbackFile.ts';
import type { FeedbackLine } from '../../live/feedback/feedbackLine.ts';
import { feedbackByOrder } from '../../live/feedback/orderFeedback.ts';
import { doubtsAbout } from '../../live/feedback/plausibility.ts';
import { type RecordedBars, recordedBars } from '../../live/recordedBars.ts';
import type { SessionSetup } from '../../live/sessionSetup.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import { describeFailure } from '../failure.ts';
import { askWords, waitingOrders } from '../feedback/feedbackPrompt.ts';
import { type FeedbackWords, lineOf } from '../feedback/feedbackRequest.ts';
import { feedbackListText, lineText, ordersTable } from '../feedback/feedbackText.ts';
import { readSessionFeedback, type SessionFeedback, shortfallIn } from '../feedback/sessionFeedback.ts';
import { dollars } from '../figures.ts';
import { requireSetup } from '../live/liveSession.ts';
import { note, print, printJson } from '../terminal.ts';

interface Args extends FeedbackWords {
  readonly session: string;
  readonly list: boolean;
  readonly json: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .option('session', { type: 'string', default: 'data', describe: 'Folder of the session, running or not' })
    .option('order', { type: 'number', describe: 'Number of the recommended order' })
    .option('filled', { type: 'number', describe: 'Price at which it was filled, in points' })
    .option('exit', { type: 'number', describe: 'Price at which it was closed, in points' })
    .option('skipped', { type: 'boolean', describe: 'It was not followed' })
    .option('quantity', {
      type: 'number',
      describe: 'Contracts; by default all that is left to fill or to close. Say parts one by one',
    })
    .option('time', {
      type: 'string',
      describe:
        'When: New York time on the day of the order, 10:32, or UTC, 2024-12-03T15:32Z; by default now, in the time of the market',
    })
    .option('commission', {
      type: 'number',
      describe: 'US dollars for all contracts of this fill; as on paper when not given',
    })
    .option('reason', { type: 'string', describe: 'Why it was closed, skipped or taken back' })
    .option('note', { type: 'string', describe: 'Anything else worth keeping' })
    .option('correct', { type: 'number', describe: 'Number of the line in whose place this one comes' })
    .option('withdraw', {
      type: 'number',
      describe: 'Number of the line that was wrong, with nothing in its place',
    })
    .option('list', {
      type: 'boolean',
      default: false,
      describe: 'Show recommendations, feedback and shortfall',
    })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 feedback --order 17 --filled 4521.25 --quantity 1', 'filled just now')
    .example('$0 feedback --order 17 --exit 4530 --reason target --time 11:04', 'closed at 11:04 in New York')
    .example('$0 feedback --order 18 --skipped --reason "away from the desk"', 'not followed')
    .example('$0 feedback --correct 3 --filled 4521.50', 'line 3 had a wrong price; the rest of it stays')
    .example('$0 feedback', 'ask, one by one')
    .example('$0 feedback --list', 'what was said, and what it fell short of paper')
    .epilogue(
      'The session takes it in at the end of the minute, or when it is opened next. A result counts when all that was filled is closed; then the sizer learns it in place of the paper one. A skipped order leaves the paper result.',
    );
}

export async function run(args: Args): Promise<undefined> {
  const setup = requireSetup(args.session);
  if (args.list) {
    list(args, setup);
    return undefined;
  }
  const isSaid = [args.filled, args.exit, args.skipped, args.withdraw, args.correct, args.order].some(
    (each) => each !== undefined,
  );
  if (isSaid) {
    say(args, setup, args);
    return undefined;
  }
  if (process.stdin.isTTY !== true) {
    throw new TapebenchError('TB_USAGE', 'nothing is said, and there is nobody to ask: this is no terminal', {
      kept: 'nothing was changed',
      next: 'Give --order NUMBER and --filled PRICE, --exit PRICE --reason WHY, or --skipped --reason WHY; or --list.',
    });
  }
  await converse(args, setup);
  return undefined;
}

function list({ session, json }: Args, setup: SessionSetup): void {
  const feedback = readSessionFeedback(session, setup);
  const shortfall = shortfallIn(session, feedback);
  if (!json) {
    print(feedbackListText(feedback, shortfall));
    return;
  }
  const orders = [...feedback.orders.values()].map(({ order, paper }) => ({
    order: order.id,
    signal: order.signal,
    time: order.time,
    contract: order.contract,
    direction: order.direction,
    quantity: order.quantity,
    limitTicks: order.limitTicks,
    paper: paper ?? null,
    said: feedback.byOrder.get(order.id) ?? null,
  }));
  printJson({ session, isSynthetic: setup.isSynthetic, orders, lines: feedback.lines, shortfall });
}

/** Writes down what was said, and says what it came to. */
function say({ session, json }: Args, setup: SessionSetup, words: FeedbackWords): void {
  const bars = recordedBars(session);
  let after: SessionFeedback | undefined;
  let line: FeedbackLine | undefined;
  const { number, cutBytes } = addFeedback(session, (lines) => {
    const before = readSessionFeedback(session, setup);
    const at = new Date(Date.now()).toISOString();
    line = lineOf(words, lines, { ...before, at, marketNow: marketNow(setup, bars) });
    const all = [...lines, line];
    // What cannot be is refused before it is written.
    after = { ...before, lines: all, byOrder: feedbackByOrder(all, before.orders, before.terms) };
    return line;
  });
  const { orders, byOrder, terms } = after!;
  const feedback = byOrder.get(line!.order);
  const doubts = doubtsAbout(number, orders.get(line!.order)!, feedback, bars, terms.instrument);
  if (cutBytes > 0) note(`Cut ${cutBytes} bytes of a torn last line off the feedback.`);
  if (json) {
    printJson({ session, number, line, feedback: feedback ?? null, doubts });
    return;
  }
  print(`Line ${number}  order ${line!.order} ${lineText(line!, terms.instrument.priceDecimals)}`);
  if (feedback !== undefined) print(standingText(feedback));
  for (const doubt of doubts)
    note(`Look again: ${doubt} If it is wrong: tapebench feedback --correct ${number}`);
}

function standingText({
  standing,
  entered,
  exited,
  closed,
}: NonNullable<ReturnType<SessionFeedback['byOrder']['get']>>): string {
  if (closed !== null) {
    return `Closed: ${dollars(closed.netMilli)} net after ${dollars(closed.commissionMilli)} commission. The sizer learns it in place of the paper result.`;
  }
  if (standing === 'skipped') return 'Skipped: the sizer keeps the paper result.';
  return `Open: ${entered} filled, ${exited} closed. The sizer waits for the close.`;
}

/** Asks until there is nothing more to say; what cannot be is said, and asked again. */
async function converse(args: Args, setup: SessionSetup): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // The end of the input ends the questions.
  const over = new AbortController();
  lines.once('close', () => over.abort());
  const ask = async (question: string): Promise<string> =>
    over.signal.aborted
      ? ''
      : (await lines.question(question, { signal: over.signal }).catch(() => '')).trim();
  try {
    for (;;) {
      const feedback = readSessionFeedback(args.session, setup);
      const waiting = waitingOrders(feedback);
      if (waiting.length === 0) {
        print('No recommendation waits for a word. Corrections: tapebench feedback --help');
        return;
      }
      const orders = new Map(waiting.map((each) => [each.order.id, each]));
      print(ordersTable({ ...feedback, orders }, []));
      try {
        const words = await askWords(ask, feedback);
        if (words === undefined) return;
        say(args, setup, words);
      } catch (error) {
        if (!(error instanceof TapebenchError)) throw error;
        note(describeFailure(error));
      }
    }
  } finally {
    lines.close();
  }
}

/** Now, in the market that the session follows: that of a replayed or synthetic one is where its bars end. */
function marketNow({ source }: SessionSetup, bars: RecordedBars): number {
  if (source === 'databento') return Date.now();
  const last = bars.lastTime;
  return last === undefined ? Date.now() : last + MINUTE_MS;
}
