import type { AuditResult, RowOrderRow, SubsetRow } from '../results/auditModel.ts';
import type { FinishedAudit, StoredAudit } from './auditRun.ts';
import { count, percent, rateText, utcMinute } from './figures.ts';
import { styled, table } from './terminal.ts';

/** What an audit prints for people: the findings, the tables that carry them, and where things are. */
export function auditText({ result, stored }: FinishedAudit): string {
  const { dataset } = result;
  const parts = [
    `${styled('bold', 'Audit of the published procedure')} on ${dataset.name}, ${utcMinute(dataset.from)} to ${utcMinute(dataset.to)} UTC, ${count(dataset.rows)} rows`,
    ...(dataset.note === '' ? [] : [dataset.note]),
    '',
    ...result.findings.map((finding) => `- ${finding}`),
    '',
    styled('bold', 'Defects mended'),
    subsetTable(result),
    '',
    styled('bold', 'What each mend changes (Shapley values over all 512 subsets, 95% by day)'),
    shapleyTable(result),
    '',
    styled('bold', 'The same rows in other orders inside each minute'),
    orderTable(result.rowOrders),
  ];
  if (result.worldSummaries.length > 0)
    parts.push('', styled('bold', 'Synthetic markets in which nothing can be earned'), worldTable(result));
  parts.push('', ...placesOf(result, stored));
  return parts.join('\n');
}

/** The findings alone, for where the audit is one part of a longer output. */
export function auditSummaryText({ result, stored }: FinishedAudit): string {
  return [
    `${styled('bold', 'Audit of the published procedure')} on ${result.dataset.name}`,
    '',
    ...result.findings.map((finding) => `- ${finding}`),
    '',
    ...placesOf(result, stored),
  ].join('\n');
}

/** The same for programs: all but the rows of drawn trades, which are for the report. */
export function auditJson({ result, stored }: FinishedAudit): unknown {
  const { tradeRows, ...figures } = result;
  return { ...figures, files: stored };
}

function placesOf({ auditId }: AuditResult, stored: StoredAudit): string[] {
  return [
    `Report   ${stored.report}`,
    `Results  ${stored.database} (audit ${auditId}${stored.outcome === 'reproduced' ? ', reproduced: same figures' : ''})`,
  ];
}

function subsetTable({ subsets, defects }: AuditResult): string {
  const all = subsets.length - 1;
  const named: [string, SubsetRow][] = [
    ['as published', subsets[0]!],
    ...defects.map(({ name }, bit): [string, SubsetRow] => [`only ${name}`, subsets[1 << bit]!]),
    ...defects.map(({ name }, bit): [string, SubsetRow] => [`all but ${name}`, subsets[all ^ (1 << bit)]!]),
    ['all nine', subsets[all]!],
  ];
  return table(
    [
      { title: 'Mended' },
      { title: 'Trades', isNumber: true },
      { title: 'Win rate' },
      { title: 'Mean net return' },
    ],
    named.map(([name, row]) => [
      name,
      count(row.trades),
      rateText(row.winRate),
      row.trades === 1 ? 'one trade' : rateText(row.meanNetReturn, 3),
    ]),
  );
}

function shapleyTable({ attributions, defects }: AuditResult): string {
  return table(
    [
      { title: 'Mending' },
      ...attributions.map(({ quantity }) => ({ title: quantity.replaceAll('-', ' '), isNumber: true })),
    ],
    defects.map(({ name }, position) => [
      name,
      ...attributions.map(({ quantity, parts }) => {
        const { value, interval } = parts[position]!;
        const show = (figure: number): string =>
          quantity === 'sum-net-return' ? percent(figure, 2) : (figure === 0 ? 0 : figure).toFixed(1);
        return `${show(value)} [${show(interval.low)} to ${show(interval.high)}]`;
      }),
    ]),
  );
}

function orderTable(orders: readonly RowOrderRow[]): string {
  const named = orders.filter((order) => !order.order.startsWith('shuffled'));
  const shuffled = orders.filter((order) => order.order.startsWith('shuffled') && order.winRate !== null);
  const rates = shuffled.map((order) => order.winRate!.value);
  const rows = named.map((order) => [order.order, rateText(order.winRate)]);
  if (rates.length > 0) {
    const trades = shuffled.map((order) => order.trades);
    rows.push([
      `${rates.length} shuffles`,
      `${percent(Math.min(...rates))} to ${percent(Math.max(...rates))}, n = ${Math.min(...trades)} to ${Math.max(...trades)} each`,
    ]);
  }
  return table([{ title: 'Order' }, { title: 'Win rate' }], rows);
}

function worldTable({ worldSummaries, claimedWinRate }: AuditResult): string {
  return table(
    [
      { title: 'Order' },
      { title: 'Worlds', isNumber: true },
      { title: 'Median win rate', isNumber: true },
      { title: '5% to 95%' },
      { title: `Share at ${percent(claimedWinRate)} or more` },
      { title: 'p', isNumber: true },
    ],
    worldSummaries.map(({ order, withTrades, quantiles, reachesClaim, pValue }) =>
      pValue === null
        ? [order, '0', 'undefined', '', '', '']
        : [
            order,
            count(withTrades),
            percent(quantiles[2]!),
            `${percent(quantiles[0]!)} to ${percent(quantiles[4]!)}`,
            rateText(reachesClaim),
            pValue.toFixed(3),
          ],
    ),
  );
}
