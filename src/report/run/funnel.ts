import type { Funnel, RunResult } from '../../results/model.ts';
import { number, percent } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { cellBar, table } from '../table.ts';

const STAGES = [
  ['bars', 'bars'],
  ['periods', 'periods with volume'],
  ['clusters', 'volume clusters'],
  ['candidates', 'candidates'],
  ['signals', 'signals'],
  ['orders', 'orders accepted by the gate'],
  ['fills', 'orders filled'],
  ['trades', 'closed trades'],
] as const satisfies readonly (readonly [keyof Funnel, string])[];

/** From bars to trades, and what each rule stopped. */
export function funnelSection(run: RunResult): Section {
  const { funnel } = run;
  const lede = html`What was left after each step. ${number(funnel.outsideHours)} signals came outside market hours and ${number(funnel.cancelled)} orders were never filled. The bars are on a logarithmic scale.`;
  return section('funnel', 'From bars to trades', lede, [
    stages(funnel),
    html`<div class="columns"><div><h3>Dropped by the detector</h3>${reasons('Candidates dropped by the detector', 'reason', funnel.dropped)}</div><div><h3>Refused by the risk gate</h3>${reasons('Signals refused by the risk gate', 'rule', funnel.refusals)}</div></div>`,
  ]);
}

function stages(funnel: Funnel): Html {
  const most = Math.max(...STAGES.map(([stage]) => funnel[stage]), 1);
  const rows = STAGES.map(([stage, words], index) => {
    const n = funnel[stage];
    const before = index === 0 ? null : funnel[STAGES[index - 1]![0]];
    return [
      words,
      number(n),
      before === null || before === 0 ? '' : percent(n / before, n / before < 0.01 ? 2 : 1),
      cellBar(Math.log10(n + 1) / Math.log10(most + 1)),
    ];
  });
  return table(
    'From bars to trades',
    [
      { title: 'step' },
      { title: 'n', isNumber: true },
      { title: 'of the step before', isNumber: true },
      { title: '' },
    ],
    rows,
  );
}

function reasons(caption: string, what: string, counts: Readonly<Record<string, number>>): Html {
  const entries = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const all = entries.reduce((sum, [, n]) => sum + n, 0);
  if (all === 0) return html`<p>None.</p>`;
  return table(
    caption,
    [{ title: what }, { title: 'n', isNumber: true }, { title: '' }],
    entries.map(([reason, n]) => [reason, number(n), cellBar(n / entries[0]![1])]),
  );
}
