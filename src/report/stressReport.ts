import type { RunResult, ScenarioRow } from '../results/model.ts';
import type { StressResult } from '../results/stressModel.ts';
import { breakEvenSlippages, costGrid } from './costGrid.ts';
import { costSurfaceSection } from './costSurface.ts';
import { estimateFigure, figure, figures } from './figure.ts';
import { whatWouldChange } from './flips.ts';
import { count, dateWords, number, percent, returnPercent, signedUsd, usd } from './format.ts';
import { type Html, html } from './html.ts';
import { page } from './page.ts';
import { withFigures } from './pageFigures.ts';
import { dataBanner } from './run/argument.ts';
import { dataSection } from './run/checks.ts';
import { assumptionsSection, provenanceSection } from './run/provenance.ts';
import { isGridCell, scenarioChart, scenarioWords } from './run/scenarios.ts';
import { type Section, section } from './section.ts';
import { breakEvensSection } from './surface/breakEvens.ts';
import { stressChanges } from './surface/changes.ts';
import { executionsSection } from './surface/executions.ts';
import { stressFigures } from './surface/figures.ts';
import { publishedSection } from './surface/published.ts';
import { regionFigure, regionsSection } from './surface/regions.ts';

export interface StressReportOptions {
  readonly question?: string;
  /** The command that rebuilds the grid; the run's own by default. */
  readonly command?: string;
  /** What a whole stress test holds besides the grid. */
  readonly figures?: StressResult;
}

/**
 * The report of a stress test: the run's named scenarios (`run.scenarios`) and a grid of commission by slippage, as heat maps
 * with the line of zero profit, one for every rule of limit fills in the grid.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderStressReport(
  run: RunResult,
  grid: readonly ScenarioRow[],
  options: StressReportOptions = {},
): string {
  const { header } = run;
  const command = options.command ?? header.command;
  const rebuilt: RunResult = { ...run, header: { ...header, command } };
  const named = run.scenarios.filter((scenario) => !isGridCell(scenario));
  const scenarios =
    named.length === 0
      ? []
      : [section('scenarios', 'Named scenarios', scenarioWords(named), scenarioChart(named))];
  return page({
    title: `${header.strategy} on ${header.dataset.name}: costs`,
    opening: openingWithFigures(run, grid, options),
    sections: [
      ...scenarios,
      costSurfaceSection(grid, options.figures?.breakEvens === undefined),
      ...studySections(options.figures, grid),
      dataSection(run),
      assumptionsSection(run),
      provenanceSection(rebuilt),
    ],
    foot: html`<footer>tapebench ${header.codeVersion}, run <span class="hash">${header.runId}</span>.</footer>`,
  });
}

function studySections(study: StressReportOptions['figures'], grid: readonly ScenarioRow[]): Section[] {
  if (study === undefined) return [];
  const slippages = grid.map((cell) => cell.slippageTicks);
  const tried = { low: Math.min(...slippages), high: Math.max(...slippages) };
  const { breakEvens, fixedTradesBreakEven, regions, published, executions } = study;
  return [
    breakEvensSection(breakEvens, fixedTradesBreakEven, tried),
    regionsSection(regions),
    publishedSection(published),
    executionsSection(executions),
  ].filter((each) => each !== null);
}

function openingWithFigures(
  run: RunResult,
  grid: readonly ScenarioRow[],
  options: StressReportOptions,
): Html {
  const first = opening(run, grid, options);
  return options.figures === undefined ? first : withFigures(first, stressFigures(options.figures));
}

function opening(
  run: RunResult,
  grid: readonly ScenarioRow[],
  { question, figures: study }: StressReportOptions,
): Html {
  const { header, summary } = run;
  const asked = question ?? `How much cost can ${header.strategy} on ${header.instrument.root} bear?`;
  return html`<header>
<p class="kicker">Stress test of ${header.strategy} on ${header.instrument.name}, ${dateWords(header.dataset.from)} to ${dateWords(header.dataset.to)}, dataset ${header.dataset.name}</p>
<h1>${asked}</h1>
${dataBanner(run)}
<p class="verdict">${stressVerdict(run, grid)}</p>
${figures([
  figure({
    label: 'Result before any cost',
    value: signedUsd(summary.grossMilli),
    standing: html`n = ${number(summary.trades)} trades at the run’s own costs; ${usd(summary.grossMilli / Math.max(1, summary.trades), 2)} a trade.`,
  }),
  estimateFigure('Mean net return a trade', summary.meanNetReturn, returnPercent, {
    value: 0,
    label: 'zero',
  }),
  regionFigure(study?.regions ?? []) ?? cellsFigure(grid),
])}
${whatWouldChange(study === undefined ? [] : stressChanges(run, study))}
</header>`;
}

function cellsFigure(grid: readonly ScenarioRow[]): Html {
  return figure({
    label: 'Cells with a profit',
    value:
      grid.length === 0
        ? 'none run'
        : percent(grid.filter((cell) => cell.netMilli > 0).length / grid.length, 0),
    standing: html`${number(grid.filter((cell) => cell.netMilli > 0).length)} of ${count(grid.length, 'cell')} of this grid: a property of the region that was chosen, and no probability.`,
  });
}

/** What the grid says, in a sentence. */
function stressVerdict(run: RunResult, scenarios: readonly ScenarioRow[]): string {
  if (scenarios.length === 0) return 'No grid was run.';
  const rule = scenarios[0]!.limitFill;
  const grid = costGrid(scenarios.filter((scenario) => scenario.limitFill === rule));
  const own = run.header.parameters['commissionPerContract'];
  const row = nearestIndex(grid.commissions, typeof own === 'number' ? own : grid.commissions[0]!);
  const commission = usd(grid.commissions[row]! * 1000, 2);
  const slippage = breakEvenSlippages(grid)[row]!;
  if (slippage !== null) {
    return `At a commission of ${commission} a side the profit is gone at ${number(slippage, 2)} ticks of slippage a side.`;
  }
  const first = grid.cells[row]!.find((cell) => cell !== null);
  return first !== undefined && first !== null && first.netMilli > 0
    ? `At a commission of ${commission} a side it makes money in the whole grid, up to ${number(grid.slippages.at(-1)!, 2)} ticks of slippage a side.`
    : `At a commission of ${commission} a side it makes no money even at ${number(grid.slippages[0]!, 2)} ticks of slippage.`;
}

function nearestIndex(values: readonly number[], wanted: number): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if (Math.abs(values[index]! - wanted) < Math.abs(values[best]! - wanted)) best = index;
  }
  return best;
}
