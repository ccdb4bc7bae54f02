import type { RunResult, TradeRow } from '../../results/model.ts';
import { chart } from '../chart.ts';
import { count, intervalText, number, percent, seen, signedUsd, standing } from '../format.ts';
import { groupTrades, shareOf, type TradeGroup } from '../groups.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { colour } from '../theme.ts';
import { whiskerChart } from '../whisker.ts';
import { selectedBars } from './selected.ts';

const REASONS = ['target', 'stop', 'time', 'close', 'roll'] as const;

/** How trades ended, and what they made in units of what they risked. */
export function exitsSection(run: RunResult): Section {
  const { trades } = run;
  if (trades.length === 0)
    return section('exits', 'How trades ended', null, html`<p>No trade was closed.</p>`);
  const groups = groupTrades(trades, REASONS, (trade) => trade.exitReason).filter((group) => group.n > 0);
  return section(
    'exits',
    'How trades ended',
    'R is what a trade would have lost at its stop before costs; a win at a 2:1 target is a little under +2 R.',
    html`<div class="columns">${reasonChart(groups, trades.length)}${multiplesChart(trades)}</div>`,
  );
}

function reasonChart(groups: readonly TradeGroup[], n: number): Html {
  const rows = groups.map((group) => ({ label: group.label, estimate: shareOf(group.n, n), n: group.n }));
  const words = groups.map((group) => `${group.label} ${group.n}`).join(', ');
  return whiskerChart({
    id: 'exit-reasons',
    link: { column: 'reason', by: 'label', shows: 'share' },
    title: 'Exits by reason',
    description: `Share of ${count(n, 'trade')} with its interval: ${words}.`,
    axis: 'share of trades',
    format: '%',
    show: percent,
    rows,
    reference: null,
    table: table(
      'Exits by reason',
      [
        { title: 'exit' },
        { title: 'n', isNumber: true },
        { title: 'share', isNumber: true },
        { title: 'mean R', isNumber: true },
        { title: 'net', isNumber: true },
      ],
      groups.map((group) => [
        group.label,
        number(group.n),
        html`${percent(group.n / n)} <span class="interval-words">(${intervalText(shareOf(group.n, n)!.interval, percent)})</span>`,
        meanR(group),
        signedUsd(group.netMilli),
      ]),
    ),
  });
}

/** A mean multiple of R with its interval, where there is one. */
export function meanR(group: TradeGroup): Html {
  if (group.meanR === null) return html`<span class="interval-words">n = ${group.n}</span>`;
  const show = (value: number): string => number(value, 2);
  return html`${show(group.meanR.value)} <span class="interval-words">(${intervalText(group.meanR.interval, show)})</span>`;
}

const STEP = 0.25;

function multiplesChart(trades: readonly TradeRow[]): Html {
  const counts = new Map<number, number>();
  for (const trade of trades) {
    const bin = Math.floor(trade.rMultiple / STEP);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  const values = Array.from(counts, ([bin, n]) => ({
    from: bin * STEP,
    to: (bin + 1) * STEP,
    n,
    side: bin >= 0 ? 'gain' : 'loss',
    words: `${number(bin * STEP, 2)} to ${number((bin + 1) * STEP, 2)}`,
  })).sort((a, b) => a.from - b.from);
  const all = groupTrades(trades, ['all'], () => 'all')[0]!;
  const mean = trades.reduce((sum, trade) => sum + trade.rMultiple, 0) / trades.length;
  const known =
    all.meanR === null ? `n = ${trades.length}` : standing(all.meanR, (value) => number(value, 2));
  return chart({
    id: 'r-multiples',
    title: 'Net result in R',
    description: `Mean ${number(mean, 2)} R, ${known}; the dashed line.`,
    height: 190,
    link: { column: 'r', by: 'range', shows: 'count' },
    spec: {
      layer: [
        {
          data: { values },
          mark: { type: 'bar' },
          encoding: {
            x: { field: 'from', type: 'quantitative', title: 'R', axis: { grid: false, tickCount: 8 } },
            x2: { field: 'to' },
            y: { field: 'n', type: 'quantitative', title: 'trades', axis: { tickMinStep: 1, tickCount: 5 } },
            y2: { datum: 0 },
            color: {
              field: 'side',
              type: 'nominal',
              scale: { domain: ['gain', 'loss'], range: [colour('gain'), colour('loss')] },
              legend: null,
            },
            tooltip: [
              { field: 'words', title: 'R' },
              { field: 'n', title: 'trades' },
            ],
          },
        },
        selectedBars({ field: 'from', type: 'quantitative' }, { field: 'n', type: 'quantitative' }),
        {
          data: { values: [{ mean: seen(mean) }] },
          mark: { type: 'rule', strokeDash: [4, 3], color: colour('ink') },
          encoding: { x: { field: 'mean', type: 'quantitative' } },
        },
      ],
    },
    table: table(
      'Net result in R',
      [{ title: 'R' }, { title: 'trades', isNumber: true }],
      values.map((value) => [value.words, value.n]),
    ),
  });
}
