import type { CatalogueEntry } from '../../results/catalogue.ts';
import type { RunListing } from '../../results/runs.ts';
import { figure, figures } from '../figure.ts';
import { count, dateWords, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { page } from '../page.ts';
import { type PageFigures, withFigures } from '../pageFigures.ts';
import { type Section, section } from '../section.ts';
import { compareSection } from './compare.ts';
import { entriesSection, KIND_WORDS } from './entries.ts';
import { runsOfDataset } from './runs.ts';

export interface IndexPageOptions {
  /** The page of a run or study as a relative link; null when there is none. */
  readonly linkOf: (entry: Pick<CatalogueEntry, 'kind' | 'id'>) => string | null;
  /** Pages that compare two runs, as relative links. */
  readonly comparisons?: readonly { readonly a: string; readonly b: string; readonly link: string }[];
}

/**
 * A page over everything in a results file, newest first: what each run and study says, the numbers that carry it, and a link to its page;
 * then the runs on each dataset beside each other, and any two of them compared. Every run on a dataset is one more look at it, and the
 * page says how many there were.
 */
export function renderIndex(
  entries: readonly CatalogueEntry[],
  runs: readonly RunListing[],
  options: IndexPageOptions,
): string {
  const byDigest = [...Map.groupBy(runs, (run) => run.header.dataset.digest).values()].reverse();
  const sections: Section[] = [];
  if (entries.length > 0) sections.push(entriesSection([...entries].reverse(), options.linkOf));
  if (runs.length > 1) sections.push(compareSection([...runs].reverse(), options.comparisons ?? []));
  sections.push(
    ...byDigest.map((group, place) => {
      const { dataset } = group[0]!.header;
      const note = dataset.isSynthetic
        ? ' Synthetic: it shows the tool and says nothing about a market.'
        : '';
      const lede = html`${count(group.length, 'run')} on ${number(dataset.rows)} bars, ${dateWords(dataset.from)} to ${dateWords(dataset.to)}.${note} The best of several runs looks better than it is: deflate it by their number.`;
      const body = runsOfDataset(place + 1, [...group].reverse(), options.linkOf);
      return section(`dataset-${place + 1}`, `Runs on ${dataset.name}`, lede, body);
    }),
  );
  return page({
    title: 'Runs and studies',
    opening: withFigures(opening(entries, runs, byDigest.length), indexFigures(entries)),
    sections,
    foot: html`<footer>Newest first. Written from the results database; write it again with <code>tapebench report</code>.</footer>`,
  });
}

function opening(entries: readonly CatalogueEntry[], runs: readonly RunListing[], datasets: number): Html {
  const others = [...Map.groupBy(entries, (entry) => entry.kind)].filter(([kind]) => kind !== 'run');
  const kinds = others.map(([kind, group]) => count(group.length, ...KIND_WORDS[kind]));
  const words =
    entries.length === 0
      ? 'There is no run yet.'
      : `${[`${count(runs.length, 'run')} on ${count(datasets, 'dataset')}`, ...kinds].join(', ')}.`;
  return html`<header>
<p class="kicker">tapebench</p>
<h1>What was run, and what came out</h1>
<p class="verdict">${words}</p>
${runs.length === 0 ? null : figures(openingFigures(entries, runs))}
</header>`;
}

function openingFigures(entries: readonly CatalogueEntry[], runs: readonly RunListing[]): Html[] {
  const judged = runs.filter(({ summary }) => summary.meanNetReturn !== null);
  const above = judged.filter(({ summary }) => summary.meanNetReturn!.interval.low > 0).length;
  const real = runs.filter(({ header }) => !header.dataset.isSynthetic).length;
  const most = [...Map.groupBy(runs, (run) => run.header.dataset.digest).values()].sort(
    (a, b) => b.length - a.length,
  )[0]!;
  const newest = entries.at(-1);
  return [
    figure({
      label: 'Runs whose mean net return is above zero',
      value: `${number(above)} of ${number(judged.length)}`,
      standing: html`by its whole 95% interval. Without any edge about one run in forty does that by chance, and more of those that were chosen.`,
    }),
    figure({
      label: 'Looks at one dataset',
      value: number(most.length),
      standing: html`runs on ${most[0]!.header.dataset.name}, more than on any other. The best of them must be deflated by their number: <code>tapebench trials</code>.`,
    }),
    figure({
      label: 'Runs on real bars',
      value: `${number(real)} of ${number(runs.length)}`,
      standing: html`The others are on synthetic data and say nothing about a market. Newest: ${newest === undefined ? 'none' : `${KIND_WORDS[newest.kind][0]} of ${newest.subject}`}.`,
    }),
  ];
}

function indexFigures(entries: readonly CatalogueEntry[]): PageFigures {
  const values: Record<string, number | null> = { entries: entries.length };
  for (const { kind, id, numbers } of entries)
    for (const { label, value } of numbers) values[`${kind} ${id} ${label}`] = value;
  return { kind: 'index', about: [], values };
}
