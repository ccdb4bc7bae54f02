import type { Funnel, RunResult } from '../results/model.ts';
import { count, dollars, percent, rateText, utcMinute } from './figures.ts';
import type { StoredRun } from './storeRun.ts';
import { styled, table } from './terminal.ts';

/** What a run prints for people: the verdict, the figures that carry it, the funnel, and where things are. */
export function runText(result: RunResult, stored: StoredRun): string {
  const { header, summary, funnel } = result;
  const lines = [
    `${styled('bold', `${header.strategy}${header.preset === 'default' || header.preset === header.strategy ? '' : ` (${header.preset})`}`)} on ${header.dataset.name}, ${utcMinute(header.dataset.from)} to ${utcMinute(header.dataset.to)} UTC`,
    '',
    summary.verdict,
    '',
    table([{ title: 'Figure' }, { title: 'Value' }], figureRows(result)),
    '',
    styled('bold', 'From bars to trades'),
    table([{ title: 'Gate' }, { title: 'Count', isNumber: true }], funnelRows(funnel)),
  ];
  if (funnel.blockedBy !== null) lines.push('', styled('yellow', funnel.blockedBy));
  lines.push(
    '',
    `Report   ${stored.report}`,
    `Results  ${stored.database} (run ${header.runId}${stored.outcome === 'reproduced' ? ', reproduced: same journal root' : ''})`,
    `Journal  root ${header.journalRoot.slice(0, 16)}..., ${count(header.events)} events`,
  );
  return lines.join('\n');
}

function figureRows({ summary }: RunResult): string[][] {
  const range = summary.winRateRange;
  return [
    ['Win rate', rateText(summary.winRate)],
    [
      '  by what is assumed inside a bar',
      range === null
        ? 'undefined'
        : `${percent(range.low)} to ${percent(range.high)} (${summary.ambiguousTrades} ambiguous)`,
    ],
    [
      '  needed to break even',
      summary.breakEvenWinRate === null ? 'undefined' : percent(summary.breakEvenWinRate),
    ],
    ['Mean net return', rateText(summary.meanNetReturn, 3)],
    [
      'Net profit',
      `${dollars(summary.netMilli)} after ${dollars(summary.commissionMilli + summary.slippageMilli)} of costs`,
    ],
    [
      'Largest drawdown',
      `${dollars(summary.maxDrawdownMilli)} (${percent(summary.maxDrawdownShare)} of the high-water mark)`,
    ],
    [
      'Signals and trades a week',
      `${summary.signalsPerWeek.toFixed(1)} and ${summary.tradesPerWeek.toFixed(1)}`,
    ],
  ];
}

function funnelRows(funnel: Funnel): string[][] {
  const rows: [string, number][] = [
    ['bars', funnel.bars],
    ['periods', funnel.periods],
    ['clusters', funnel.clusters],
    ['candidates', funnel.candidates],
    ...named('  dropped: ', funnel.dropped),
    ['signals', funnel.signals],
    ['  outside hours', funnel.outsideHours],
    ...named('  refused: ', funnel.refusals),
    ['orders', funnel.orders],
    ['  ended without a fill', funnel.cancelled],
    ['fills', funnel.fills],
    ['trades', funnel.trades],
  ];
  return rows.map(([name, value]) => [name, count(value)]);
}

function named(prefix: string, counts: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(counts).map(([name, value]) => [`${prefix}${name}`, value]);
}

/** The same for programs: all but the long rows, which are in the database. */
export function runJson(result: RunResult, stored: StoredRun): unknown {
  const { header, summary, funnel, checks, scenarios } = result;
  return { header, summary, funnel, checks, scenarios, files: stored };
}
