import type { RunResult } from '../results/model.ts';
import { costSurfaceSection } from './costSurface.ts';
import { html } from './html.ts';
import { page } from './page.ts';
import { withFigures } from './pageFigures.ts';
import { argument } from './run/argument.ts';
import { breakdownSection } from './run/breakdown.ts';
import { dataSection } from './run/checks.ts';
import { courseSection } from './run/course.ts';
import { equitySection } from './run/equity.ts';
import { exitsSection } from './run/exits.ts';
import { runFigures } from './run/figures.ts';
import { funnelSection } from './run/funnel.ts';
import { posteriorSection } from './run/posterior.ts';
import { assumptionsSection, provenanceSection } from './run/provenance.ts';
import { isGridCell, scenariosSection } from './run/scenarios.ts';
import { signalsSection } from './run/signals.ts';
import { sizingSection } from './run/sizing.ts';
import { stabilitySection } from './run/stability.ts';
import { tradesSection } from './run/trades.ts';
import type { Section } from './section.ts';

export interface RunReportOptions {
  /** The question that the page answers; by default whether the strategy makes money after costs. */
  readonly question?: string;
  /** Further sections, which stand between the evidence and the details. */
  readonly evidence?: readonly Section[];
}

/**
 * The report of a run as one HTML file: an argument that is read from top to bottom. First the question, the verdict, the figures
 * that carry it and what would change it; then evidence, details, and assumptions and provenance.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function renderRunReport(run: RunResult, options: RunReportOptions = {}): string {
  const { header } = run;
  const grid = run.scenarios.filter(isGridCell);
  return page({
    title: `${header.strategy} on ${header.dataset.name}: backtest report`,
    opening: withFigures(argument(run, options.question ?? null), runFigures(run)),
    sections: [
      equitySection(run),
      exitsSection(run),
      stabilitySection(run),
      scenariosSection(run),
      ...(grid.length === 0 ? [] : [costSurfaceSection(grid)]),
      ...(options.evidence ?? []),
      tradesSection(run),
      breakdownSection(run),
      courseSection(run),
      signalsSection(run),
      funnelSection(run),
      sizingSection(run),
      posteriorSection(run),
      dataSection(run),
      assumptionsSection(run),
      provenanceSection(run),
    ],
    foot: html`<footer>tapebench ${header.codeVersion}, run <span class="hash">${header.runId}</span>. A backtest is a statement about the past under assumptions; it is no advice.</footer>`,
  });
}
