import type { Estimate } from '../../results/model.ts';
import type { RunListing } from '../../results/runs.ts';
import { number, percent, returnPercent, signedUsd, standing, usd } from '../format.ts';
import { type Html, html, withData } from '../html.ts';
import { LINKS } from '../pageFigures.ts';
import { type Section, section } from '../section.ts';
import { isRelative } from './entries.ts';
import { nameOf } from './runs.ts';

/** Runs that the lists offer; of more the newest. */
const MOST_OFFERED = 500;

type Row = readonly [name: string, of: (run: RunListing) => string];

const words = (estimate: Estimate | null, show: (value: number) => string): string =>
  estimate === null ? 'undefined, n = 0' : `${show(estimate.value)}; ${standing(estimate, show)}`;

const ROWS: readonly Row[] = [
  ['dataset', ({ header }) => `${header.dataset.name}${header.dataset.isSynthetic ? ' (synthetic)' : ''}`],
  ['code version', ({ header }) => header.codeVersion.slice(0, 16)],
  ['trades', ({ summary }) => number(summary.trades)],
  ['win rate', ({ summary }) => words(summary.winRate, percent)],
  [
    'break-even win rate',
    ({ summary }) => (summary.breakEvenWinRate === null ? 'undefined' : percent(summary.breakEvenWinRate)),
  ],
  ['mean net return', ({ summary }) => words(summary.meanNetReturn, returnPercent)],
  ['net', ({ summary }) => signedUsd(summary.netMilli)],
  ['before costs', ({ summary }) => signedUsd(summary.grossMilli)],
  ['deepest drawdown', ({ summary }) => usd(-summary.maxDrawdownMilli)],
  ['trades a week', ({ summary }) => number(summary.tradesPerWeek, 1)],
  ['verdict', ({ summary }) => summary.verdict],
];

/** Any two runs beside each other, chosen from lists; what differs in their inputs stands on the page that `compare` writes. */
export function compareSection(
  runs: readonly RunListing[],
  comparisons: readonly { readonly a: string; readonly b: string; readonly link: string }[],
): Section {
  const offered = runs.slice(0, MOST_OFFERED);
  const data = {
    names: ROWS.map(([name]) => name),
    runs: offered.map((run) => ({
      id: run.header.runId,
      digest: run.header.dataset.digest,
      values: ROWS.map(([, of]) => of(run)),
    })),
  };
  const links = comparisons.filter(({ link }) => isRelative(link));
  const body = html`<form class="filters" id="compare-form" aria-label="Runs to compare">${select('a', 'first run', offered, 1)}${select('b', 'second run', offered, 0)}</form><div id="compare-result" aria-live="polite"></div><noscript><p>Choosing needs JavaScript; every run’s figures stand in the tables below.</p></noscript>`;
  const lede =
    'Two intervals that overlap do not show that two runs are equal, and two that do not overlap are no test of it.';
  return section(
    'compare',
    'Two runs beside each other',
    lede,
    withData(withData(body, 'compare', data), LINKS, links),
  );
}

function select(name: string, title: string, runs: readonly RunListing[], chosen: number): Html {
  const options = runs.map(({ header }, place) => {
    const text = `${nameOf(header)} on ${header.dataset.name}, ${header.runId.slice(0, 8)}`;
    return place === chosen
      ? html`<option value="${String(place)}" selected>${text}</option>`
      : html`<option value="${String(place)}">${text}</option>`;
  });
  return html`<label>${title}<select name="${name}">${options}</select></label>`;
}
