import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../../src/cli/chromium.ts';
import { checkReport } from '../../src/cli/reportCheck.ts';
import { readStoredRun } from '../../src/cli/storedRun.ts';
import { renderRunReport } from '../../src/report/runReport.ts';
import type { RunResult } from '../../src/results/model.ts';
import { tapebench } from './tapebench.ts';

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
  return checkReport(text, 'page.html', of);
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

  test('when a cost grid was added to its run later', () => {
    const { limitFill, commissionPerContract, slippageTicks } = run.scenarios[0]!;
    const name = `${limitFill}/${commissionPerContract}/${slippageTicks}`;
    const later = { ...run, scenarios: [...run.scenarios, { ...run.scenarios[0]!, name }] };
    expect(check(page, later).holds).toBe(true);
    expect(check(renderRunReport(later), later).holds).toBe(true);
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
    const { differences } = check(repacked((content) => content.replace('"reason":["', '"reason":["never-')));
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
    [['report', '--verify', 'datasets/spring.yaml'], 3, 'no report of a run with figures in it'],
    [['report', '--verify', 'x.html', '--pdf', 'x.pdf'], 2, 'TB_USAGE'],
    [['report', '--pdf', 'x.pdf'], 2, 'want the id of a run'],
  ] as const)('refuses %j', (words, code, text) => {
    const outcome = tapebench(folder, words);
    expect(outcome.err).toContain(text);
    expect(outcome.code).toBe(code);
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
    writeFileSync(join(folder, 'mine.pdf'), 'mine');
    const again = tapebench(folder, ['report', run.header.runId, '--pdf', 'mine.pdf']);
    expect(again.err).toContain('TB_FILE_EXISTS');
    expect(readFileSync(join(folder, 'mine.pdf'), 'utf8')).toBe('mine');
    expect(existsSync(join(folder, '.tapebench'))).toBe(false);
  }, 90_000);
});
