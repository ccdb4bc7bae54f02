import type { AuditResult, RowOrderRow } from '../../results/auditModel.ts';
import { chart } from '../chart.ts';
import { intervalText, number, percent, seen } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';

const TITLE = 'The order of the rows';
const SHUFFLED = 'shuffled';

/** The win rate under other orders of the rows inside a minute: all dots of a line would fall together if it were a property of a market. */
export function ordersSection({ rowOrders, mixing, claimedWinRate }: AuditResult): Section {
  if (mixing.minutesWithSeveral === 0) {
    const words =
      'No minute of this data holds rows of two contracts, so that there is no other order to put them in.';
    return section('orders', TITLE, words, null);
  }
  const lede = html`${percent(mixing.minutesWithSeveral / mixing.minutes)} of the ${number(mixing.minutes)} minutes hold rows of several contracts. Here the rows of each minute are put in another order; not a price and not a volume is changed.`;
  return section('orders', TITLE, lede, [
    chart({
      id: 'row-orders',
      title: 'Win rate by order of the rows',
      description: `Dot: win rate; bar: its 95% interval; each shuffle is a dot. Dashed: the claimed ${percent(claimedWinRate)}.`,
      height: 210,
      spec: ordersSpec(rowOrders, claimedWinRate),
      table: ordersTable(rowOrders),
    }),
  ]);
}

function labelOf(order: RowOrderRow): string {
  return order.order.startsWith(SHUFFLED)
    ? SHUFFLED
    : order.order.replace('-expiry', '').replaceAll('-', ' ');
}

function ordersSpec(orders: readonly RowOrderRow[], claimed: number): object {
  const labels = [...new Set(orders.map(labelOf))];
  const values = orders.flatMap((order) => {
    if (order.winRate === null) return [];
    const label = labelOf(order);
    const { value, interval } = order.winRate;
    return [
      {
        label,
        name: order.order,
        value: seen(value),
        ...(label === SHUFFLED ? {} : { low: seen(interval.low), high: seen(interval.high) }),
        words: `${percent(value)} (${intervalText(interval, percent)})`,
        n: `n = ${number(order.trades)}`,
      },
    ];
  });
  const y = {
    field: 'label',
    type: 'nominal',
    sort: null,
    scale: { domain: labels },
    title: null,
    axis: { labelColor: colour('ink'), labelPadding: 9, labelLimit: 140, labelOverlap: false },
  };
  const x = {
    field: 'value',
    type: 'quantitative',
    title: 'win rate',
    scale: { domain: [0, 1] },
    axis: { format: '.0%', grid: true, values: [0, 0.25, 0.5, 0.75, 1], labelFlush: false },
  };
  const tooltip = [
    { field: 'name', title: 'order' },
    { field: 'words', title: 'win rate' },
    { field: 'n', title: 'trades' },
  ];
  return {
    data: { values },
    encoding: { y },
    layer: [
      {
        data: { values: [{ claimed: seen(claimed) }] },
        mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
        encoding: { x: { field: 'claimed', type: 'quantitative' }, y: null },
      },
      {
        transform: [{ filter: 'isValid(datum.low)' }],
        mark: { type: 'rule', strokeWidth: 6, strokeCap: 'round', color: colour('band') },
        encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, tooltip },
      },
      {
        mark: { type: 'point', filled: true, size: 60, color: colour('accent'), opacity: 0.75 },
        encoding: { x, tooltip },
      },
    ],
  };
}

function ordersTable(orders: readonly RowOrderRow[]): ReturnType<typeof table> {
  return table(
    'Win rate by order of the rows',
    [
      { title: 'order' },
      { title: 'trades', isNumber: true },
      { title: 'won', isNumber: true },
      { title: 'win rate', isNumber: true },
    ],
    orders.map((order) => [
      order.order,
      number(order.trades),
      number(order.wins),
      order.winRate === null
        ? 'undefined'
        : `${percent(order.winRate.value)} (${intervalText(order.winRate.interval, percent)})`,
    ]),
  );
}
