import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../../src/cli/pages/chromium.ts';
import { rebuildPage } from '../../../src/cli/pages/rebuildPage.ts';
import { recompute, recomputedRun } from '../../../src/cli/pages/recompute.ts';
import { checkReport } from '../../../src/cli/pages/reportCheck.ts';
import { renderStudy, type StoredStudy } from '../../../src/cli/pages/studyPage.ts';
import { readStoredRun } from '../../../src/cli/storedRun.ts';
import { readReport } from '../../../src/report/readReport.ts';
import { renderRunReport } from '../../../src/report/runReport.ts';
import { openResults } from '../../../src/results/database.ts';
import type { RunResult } from '../../../src/results/model.ts';
import { addScenarios } from '../../../src/results/runs.ts';
import { sampleAudit } from '../../support/auditResult.ts';
import { sampleStress } from '../../support/stressResult.ts';
import { sampleSweep } from '../../support/sweepResult.ts';
import { sampleVerification } from '../../support/verifyResult.ts';
import { tapebench } from '../tapebench.ts';

let folder: string;
let run: RunResult;
let page: string;
let path: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-check-'));
  const synth = ['data', 'synth', 'spring', '--seed', '5', '--from', '2024-04-01', '--to', '2024-05-31'];
  expect(tapebench(folder, synth).code).toBe(0);
  const { out } = tapebench(folder, ['run', 'v6', '--data', 'spring', '--json']);
  path = (JSON.parse(out) as { files: { report: string } }).files.report;
  page = readFileSync(join(folder, path), 'utf8');
  run = await readStoredRun(join(folder, 'reports'), undefined);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(text: string, of: RunResult = run): ReturnType<typeof checkReport> {
  return checkReport(readReport(text, 'page.html'), renderRunReport(recomputedRun(of)));
}

/** The page with something changed in the data that its script draws. */
function repacked(change: (content: string) => string): string {
  return page.replace(/(id="payload">)([^<]*)/, (_, start: string, packed: string) => {
    const content = gunzipSync(Buffer.from(packed, 'base64')).toString('utf8');
    const changed = change(content);
    expect(changed).not.toBe(content);
    return start + gzipSync(changed).toString('base64');
  });
}

describe('a report holds', () => {
  test('when it is as it was written', () => {
    const result = check(page);
    expect(result.differences).toEqual([]);
    expect(result.figures.filter((figure) => !figure.holds)).toEqual([]);
    expect(result.figures.length).toBeGreaterThan(15);
    expect(result.parts).toBeGreaterThan(20);
    expect(result.holds).toBe(true);
  });

  test('when a cost grid was added to its run later, and the page then written has the grid', async () => {
    const { limitFill, commissionPerContract, slippageTicks } = run.scenarios[0]!;
    const name = `${limitFill}/${commissionPerContract}/${slippageTicks}`;
    const out = join(folder, 'reports');
    const db = await openResults(join(out, 'tapebench.duckdb'));
    await addScenarios(db, run.header.runId, [{ ...run.scenarios[0]!, name }]);
    await db.close();
    const later = await readStoredRun(out, undefined);
    expect(later.scenarios).toHaveLength(run.scenarios.length + 1);
    for (const text of [page, renderRunReport(later)]) {
      const read = readReport(text, 'page.html');
      expect(checkReport(read, (await rebuildPage(read, out)).html).holds).toBe(true);
    }
  });
});

