import { utcText } from '../../market/dates.ts';
import type { RunResult } from '../../results/model.ts';
import { number } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

const ORDER = { error: 0, warning: 1, info: 2 } as const;

/** What the data is, and what the checks found in it. */
export function dataSection(run: RunResult): Section {
  const { dataset } = run.header;
  const errors = run.checks.filter(
    (check) => check.severity === 'error' && !check.isWaived && check.count > 0,
  );
  const lede = html`${number(dataset.rows)} bars from ${dataset.source}, ${utcText(dataset.from)} to ${utcText(dataset.to)}. ${errors.length === 0 ? 'No check failed that is not waived by name.' : `${errors.length} checks failed.`}`;
  if (run.checks.length === 0) return section('data', 'The data', lede, html`<p>No check was run.</p>`);
  const rows = [...run.checks]
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || b.count - a.count)
    .map((check) => [
      check.check,
      check.isWaived ? `${check.severity}, waived` : check.severity,
      number(check.count),
      check.about,
      check.places.join('; '),
    ]);
  return section(
    'data',
    'The data',
    lede,
    table(
      'Data checks',
      [
        { title: 'check' },
        { title: 'severity' },
        { title: 'found', isNumber: true },
        { title: 'what' },
        { title: 'first places', isExtra: true },
      ],
      rows,
    ),
  );
}
