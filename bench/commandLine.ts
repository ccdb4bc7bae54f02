import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { machineLine, summaryLine } from './measure.ts';

/** Whole processes: what help costs over bare Node, and a year from a cold start to its report. Run after `npm run build`. */
const entry = resolve('dist/src/cli/main.js');
if (!existsSync(entry)) {
  process.stderr.write('Build first: npm run build\n');
  process.exit(1);
}

function wallMs(words: readonly string[], folder: string): number {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...words], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${words.join(' ')} failed: ${stderr}`);
  return performance.now() - start;
}

const folder = mkdtempSync(join(tmpdir(), 'tapebench-bench-'));
try {
  process.stdout.write(`${machineLine()}\n`);
  const repeat = (words: readonly string[], times: number): number[] =>
    Array.from({ length: times }, () => wallMs(words, folder));
  repeat([entry, '--help'], 2);
  // In turn, so that a slow moment of the machine falls on both.
  const bare: number[] = [];
  const help: number[] = [];
  for (let k = 0; k < 15; k++) {
    bare.push(...repeat(['-e', '0'], 1));
    help.push(...repeat([entry, '--help'], 1));
  }
  process.stdout.write(`${summaryLine('bare node', bare, 'ms')}\n`);
  process.stdout.write(`${summaryLine('tapebench --help', help, 'ms')}\n`);
  process.stdout.write(
    `${summaryLine(
      'help over bare node',
      help.map((value, k) => value - bare[k]!),
      'ms',
    )}\n`,
  );
  wallMs([entry, 'data', 'synth', 'year', '--seed', '1'], folder);
  process.stdout.write(
    `${summaryLine('one year, cold start to report', repeat([entry, 'run', 'v6', '--data', 'year'], 5), 'ms')}\n`,
  );
} finally {
  rmSync(folder, { recursive: true });
}
