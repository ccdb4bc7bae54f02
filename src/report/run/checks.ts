import { utcText } from '../../market/dates.ts';
import type { DataCheckRow, RunResult } from '../../results/model.ts';
import { count, number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

const ORDER = { error: 0, warning: 1, info: 2 } as const;

/** What the data is, and what the checks found in it. */
export function dataSection(run: RunResult): Section {
  const { dataset } = run.header;
  const errors = run.checks.filter(
    (check) => check.severity === 'error' && !check.isWaived && check.count > 0,
  );
  const lede = html`${number(dataset.rows)} bars from ${dataset.source}, ${utcText(dataset.from)} to ${utcText(dataset.to)}. ${errors.length === 0 ? 'No check failed that is not waived by name.' : `${count(errors.length, 'check')} failed.`} ${dataset.note}`;
  if (run.checks.length === 0) return section('data', 'The data', lede, html`<p>No check was run.</p>`);
  const sorted = [...run.checks].sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || b.count - a.count);
  const found = sorted.filter((check) => check.count > 0);
  const clean = sorted.filter((check) => check.count === 0);
  return section('data', 'The data', lede, [
    found.length === 0
      ? html`<p>No check found anything.</p>`
      : checkTable('Data checks that found something', found),
    clean.length === 0
      ? null
      : html`<details class="numbers"><summary>${count(clean.length, 'check')} found nothing</summary>${checkTable('Data checks that found nothing', clean)}</details>`,
  ]);
}

function checkTable(caption: string, checks: readonly DataCheckRow[]): Html {
  return table(
    caption,
    [
      { title: 'check' },
      { title: 'severity' },
      { title: 'found', isNumber: true },
      { title: 'what' },
      { title: 'first places', isExtra: true },
    ],
    checks.map((check) => [
      check.check,
      check.isWaived ? `${check.severity}, waived` : check.severity,
      number(check.count),
      check.about,
      check.places.join('; '),
    ]),
  );
}
