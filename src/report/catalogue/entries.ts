import type { CarryingNumber, CatalogueEntry } from '../../results/catalogue.ts';
import type { StudyKind } from '../../results/studies.ts';
import { intervalText, number, percent, returnPercent, signedUsd } from '../format.ts';
import { type Html, html, withData } from '../html.ts';
import { type Section, section } from '../section.ts';

/** A kind in words: one of them, several. */
export const KIND_WORDS: Readonly<Record<StudyKind, readonly [one: string, many: string]>> = {
  run: ['run', 'runs'],
  audit: ['audit', 'audits'],
  stress: ['stress test', 'stress tests'],
  sweep: ['sweep', 'sweeps'],
  verification: ['verification', 'verifications'],
};

export type LinkOf = (entry: Pick<CatalogueEntry, 'kind' | 'id'>) => string | null;

const FILTERS = [
  { name: 'kind', title: 'kind' },
  { name: 'strategy', title: 'strategy' },
  { name: 'dataset', title: 'dataset' },
] as const;

/** Everything, one entry below the other, and lists to choose from; without a script all of it is seen. */
export function entriesSection(entries: readonly CatalogueEntry[], linkOf: LinkOf): Section {
  const items = entries.map((entry) => entryItem(entry, linkOf));
  const list = html`${filterForm(entries)}<p id="entries-words" role="status"></p><ol class="entries" id="entries">${items}</ol>`;
  // The script finds the list by this; what it needs stands in the markup.
  const body = withData(list, 'entries', entries.length);
  return section('everything', 'Everything, newest first', null, body);
}

function filterForm(entries: readonly CatalogueEntry[]): Html {
  const selects = FILTERS.map(({ name, title }) => {
    const values = [...new Set(entries.map((entry) => filterValue(entry, name)))].sort();
    const options = values.map(
      (value) =>
        html`<option value="${value}">${name === 'kind' ? KIND_WORDS[value as StudyKind][0] : value}</option>`,
    );
    return html`<label>${title}<select name="${name}"><option value="">all</option>${options}</select></label>`;
  });
  return html`<form class="filters" id="entry-filters" aria-label="Filter the list">${selects}<button type="reset">Show all</button></form>`;
}

function filterValue(entry: CatalogueEntry, name: (typeof FILTERS)[number]['name']): string {
  return name === 'dataset' ? entry.dataset.name : entry[name];
}

function entryItem(entry: CatalogueEntry, linkOf: LinkOf): Html {
  const { kind, id, strategy, subject, dataset, verdict, numbers } = entry;
  const title = linked(`${KIND_WORDS[kind][0]} of ${subject}`, linkOf(entry));
  const tag = dataset.isSynthetic ? html` <span class="tag">synthetic</span>` : null;
  const shown = numbers.map(
    (each) =>
      html`<div><dt>${each.label}</dt><dd><strong>${valueText(each)}</strong> <span class="interval-words">${standingText(each)}</span></dd></div>`,
  );
  return html`<li data-kind="${kind}" data-strategy="${strategy}" data-dataset="${dataset.name}"><h3>${title} on ${dataset.name}${tag}</h3><p>${verdict}</p><dl class="facts">${shown}<div><dt>id</dt><dd><span class="hash">${id}</span></dd></div></dl></li>`;
}

function showOf(unit: CarryingNumber['unit']): (value: number) => string {
  switch (unit) {
    case 'share':
      return percent;
    case 'return':
      return returnPercent;
    case 'usd':
      return signedUsd;
    case 'ratio':
      return (value) => number(value, 3);
    case 'ticks':
      return (value) => `${number(value, 2)} ticks`;
  }
}

function valueText({ unit, value }: CarryingNumber): string {
  return value === null ? 'undefined' : showOf(unit)(value);
}

function standingText({ unit, n, of, interval }: CarryingNumber): string {
  const words = interval === null ? '' : `, 95% interval ${intervalText(interval, showOf(unit))}`;
  return `n = ${number(n)} ${of}${words}`;
}

/** Words as a link. Only a relative one: a name that looks like another scheme must not run or leave. */
export function linked(words: Html | string, link: string | null): Html {
  return link !== null && isRelative(link) ? html`<a href="${link}">${words}</a>` : html`${words}`;
}

/** Whether a link stays beside the page. */
export function isRelative(link: string): boolean {
  return !/^[\w+.-]*:|^\/\//.test(link);
}