describe('a report does not hold', () => {
  test('when a sentence was changed, and it is said which', () => {
    const at = page.indexOf('<p class="verdict">') + '<p class="verdict">'.length;
    const { holds, differences } = check(`${page.slice(0, at)}Always ${page.slice(at)}`);
    expect(holds).toBe(false);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toContain('the opening: the page says "');
    expect(differences[0]).toContain('Always');
  });

  test('when a figure of its data was changed', () => {
    const { holds, figures } = check(
      repacked((content) => content.replace(/"netMilli":-?\d+/, '"netMilli":999000')),
    );
    expect(holds).toBe(false);
    const wrong = figures.filter((figure) => !figure.holds);
    expect(wrong).toEqual([
      { name: 'netMilli', page: 999_000, database: run.summary.netMilli, holds: false },
    ]);
  });

  test('when a trade of its table or a chart was changed', () => {
    const { differences } = check(
      repacked((content) => content.replace('"name":"reason","texts":["', '$&never-')),
    );
    expect(differences).toEqual(['data trades']);
  });

  test('when a section was taken away', () => {
    const { holds, differences } = check(page.replace(/<section id="assumptions"[\s\S]*?<\/section>/, ''));
    expect(holds).toBe(false);
    expect(differences).toEqual(['assumptions, which the page lacks']);
  });

  test('when the stored trades say something else than the stored summary', () => {
    const [first, ...rest] = run.trades;
    const trades = [{ ...first!, netMilli: first!.netMilli + 1_000 }, ...rest];
    const { holds, figures } = check(page, { ...run, trades });
    expect(holds).toBe(false);
    const net = figures.find((figure) => figure.name === 'netMilli')!;
    expect(net.database! - net.page!).toBe(1_000);
  });
});

describe('the page of every study', () => {
  const made = sampleStress({ sessions: 40 });
  const studies: Record<string, () => Promise<StoredStudy>> = {
    audit: async () => ({ kind: 'audit', result: sampleAudit() }),
    stress: async () => ({ kind: 'stress', result: made }),
    sweep: async () => ({ kind: 'sweep', result: sampleSweep() }),
    verification: async () => ({ kind: 'verification', result: await sampleVerification(run) }),
  };
  // Samples are made up: what follows from their rows is taken as what is stored.
  const stored = async (kind: string): Promise<StoredStudy> =>
    recompute(await studies[kind]!(), async () => run);

  test.each(Object.keys(studies))(
    '%s: holds as it was written, and not when a figure was changed',
    async (kind) => {
      const study = await stored(kind);
      const text = renderStudy(study);
      const fresh = renderStudy(await recompute(study, async () => run));
      const held = checkReport(readReport(text, 'page.html'), fresh);
      expect(held.differences).toEqual([]);
      expect(held.figures.filter((figure) => !figure.holds)).toEqual([]);
      expect(held.holds).toBe(true);
      expect(held.figures.length).toBeGreaterThan(10);
      const at = text.indexOf('<p class="verdict">') + '<p class="verdict">'.length;
      const changed = `${text.slice(0, at)}Never ${text.slice(at)}`;
      expect(checkReport(readReport(changed, 'page.html'), fresh).differences[0]).toContain('Never');
    },
  );

  test('an audit does not hold when the stored counts say something else than its page', async () => {
    const study = await stored('audit');
    if (study.kind !== 'audit') throw new Error('unreachable');
    const { subsets } = study.result;
    const other = { ...subsets[0]!, wins: subsets[0]!.wins - 1 };
    const changed = {
      kind: 'audit',
      result: { ...study.result, subsets: [other, ...subsets.slice(1)] },
    } as const;
    const fresh = renderStudy(await recompute(changed, async () => run));
    const { figures, holds } = checkReport(readReport(renderStudy(study), 'page.html'), fresh);
    expect(holds).toBe(false);
    const wrong = figures.filter((figure) => !figure.holds).map((figure) => figure.name);
    expect(wrong).toContain('published');
    // A win less in the published procedure is a win less for every defect to account for.
    expect(wrong).toContain('wins contract-mixing');
  });

  test('a verification does not hold when a trade of its run was changed', async () => {
    const study = await stored('verification');
    const [first, ...rest] = run.trades;
    const netMilli = first!.netMilli > 0 ? -1 : 1;
    const trades = [{ ...first!, netMilli, netMilliLow: netMilli, netMilliHigh: netMilli }, ...rest];
    const fresh = renderStudy(await recompute(study, async () => ({ ...run, trades })));
    const { figures } = checkReport(readReport(renderStudy(study), 'page.html'), fresh);
    expect(figures.find(({ name }) => name === 'win-rate')!.holds).toBe(false);
  });
});

