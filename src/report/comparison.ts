import { DAY_MS, dayOfText } from '../market/dates.ts';
import type { Estimate, RunResult } from '../results/model.ts';
import { chart } from './chart.ts';
import { estimateFigure, figures } from './figure.ts';
import { count, number, percent, returnPercent, seen, signedUsd, standing, usd } from './format.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { type PageFigures, withFigures } from './pageFigures.ts';
import { reduceToPixels } from './reduce.ts';
import { breakEven, dataBanner } from './run/argument.ts';
import { summaryValues } from './run/figures.ts';
import { facts } from './run/provenance.ts';
import { type Section, section } from './section.ts';
import { table } from './table.ts';
import { colour } from './theme.ts';

/**
 * Two runs side by side: figures with their intervals, equity, the trades that they share, and all parameters that differ.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderComparison(a: RunResult, b: RunResult): string {
  const names = namesOf(a, b);
  return page({
    title: `${names[0]} against ${names[1]}`,
    opening: withFigures(opening(a, b, names), comparisonFigures(a, b)),
    sections: [
      equityOfBoth(a, b, names),
      figuresOfBoth(a, b, names),
      sharedTrades(a, b, names),
      differences(a, b, names),
    ],
    foot: html`<footer>tapebench ${a.header.codeVersion}, runs <span class="hash">${a.header.runId}</span> and <span class="hash">${b.header.runId}</span>.</footer>`,
  });
}

/** The figures that the comparison stands on, those of the first run under `a`, of the second under `b`. */
function comparisonFigures(a: RunResult, b: RunResult): PageFigures {
  const named = (run: RunResult, prefix: string): (readonly [string, number | null])[] =>
    Object.entries(summaryValues(run.summary)).map(([name, value]) => [`${prefix} ${name}`, value]);
  return {
    kind: 'comparison',
    about: [a.header.runId, b.header.runId],
    values: Object.fromEntries([...named(a, 'a'), ...named(b, 'b')]),
  };
}

type Names = readonly [string, string];

/** Names that tell the two apart: preset, dataset or the beginning of the id, whichever differs first. */
function namesOf(a: RunResult, b: RunResult): Names {
  const candidates: ((run: RunResult) => string)[] = [
    (run) => run.header.strategy,
    (run) => run.header.preset,
    (run) => `${run.header.strategy} on ${run.header.dataset.name}`,
    (run) => `${run.header.strategy} ${run.header.runId.slice(0, 16)}`,
  ];
  const differing = candidates.find((nameOf) => nameOf(a) !== nameOf(b)) ?? candidates.at(-1)!;
  return differing(a) === differing(b) ? ['first', 'second'] : [differing(a), differing(b)];
}

function opening(a: RunResult, b: RunResult, names: Names): Html {
  const isSameData = a.header.dataset.digest === b.header.dataset.digest;
  const basis = isSameData
    ? 'Both ran on the same data, so that their results are not independent: two intervals that overlap do not show that the runs are equal, and two that do not overlap are no test. A paired test on shared trades is.'
    : 'They ran on different data: a difference may be that of the data.';
  const figuresOf = (run: RunResult, name: string): Html[] => [
    estimateFigure(`Win rate, ${name}`, run.summary.winRate, percent, breakEven(run)),
    estimateFigure(`Mean net return, ${name}`, run.summary.meanNetReturn, returnPercent, {
      value: 0,
      label: 'zero',
    }),
  ];
  const difference = b.summary.netMilli - a.summary.netMilli;
  const verdict =
    difference === 0
      ? `Both end at ${signedUsd(a.summary.netMilli)}.`
      : `${names[1]} ends ${usd(Math.abs(difference))} ${difference > 0 ? 'above' : 'below'} ${names[0]}: ${signedUsd(b.summary.netMilli)} from ${count(b.summary.trades, 'trade')}, against ${signedUsd(a.summary.netMilli)} from ${count(a.summary.trades, 'trade')}.`;
  return html`<header>
<p class="kicker">Comparison of two runs</p>
<h1>${names[0]} against ${names[1]}</h1>
${dataBanner(a)}${isSameData ? null : dataBanner(b)}
<p class="verdict">${verdict}</p>
${figures([...figuresOf(a, names[0]), ...figuresOf(b, names[1])])}
<p>${basis}</p>
</header>`;
}

