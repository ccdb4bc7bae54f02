import type { PublishedComparison } from '../../results/stressModel.ts';
import { intervalText, number, returnPercent, standing, usd } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

/** The published share of profitable scenarios under both bases of its cost, beside this run. */
export function publishedSection(published: PublishedComparison): Section {
  const { rows, basisUsd, notionalUsd, isNotionalOfRun, claimedGross, grossHere } = published;
  const n = rows.length;
  const earning = (of: (row: PublishedComparison['rows'][number]) => number | null): number =>
    rows.filter((row) => (of(row) ?? 0) > 0).length;
  const onBasis = earning((row) => row.claimedOnBasis);
  const onNotional = earning((row) => row.claimedOnNotional);
  const here = earning((row) => row.here?.value ?? null);
  const surely = earning((row) => row.here?.interval.low ?? null);
  const notional = isNotionalOfRun
    ? html`the mean notional of this run’s entries, ${usd(notionalUsd * 1000)}`
    : html`a notional of ${usd(notionalUsd * 1000)}`;
  const lede = html`The published claim is that ${number(onBasis)} of ${number(n)} scenarios earn, ${number((100 * onBasis) / n)}%. It takes a gross return of ${returnPercent(claimedGross)} and charges commission and slippage once, over ${usd(basisUsd * 1000)}. Over ${notional}, the same dollars are ${number(notionalUsd / basisUsd)} times smaller and ${number(onNotional)} of ${number(n)} earn. Both shares are one gross mean less a list of constants: no list of costs makes evidence of it.`;
  const words =
    grossHere === null
      ? html`<p>This run has too few trades to stand beside it.</p>`
      : html`<p>This run: gross ${returnPercent(grossHere.value)} a trade (${standing(grossHere, returnPercent)}). Simulated again under each scenario, both sides paid, ${number(here)} of ${number(n)} earn, ${number(surely)} of them by the whole interval of the mean.</p>`;
  return section('published', 'The published 83%', lede, [
    words,
    table(
      'The named scenarios under both bases',
      [
        { title: 'scenario' },
        { title: 'costs', isNumber: true },
        { title: `claim over ${usd(basisUsd * 1000)}`, isNumber: true },
        { title: 'claim over notional', isNumber: true },
        { title: `this gross over ${usd(basisUsd * 1000)}`, isNumber: true },
        { title: 'this run, simulated again', isNumber: true },
      ],
      rows.map((row) => [
        row.name,
        `${usd(row.commissionPerContract * 1000, 2)}, ${number(row.slippageTicks, 2)} ticks`,
        returnPercent(row.claimedOnBasis),
        returnPercent(row.claimedOnNotional),
        row.hereOnBasis === null ? 'undefined' : returnPercent(row.hereOnBasis),
        row.here === null
          ? 'undefined'
          : `${returnPercent(row.here.value)} (${intervalText(row.here.interval, returnPercent)}, n = ${number(row.here.n)})`,
      ]),
    ),
  ]);
}
