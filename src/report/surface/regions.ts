import type { RegionRow } from '../../results/stressModel.ts';
import { figure } from '../figure.ts';
import { number, percent, usd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

/** A region in words: from which commission and slippage to which. */
export function regionWords(region: RegionRow): string {
  const { commissionLow, commissionHigh, slippageLow, slippageHigh } = region;
  return `commissions of ${usd(commissionLow * 1000, 2)} to ${usd(commissionHigh * 1000, 2)} and slippage of ${number(slippageLow, 2)} to ${number(slippageHigh, 2)} ticks a side`;
}

/** The share of the stated region that earns, for the first screen. */
export function regionFigure(regions: readonly RegionRow[]): Html | null {
  const first = regions[0];
  if (first === undefined) return null;
  const { low, high } = first.interval;
  return figure({
    label: 'Share of the stated region that earns',
    value: percent(first.profitable, 0),
    standing: html`95% interval ${percent(low, 0)} to ${percent(high, 0)} (n = ${number(first.days)} trading days drawn again), over ${regionWords(first)}. A property of that region, and no probability.`,
  });
}

/** The stated region under each rule of limit fills. */
export function regionsSection(regions: readonly RegionRow[]): Section | null {
  const first = regions[0];
  if (first === undefined) return null;
  const lede = html`The region was stated before the grid was run: ${regionWords(first)}. Each cell stands for the costs nearest to it. “Surely” means that the mean net return’s whole interval lies on that side of zero; what is left cannot be told.`;
  return section(
    'region',
    'The stated region',
    lede,
    table(
      'The stated region',
      [
        { title: 'limit fill' },
        { title: 'earns', isNumber: true },
        { title: '95% interval', isNumber: true },
        { title: 'surely earns', isNumber: true },
        { title: 'surely loses', isNumber: true },
        { title: 'cells', isNumber: true },
        { title: 'covered by the grid', isNumber: true, isExtra: true },
      ],
      regions.map((row) => [
        row.limitFill,
        percent(row.profitable, 0),
        `${percent(row.interval.low, 0)} to ${percent(row.interval.high, 0)}`,
        percent(row.surelyProfitable, 0),
        percent(row.surelyLosing, 0),
        number(row.cells),
        percent(row.covered, 0),
      ]),
    ),
  );
}
