import type { Estimate } from '../../results/model.ts';
import type { RunListing } from '../../results/runs.ts';
import { intervalText, number, percent, returnPercent, signedUsd, usd } from '../format.ts';
import { type Html, html } from '../html.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';
import { type LinkOf, linked } from './entries.ts';

/** Rows of a chart that can still be read. */
const MOST_DRAWN = 40;

/** The runs on one dataset beside each other: mean net returns on one axis, and their figures. */
export function runsOfDataset(place: number, runs: readonly RunListing[], linkOf: LinkOf): Html {
  if (runs.length < 2) return runsTable(runs, linkOf);
  const drawn = runs.slice(0, MOST_DRAWN);
  return whiskerChart({
    id: `runs-${place}`,
    title: 'Mean net return a trade by run',
    description: `Dot: mean; bar: its 95% interval; dashed: zero.${drawn.length < runs.length ? ` The newest ${MOST_DRAWN}.` : ''}`,
    axis: 'mean net return',
    format: '+.3%',
    show: returnPercent,
    rows: drawn.map(({ header, summary }) => ({
      label: `${nameOf(header)} ${header.runId.slice(0, 6)}`,
      estimate: summary.meanNetReturn,
      n: summary.trades,
    })),
    reference: { value: 0, label: 'zero' },
    table: runsTable(runs, linkOf),
  });
}

/** What a run is called: its preset, or its strategy where that has one only. */
export function nameOf({ preset, strategy }: Pick<RunListing['header'], 'preset' | 'strategy'>): string {
  return preset === 'default' ? strategy : preset;
}

function runsTable(runs: readonly RunListing[], linkOf: LinkOf): Html {
  return table(
    'Runs on this dataset',
    [
      { title: 'run' },
      { title: 'strategy' },
      { title: 'trades', isNumber: true },
      { title: 'win rate', isNumber: true },
      { title: 'mean net return', isNumber: true },
      { title: 'net', isNumber: true },
      { title: 'drawdown', isNumber: true, isExtra: true },
    ],
    runs.map(({ header, summary }) => [
      linked(
        html`<span class="hash">${header.runId.slice(0, 16)}</span>`,
        linkOf({ kind: 'run', id: header.runId }),
      ),
      nameOf(header),
      number(summary.trades),
      withInterval(summary.winRate, percent),
      withInterval(summary.meanNetReturn, returnPercent),
      signedUsd(summary.netMilli),
      usd(-summary.maxDrawdownMilli),
    ]),
  );
}

function withInterval(estimate: Estimate | null, show: (value: number) => string): Html | string {
  return estimate === null
    ? 'undefined'
    : html`${show(estimate.value)} <span class="interval-words">(${intervalText(estimate.interval, show)})</span>`;
}
