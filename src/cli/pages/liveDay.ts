import { TapebenchError } from '../../errors.ts';
import { readSessionEvents } from '../../live/sessionEvents.ts';
import { dayOfText } from '../../market/dates.ts';
import { instrumentOf } from '../../market/instruments.ts';
import { newYorkText } from '../../report/format.ts';
import { codeDigest } from '../../research/codeVersion.ts';
import { type ClaimStanding, claimStanding, EXPECTED_A_WEEK } from '../../research/review/claim.ts';
import { mondayOf, SessionDiary } from '../../research/review/periods.ts';
import type { DayClaim, ExecutedRow, LiveDay, SequencePoint } from '../../results/dayModel.ts';
import { anytimeRateInterval } from '../../stats/anytimeRate.ts';
import { outcomesText } from '../contextText.ts';
import { type Daily, haltText, standingText, verdictText } from '../dailyText.ts';
import { meanText, ticksText } from '../feedback/feedbackText.ts';
import { type PersonPeriod, type PersonReview, personIn } from '../feedback/personReview.ts';
import { readSessionFeedback } from '../feedback/sessionFeedback.ts';
import { count, dollars } from '../figures.ts';
import { requireSetup } from '../live/liveSession.ts';
import { commandText } from '../options.ts';

/** Which day of which session, and which claim it is held against. */
export interface DayRequest {
  readonly session: string;
  /** Trade date; the last one of the session when it is not named. */
  readonly date?: string;
  readonly claimed: number;
  readonly against: number;
}

/**
 * The review of a day of a session, its week and all before it.
 * @throws TapebenchError TB_DATA_EMPTY before the first trade date, TB_DATE_INVALID, TB_USAGE on rates that cannot be told apart,
 *   TB_JOURNAL_BROKEN
 */
export function reviewDay({ session, date: wanted, claimed, against }: DayRequest): Daily {
  const setup = requireSetup(session);
  const diary = new SessionDiary(readSessionEvents(session), setup.judgesFrom ?? Number.NEGATIVE_INFINITY);
  const date = wanted ?? diary.tradeDates.at(-1);
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
  return { session, setup, day, week, all, person, claim };
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

/** The same as a page shows it. */
export function liveDayOf(daily: Daily): LiveDay {
  const { session, setup, day, week, all, person, claim } = daily;
  const { tickNano, priceDecimals } = instrumentOf(setup.instrument);
  const { claimed, against } = claim;
  const words = ['--session', session, '--date', day.to, '--claimed', claimed, '--against', against];
  return {
    session,
    date: day.to,
    strategy: setup.strategy,
    source: setup.source,
    isSynthetic: setup.isSynthetic,
    instrument: setup.instrument,
    priceDecimals,
    tickNano,
    day,
    week,
    all,
    closed: day.closed,
    closedSoFar: all.closed,
    sequence: sequenceOf(all.closed, claim.level),
    halts: haltsOf(daily),
    claim: claimOf(claim),
    executed: person === null ? null : executedOf(person),
    command: commandText(['daily', ...words.map(String), '--html', 'day.html']),
    codeVersion: codeDigest(),
  };
}

function claimOf(claim: ClaimStanding): DayClaim {
  const { least, most } = EXPECTED_A_WEEK;
  const { tradesPerWeek, weeks } = claim;
  const expectation =
    tradesPerWeek === null
      ? `${least} to ${most} trades a week were expected`
      : `${tradesPerWeek.toFixed(1)} trades a week came over ${weeks.toFixed(1)} weeks; ${least} to ${most} were expected`;
  return { ...claim, standing: standingText(claim), verdict: verdictText(claim), expectation };
}

function sequenceOf(closed: LiveDay['closedSoFar'], level: number): SequencePoint[] {
  let wins = 0;
  return closed.map(({ netMilli }, place) => {
    if (netMilli > 0) wins++;
    const trades = place + 1;
    return { trades, rate: wins / trades, interval: anytimeRateInterval(wins, trades, level) };
  });
}

function haltsOf({ week, all }: Daily): string[] {
  const stop = all.halts.findLast(({ rule }) => rule === 'emergency-stop');
  const isOn = stop?.state === 'on';
  return [
    ...week.halts.map(haltText),
    ...(isOn ? [`The emergency stop is on since ${newYorkText(stop.time)} New York.`] : []),
  ];
}

function executedOf({ day, week, all }: PersonReview): NonNullable<LiveDay['executed']> {
  const row = (name: string, of: (period: PersonPeriod) => string): ExecutedRow => ({
    name,
    day: of(day),
    week: of(week),
    all: of(all),
  });
  const { entryTicks, exitTicks, perOrderMilli } = all.shortfall;
  return {
    rows: [
      row('followed and closed', ({ shortfall }) => count(shortfall.closed)),
      row('skipped', ({ shortfall }) => count(shortfall.skipped)),
      row('still open', ({ shortfall }) => count(shortfall.open)),
      row('nothing said', ({ unsaid }) => count(unsaid)),
      row('net on paper', ({ shortfall }) => dollars(shortfall.paperNetMilli)),
      row('net in reality', ({ shortfall }) => dollars(shortfall.realNetMilli)),
      row('shortfall', ({ shortfall }) => dollars(shortfall.totalMilli)),
    ],
    notes: [
      `Entry worse: ${meanText(entryTicks, ticksText, 'a contract')}`,
      `Exit worse: ${meanText(exitTicks, ticksText, 'a contract')}`,
      `Shortfall: ${meanText(perOrderMilli, dollars, 'an order')}`,
      `Learned: ${outcomesText(all.outcomes)}`,
    ],
  };
}
