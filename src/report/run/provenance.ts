import type { RunResult } from '../../results/model.ts';
import { number } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';

/** Everything that carries the result and that another would choose otherwise. */
export function assumptionsSection(run: RunResult): Section {
  const items = run.summary.assumptions.map((assumption) => html`<li>${assumption}</li>`);
  const list =
    items.length === 0 ? html`<p>None are recorded.</p>` : html`<ul class="assumptions">${items}</ul>`;
  const rows = Object.entries(run.header.parameters).map(([name, value]) => [
    name,
    html`<code>${String(value)}</code>`,
  ]);
  const parameters = html`<details class="numbers"><summary>All ${rows.length} parameters</summary>${table('Parameters', [{ title: 'parameter' }, { title: 'value' }], rows)}</details>`;
  return section(
    'assumptions',
    'Assumptions',
    'The result holds under these, and says nothing without them.',
    [list, parameters],
  );
}

/** What made this page, so that another can make it again. */
export function provenanceSection(run: RunResult): Section {
  const { header } = run;
  return section(
    'provenance',
    'Rebuild it',
    'The same inputs give the same journal, to the byte: its root must be the one below.',
    [
      html`<pre>${header.command}</pre>`,
      facts([
        ['run', html`<span class="hash">${header.runId}</span>`],
        ['journal root', html`<span class="hash">${header.journalRoot}</span>`],
        ['events in the journal', number(header.events)],
        ['dataset', header.dataset.name],
        ['dataset digest', html`<span class="hash">${header.dataset.digest}</span>`],
        ['code version', html`<span class="hash">${header.codeVersion}</span>`],
        ['strategy and preset', `${header.strategy}, ${header.preset}`],
      ]),
    ],
  );
}

/** Names and values, one below the other. */
export function facts(pairs: readonly (readonly [string, Html | string])[]): Html {
  return html`<dl class="facts">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
