import type { Attribution, AuditResult } from '../../results/auditModel.ts';
import { intervalText, number, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';

const NAMES: Readonly<Record<Attribution['quantity'], string>> = {
  trades: 'number of trades',
  wins: 'number of wins',
  'sum-net-return': 'sum of net returns',
};

/** What each mend accounts for, by exact Shapley values over all subsets. */
export function shapleySection({ attributions }: AuditResult): Section {
  const lede = html`What mending a defect changes, averaged over all orders in which the nine can be mended; the nine parts add up to what mending all of them changes. They exist only for quantities that every set of mends has: the win rate of a set without trades is undefined, so that it has no such parts. The interval draws whole days of the data with replacement.`;
  return section('shapley', 'What each defect accounts for', lede, attributions.map(attributionChart));
}

function attributionChart(attribution: Attribution): Html {
  const { quantity, parts, published, allMended, level, days } = attribution;
  const name = NAMES[quantity];
  const show = showOf(quantity);
  const whole = quantity === 'sum-net-return' ? show : number;
  return whiskerChart({
    id: `shapley-${quantity}`,
    title: `Change of the ${name}`,
    description: `From ${whole(published)} as published to ${whole(allMended)} with all nine mended. Bar: 95% interval over ${number(days)} days.`,
    axis: `change of the ${name}`,
    format: quantity === 'sum-net-return' ? '+.0%' : '+,.0f',
    show: (value) => signed(value, show),
    rows: parts.map(({ defect, value, interval }) => ({
      label: defect,
      estimate: { value, interval, n: days, level, method: 'day-block-bootstrap' },
      n: days,
    })),
    reference: { value: 0, label: 'no change' },
    table: table(
      `Shapley values of the ${name}`,
      [
        { title: 'mending' },
        { title: 'change', isNumber: true },
        { title: `${percent(level, 0)} interval`, isNumber: true },
      ],
      parts.map(({ defect, value, interval }) => [
        defect,
        signed(value, show),
        intervalText(interval, (end) => signed(end, show)),
      ]),
    ),
  });
}

function showOf(quantity: Attribution['quantity']): (value: number) => string {
  return quantity === 'sum-net-return' ? (value) => percent(value, 1) : (value) => number(value, 1);
}

function signed(value: number, show: (value: number) => string): string {
  return value > 0 ? `+${show(value)}` : show(value);
}
