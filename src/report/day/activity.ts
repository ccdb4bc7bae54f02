import type { DayPeriod, LiveDay } from '../../results/dayModel.ts';
import type { Estimate } from '../../results/model.ts';
import { intervalText, number, percent, signedUsd, usd } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

function periodTitles({ week, all }: LiveDay): { readonly title: string; readonly isNumber: true }[] {
  return ['day', `week from ${week.from}`, `all from ${all.from}`].map((title) => ({
    title,
    isNumber: true,
  }));
}

/** What happened on the day, in its week and so far. */
export function activitySection(live: LiveDay): Section {
  const rate = (estimate: Estimate | null): string =>
    estimate === null
      ? 'undefined, n = 0'
      : `${percent(estimate.value)} (${intervalText(estimate.interval, percent)}), n = ${number(estimate.n)}`;
  const rows: readonly (readonly [string, (period: DayPeriod) => string])[] = [
    ['trade dates', (period) => number(period.tradeDates)],
    ['signals in market hours', (period) => number(period.signals)],
    ['signals outside, never traded', (period) => number(period.outsideHours)],
    ['orders', (period) => number(period.orders)],
    ['entries', (period) => number(period.entries)],
    ['trades closed', (period) => number(period.trades)],
    ['won', (period) => rate(period.rate)],
    ['sized by a posterior', (period) => rate(period.utilisation)],
    ['net', (period) => signedUsd(period.netMilli, 2)],
    ['commission', (period) => usd(period.commissionMilli, 2)],
    ['slippage', (period) => usd(period.slippageMilli, 2)],
  ];
  const { day, week, all } = live;
  return section(
    'activity',
    'Day, week and all',
    'A trade belongs to the trade date of its exit, which begins at 18:00 New York on the evening before. Intervals here are 95% Wilson intervals, for one look.',
    table(
      'Day, week and all',
      [{ title: '' }, ...periodTitles(live)],
      rows.map(([name, of]) => [name, of(day), of(week), of(all)]),
    ),
  );
}

/** What the risk gate refused, by rule. */
export function refusalsSection(live: LiveDay): Section {
  const { day, week, all } = live;
  const title = 'Refused by the risk gate';
  if (all.refusals.length === 0)
    return section('refusals', title, null, html`<p>No signal was refused so far.</p>`);
  const countOf = ({ refusals }: DayPeriod, rule: string): string =>
    number(refusals.find((each) => each.rule === rule)?.count ?? 0);
  return section(
    'refusals',
    title,
    null,
    table(
      'Refusals by rule',
      [{ title: 'rule' }, ...periodTitles(live)],
      all.refusals.map(({ rule }) => [rule, countOf(day, rule), countOf(week, rule), countOf(all, rule)]),
    ),
  );
}

/** What a person did with the recommendations, beside the paper account. */
export function executedSection({ rows, notes }: NonNullable<LiveDay['executed']>): Section {
  return section(
    'executed',
    'What was really executed',
    'Of the recommendations that a person has said something of. Paper and real are compared on the same orders.',
    [
      table(
        'Recommendations and what became of them',
        [{ title: '' }, ...['day', 'week', 'all'].map((title) => ({ title, isNumber: true }))],
        rows.map(({ name, day, week, all }) => [name, day, week, all]),
      ),
      html`<ul class="flips">${notes.map((note) => html`<li>${note}</li>`)}</ul>`,
    ],
  );
}
