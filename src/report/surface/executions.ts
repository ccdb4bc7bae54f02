import type { ExecutionRow } from '../../results/stressModel.ts';
import { intervalText, number, percent, returnPercent, signedUsd } from '../format.ts';
import { html } from '../html.ts';
import { type Section, section } from '../section.ts';
import { table } from '../table.ts';
import { whiskerChart } from '../whisker.ts';

/** The run under other models of latency, slippage and limit fills. */
export function executionsSection(rows: readonly ExecutionRow[]): Section | null {
  if (rows.length === 0) return null;
  const lede = html`One change at a time, everything else as in the run. An order that arrives late, or fills less easily, makes other trades: the counts differ, and so may which days they fall on.`;
  return section(
    'execution',
    'Other models of execution',
    lede,
    whiskerChart({
      id: 'executions',
      title: 'Mean net return a trade by model of execution',
      description: 'Dot: mean; bar: its 95% interval; dashed: zero.',
      axis: 'mean net return',
      format: '+.3%',
      show: returnPercent,
      rows: rows.map((row) => ({ label: row.name, estimate: row.meanNetReturn, n: row.trades })),
      reference: { value: 0, label: 'zero' },
      table: table(
        'Models of execution',
        [
          { title: 'change' },
          { title: 'what it means' },
          { title: 'trades', isNumber: true },
          { title: 'win rate', isNumber: true },
          { title: 'mean net return', isNumber: true },
          { title: 'net', isNumber: true },
        ],
        rows.map((row) => [
          row.name,
          row.about,
          number(row.trades),
          row.winRate === null
            ? 'undefined'
            : `${percent(row.winRate.value)} (${intervalText(row.winRate.interval, percent)})`,
          row.meanNetReturn === null
            ? 'undefined'
            : `${returnPercent(row.meanNetReturn.value)} (${intervalText(row.meanNetReturn.interval, returnPercent)})`,
          signedUsd(row.netMilli),
        ]),
      ),
    }),
  );
}