function equityOfBoth(a: RunResult, b: RunResult, names: Names): Section {
  const pointsOf = (run: RunResult, name: string): object[] =>
    reduceToPixels(run.equity, 600, (row) => row.equityMilli).map((row) => ({
      date: dayOfText(row.tradeDate) * DAY_MS,
      day: row.tradeDate,
      gain: seen((row.equityMilli - run.summary.initialCapitalMilli) / 1000, 9),
      run: name,
      words: signedUsd(row.equityMilli - run.summary.initialCapitalMilli),
    }));
  const values = [...pointsOf(a, names[0]), ...pointsOf(b, names[1])];
  return section(
    'equity',
    'Closed result over time',
    null,
    chart({
      id: 'equity-both',
      title: 'Closed result since the start',
      description: `${names[0]} is drawn solid, ${names[1]} dashed.`,
      height: 260,
      spec: {
        data: { values },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 1.75 },
        encoding: {
          x: {
            field: 'date',
            type: 'temporal',
            title: null,
            scale: { type: 'utc' },
            axis: { format: '%b %Y', tickCount: 6 },
          },
          y: { field: 'gain', type: 'quantitative', title: 'USD', axis: { format: ',.0f' } },
          color: {
            field: 'run',
            type: 'nominal',
            scale: { domain: names, range: [colour('gain'), colour('loss')] },
            legend: { symbolType: 'stroke' },
          },
          strokeDash: {
            field: 'run',
            type: 'nominal',
            scale: {
              domain: names,
              range: [
                [1, 0],
                [5, 3],
              ],
            },
          },
        },
      },
    }),
  );
}

function figuresOfBoth(a: RunResult, b: RunResult, names: Names): Section {
  const words = (estimate: Estimate | null, show: (value: number) => string): string =>
    estimate === null ? 'undefined, n = 0' : `${show(estimate.value)}; ${standing(estimate, show)}`;
  const row = (name: string, of: (run: RunResult) => string): string[] => [name, of(a), of(b)];
  return section(
    'figures',
    'Figures',
    null,
    table(
      'Figures of both runs',
      [{ title: '' }, { title: names[0] }, { title: names[1] }],
      [
        row('trades', (run) => number(run.summary.trades)),
        row('win rate', (run) => words(run.summary.winRate, percent)),
        row('mean net return', (run) => words(run.summary.meanNetReturn, returnPercent)),
        row('net', (run) => signedUsd(run.summary.netMilli)),
        row('before costs', (run) => signedUsd(run.summary.grossMilli)),
        row('costs', (run) => usd(run.summary.commissionMilli + run.summary.slippageMilli)),
        row(
          'deepest drawdown',
          (run) => `${usd(-run.summary.maxDrawdownMilli)} (${percent(run.summary.maxDrawdownShare)})`,
        ),
        row('signals a week', (run) => number(run.summary.signalsPerWeek, 1)),
        row('trades a week', (run) => number(run.summary.tradesPerWeek, 1)),
      ],
    ),
  );
}

/** Trades of the same contract, side and signal time are one trade that both made. */
function sharedTrades(a: RunResult, b: RunResult, names: Names): Section {
  const keyOf = (trade: RunResult['trades'][number]): string =>
    `${trade.contract} ${trade.direction} ${trade.signalTime}`;
  const inA = new Map(a.trades.map((trade) => [keyOf(trade), trade]));
  const pairs = b.trades.flatMap((trade) => {
    const other = inA.get(keyOf(trade));
    return other === undefined ? [] : [[other, trade] as const];
  });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const sharedA = sum(pairs.map(([trade]) => trade.netMilli));
  const sharedB = sum(pairs.map(([, trade]) => trade.netMilli));
  return section(
    'shared',
    'Trades in common',
    'A trade of the same contract, side and signal time is counted as one that both made.',
    table(
      'Trades in common',
      [
        { title: '' },
        { title: 'trades', isNumber: true },
        { title: names[0], isNumber: true },
        { title: names[1], isNumber: true },
      ],
      [
        ['in both', number(pairs.length), signedUsd(sharedA), signedUsd(sharedB)],
        [
          `in ${names[0]} alone`,
          number(a.trades.length - pairs.length),
          signedUsd(a.summary.netMilli - sharedA),
          '',
        ],
        [
          `in ${names[1]} alone`,
          number(b.trades.length - pairs.length),
          '',
          signedUsd(b.summary.netMilli - sharedB),
        ],
      ],
    ),
  );
}

function differences(a: RunResult, b: RunResult, names: Names): Section {
  const parameters = [
    ...new Set([...Object.keys(a.header.parameters), ...Object.keys(b.header.parameters)]),
  ].sort();
  const show = (run: RunResult, name: string): string => {
    const value = Object.hasOwn(run.header.parameters, name) ? run.header.parameters[name] : undefined;
    return value === undefined ? 'none' : String(value);
  };
  const differing = parameters.filter((name) => show(a, name) !== show(b, name));
  const rows = differing.map((name) => [name, show(a, name), show(b, name)]);
  const list =
    rows.length === 0
      ? html`<p>All parameters are equal.</p>`
      : table(
          'Parameters that differ',
          [{ title: 'parameter' }, { title: names[0] }, { title: names[1] }],
          rows,
        );
  const commands = [a, b].map((run) => html`<pre>${run.header.command}</pre>`);
  const roots = facts([
    [`journal root, ${names[0]}`, html`<span class="hash">${a.header.journalRoot}</span>`],
    [`journal root, ${names[1]}`, html`<span class="hash">${b.header.journalRoot}</span>`],
  ]);
  return section('differences', 'What differs', null, [list, html`<h3>Rebuild them</h3>`, commands, roots]);
}
