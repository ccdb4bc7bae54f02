import { existsSync } from 'node:fs';
import { TapebenchError } from '../../errors.ts';
import { renderComparison } from '../../report/comparison.ts';
import { renderDayReport } from '../../report/day/dayReport.ts';
import type { PageFigures } from '../../report/pageFigures.ts';
import type { ReadReport } from '../../report/readReport.ts';
import { isGridCell } from '../../report/run/scenarios.ts';
import { openResults, type ResultsDatabase } from '../../results/database.ts';
import type { RunResult } from '../../results/model.ts';
import { readRun } from '../../results/runs.ts';
import type { StudyKind } from '../../results/studies.ts';
import { databaseIn } from '../outputFolder.ts';
import { renderIndexOf } from './indexPage.ts';
import { liveDayOf, reviewDay } from './liveDay.ts';
import { RECOMPUTED, recompute, recomputedRun } from './recompute.ts';
import { readStudy, renderStudy } from './studyPage.ts';

/** Section of a run's page that is there only when a cost grid was added to the run. */
const GRID_SECTION = 'surface';

export interface RebuiltPage {
  readonly html: string;
  /** What was computed again, and from what. */
  readonly basis: string;
}

/**
 * Writes a page again from the results database of a folder, its figures computed anew.
 * @throws TapebenchError TB_RUN_UNKNOWN when what it is about is not there
 */
export async function rebuildPage(page: ReadReport, folder: string): Promise<RebuiltPage> {
  if (page.figures.kind === 'live-day') return { html: liveDayAgain(page.figures), basis: LIVE_BASIS };
  const path = databaseIn(folder);
  if (!existsSync(path)) {
    throw new TapebenchError('TB_RUN_UNKNOWN', 'there is no results database to hold the page against', {
      where: path,
      next: 'Give the folder that it was written from: --out FOLDER',
    });
  }
  const db = await openResults(path, { isReadOnly: true });
  try {
    return await fromDatabase(page, db, folder);
  } finally {
    await db.close();
  }
}

async function fromDatabase(page: ReadReport, db: ResultsDatabase, folder: string): Promise<RebuiltPage> {
  const { kind, about } = page.figures;
  if (kind === 'index')
    return { html: await renderIndexOf(db, folder), basis: 'the list, from everything that is stored' };
  if (kind === 'comparison') {
    const [a, b] = [await readRun(db, about[0] ?? ''), await readRun(db, about[1] ?? '')];
    const html = renderComparison(recomputedRun(a), recomputedRun(b));
    return { html, basis: 'all figures of both runs, from their stored trades' };
  }
  const studyKind = studyKindOf(page.figures);
  const stored = await readStudy(db, { kind: studyKind, id: about[0] ?? '' });
  const study = await recompute(stored, async (runId) => withoutGrid(await readRun(db, runId)));
  // A grid is added to a run later, and counts only where the page has it.
  if (study.kind === 'run' && !page.words.has(GRID_SECTION)) {
    const html = renderStudy({ kind: 'run', result: withoutGrid(study.result) });
    return { html, basis: RECOMPUTED.run };
  }
  return { html: renderStudy(study), basis: RECOMPUTED[study.kind] };
}

const LIVE_BASIS = 'all figures of the day, its week and the session so far, from the journal of the session';

/** A day as its session's journal gives it now. */
function liveDayAgain({ about }: PageFigures): string {
  const [session = '', date = '', claimed, against] = about;
  const daily = reviewDay({ session, date, claimed: Number(claimed), against: Number(against) });
  return renderDayReport(liveDayOf(daily));
}

function withoutGrid(run: RunResult): RunResult {
  return { ...run, scenarios: run.scenarios.filter((scenario) => !isGridCell(scenario)) };
}

function studyKindOf({ kind }: PageFigures): StudyKind {
  if (kind === 'index' || kind === 'comparison' || kind === 'live-day')
    throw new TapebenchError('TB_FORMAT_UNKNOWN', `a page of the kind ${kind} is about no study`);
  return kind;
}
