import { FIGURES, pageFigures } from '../report/pageFigures.ts';
import { type ReadReport, readReport } from '../report/readReport.ts';
import { isGridCell } from '../report/run/scenarios.ts';
import { renderRunReport } from '../report/runReport.ts';
import { summarise } from '../research/summary.ts';
import type { RunResult } from '../results/model.ts';

const GRID_SECTION = 'surface';

export interface CheckedFigure {
  readonly name: string;
  readonly page: number | null;
  /** From the stored trades, counted and summed again. */
  readonly database: number | null;
  readonly holds: boolean;
}

export interface ReportCheck {
  readonly run: string;
  readonly figures: readonly CheckedFigure[];
  /** Parts of the page that say or draw something else than what the database gives. */
  readonly differences: readonly string[];
  readonly parts: number;
  readonly holds: boolean;
}

/**
 * Holds a run's report against the run: the figures are computed again from the stored trades, not read from the stored summary, and
 * every sentence, table and chart of the page is written again from them and compared. The grid of a stress test, which is added to a run
 * later, counts only where the page has it.
 */
export function checkReport(text: string, where: string, run: RunResult): ReportCheck {
  const page = readReport(text, where);
  const recomputed = { ...run, summary: { ...run.summary, ...figuresFromRows(run) } };
  const ours = pageFigures(recomputed);
  const names = new Set([...Object.keys(page.figures.values), ...Object.keys(ours.values)]);
  const figures = [...names].map((name) => {
    const shown = page.figures.values[name] ?? null;
    const database = ours.values[name] ?? null;
    return { name, page: shown, database, holds: isSame(shown, database) };
  });
  const hasGrid = page.words.has(GRID_SECTION);
  const scenarios = recomputed.scenarios.filter((scenario) => hasGrid || !isGridCell(scenario));
  const fresh = readReport(renderRunReport({ ...recomputed, scenarios }), where);
  const differences = differencesOf(page, fresh);
  if (page.figures.journalRoot !== ours.journalRoot) differences.unshift('the root of the journal');
  return {
    run: run.header.runId,
    figures,
    differences,
    parts: page.words.size + page.data.size,
    holds: differences.length === 0 && figures.every((figure) => figure.holds),
  };
}

function figuresFromRows(run: RunResult): ReturnType<typeof summarise> {
  const { summary } = run;
  return summarise({
    trades: run.trades,
    signals: run.signals.filter((signal) => signal.status !== 'outside-hours').length,
    initialCapitalMilli: summary.initialCapitalMilli,
    tradeDates: run.equity.length,
    emergencyStops: summary.emergencyStops,
    lossPauses: summary.lossPauses,
    rolls: summary.rolls,
    openAtEnd: summary.openAtEnd,
  });
}

/** Equal but for the last bits, which may differ where a sum was taken in another order. */
function isSame(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(a), Math.abs(b));
}

function differencesOf(page: ReadReport, fresh: ReadReport): string[] {
  const found: string[] = [];
  for (const [part, words] of page.words) {
    const expected = fresh.words.get(part);
    if (words !== expected)
      found.push(describe(part === 'opening' ? 'the opening' : `section ${part}`, words, expected));
  }
  for (const [name, json] of page.data)
    if (name !== `data ${FIGURES}` && json !== fresh.data.get(name)) found.push(name);
  const missing = [...fresh.words.keys(), ...fresh.data.keys()].filter(
    (part) => !page.words.has(part) && !page.data.has(part),
  );
  found.push(...missing.map((part) => `${part}, which the page lacks`));
  return found;
}

/** Where two texts begin to differ, with some words around. */
function describe(part: string, words: string, expected: string | undefined): string {
  if (expected === undefined) return `${part}, which this version does not write`;
  let at = 0;
  while (at < words.length && words[at] === expected[at]) at++;
  const from = Math.max(0, words.lastIndexOf(' ', at - 20) + 1);
  const excerpt = (text: string): string => JSON.stringify(text.slice(from, at + 30));
  return `${part}: the page says ${excerpt(words)}, the database gives ${excerpt(expected)}`;
}
