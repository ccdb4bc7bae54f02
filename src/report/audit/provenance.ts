import type { AuditResult } from '../../results/auditModel.ts';
import { intervalText, number, percent, returnPercent } from '../format.ts';
import { html } from '../html.ts';
import { facts } from '../run/provenance.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';

/** What strategies without these defects do on the same data. */
export function causalSection({ causal, subsets, claimedWinRate }: AuditResult): Section {
  const published = subsets[0]!;
  const lede = html`The same idea without looking ahead, one contract at a time, with the fills and costs of the workbench. v6-cluster15 has the thresholds of the published backtest; it trades rarely, because those constants are fitted to mixed months.`;
  if (causal.length === 0)
    return section('beside', 'The causal strategy beside it', lede, html`<p>None was run.</p>`);
  const rows = [
    {
      label: 'v6-published',
      estimate: published.winRate,
      n: published.trades,
      mean: published.meanNetReturn,
      run: '',
    },
    ...causal.map(({ preset, winRate, trades, meanNetReturn, runId }) => ({
      label: preset,
      estimate: winRate,
      n: trades,
      mean: meanNetReturn,
      run: runId,
    })),
  ];
  return section(
    'beside',
    'The causal strategy beside it',
    lede,
    whiskerChart({
      id: 'causal',
      title: 'Win rates on the same data',
      description: `Dot: win rate; bar: its 95% interval; dashed: the claimed ${percent(claimedWinRate)}. Their brackets differ, so that a break-even rate is each strategy’s own.`,
      axis: 'win rate',
      format: '.0%',
      show: percent,
      domain: [0, 1],
      rows,
      reference: { value: claimedWinRate, label: `claimed ${percent(claimedWinRate)}` },
      table: table(
        'Win rates on the same data',
        [
          { title: 'strategy' },
          { title: 'trades', isNumber: true },
          { title: 'win rate', isNumber: true },
          { title: 'mean net return', isNumber: true },
          { title: 'run', isExtra: true },
        ],
        rows.map(({ label, estimate, n, mean, run }) => [
          label,
          number(n),
          estimate === null
            ? 'undefined'
            : `${percent(estimate.value)} (${intervalText(estimate.interval, percent)})`,
          mean === null
            ? 'undefined'
            : `${returnPercent(mean.value)} (${intervalText(mean.interval, returnPercent)})`,
          html`<span class="hash">${run}</span>`,
        ]),
      ),
    }),
  );
}

/** The nine defects in words. */
export function defectsSection({ defects }: AuditResult): Section {
  return section(
    'defects',
    'The nine defects',
    'Each is a switch of the procedure; mended, only the steps it names change.',
    table(
      'The defects and their mends',
      [{ title: 'defect' }, { title: 'what is wrong' }, { title: 'mended' }],
      defects.map(({ name, defect, mended }) => [name, defect, mended]),
    ),
  );
}

/** What made this page, so that another can make it again. */
export function auditProvenanceSection(audit: AuditResult): Section {
  const { dataset, mixing } = audit;
  return section(
    'provenance',
    'Rebuild it',
    'The same rows in the same order give the same figures; another order of the rows is another dataset, with another digest.',
    [
      html`<pre>${audit.command}</pre>`,
      facts([
        ['audit', html`<span class="hash">${audit.auditId}</span>`],
        ['dataset', dataset.name],
        ['source', dataset.source],
        ['dataset digest', html`<span class="hash">${dataset.digest}</span>`],
        ['code version', html`<span class="hash">${audit.codeVersion}</span>`],
        ['contracts with rows', number(mixing.contracts)],
        [
          'minutes with several contracts',
          `${number(mixing.minutesWithSeveral)} of ${number(mixing.minutes)}`,
        ],
      ]),
    ],
  );
}
