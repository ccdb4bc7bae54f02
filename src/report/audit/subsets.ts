import type { AuditResult, SubsetRow } from '../../results/auditModel.ts';
import { chart } from '../chart.ts';
import { intervalText, number, percent, returnPercent, seen } from '../format.ts';
import { type Html, type HtmlValue, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { whiskerChart } from '../whisker.ts';

interface NamedSubset {
  readonly label: string;
  readonly row: SubsetRow;
}

/** The procedure with one defect mended, with one left, and under all 512 subsets. */
export function subsetsSection(audit: AuditResult): Section {
  const { subsets, defects, claimedWinRate } = audit;
  const all = subsets.length - 1;
  const alone: NamedSubset[] = [
    { label: 'as published', row: subsets[0]! },
    ...defects.map(({ name }, bit) => ({ label: name, row: subsets[1 << bit]! })),
  ];
  const left: NamedSubset[] = [
    { label: 'all nine mended', row: subsets[all]! },
    ...defects.map(({ name }, bit) => ({ label: name, row: subsets[all ^ (1 << bit)]! })),
  ];
  const empty = subsets.filter((row) => row.trades === 0).length;
  const lede = html`Nine defects, each of which can be mended without touching the others. Their effects do not add up: what one mend does depends on which others are there. ${number(empty)} of the ${number(subsets.length)} sets of mends leave no trade at all; their win rate is undefined, not zero.`;
  const reference = { value: claimedWinRate, label: `claimed ${percent(claimedWinRate)}` };
  const whisker = (id: string, title: string, description: string, rows: readonly NamedSubset[]): Html =>
    whiskerChart({
      id,
      title,
      description,
      axis: 'win rate',
      format: '.0%',
      show: percent,
      domain: [0, 1],
      rows: rows.map(({ label, row }) => ({ label, estimate: row.winRate, n: row.trades })),
      reference,
      table: subsetTable(title, rows),
    });
  return section('subsets', 'The defects, mended', lede, [
    whisker(
      'mended-alone',
      'One defect mended, the others left',
      `Dot: win rate; bar: its 95% interval; dashed: the claimed ${percent(claimedWinRate)}. No dot: no trades.`,
      alone,
    ),
    whisker('left-out', 'All defects mended but one', 'The defect that is named is the only one left.', left),
    chart({
      id: 'all-subsets',
      title: `All ${number(subsets.length)} sets of mends`,
      description: `Each dot is a set: how many trades it makes, and how many of them win. ${colourWords(audit)}`,
      height: 260,
      spec: allSubsetsSpec(subsets, claimedWinRate),
      table: subsetTable(
        'All sets of mends',
        subsets.map((row) => ({
          label: row.mended.length === 0 ? 'as published' : row.mended.join(', '),
          row,
        })),
      ),
    }),
  ]);
}

function colourWords({ mixing }: AuditResult): string {
  return mixing.minutesWithSeveral === 0
    ? 'With one contract in the data, mending the mixing of months changes little.'
    : 'Squares are the sets that trade one contract at a time.';
}

function allSubsetsSpec(subsets: readonly SubsetRow[], claimed: number): object {
  const values = subsets.flatMap((row) =>
    row.winRate === null
      ? []
      : [
          {
            trades: row.trades,
            rate: seen(row.winRate.value),
            months: row.mended.includes('contract-mixing') ? 'one contract' : 'months mixed',
            mended: row.mended.length === 0 ? 'nothing' : row.mended.join(', '),
            words: `${percent(row.winRate.value)} (${intervalText(row.winRate.interval, percent)}) of ${number(row.trades)}`,
          },
        ],
  );
  const months = { domain: ['months mixed', 'one contract'] };
  return {
    layer: [
      {
        data: { values: [{ claimed: seen(claimed) }] },
        mark: { type: 'rule', color: colour('loss'), strokeDash: [4, 3], strokeWidth: 1.5 },
        encoding: { y: { field: 'claimed', type: 'quantitative' } },
      },
      {
        data: { values },
        mark: { type: 'point', filled: true, size: 34, opacity: 0.55 },
        encoding: {
          x: {
            field: 'trades',
            type: 'quantitative',
            title: 'trades',
            scale: { type: 'sqrt' },
            axis: { tickCount: 6, format: ',.0f' },
          },
          y: {
            field: 'rate',
            type: 'quantitative',
            title: 'win rate',
            scale: { domain: [0, 1] },
            axis: { format: '.0%', values: [0, 0.25, 0.5, 0.75, 1] },
          },
          color: {
            field: 'months',
            type: 'nominal',
            scale: { ...months, range: [colour('accent'), colour('loss')] },
          },
          shape: { field: 'months', type: 'nominal', scale: { ...months, range: ['circle', 'square'] } },
          tooltip: [
            { field: 'mended', title: 'mended' },
            { field: 'words', title: 'win rate' },
          ],
        },
      },
    ],
  };
}

function subsetTable(caption: string, rows: readonly NamedSubset[]): Html {
  return table(
    caption,
    [
      { title: 'mended' },
      { title: 'trades', isNumber: true },
      { title: 'won', isNumber: true },
      { title: 'win rate', isNumber: true },
      { title: 'mean net return', isNumber: true },
      { title: 'sum of net returns', isNumber: true, isExtra: true },
      { title: 'times size', isNumber: true, isExtra: true },
    ],
    rows.map(({ label, row }) => [
      label,
      number(row.trades),
      number(row.wins),
      rateCell(row),
      meanCell(row),
      returnPercent(row.sumNetReturn),
      row.meanPositionAdjustedReturn === null ? 'undefined' : returnPercent(row.meanPositionAdjustedReturn),
    ]),
  );
}

function rateCell({ winRate }: SubsetRow): HtmlValue {
  return winRate === null
    ? 'undefined'
    : html`${percent(winRate.value)} <span class="interval-words">(${intervalText(winRate.interval, percent)})</span>`;
}

function meanCell({ meanNetReturn }: SubsetRow): HtmlValue {
  return meanNetReturn === null
    ? 'undefined'
    : html`${returnPercent(meanNetReturn.value)} <span class="interval-words">(${intervalText(meanNetReturn.interval, returnPercent)})</span>`;
}
