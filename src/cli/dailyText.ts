import type { HaltEvent } from '../engine/events.ts';
import type { SessionSetup } from '../live/sessionSetup.ts';
import { dayOfText, weekdayOf } from '../market/dates.ts';
import { newYorkText } from '../report/format.ts';
import { type ClaimStanding, EXPECTED_A_WEEK } from '../research/review/claim.ts';
import type { PeriodReview } from '../research/review/periods.ts';
import type { JudgedLater } from '../research/runRows.ts';
import type { PersonReview } from './feedback/personReview.ts';
import { personText } from './feedback/personText.ts';
import { count, dollars, percent, rateText } from './figures.ts';
import { styled, table } from './terminal.ts';

export interface Daily {
  readonly session: string;
  readonly setup: Pick<SessionSetup, 'strategy' | 'source' | 'isSynthetic' | 'instrument'>;
  readonly day: PeriodReview;
  readonly week: PeriodReview;
  readonly all: PeriodReview;
  /** What a person did with the recommendations; null while nothing was said. */
  readonly person: PersonReview | null;
  readonly claim: ClaimStanding;
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** The review of a day, its week and the session so far, as people read it. */
export function dailyText({ session, setup, day, week, all, person, claim }: Daily): string {
  const { strategy, source, isSynthetic, instrument } = setup;
  const periods = [
    { name: 'Day', of: day },
    { name: `Week from ${week.from}`, of: week },
    { name: `All from ${all.from}`, of: all },
  ];
  return [
    `${styled('bold', `${WEEKDAYS[weekdayOf(dayOfText(day.to))]} ${day.to}`)}, session ${session}: ${strategy} on ${source}, filled on paper`,
    ...(isSynthetic ? [`This data is synthetic: it says nothing about ${instrument}.`] : []),
    ...(day.tradeDates === 0 ? ['The session saw nothing of this trade date.'] : []),
    ...(day.tradeDates > 0 && day.signals + day.outsideHours === 0 ? [quietText(strategy)] : []),
    '',
    countsTable(periods),
    '',
    table(
      [{ title: 'Rates' }, { title: 'Won' }, { title: 'Sized by a posterior' }],
      periods.map(({ name, of }) => [name, rateText(of.rate), rateText(of.utilisation)]),
    ),
    '',
    tradesText(day.closed),
    '',
    ...(person === null ? [] : [personText(person), '']),
    refusalsText(periods),
    haltsText(week, all),
    '',
    claimText(claim),
  ].join('\n');
}

/** A day without a signal is no fault, and the users of the original system look for its words. */
function quietText(strategy: string): string {
  return strategy.startsWith('v6')
    ? 'No volume clusters detected that became a signal on this day; that is normal in quiet periods.'
    : 'No signal on this day.';
}

type Periods = readonly { readonly name: string; readonly of: PeriodReview }[];

function countsTable(periods: Periods): string {
  const titles = [
    'Days',
    'Signals',
    'Outside hours',
    'Orders',
    'Entries',
    'Trades',
    'Net',
    'Commission',
    'Slippage',
  ];
  return table(
    [{ title: 'Period' }, ...titles.map((title) => ({ title, isNumber: true }))],
    periods.map(({ name, of }) => [
      name,
      ...[of.tradeDates, of.signals, of.outsideHours, of.orders, of.entries, of.trades].map(count),
      ...[of.netMilli, of.commissionMilli, of.slippageMilli].map(dollars),
    ]),
  );
}

function tradesText(trades: readonly JudgedLater[]): string {
  if (trades.length === 0) return 'No trade closed on the day.';
  return table(
    [
      { title: 'Trade', isNumber: true },
      { title: 'Side' },
      { title: 'Contract' },
      { title: 'Entered (New York)' },
      { title: 'Exit' },
      { title: 'Multiplier', isNumber: true },
      { title: 'Net', isNumber: true },
    ],
    trades.map((trade) => [
      String(trade.id),
      `${trade.direction === 1 ? 'long' : 'short'} ${trade.quantity}`,
      trade.contract,
      newYorkText(trade.entryTime),
      trade.exitReason,
      `${trade.multiplier.toFixed(2)}x`,
      dollars(trade.netMilli),
    ]),
  );
}

function refusalsText(periods: Periods): string {
  const rules = periods.at(-1)!.of.refusals.map(({ rule }) => rule);
  if (rules.length === 0) return 'No signal was refused so far.';
  return table(
    [{ title: 'Refused by' }, ...periods.map(({ name }) => ({ title: name, isNumber: true }))],
    rules.map((rule) => [
      rule,
      ...periods.map(({ of }) => count(of.refusals.find((each) => each.rule === rule)?.count ?? 0)),
    ]),
  );
}

function haltsText({ halts }: PeriodReview, all: PeriodReview): string {
  const stop = all.halts.findLast(({ rule }) => rule === 'emergency-stop');
  return [
    '',
    ...(halts.length === 0
      ? ['No halt this week.']
      : [styled('bold', 'Halts this week'), ...halts.map(haltText)]),
    ...(stop?.state === 'on'
      ? [
          `The emergency stop is on since ${newYorkText(stop.time)} New York; it ends by: tapebench live-reset --reason "..."`,
        ]
      : []),
  ].join('\n');
}

const HALTS: Readonly<Record<HaltEvent['rule'], (halt: HaltEvent) => string>> = {
  'emergency-stop': ({ value, limit }) => `emergency stop (drawdown ${value.toFixed(2)}%, limit ${limit}%)`,
  'max-consecutive-losses': ({ value, limit }) => `pause after losses (${value} in a row, limit ${limit})`,
};

/** A halt with its time, in words. */
export function haltText(halt: HaltEvent): string {
  const time = newYorkText(halt.time);
  return halt.state === 'on' ? `${time}  ${HALTS[halt.rule](halt)}` : `${time}  ${halt.rule} ended`;
}

function claimText(claim: ClaimStanding): string {
  const { claimed, rate, sequence, level, tradesPerWeek, weeks } = claim;
  const { least, most } = EXPECTED_A_WEEK;
  const frequency =
    tradesPerWeek === null
      ? 'unknown before the first trade date'
      : `${tradesPerWeek.toFixed(1)} trades a week over ${weeks.toFixed(1)} weeks; ${least} to ${most} were expected`;
  return [
    styled('bold', `The claim: ${percent(claimed)} of the trades are won`),
    `So far      ${rateText(rate)}`,
    `Sequence    ${percent(sequence.low)} to ${percent(sequence.high)} (${percent(level, 0)}, holds at every look)`,
    `Standing    ${standingText(claim)}`,
    `Frequency   ${frequency}`,
    `Verdict     ${verdictText(claim)}`,
  ].join('\n');
}

/** What the confidence sequence rules out. */
export function standingText({ claimed, against, isClaimRuledOut, isOtherRuledOut }: ClaimStanding): string {
  const [claim, other] = [percent(claimed), percent(against)];
  if (isClaimRuledOut && isOtherRuledOut) return `neither ${claim} nor ${other} is in the sequence`;
  if (isClaimRuledOut) return `${claim} is ruled out`;
  if (isOtherRuledOut) return `${other} is ruled out, ${claim} is not`;
  return `neither ${claim} nor ${other} is ruled out yet`;
}

/** How many trades, and so weeks, are still to come until a verdict. */
export function verdictText(claim: ClaimStanding): string {
  const { tradesNeeded, tradesToCome, weeksToVerdict, weeksExpected, against } = claim;
  if (claim.isClaimRuledOut || claim.isOtherRuledOut) return 'the sequence has given one already';
  const test = `the exact test against ${percent(against)} (error 5%, power 80%)`;
  if (tradesToCome === 0) return `${test} has the ${count(tradesNeeded)} trades that it needs`;
  const expected = `${weeksExpected.fewest} to ${weeksExpected.most} weeks at the expected frequency`;
  const here = weeksToVerdict === null ? '' : `${count(weeksToVerdict)} weeks at this frequency, `;
  return `${count(tradesToCome)} of ${count(tradesNeeded)} trades to come for ${test}: ${here}${expected}`;
}
