import { KIND_WORDS } from '../report/catalogue/entries.ts';
import type { CarryingNumber, CatalogueEntry } from '../results/catalogue.ts';
import { count, dollars, percent } from './figures.ts';
import { table } from './terminal.ts';

/** Everything that is stored, one line each: the number that carries it, with n and interval. */
export function catalogueText(entries: readonly CatalogueEntry[]): string {
  return table(
    [
      { title: 'Id' },
      { title: 'Kind' },
      { title: 'Of' },
      { title: 'Dataset' },
      { title: 'Figure' },
      { title: '' },
    ],
    entries.map(({ id, kind, subject, dataset, numbers }) => [
      id,
      KIND_WORDS[kind][0],
      subject,
      dataset.isSynthetic ? `${dataset.name} (synthetic)` : dataset.name,
      numbers[0]?.label ?? '',
      numbers[0] === undefined ? '' : numberText(numbers[0]),
    ]),
  );
}

function numberText({ unit, value, n, of, interval }: CarryingNumber): string {
  const show = (each: number): string =>
    unit === 'share'
      ? percent(each)
      : unit === 'return'
        ? percent(each, 3)
        : unit === 'usd'
          ? dollars(each)
          : each.toFixed(3);
  const ends = interval === null ? '' : ` [95%: ${show(interval.low)} to ${show(interval.high)}]`;
  return `${value === null ? 'undefined' : show(value)}${ends}, n = ${count(n)} ${of}`;
}