describe('the command', () => {
  test('says that a report holds, or how it does not, by its exit code too', () => {
    const good = tapebench(folder, ['report', '--verify', path]);
    expect(good.out).toContain('The report holds.');
    expect(good.code).toBe(0);
    writeFileSync(join(folder, 'changed.html'), page.replace('Net result', 'Gross result'));
    const bad = tapebench(folder, ['report', '--verify', 'changed.html', '--json']);
    expect(bad.code).toBe(1);
    expect((JSON.parse(bad.out) as { holds: boolean }).holds).toBe(false);
  });

  test.each([
    [['report', '--verify', 'none.html'], 3, 'TB_FILE_NOT_FOUND'],
    [['report', '--verify', 'datasets/spring.yaml'], 3, 'no page of tapebench with figures in it'],
    [['report', '--verify', 'x.html', '--pdf', 'x.pdf'], 2, 'TB_USAGE'],
    [['report', '--parquet', 'x'], 2, '--parquet wants the id of a run'],
    [['report', 'none.html', '--pdf', 'x.pdf'], 3, 'there is no such page'],
    [['report', 'none.html'], 2, 'can only be drawn'],
    [['report', 'zzzz'], 2, 'there is no run or study "zzzz"'],
  ] as const)('refuses %j', (words, code, text) => {
    const outcome = tapebench(folder, words);
    expect(outcome.err).toContain(text);
    expect(outcome.code).toBe(code);
  });

  test('holds comparison and index against the database too', () => {
    const second = tapebench(folder, ['run', 'v6-cluster15', '--data', 'spring', '--json']);
    const other = (JSON.parse(second.out) as { header: { runId: string } }).header.runId;
    const both = tapebench(folder, ['compare', run.header.runId, other, '--json']);
    const { page: comparison } = (JSON.parse(both.out) as { files: { page: string } }).files;
    const listed = tapebench(folder, ['report', '--json']);
    const { index } = (JSON.parse(listed.out) as { files: { index: string } }).files;
    for (const each of [comparison, index]) {
      const { out, code } = tapebench(folder, ['report', '--verify', each]);
      expect(out).toContain('The report holds.');
      expect(code).toBe(0);
    }
  });

  test('without Chromium says where it looked, and keeps the report', () => {
    const words = ['report', run.header.runId, '--pdf', 'x.pdf'];
    const outcome = tapebench(folder, words, { PATH: dirname(process.execPath) });
    expect(outcome.err).toContain('a PDF needs Chromium');
    expect(outcome.err).toContain(`kept:  ${path}`);
    expect(outcome.code).toBe(6);
  });
});

describe.skipIf(findChromium(process.env['PATH'] ?? '') === undefined)('with Chromium', () => {
  test('the report is a PDF and its first screen a PNG, and neither is replaced unasked', () => {
    const words = ['report', run.header.runId, '--pdf', 'run.pdf', '--png', 'run.png'];
    const outcome = tapebench(folder, words);
    expect(outcome.err).toBe('');
    const bytes = (name: string): Buffer => readFileSync(join(folder, name));
    expect(bytes('run.pdf').subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(bytes('run.pdf').length).toBeGreaterThan(50_000);
    const png = bytes('run.png');
    expect(png.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([1280, 1600]);
    // Any page that is written, and the index over all of them.
    expect(tapebench(folder, ['report', path, '--png', 'again.png']).err).toBe('');
    expect(bytes('again.png').subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(tapebench(folder, ['report', '--pdf', 'index.pdf']).err).toBe('');
    expect(bytes('index.pdf').subarray(0, 5).toString('latin1')).toBe('%PDF-');
    writeFileSync(join(folder, 'mine.pdf'), 'mine');
    const again = tapebench(folder, ['report', run.header.runId, '--pdf', 'mine.pdf']);
    expect(again.err).toContain('TB_FILE_EXISTS');
    expect(readFileSync(join(folder, 'mine.pdf'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, '.tapebench'))).toBe(false);
  }, 90_000);
});
