import { outcomesText } from '../contextText.ts';
import { count, dollars } from '../figures.ts';
import { styled, table } from '../terminal.ts';
import { meanText, ticksText } from './feedbackText.ts';
import type { PersonReview } from './personReview.ts';

/** What a person did with the recommendations, beside the paper account. */
export function personText({ day, week, all }: PersonReview): string {
  const periods = [
    { name: 'Day', of: day },
    { name: 'Week', of: week },
    { name: 'All', of: all },
  ];
  const titles = ['Followed', 'Skipped', 'Open', 'Not said', 'Paper', 'Real', 'Shortfall'];
  return [
    styled('bold', 'What was really executed'),
    table(
      [{ title: 'Period' }, ...titles.map((title) => ({ title, isNumber: true }))],
      periods.map(({ name, of: { shortfall, unsaid } }) => [
        name,
        ...[shortfall.closed, shortfall.skipped, shortfall.open, unsaid].map(count),
        ...[shortfall.paperNetMilli, shortfall.realNetMilli, shortfall.totalMilli].map(dollars),
      ]),
    ),
    `Entry worse ${meanText(all.shortfall.entryTicks, ticksText, 'a contract')}`,
    `Exit worse  ${meanText(all.shortfall.exitTicks, ticksText, 'a contract')}`,
    `Shortfall   ${meanText(all.shortfall.perOrderMilli, dollars, 'an order')}`,
    `Learned     ${outcomesText(all.outcomes)}`,
  ].join('\n');
}
