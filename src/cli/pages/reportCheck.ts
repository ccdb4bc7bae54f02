import { FIGURES, LINKS } from '../../report/pageFigures.ts';
import { type ReadReport, readReport } from '../../report/readReport.ts';

export interface CheckedFigure {
  readonly name: string;
  readonly page: number | null;
  /** Computed again from the rows of the database. */
  readonly database: number | null;
  readonly holds: boolean;
}

export interface ReportCheck {
  readonly kind: ReadReport['figures']['kind'];
  readonly about: readonly string[];
  readonly figures: readonly CheckedFigure[];
  /** Parts of the page that say or draw something else than what the database gives. */
  readonly differences: readonly string[];
  readonly parts: number;
  readonly holds: boolean;
}

/**
 * Holds a page against the same page written again from what was computed anew: every figure, and every sentence, table and chart.
 * @param page the page that is there
 * @param fresh the page as it would be written now
 */
export function checkReport(page: ReadReport, fresh: string): ReportCheck {
  const ours = readReport(fresh, 'the page written again');
  const names = new Set([...Object.keys(page.figures.values), ...Object.keys(ours.figures.values)]);
  const figures = [...names].map((name) => {
    const shown = page.figures.values[name] ?? null;
    const database = ours.figures.values[name] ?? null;
    return { name, page: shown, database, holds: isSame(shown, database) };
  });
  const differences = differencesOf(page, ours);
  return {
    kind: page.figures.kind,
    about: page.figures.about,
    figures,
    differences,
    parts: page.words.size + page.data.size,
    holds: differences.length === 0 && figures.every((figure) => figure.holds),
  };
}

/** Equal but for the last bits, which may differ where a sum was taken in another order. */
export function isSame(a: number | null, b: number | null): boolean {
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
  // Figures are compared one by one, and a page that was written since is no other number.
  const isLeftOut = (name: string): boolean => name === `data ${FIGURES}` || name === `data ${LINKS}`;
  for (const [name, json] of page.data)
    if (!isLeftOut(name) && json !== fresh.data.get(name)) found.push(name);
  const missing = [...fresh.words.keys(), ...fresh.data.keys()].filter(
    (part) => !page.words.has(part) && !page.data.has(part) && !isLeftOut(part),
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
