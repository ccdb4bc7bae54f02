import type { RunListing } from '../results/runs.ts';
import { count, dateWords, intervalText, number, percent, returnPercent, signedUsd, usd } from './format.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { section } from './section.ts';
import { table } from './table.ts';

export interface IndexPageOptions {
  /** The report of a run as a relative link; null when there is none. */
  readonly linkOf: (runId: string) => string | null;
}

/**
 * A page over all runs of a results file, newest first, by dataset: every run on a dataset is one more look at it, and the
 * page says how many there were.
 */
export function renderIndex(runs: readonly RunListing[], options: IndexPageOptions): string {
  const byDigest = [...Map.groupBy(runs, (run) => run.header.dataset.digest).values()].reverse();
  const sections = byDigest.map((group, index) => {
    const { dataset } = group[0]!.header;
    const note = dataset.isSynthetic ? ' Synthetic: it shows the tool and says nothing about a market.' : '';
    const lede = html`${count(group.length, 'run')} on ${number(dataset.rows)} bars, ${dateWords(dataset.from)} to ${dateWords(dataset.to)}.${note} The best of several runs looks better than it is: deflate it by their number.`;
    return section(`dataset-${index + 1}`, dataset.name, lede, runsTable([...group].reverse(), options));
  });
  const words =
    runs.length === 0
      ? 'There is no run yet.'
      : `${count(runs.length, 'run')} on ${count(byDigest.length, 'dataset')}.`;
  return page({
    title: 'Runs',
    opening: html`<header><p class="kicker">tapebench</p><h1>Runs</h1><p class="verdict">${words}</p></header>`,
    sections,
    foot: html`<footer>Newest first.</footer>`,
  });
}

function runsTable(runs: readonly RunListing[], options: IndexPageOptions): Html {
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
      linked(header.runId, options),
      header.preset === header.strategy || header.preset === 'default'
        ? header.strategy
        : `${header.strategy} (${header.preset})`,
      number(summary.trades),
      withInterval(summary.winRate, percent),
      withInterval(summary.meanNetReturn, returnPercent),
      signedUsd(summary.netMilli),
      usd(-summary.maxDrawdownMilli),
    ]),
  );
}

function linked(runId: string, options: IndexPageOptions): Html {
  const link = options.linkOf(runId);
  const name = html`<span class="hash">${runId.slice(0, 16)}</span>`;
  // Only a relative link: a name that looks like another scheme must not run or leave.
  return link === null || /^[\w+.-]*:|^\/\//.test(link) ? name : html`<a href="${link}">${name}</a>`;
}

function withInterval(
  estimate: RunListing['summary']['winRate'],
  show: (value: number) => string,
): Html | string {
  return estimate === null
    ? 'undefined'
    : html`${show(estimate.value)} <span class="interval-words">(${intervalText(estimate.interval, show)})</span>`;
}
