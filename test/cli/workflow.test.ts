import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENTRY, tapebench } from './tapebench.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of the printed document is what the tests look at
type Printed = any;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-cli-'));
  const made = tapebench(folder, [
    'data',
    'synth',
    'quarter',
    '--seed',
    '3',
    '--from',
    '2024-08-01',
    '--to',
    '2024-10-31',
  ]);
  expect(made.err).toBe('');
  expect(made.code).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runJson(words: readonly string[]): Printed {
  const { code, out, err } = tapebench(folder, [...words, '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as Printed;
}

describe('from bars to report', () => {
  test('a synthetic dataset is in the catalogue, checked and shown', () => {
    const list = runJson(['data', 'list']);
    expect(list.map((entry: Printed) => entry.name)).toEqual([
      'quarter',
      'synthetic-es',
      'synthetic-es-edge',
    ]);
    const check = runJson(['data', 'check', 'quarter']);
    expect(check['isPassed']).toBe(true);
    expect(check['checks'].find((row: { check: string }) => row.check === 'roll-days').count).toBe(1);
    const show = runJson(['data', 'show', 'quarter']);
    expect(show['contracts'].map((row: { symbol: string }) => row.symbol)).toContain('ESZ4');
  });

  test('a run writes a report and results, and prints the funnel and the verdict', () => {
    const result = runJson(['run', 'v6', '--data', 'quarter']);
    expect(result['summary'].trades).toBeGreaterThan(20);
    expect(result['summary'].verdict).toContain('says nothing about ES');
    expect(result['summary'].winRate.n).toBe(result['summary'].trades);
    const { signals, outsideHours, refusals, orders } = result['funnel'];
    const refused = Object.values(refusals as Record<string, number>).reduce((sum, count) => sum + count, 0);
    expect(orders).toBe(signals - outsideHours - refused + (refusals['warm-up'] ?? 0));
    expect(existsSync(join(folder, result['files'].report))).toBe(true);
    expect(existsSync(join(folder, result['files'].database))).toBe(true);
    const page = readFileSync(join(folder, result['files'].report), 'utf8');
    expect(page).toContain(result['header'].journalRoot);
    expect(page.length).toBeLessThan(1_000_000);
  });

  test('the same inputs give the same journal in another process, and count as one run', () => {
    const first = runJson(['run', 'v6', '--data', 'quarter', '--journal', 'first.jsonl']);
    const second = runJson(['run', 'v6', '--data', 'quarter', '--journal', 'second.jsonl']);
    expect(second['header'].journalRoot).toBe(first['header'].journalRoot);
    expect(second['files'].outcome).toBe('reproduced');
    expect(readFileSync(join(folder, 'second.jsonl'))).toEqual(readFileSync(join(folder, 'first.jsonl')));
    const other = runJson(['run', 'v6', '--data', 'quarter', '--slippage', '2']);
    expect(other['header'].runId).not.toBe(first['header'].runId);
    expect(other['header'].journalRoot).not.toBe(first['header'].journalRoot);
    expect(other['header'].parameters.slippageTicks).toBe(2);
  });

  test('the host zone changes nothing', () => {
    const roots = ['UTC', 'Asia/Kathmandu', 'Pacific/Auckland'].map((zone) => {
      const { out } = tapebench(folder, ['run', 'v6', '--data', 'quarter', '--json', '--out', 'zones'], {
        TZ: zone,
      });
      return (JSON.parse(out) as { header: { journalRoot: string } }).header.journalRoot;
    });
    expect(new Set(roots).size).toBe(1);
  });

  test('stored runs are listed, reported again, compared and exported', () => {
    const runs = runJson(['report']);
    expect(runs['runs'].length).toBeGreaterThanOrEqual(2);
    const [a, b] = runs['runs'].map((run: { header: { runId: string } }) => run.header.runId) as [
      string,
      string,
    ];
    const comparison = runJson(['compare', a, b]);
    expect(comparison['differences']).toEqual([{ name: 'slippageTicks', a: '0.75', b: '2' }]);
    const report = runJson(['report', a.slice(0, 6), '--parquet', 'tables']);
    expect(report['files'].parquet.length).toBeGreaterThan(8);
    expect(readdirSync(join(folder, 'tables')).some((file) => file.includes('trades'))).toBe(true);
  });

  test('stress simulates every cell of the grid, and more cost never leaves more money on the same trades', () => {
    const { grid, scenarios } = runJson([
      'stress',
      'v6',
      '--data',
      'quarter',
      '--commissions',
      '0,5',
      '--slippages',
      '0:2:1',
      '--set',
      'maxConsecutiveLosses=10000',
      '--set',
      'bayesianMaxMultiplier=1',
      '--set',
      'emergencyStopPct=100',
      '--set',
      'maxRiskPerTrade=1',
    ]);
    expect(scenarios).toHaveLength(6);
    expect(grid).toHaveLength(6);
    const net = (commission: number, slippage: number): number =>
      grid.find(
        (cell: Printed) => cell.commissionPerContract === commission && cell.slippageTicks === slippage,
      ).netMilli;
    expect(net(0, 1)).toBeLessThan(net(0, 0));
    expect(net(5, 2)).toBeLessThan(net(0, 2));
  });

  test('a new strategy runs as it is written, and its file is never overwritten', () => {
    expect(tapebench(folder, ['new', 'strategy', './breakout.ts']).code).toBe(0);
    const result = runJson(['run', './breakout.ts', '--data', 'quarter', '--set', 'lookbackBars=240']);
    expect(result['header'].strategy).toBe('breakout');
    expect(result['summary'].trades).toBeGreaterThan(0);
    const again = tapebench(folder, ['new', 'strategy', './breakout.ts']);
    expect(again.code).toBe(6);
    expect(again.err).toContain('TB_FILE_EXISTS');
  });
});

test('a reader that stops early is no error, and the run is stored all the same', () => {
  const script = `"$0" "$1" run v6 --data quarter --out piped | true; exit \${PIPESTATUS[0]}`;
  const { status, stderr } = spawnSync('bash', ['-c', script, process.execPath, ENTRY], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(readdirSync(join(folder, 'piped'))).toContain('tapebench.duckdb');
});

describe('bad input gives a coded error, an exit code and nothing half-written', () => {
  const cases: readonly (readonly [string, readonly string[], number, string])[] = [
    ['an unknown command', ['rnu', 'v6'], 2, 'Did you mean: tapebench run?'],
    ['an unknown option', ['run', 'v6', '--dta', 'quarter'], 2, 'Did you mean --data?'],
    [
      'a parameter given twice',
      ['run', 'v6', '--set', 'stopSigmas=1', '--set', 'stopSigmas=2'],
      2,
      'gives stopSigmas twice',
    ],
    [
      'an unknown parameter',
      ['run', 'v6', '--data', 'quarter', '--set', 'stopSigma=2'],
      2,
      'Did you mean stopSigmas?',
    ],
    ['a negative cost', ['run', 'v6', '--data', 'quarter', '--commission', '-1'], 2, 'TB_PARAMETER_INVALID'],
    [
      'a parameter that is no number',
      ['run', 'v6', '--data', 'quarter', '--set', 'stopSigmas=two'],
      2,
      'must be a number',
    ],
    [
      'a range that ends before it begins',
      ['run', 'v6', '--data', 'quarter', '--from', '2024-10-02', '--to', '2024-10-01'],
      2,
      'TB_DATE_INVALID',
    ],
    [
      'a date that does not exist',
      ['run', 'v6', '--data', 'quarter', '--from', '2024-02-30'],
      2,
      'TB_DATE_INVALID',
    ],
    [
      'a range without bars',
      ['run', 'v6', '--data', 'quarter', '--from', '2023-01-02', '--to', '2023-01-05'],
      3,
      'TB_DATA_EMPTY',
    ],
    ['an unknown dataset', ['run', 'v6', '--data', 'quartr'], 2, 'Did you mean'],
    ['an unknown strategy', ['run', 'v7', '--data', 'quarter'], 2, 'Did you mean v6?'],
    ['a strategy file that is not there', ['run', './none.ts', '--data', 'quarter'], 3, 'TB_FILE_NOT_FOUND'],
    [
      'a contract that is not in the data',
      ['run', 'v6', '--data', 'quarter', '--contract', 'ESM9'],
      3,
      'ESM9',
    ],
    ['a run that is not stored', ['report', 'ffffffff'], 2, 'TB_RUN_UNKNOWN'],
    [
      'a grid with a negative cost',
      ['stress', 'v6', '--data', 'quarter', '--slippages=-1,0'],
      2,
      'negative cost',
    ],
  ];

  for (const [what, words, code, text] of cases) {
    test(what, () => {
      const outcome = tapebench(folder, [...words, '--out', 'untouched']);
      expect(outcome.err).toContain(text);
      expect(outcome.err).not.toContain('node:internal');
      expect(outcome.code).toBe(code);
      expect(existsSync(join(folder, 'untouched'))).toBe(false);
    });
  }

  test('a seed that is no number', () => {
    const outcome = tapebench(folder, ['data', 'synth', 'other', '--seed', 'x']);
    expect(outcome.err).toContain('--seed wants a number');
    expect(outcome.code).toBe(2);
    expect(existsSync(join(folder, 'datasets/other.yaml'))).toBe(false);
  });

  test('files: unreadable, truncated, of the wrong type, empty', () => {
    writeFileSync(join(folder, 'empty.csv'), '');
    writeFileSync(join(folder, 'noise.bin'), Buffer.from([0, 1, 2, 3, 255, 254]));
    writeFileSync(
      join(folder, 'bad.csv'),
      'ts_event,open,high,low,close,volume,symbol\n2024-08-01T14:30:00Z,5500,5499,5501,5500,10,ESU4\n2024-08-01T14:31:00Z,5500,5501,5499,5500,10,ESU4\n2024-08-01T14:32:00Z,5500,5501,5499,5500,10,ESU4\n',
    );
    const whole = readFileSync(join(folder, 'datasets/cache/quarter.dbn.zst'));
    writeFileSync(join(folder, 'cut.dbn.zst'), whole.subarray(0, Math.floor(whole.length / 2)));
    const expected: readonly (readonly [string, string])[] = [
      ['empty.csv', 'TB_'],
      ['noise.bin', 'TB_FORMAT_UNKNOWN'],
      ['bad.csv', 'line 2'],
      ['cut.dbn.zst', 'TB_DBN_TRUNCATED'],
      ['missing.csv', 'TB_FILE_NOT_FOUND'],
    ];
    for (const [file, text] of expected) {
      const outcome = tapebench(folder, ['data', 'import', file]);
      expect(outcome.err, file).toContain(text);
      expect(outcome.code, file).toBe(3);
    }
    expect(
      readdirSync(join(folder, 'datasets')).filter((file) => !/^(quarter\.yaml|cache)$/.test(file)),
    ).toEqual([]);
  });

  test('a strategy that throws is named with its file and place, and leaves no run', () => {
    expect(tapebench(folder, ['new', 'strategy', './throws.ts']).code).toBe(0);
    const path = join(folder, 'throws.ts');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(
        'judge(candidate, bars) {',
        "judge(candidate, bars) {\n        throw new Error('no idea');",
      ),
    );
    const outcome = tapebench(folder, ['run', './throws.ts', '--data', 'quarter', '--out', 'thrown']);
    expect(outcome.code).toBe(4);
    expect(outcome.err).toContain('TB_STRATEGY_FAILED');
    expect(outcome.err).toContain('no idea');
    expect(existsSync(join(folder, 'thrown'))).toBe(false);
  });

  test('a journal never replaces another file, and may be written again where it is the same', () => {
    writeFileSync(join(folder, 'mine.jsonl'), 'mine\n');
    const refused = tapebench(folder, ['run', 'v6', '--data', 'quarter', '--journal', 'mine.jsonl']);
    expect(refused.code).toBe(6);
    expect(refused.err).toContain('TB_FILE_EXISTS');
    expect(readFileSync(join(folder, 'mine.jsonl'), 'utf8')).toBe('mine\n');
    const words = ['run', 'v6', '--data', 'quarter', '--journal', 'again.jsonl'];
    expect(tapebench(folder, words).code).toBe(0);
    expect(tapebench(folder, words).code).toBe(0);
    expect(existsSync(join(folder, 'again.jsonl.tmp'))).toBe(false);
  });

  test('an output folder that is a file is refused before anything is loaded', () => {
    writeFileSync(join(folder, 'occupied'), 'text');
    for (const out of ['occupied', 'occupied/below']) {
      const outcome = tapebench(folder, ['run', 'v6', '--data', 'quarter', '--out', out]);
      expect(outcome.err).toContain('is a file, not a folder');
      expect(outcome.code).toBe(6);
    }
  });

  test('--json tells an error to programs', () => {
    const { code, out } = tapebench(folder, ['run', 'v6', '--data', 'nothing-like-it', '--json']);
    expect(code).toBe(2);
    expect((JSON.parse(out) as { error: { code: string } }).error.code).toBe('TB_DATASET_UNKNOWN');
  });

  test('a damaged results file is refused and left as it is', () => {
    const broken = join(folder, 'broken');
    const database = join(broken, 'tapebench.duckdb');
    expect(tapebench(folder, ['run', 'v6', '--data', 'quarter', '--out', 'broken']).code).toBe(0);
    writeFileSync(database, 'not a database');
    const outcome = tapebench(folder, ['run', 'v6', '--data', 'quarter', '--out', 'broken']);
    expect(outcome.code).toBe(6);
    expect(outcome.err).toContain('TB_RESULTS_FAILED');
    expect(readFileSync(database, 'utf8')).toBe('not a database');
  });
});
