import type { Estimate, Interval } from '../../results/model.ts';
import type { BreakEvenRow } from '../../results/stressModel.ts';
import { number, percent, standing, usd } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { type WhiskerRow, whiskerChart } from '../whisker.ts';

function ticks(value: number): string {
  return `${number(value, 2)} ticks`;
}

/** Where a row's break-even lies, in words: inside the grid, or beyond one of its ends. */
export function breakEvenWords({ place, slippageTicks }: BreakEvenRow): string {
  switch (place) {
    case 'inside':
      return ticks(slippageTicks);
    case 'below-grid':
      return `a loss already at ${ticks(slippageTicks)}`;
    case 'above-grid':
      return `more than ${ticks(slippageTicks)}`;
  }
}

/** An end of an interval that lies at the grid's edge means there or beyond, and says so. */
function clipped(value: number, grid: Interval): string {
  const beyond = value <= grid.low ? '≤ ' : value >= grid.high ? '≥ ' : '';
  return `${beyond}${number(value, 2)}`;
}

/** The slippage that takes the profit at each commission, with its interval; `grid` is the least and the greatest slippage tried. */
export function breakEvensSection(
  rows: readonly BreakEvenRow[],
  fixedTrades: Estimate | null,
  grid: Interval,
): Section | null {
  const first = rows[0];
  if (first === undefined) return null;
  const lede = html`Where net profit first falls to zero as slippage grows, each slippage simulated again. The interval (${percent(first.level, 0)}) comes from ${number(first.days)} trading days drawn again, the same days in every cell; its ends are clipped to the grid, so that an end at the grid’s edge means there or beyond.`;
  const rules = [...new Set(rows.map((row) => row.limitFill))];
  const charts = rules.map((rule, index) => {
    const shown = rows.filter((row) => row.limitFill === rule);
    const title = rules.length > 1 ? `Break-even slippage, limit fill “${rule}”` : 'Break-even slippage';
    const numbers = table(
      title,
      [
        { title: 'commission a side' },
        { title: 'break-even slippage a side', isNumber: true },
        { title: 'interval', isNumber: true },
        { title: 'trades', isNumber: true },
      ],
      shown.map((row) => [
        usd(row.commissionPerContract * 1000, 2),
        breakEvenWords(row),
        `${clipped(row.interval.low, grid)} to ${clipped(row.interval.high, grid)}`,
        number(row.trades),
      ]),
    );
    if (!shown.some((row) => row.place === 'inside')) return html`<h3>${title}</h3>${numbers}`;
    return whiskerChart({
      id: `break-even-${index + 1}`,
      title,
      description: 'Dot: break-even, missing where it is outside of the grid; bar: its interval.',
      axis: 'slippage, ticks a side',
      format: '.2~f',
      show: ticks,
      rows: shown.map((row): WhiskerRow => {
        const estimate: Estimate | null =
          row.place === 'inside'
            ? {
                value: row.slippageTicks,
                n: row.trades,
                interval: row.interval,
                level: row.level,
                method: 'days',
              }
            : null;
        return { label: `${usd(row.commissionPerContract * 1000, 2)} a side`, estimate, n: row.trades };
      }),
      reference: null,
      table: numbers,
    });
  });
  const fixed =
    fixedTrades === null
      ? html`<p>No trade of the run pays slippage, so that its own trades have no break-even.</p>`
      : html`<p>With the run’s own trades held fixed, at its own commission, they earn nothing at ${ticks(fixedTrades.value)} (${standing(fixedTrades, ticks)}). Below zero means that they lose before any slippage. The two differ where slippage changes which trades are made.</p>`;
  return section('break-even', 'Break-even slippage', lede, [...charts, fixed]);
}
